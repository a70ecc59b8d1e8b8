/** What visitors without an account see, as the API answers it: only what people show, and nothing any longer that was taken back. */
import { expect } from 'chai';
import { DAY_MS, HOUR_MS } from '../../src/kernel/time.ts';
import type { RouteInput } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, sitDown } from '../support/guest.ts';
import { holdNext } from '../support/hold.ts';
import { type Answer, request } from '../support/http.ts';
import { operatorWith, REASON } from '../support/operators.ts';
import { createTenant, switchTo } from '../support/organisations.ts';
import { caller, type Person, refusalOf, signUp, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

const UNKNOWN = 'AAAAAAAAAAAAAAAAAAAAAAAA';

// Promise A17 of docs/promises.md.
describe('visitors', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  afterEach(disconnectAll);
  after(() => app?.close());

  const get = (path: string, headers: Record<string, string> = {}) => request(app, `/front${path}`, { headers });
  const statusOf = async (path: string) => (await get(path)).status;
  const table = () => caller(app)('front.getTable');
  const listed = async (kind: 'topics' | 'rooms' | 'meals' | 'communities') =>
    (await table())[kind].map(({ id }) => id);
  const show = (person: Person, body: RouteInput<'profiles.update', 'body'>) =>
    person.call('profiles.update', { body });
  const post = (person: Person, body: Partial<RouteInput<'topics.create', 'body'>> = {}) =>
    person.call('topics.create', { body: { title: 'Bread', isPublic: true, ...body } });
  /** A person who shows topics and name, with a public topic. */
  const shown = async () => {
    const person = await signUp(app);
    await show(person, { showsTopicsToVisitors: true, showsNameToVisitors: true });
    return { person, topic: await post(person) };
  };
  const plan = (host: Person, body: Partial<RouteInput<'meals.create', 'body'>> = {}) => {
    const [startsAt, endsAt] = [DAY_MS, DAY_MS + HOUR_MS].map((ms) => new Date(Date.now() + ms).toISOString());
    return host.call('meals.create', {
      body: { title: 'Soup', startsAt: startsAt ?? '', endsAt: endsAt ?? '', isPublic: true, ...body },
    });
  };

  describe('see of topics', () => {
    it('nothing before the person has agreed, to the setting and for the card', async () => {
      const person = await signUp(app);
      const [marked, unmarked] = [await post(person), await post(person, { isPublic: false })];
      const statuses = () => Promise.all([marked, unmarked].map(({ id }) => statusOf(`/topics/${id}`)));

      expect((await person.call('accounts.me')).profile.showsTopicsToVisitors).to.equal(null);
      expect(await statuses()).to.deep.equal([404, 404]);
      expect(await listed('topics')).to.not.include(marked.id);

      await show(person, { showsTopicsToVisitors: true });

      expect(await statuses()).to.deep.equal([200, 404]);
      expect(await listed('topics'))
        .to.include(marked.id)
        .and.not.include(unmarked.id);
    });

    it('nothing any longer, at once, when the person takes the setting or the card back', async () => {
      const { person, topic } = await shown();
      const other = await post(person);
      const paths = [`/topics/${topic.id}`, `/topics/${other.id}`];
      expect(await Promise.all(paths.map(statusOf))).to.deep.equal([200, 200]);
      expect(await listed('topics')).to.include.members([topic.id, other.id]);

      await person.call('topics.edit', { params: { topicId: topic.id }, body: { isPublic: false } });
      expect(await Promise.all(paths.map(statusOf))).to.deep.equal([404, 200]);
      expect(await listed('topics')).to.not.include(topic.id);

      await show(person, { showsTopicsToVisitors: false });
      expect(await statusOf(paths[1] ?? '')).to.equal(404);
      expect(await listed('topics')).to.not.include(other.id);
    });

    it('nothing of closed, deleted and expired ones', async () => {
      const { person, topic } = await shown();
      const [deleted, expired] = [await post(person), await post(person)];
      const ids = [topic.id, deleted.id, expired.id];
      for (const id of ids) expect(await statusOf(`/topics/${id}`)).to.equal(200);

      await person.call('topics.close', { params: { topicId: topic.id } });
      await person.call('topics.delete', { params: { topicId: deleted.id } });
      expect(await Promise.all(ids.map((id) => statusOf(`/topics/${id}`)))).to.deep.equal([404, 404, 200]);
      await app.connection
        .collection<{ _id: string }>('topics')
        .updateOne({ _id: expired.id }, { $set: { expiresAt: new Date(0) } });
      app.services.front.changedAll();

      for (const id of ids) expect(await statusOf(`/topics/${id}`)).to.equal(404);
      const left = await listed('topics');
      for (const id of ids) expect(left).to.not.include(id);
    });

    it('the name of the owner only if the owner shows it', async () => {
      const { person, topic } = await shown();
      const ownerOf = async () => (await get(`/topics/${topic.id}`)).json.owner;
      expect((await ownerOf()).displayName).to.be.a('string');

      await show(person, { showsNameToVisitors: false });

      expect(await ownerOf()).to.equal(null);
      expect(JSON.stringify(await table())).to.not.include(person.handle);
      expect(await statusOf(`/people/${person.id}`)).to.equal(404);
    });

    it('what the owner writes anew', async () => {
      const { person, topic } = await shown();
      expect((await get(`/topics/${topic.id}`)).json.title).to.equal('Bread');

      await person.call('topics.edit', { params: { topicId: topic.id }, body: { title: 'Rye bread' } });

      expect((await get(`/topics/${topic.id}`)).json.title).to.equal('Rye bread');
    });

    it('never one of a community', async () => {
      const { person } = await shown();
      const { id: communityId } = await person.call('communities.create', {
        body: { name: `Bakers ${person.handle}` },
      });

      expect(await refusalOf(post(person, { communityId }))).to.equal('invalid_input');

      const inside = await post(person, { communityId, isPublic: false });
      const edit = { params: { topicId: inside.id }, body: { isPublic: true } };
      expect(await refusalOf(person.call('topics.edit', edit))).to.equal('invalid_input');
      await app.connection
        .collection<{ _id: string }>('topics')
        .updateOne({ _id: inside.id }, { $set: { isPublic: true } });
      expect(await statusOf(`/topics/${inside.id}`)).to.equal(404);
      app.services.front.changedAll();
      expect(await listed('topics')).to.not.include(inside.id);
    });
  });

  it('see nothing of an organisation, whatever its people show', async () => {
    const account = await signUp(app);
    const member = await switchTo(app, account, await createTenant(account));
    await show(member, { showsTopicsToVisitors: true, showsNameToVisitors: true });
    expect(await refusalOf(post(member))).to.equal('invalid_input');
    const topic = await post(member, { isPublic: false });
    await app.connection
      .collection<{ _id: string }>('topics')
      .updateOne({ _id: topic.id }, { $set: { isPublic: true } });
    const meal = await plan(member);
    const room = await member.call('rooms.create', { body: { title: 'Standup' } });
    await sitDown(app, await connectGuest(app, member), room.id);
    const community = await member.call('communities.create', { body: { name: `Firm ${member.handle}` } });
    const paths = [
      `/topics/${topic.id}`,
      `/meals/${meal.id}`,
      `/rooms/${room.id}`,
      `/communities/${community.id}`,
      `/people/${member.id}`,
    ];

    for (const path of paths) expect(await statusOf(path), path).to.equal(404);
    const all = JSON.stringify([await table(), await app.services.front.ids()]);
    for (const { id } of [topic, meal, room, community, member]) expect(all).to.not.include(id);
    const { token } = await member.call('communities.createInvitation', {
      params: { communityId: community.id },
      body: {},
    });
    expect(await refusalOf(caller(app)('front.readInvitation', { body: { token } }))).to.equal(
      'not_found/invitation_expired',
    );
  });

  it('see the title of a live room and how many are inside, and the names of those who show them', async () => {
    const [open, quiet] = await signUpAll(app, 2);
    await show(open as Person, { showsNameToVisitors: true });
    const [first, second] = [await connectGuest(app, open as Person), await connectGuest(app, quiet as Person)];
    const room = await first.call('rooms.create', { body: { title: 'Tea', tags: ['tea'] } });
    expect((await get(`/rooms/${room.id}`)).json.peopleCount).to.equal(0);
    expect(await listed('rooms')).to.not.include(room.id);
    await sitDown(app, first, room.id);
    await sitDown(app, second, room.id);

    const seen = await until(
      () => get(`/rooms/${room.id}`),
      ({ json }) => json.peopleCount === 2,
    );
    expect(seen.json).to.include({ title: 'Tea' });
    expect(seen.json.people.map(({ id }: Person) => id)).to.deep.equal([open?.id]);
    expect(seen.text).to.not.include(quiet?.handle);
    expect(await listed('rooms')).to.include(room.id);

    await show(open as Person, { showsNameToVisitors: false });
    expect((await get(`/rooms/${room.id}`)).json.people).to.deep.equal([]);
    await first.call('rooms.close', { params: { roomId: room.id } });
    expect(await statusOf(`/rooms/${room.id}`)).to.equal(404);
    expect(await listed('rooms')).to.not.include(room.id);
  });

  it('see no room of a community', async () => {
    const owner = await connectGuest(app, await signUp(app));
    const { id: communityId } = await owner.call('communities.create', { body: { name: `Rooms ${owner.handle}` } });
    const room = await owner.call('communities.openRoom', { params: { communityId } });
    await sitDown(app, owner, room.id);

    expect(await statusOf(`/rooms/${room.id}`)).to.equal(404);
    expect(await listed('rooms')).to.not.include(room.id);
  });

  describe('see of meals', () => {
    it('public ones that are to come, and nothing when the host takes one back', async () => {
      const [host] = await signUpAll(app, 1);
      const [open, hidden] = [await plan(host as Person), await plan(host as Person, { isPublic: false })];
      expect(await listed('meals'))
        .to.include(open.id)
        .and.not.include(hidden.id);
      expect([await statusOf(`/meals/${open.id}`), await statusOf(`/meals/${hidden.id}`)]).to.deep.equal([200, 404]);
      expect((await get(`/meals/${open.id}`)).json.host).to.equal(null);

      await host?.call('meals.edit', { params: { mealId: open.id }, body: { isPublic: false } });

      expect(await statusOf(`/meals/${open.id}`)).to.equal(404);
      expect(await listed('meals')).to.not.include(open.id);
    });

    it('at once that a block has ended what connects the two', async () => {
      const [host, guest] = (await signUpAll(app, 2)) as [Person, Person];
      const meal = await plan(host);
      await guest.call('meals.reply', { params: { mealId: meal.id }, body: { answer: 'yes' } });
      expect((await get(`/meals/${meal.id}`)).json.seatsTaken).to.equal(2);

      await host.call('blocks.create', { params: { personId: guest.id } });

      expect((await get(`/meals/${meal.id}`)).json.seatsTaken).to.equal(1);
    });
  });

  it('see public communities of the open space, until they are private or closed', async () => {
    const [owner] = (await signUpAll(app, 1)) as [Person];
    const create = (name: string, visibility: 'public' | 'private') =>
      owner.call('communities.create', { body: { name: `${name} ${owner.handle}`, visibility } });
    const [open, hidden, closing] = [
      await create('Open', 'public'),
      await create('Hidden', 'private'),
      await create('Closing', 'public'),
    ];
    expect(await listed('communities'))
      .to.include.members([open.id, closing.id])
      .and.not.include(hidden.id);
    expect((await get(`/communities/${open.id}`)).json).to.include({ memberCount: 1 });
    expect(await statusOf(`/communities/${hidden.id}`)).to.equal(404);

    await owner.call('communities.edit', { params: { communityId: open.id }, body: { visibility: 'private' } });
    await owner.call('communities.close', { params: { communityId: closing.id } });

    for (const { id } of [open, closing]) expect(await statusOf(`/communities/${id}`)).to.equal(404);
    const left = await listed('communities');
    expect(left).to.not.include(open.id).and.not.include(closing.id);
  });

  it('see with an invitation which public community it leads to, and of a private one only that it is valid', async () => {
    const [owner] = (await signUpAll(app, 1)) as [Person];
    const invite = async (visibility: 'public' | 'private') => {
      const name = `${visibility} ${owner.handle}`;
      const { id: communityId } = await owner.call('communities.create', { body: { name, visibility } });
      const made = await owner.call('communities.createInvitation', { params: { communityId }, body: {} });
      return { ...made, communityId };
    };
    const [open, hidden] = [await invite('public'), await invite('private')];
    const read = (token: string) => caller(app)('front.readInvitation', { body: { token } });

    expect((await read(open.token)).community?.name).to.equal(`public ${owner.handle}`);
    expect(await read(hidden.token)).to.deep.equal({ community: null });
    const params = { communityId: open.communityId, invitationId: open.invitation.id };
    await owner.call('communities.revokeInvitation', { params });
    expect(await refusalOf(read(open.token))).to.equal('not_found/invitation_expired');
  });

  describe('see nothing any longer of a person', () => {
    /** Everything of a person that visitors may see. */
    const everything = async () => {
      const { person, topic } = await shown();
      const meal = await plan(person);
      const room = await person.call('rooms.create', { body: { title: 'Late talk' } });
      const paths = [`/topics/${topic.id}`, `/meals/${meal.id}`, `/rooms/${room.id}`, `/people/${person.id}`];
      for (const path of paths) expect(await statusOf(path), path).to.equal(200);
      expect(JSON.stringify(await table()))
        .to.include(topic.id)
        .and.include(meal.id)
        .and.include(person.handle);
      return { person, paths };
    };
    const expectNothing = async ({ person, paths }: Awaited<ReturnType<typeof everything>>) => {
      for (const path of paths) expect(await statusOf(path), path).to.equal(404);
      const all = JSON.stringify([await table(), await app.services.front.ids()]);
      expect(all).to.not.include(person.id).and.not.include(person.handle);
    };

    it('who is suspended, at once, also what the suspension leaves open', async () => {
      const spammer = await everything();
      const operator = await operatorWith(app);

      await operator.call('operatedPeople.suspend', {
        params: { personId: spammer.person.id },
        body: { reason: REASON },
      });

      await expectNothing(spammer);
    });

    it('who is suspended, but the meals of others behind theirs', async () => {
      const [spammer, host] = (await signUpAll(app, 2)) as [Person, Person];
      const soon = { startsAt: new Date(Date.now() + 6 * HOUR_MS).toISOString() };
      for (let made = 0; made < app.kernel.limits.frontMeals; made++) await plan(spammer, soon);
      const meal = await plan(host, { startsAt: new Date(Date.now() + 7 * HOUR_MS).toISOString() });
      expect(await listed('meals')).to.not.include(meal.id);

      await (await operatorWith(app)).call('operatedPeople.suspend', {
        params: { personId: spammer.id },
        body: { reason: REASON },
      });

      expect(await listed('meals')).to.include(meal.id);
    });

    it('who deletes the account', async () => {
      const leaver = await everything();

      await leaver.person.call('accounts.delete', { body: { password: leaver.person.password } });

      await expectNothing(leaver);
    });

    it('whose account is being deleted', async () => {
      const leaver = await everything();
      await app.connection
        .collection<{ _id: string }>('accounts')
        .updateOne({ _id: leaver.person.id }, { $set: { deletedAt: new Date() } });
      app.services.front.changedAll();

      await expectNothing(leaver);
    });
  });

  describe('are answered', () => {
    it('from memory: a crowd costs the database one reading', async () => {
      const { topic } = await shown();
      app.services.front.changedAll();
      let readings = 0;
      const { topicStore } = app.services;
      const { findPublic } = topicStore;
      topicStore.findPublic = (...args) => {
        readings += 1;
        return findPublic.apply(topicStore, args);
      };

      try {
        const answers = await Promise.all(Array.from({ length: 40 }, () => get(`/topics/${topic.id}`)));
        await get(`/topics/${topic.id}`);
        expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
      } finally {
        topicStore.findPublic = findPublic;
      }

      expect(readings).to.equal(1);
    });

    it('never with what was read before it was taken back', async () => {
      const { person, topic } = await shown();
      const { reached, release } = holdNext(app.services.topicStore, 'findPublic');
      const early = get(`/topics/${topic.id}`);
      await reached;

      await person.call('topics.edit', { params: { topicId: topic.id }, body: { isPublic: false } });
      const late = get(`/topics/${topic.id}`);
      release();

      expect((await late).status).to.equal(404);
      await early;
      expect(await statusOf(`/topics/${topic.id}`)).to.equal(404);
    });

    it('with a version, and without a body if they have it', async () => {
      const { person, topic } = await shown();
      const first = await get(`/topics/${topic.id}`);
      const etag = first.headers.get('etag') ?? '';
      expect(first.headers.get('cache-control')).to.equal('public, max-age=10');

      const again = await get(`/topics/${topic.id}`, { 'if-none-match': etag });
      await person.call('topics.edit', { params: { topicId: topic.id }, body: { title: 'Toast' } });
      const changed = await get(`/topics/${topic.id}`, { 'if-none-match': etag });

      expect([again.status, again.text]).to.deep.equal([304, '']);
      expect([changed.status, changed.json.title]).to.deep.equal([200, 'Toast']);
    });

    it('the same for what does not exist and for what is hidden', async () => {
      const person = await signUp(app);
      const hidden = await post(person);
      const visible = ({ status, text, headers }: Answer) => [
        status,
        text,
        headers.get('cache-control'),
        headers.get('etag'),
      ];

      expect(visible(await get(`/topics/${hidden.id}`))).to.deep.equal(visible(await get(`/topics/${UNKNOWN}`)));
      expect(visible(await get(`/people/${person.id}`))).to.deep.equal(visible(await get(`/people/${UNKNOWN}`)));
    });
  });
});

describe('a server', () => {
  let app: TestApp;
  afterEach(() => app?.close());

  it('counts visitors by their address', async () => {
    app = await startTestApp({ limits: { readPerMinute: 3 } });
    const statuses = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await request(app, '/front')).status);

    expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
    expect((await fetch(app.url, { headers: { accept: 'text/html' } })).status).to.equal(429);
  });

  it('keeps a bounded number of answers, of what is there and of what is not', async () => {
    app = await startTestApp({ limits: { frontMisses: 2, frontAnswers: 2 } });
    const person = await signUp(app);
    await person.call('profiles.update', { body: { showsTopicsToVisitors: true } });
    const body = { title: 'Bread', isPublic: true };
    const [one, two, three] = await Promise.all([1, 2, 3].map(() => person.call('topics.create', { body })));
    const readings = countReadings(app);

    for (const id of ['a', 'b', 'c', 'c', 'a']) await request(app, `/front/topics/${id}`);
    expect(readings()).to.equal(4);
    for (const topic of [one, two, three, three, one]) await request(app, `/front/topics/${topic?.id}`);

    expect(readings()).to.equal(8);
  });

  it('keeps its answers while an organisation changes', async () => {
    app = await startTestApp();
    const [person, account] = [await signUp(app), await signUp(app)];
    await person.call('profiles.update', { body: { showsTopicsToVisitors: true } });
    const { id } = await person.call('topics.create', { body: { title: 'Bread', isPublic: true } });
    const member = await switchTo(app, account, await createTenant(account));
    await request(app, `/front/topics/${id}`);
    const readings = countReadings(app, 'listPublic');
    await caller(app)('front.getTable');

    await member.call('profiles.update', { body: { displayName: 'Somebody else' } });
    const [startsAt, endsAt] = [DAY_MS, DAY_MS + HOUR_MS].map((ms) => new Date(Date.now() + ms).toISOString());
    await member.call('meals.create', { body: { title: 'Soup', startsAt: startsAt ?? '', endsAt: endsAt ?? '' } });
    await member.call('communities.create', { body: { name: 'Firm' } });
    await caller(app)('front.getTable');

    expect(readings()).to.equal(1);
  });

  it('that is closed shows visitors nothing', async () => {
    app = await startTestApp({ env: { PUBLIC_FRONT: 'off' } });
    const person = await signUp(app);
    await person.call('profiles.update', { body: { showsTopicsToVisitors: true, showsNameToVisitors: true } });
    const topic = await person.call('topics.create', { body: { title: 'Bread', isPublic: true } });
    const { id: communityId } = await person.call('communities.create', { body: { name: 'Bakers' } });
    const { token } = await person.call('communities.createInvitation', { params: { communityId }, body: {} });
    const read = (path: string) => fetch(app.url + path, { headers: { accept: 'text/html' } });

    expect(await caller(app)('front.getTable')).to.deep.equal({ rooms: [], topics: [], meals: [], communities: [] });
    for (const path of [`/topics/${topic.id}`, `/people/${person.id}`, `/communities/${communityId}`]) {
      expect((await request(app, `/front${path}`)).status, path).to.equal(404);
      expect((await read(path)).status, path).to.equal(404);
    }
    expect(await refusalOf(caller(app)('front.readInvitation', { body: { token } }))).to.equal(
      'not_found/invitation_expired',
    );
    const front = await read('/');
    expect([front.status, (await front.text()).includes('Bread')]).to.deep.equal([200, false]);
    expect(await (await read('/robots.txt')).text()).to.equal('User-agent: *\nDisallow: /\n');
    expect((await read('/sitemap.xml')).status).to.equal(404);
  });
});

/** Counts how often topics are read for visitors from now on. */
function countReadings({ services }: TestApp, method: 'findPublic' | 'listPublic' = 'findPublic'): () => number {
  const { topicStore } = services;
  const read = topicStore[method] as (...args: unknown[]) => Promise<never>;
  let readings = 0;
  Object.assign(topicStore, {
    [method]: (...args: unknown[]) => {
      readings += 1;
      return read.apply(topicStore, args);
    },
  });
  return () => readings;
}
