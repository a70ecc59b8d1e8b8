/** Home over HTTP: which topics it shows to whom, in which order, and what it leaves out. */
import { expect } from 'chai';
import { explain } from '../../src/database/query-plan.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { CreateTopic, Topic } from '../../src/protocol/topics.ts';
import { topicModel } from '../../src/topics/store/topic-model.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { allPages, type Person, refusal, refusalOf, signUp, signUpAll } from '../support/people.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 5, 15, 12);

describe('Home', () => {
  let app: TestApp;
  let nowMs = START;

  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { accessTokenMs: 24 * HOUR, waitingPerTopic: 2, waitingPerOwner: 3, notInterestedPerPerson: 3 },
    });
  });
  after(() => app.close());

  const createTopic = (person: Person, topic: Partial<CreateTopic> & { title: string }) =>
    person.call('topics.create', { body: topic });
  const homeOf = (person: Person, limit = 20) =>
    allPages((cursor) => person.call('home.list', { query: { limit, ...(cursor && { cursor }) } }));
  const cardOf = async (person: Person, topicId: string) => (await homeOf(person)).find(({ id }) => id === topicId);

  describe('shows topics of others', () => {
    let [reader, near, far, teacher]: Person[] = [];
    const everyone = () => [reader, near, far, teacher] as [Person, Person, Person, Person];

    before(async () => {
      [reader, near, far, teacher] = await signUpAll(app, 4);
      const [me, , , other] = everyone();
      const freeHours = [{ weekday: 3, startMinute: 1_200, minutes: 120 }];
      await me.call('profiles.update', {
        body: { tags: ['zig', 'wasm'], wantsToLearn: ['Erlang'], languages: ['ja'], timeZone: 'Asia/Tokyo', freeHours },
      });
      await other.call('profiles.update', {
        body: {
          canTeach: ['Erlang'],
          timeZone: 'Australia/Brisbane',
          freeHours: [{ weekday: 3, startMinute: 1_260, minutes: 60 }],
        },
      });
    });

    it('with reasons whose points add up to the score, highest score first', async () => {
      const [me, one, two, other] = everyone();
      const german = await createTopic(two, { title: 'Auf Deutsch', language: 'de' });
      const shared = await createTopic(one, { title: 'Zig と wasm', tags: ['zig', 'wasm'] });
      const taught = await createTopic(other, { title: 'はじめての Erlang', kind: 'teach', tags: ['erlang'] });

      const ids = [german, shared, taught].map(({ id }) => id);
      const cards = (await homeOf(me)).filter(({ id }) => ids.includes(id));

      expect(cards.map(({ id }) => id)).to.deep.equal([taught.id, shared.id, german.id]);
      for (const { score, reasons } of cards) {
        expect(score).to.equal(reasons.reduce((sum, { points }) => sum + points, 0));
      }
      expect(cards[0]?.reasons).to.deep.include({ kind: 'you_want_to_learn', tags: ['erlang'], points: 24 });
      expect(cards[0]?.reasons).to.deep.include({ kind: 'owner_can_teach', skills: ['Erlang'], points: 10 });
      // 20:00 to 22:00 in Tokyo and 21:00 to 22:00 in Brisbane, which is one hour ahead, have one hour in common.
      expect(cards[0]?.reasons).to.deep.include({ kind: 'shared_free_time', minutes: 60, points: 2 });
      expect(cards[2]?.reasons).to.deep.include({ kind: 'other_language', language: 'de', points: -15 });
    });

    it('also to a person with an empty profile', async () => {
      const stranger = await signUp(app);

      expect((await homeOf(stranger)).length).to.be.at.least(3);
    });

    it('with neighbouring tags, after the job has computed them', async () => {
      const [me, one, two] = everyone();
      await createTopic(one, { title: 'first', tags: ['zig', 'comptime'] });
      await createTopic(two, { title: 'second', tags: ['zig', 'comptime'] });
      const topic = await createTopic(two, { title: 'third', tags: ['comptime'] });
      nowMs += HOUR;

      await app.kernel.jobs.runDue();

      expect((await cardOf(me, topic.id))?.reasons.find(({ kind }) => kind === 'neighbouring_tags')).to.deep.include({
        tags: [{ tag: 'comptime', of: 'zig' }],
      });
    });

    it('ranked lower after the reader marks them as not interested, until the reader removes the entry', async () => {
      const [me, one] = everyone();
      const { id: topicId } = await createTopic(one, { title: 'Zig again', tags: ['zig'], kind: 'discuss' });
      const before = await cardOf(me, topicId);

      const entry = await me.call('home.addNotInterested', { body: { topicId, about: 'tags' } });
      const again = await me.call('home.addNotInterested', { body: { topicId, about: 'tags' } });
      await me.call('home.addNotInterested', { body: { topicId, about: 'owner' } });

      const lowered = await cardOf(me, topicId);
      expect(again.id).to.equal(entry.id);
      expect(lowered?.score).to.be.at.most((before?.score ?? 0) - 45);
      expect(lowered?.reasons.at(-1)).to.deep.equal({
        kind: 'not_interested',
        tags: ['zig'],
        isKind: false,
        isOwner: true,
        points: -45,
      });

      const { items } = await me.call('home.listNotInterested');
      // Another person's attempt changes nothing.
      for (const { id: notInterestedId } of items)
        await one.call('home.removeNotInterested', { params: { notInterestedId } });
      expect((await me.call('home.listNotInterested')).items).to.deep.equal(items);
      expect(items.map(({ about, person }) => [about, person?.id ?? null])).to.deep.equal([
        ['owner', one.id],
        ['tags', null],
      ]);
      for (const { id: notInterestedId } of items)
        await me.call('home.removeNotInterested', { params: { notInterestedId } });
      const restored = await cardOf(me, topicId);
      expect(restored?.reasons.some(({ kind }) => kind === 'not_interested')).to.equal(false);
    });

    it('accepts three entries in the list of what a person is not interested in', async () => {
      const [me, one] = [await signUp(app), await signUp(app)];
      const topics = await Promise.all(
        ['a', 'b', 'c', 'd'].map((tag) => createTopic(one, { title: tag, tags: [tag] })),
      );
      const add = (topicId: string) =>
        refusalOf(me.call('home.addNotInterested', { body: { topicId, about: 'tags' } }));

      const outcomes = [];
      for (const { id } of topics) outcomes.push(await add(id));

      const accepted = 'nothing was refused';
      expect(outcomes).to.deep.equal([accepted, accepted, accepted, 'conflict/too_many_not_interested']);
    });

    it('with a list of what the reader is not interested in, without those about a person in a block', async () => {
      const [owner, stranger] = (await signUpAll(app, 2)) as [Person, Person];
      const { id: topicId } = await createTopic(owner, { title: 'no thanks' });
      for (const about of ['kind', 'owner'] as const) {
        await stranger.call('home.addNotInterested', { body: { topicId, about } });
      }

      await owner.call('blocks.create', { params: { personId: stranger.id } });

      const { items } = await stranger.call('home.listNotInterested');
      expect(items.map(({ about }) => about)).to.deep.equal(['kind']);
    });

    it('but not those in which the reader is interested already', async () => {
      const [owner, stranger] = (await signUpAll(app, 2)) as [Person, Person];
      const { id: topicId } = await createTopic(owner, { title: 'known' });
      expect(await cardOf(stranger, topicId)).not.to.equal(undefined);

      await stranger.call('topics.createInterest', { params: { topicId } });

      expect(await cardOf(stranger, topicId)).to.equal(undefined);
    });

    it('with the number of people in common, without naming them', async () => {
      const [me, one, two, other] = everyone();
      const mine = await createTopic(me, { title: 'mine' });
      const theirs = await createTopic(two, { title: 'theirs' });
      for (const [person, topic] of [
        [one, mine],
        [one, theirs],
      ] as const) {
        await person.call('topics.createInterest', { params: { topicId: topic.id } });
      }
      await me.call('matches.create', { params: { topicId: mine.id, personId: one.id } });
      await two.call('matches.create', { params: { topicId: theirs.id, personId: one.id } });

      const card = await cardOf(me, theirs.id);
      expect(card?.reasons).to.deep.include({ kind: 'people_in_common', count: 1, points: 4 });
      expect((await cardOf(other, mine.id))?.reasons.some(({ kind }) => kind === 'people_in_common')).to.equal(false);
    });
  });

  describe('keeps the order of a visit', () => {
    it('in all pages, and leaves out topics that can no longer be shown', async () => {
      const [me, a, b, c] = (await signUpAll(app, 4)) as [Person, Person, Person, Person];
      const tags = ['paging'];
      await me.call('profiles.update', { body: { tags } });
      const topics: Topic[] = [];
      for (const owner of [a, b, c, a, b, c, a, b, c]) topics.push(await createTopic(owner, { title: 'page', tags }));
      const whole = (await homeOf(me, 100)).map(({ id }) => id);

      const first = await me.call('home.list', { query: { limit: 4 } });
      // In the meantime, a topic is created, another one is closed, and an owner is blocked.
      await createTopic(a, { title: 'late', tags });
      const [closed, blocked] = [whole[4], whole[5]].map((id) => topics.find((topic) => topic.id === id));
      const owner = [a, b, c].find(({ id }) => id === closed?.owner.id);
      await owner?.call('topics.close', { params: { topicId: closed?.id ?? '' } });
      await me.call('blocks.create', { params: { personId: blocked?.owner.id ?? '' } });
      const rest = await allPages((cursor) =>
        me.call('home.list', { query: { limit: 4, cursor: cursor ?? first.nextCursor ?? '' } }),
      );

      const gone = new Set(topics.filter(({ owner: { id } }) => id === blocked?.owner.id).map(({ id }) => id));
      const firstIds = first.items.map(({ id }) => id);
      const restIds = rest.map(({ id }) => id);
      expect(new Set([...firstIds, ...restIds]).size).to.equal(firstIds.length + restIds.length);
      expect(restIds).to.not.include(closed?.id);
      expect(restIds.some((id) => gone.has(id))).to.equal(false);
      const left = whole.filter((id) => !firstIds.includes(id) && id !== closed?.id && !gone.has(id));
      expect(restIds).to.include.members(left);
    });

    it('for the newest few visits only', async () => {
      const [me, other] = (await signUpAll(app, 2)) as [Person, Person];
      for (const title of ['one', 'two']) await createTopic(other, { title });
      const visit = async () => (await me.call('home.list', { query: { limit: 1 } })).nextCursor ?? '';
      const first = await visit();
      for (let count = 0; count < 11; count += 1) {
        nowMs += 1_000;
        await visit();
      }

      const kept = await app.connection.collection('homefeeds').countDocuments({ personId: me.id });
      expect(kept).to.be.at.most(11);
      expect((await me.call('home.list', { query: { cursor: first } })).items).to.deep.equal([]);
    });

    it('and returns nothing for a cursor of another person, and rejects an invalid one', async () => {
      const [me, other] = (await signUpAll(app, 2)) as [Person, Person];
      const { nextCursor } = await me.call('home.list', { query: { limit: 1 } });

      const stolen = await other.call('home.list', { query: { cursor: nextCursor ?? '' } });

      expect(nextCursor).to.be.a('string');
      expect(stolen).to.deep.equal({ items: [], nextCursor: null });
      expect((await refusal(me.call('home.list', { query: { cursor: 'x' } }))).reason).to.equal(
        'invalid_input/cursor_invalid',
      );
    });
  });

  it('does not show topics of people on a never-match list', async () => {
    const [me, other] = (await signUpAll(app, 2)) as [Person, Person];
    const topic = await createTopic(other, { title: 'hello' });
    expect(await cardOf(me, topic.id)).not.to.equal(undefined);

    await other.call('neverMatch.add', { params: { personId: me.id } });

    expect(await cardOf(me, topic.id)).to.equal(undefined);
  });

  it('gives fewer points to owners who were shown often', async () => {
    const [me, often] = (await signUpAll(app, 2)) as [Person, Person];
    await me.call('profiles.update', { body: { tags: ['fair'] } });
    const topic = await createTopic(often, { title: 'fair', tags: ['fair'] });
    const first = await cardOf(me, topic.id);
    for (let visit = 0; visit < 5; visit += 1) await homeOf(me);

    await app.services.exposures.write();

    const later = await cardOf(me, topic.id);
    const points = (card: typeof first) => card?.reasons.find(({ kind }) => kind === 'rarely_shown')?.points ?? 0;
    expect(points(first)).to.equal(14);
    expect(points(later)).to.be.lessThan(14);
  });

  it('finds never-shown topics by an index alone', async () => {
    const connection = app.connection.getClient().db(app.connection.name);
    const open = { tenantId: PUBLIC_TENANT, isOpen: true, shownCount: 0, circle: { $in: [null] } };
    const plan = await explain(connection, topicModel.collection, {
      name: 'never shown',
      filter: open,
      sort: { createdAt: 1 },
      limit: 24,
    });

    expect(plan.stages).to.not.include('COLLSCAN').and.not.include('SORT');
  });

  it('shows no topics of a community that the reader has left during the visit', async () => {
    const [me, other] = (await signUpAll(app, 2)) as [Person, Person];
    const { id: communityId } = await other.call('communities.create', { body: { name: 'Salt' } });
    await me.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
    await me.call('profiles.update', { body: { tags: ['salt', 'sugar'] } });
    const best = await createTopic(other, { title: 'for everyone', tags: ['salt', 'sugar'] });
    const topic = await createTopic(other, { title: 'among us', communityId });
    const { items, nextCursor } = await me.call('home.list', { query: { limit: 1 } });

    await me.call('communities.leave', { params: { communityId } });
    const rest = await allPages((cursor) =>
      me.call('home.list', { query: { limit: 100, cursor: cursor ?? nextCursor ?? '' } }),
    );

    expect(items.map(({ id }) => id)).to.deep.equal([best.id]);
    expect(rest.map(({ id }) => id)).to.not.include(topic.id);
  });

  it('shows topics of a community to its members only, with the common community as a reason', async () => {
    const [me, other, stranger] = (await signUpAll(app, 3)) as [Person, Person, Person];
    const { id: communityId } = await other.call('communities.create', { body: { name: 'Bread' } });
    await me.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
    const topic = await createTopic(other, { title: 'among us', communityId });

    const card = await cardOf(me, topic.id);

    expect(card?.reasons).to.deep.include({ kind: 'common_communities', communityIds: [communityId], points: 6 });
    expect(await cardOf(stranger, topic.id)).to.equal(undefined);
  });

  it('deletes the data of a deleted account', async () => {
    const [me, other] = (await signUpAll(app, 2)) as [Person, Person];
    const { id: topicId } = await createTopic(other, { title: 'here' });
    await homeOf(me);
    await me.call('home.addNotInterested', { body: { topicId, about: 'owner' } });
    await app.services.exposures.write();

    await me.call('accounts.delete', { body: { password: me.password } });
    await other.call('accounts.delete', { body: { password: other.password } });

    const ids = [me.id, other.id];
    const collections = ['homefeeds', 'notinterested', 'exposures'].map((name) => app.connection.collection(name));
    for (const collection of collections) {
      const left = await collection.countDocuments({ $or: [{ personId: { $in: ids } }, { ownerId: { $in: ids } }] });
      expect(left).to.equal(0);
    }
  });

  describe('limits the people waiting for an owner', () => {
    it('by marking the topic as crowded, and notifying the owner of no further interest', async () => {
      const [owner, a, b, c, d, e] = (await signUpAll(app, 6)) as [Person, Person, Person, Person, Person, Person];
      const { id: topicId } = await createTopic(owner, { title: 'popular' });
      const notified = async () =>
        (await owner.call('notifications.list')).items
          .filter(({ kind }) => kind === 'interest_created')
          .map(({ person }) => person?.id);
      for (const person of [a, b]) await person.call('topics.createInterest', { params: { topicId } });

      const card = await c.call('topics.get', { params: { topicId } });
      const home = (await c.call('home.list', { query: { limit: 100 } })).items;
      const { topic } = await c.call('topics.createInterest', { params: { topicId } });

      expect(card.isCrowded).to.equal(true);
      expect(home.at(-1)?.id).to.equal(topicId);
      expect(topic.isInterested).to.equal(true);
      expect((await owner.call('interests.listReceived', { query: { topicId } })).items).to.have.length(3);
      expect(await notified()).to.have.members([a.id, b.id]);
      expect((await a.call('topics.get', { params: { topicId } })).isCrowded).to.equal(false);

      // Matches make room.
      for (const person of [a, b]) await owner.call('matches.create', { params: { topicId, personId: person.id } });
      for (const person of [d, e]) await person.call('topics.createInterest', { params: { topicId } });
      expect(await notified()).to.have.members([a.id, b.id, d.id]);
    });

    it('over all topics of the owner together', async () => {
      const [owner, ...others] = (await signUpAll(app, 5)) as [Person, Person, Person, Person, Person];
      const topics = await Promise.all(['one', 'two', 'three', 'four'].map((title) => createTopic(owner, { title })));
      const interests = others.map((person, at) => () => {
        return person.call('topics.createInterest', { params: { topicId: topics[at]?.id ?? '' } });
      });
      for (const showInterest of interests.slice(0, 3)) await showInterest();

      const card = await others[3].call('topics.get', { params: { topicId: topics[3]?.id ?? '' } });

      await interests[3]?.();

      expect(card.isCrowded).to.equal(true);
      expect((await owner.call('notifications.list')).items).to.have.length(3);
    });

    it('also after the owner has passed on one of them, so that nobody notices it', async () => {
      const [owner, a, b, c] = (await signUpAll(app, 4)) as [Person, Person, Person, Person];
      const { id: topicId } = await createTopic(owner, { title: 'popular' });
      for (const person of [a, b]) await person.call('topics.createInterest', { params: { topicId } });

      await owner.call('interests.pass', { params: { topicId, personId: a.id } });

      expect((await c.call('topics.get', { params: { topicId } })).isCrowded).to.equal(true);
    });

    it('except for people who would match at once', async () => {
      const [owner, a, b, c] = (await signUpAll(app, 4)) as [Person, Person, Person, Person];
      const { id: topicId } = await createTopic(owner, { title: 'popular' });
      const theirs = await createTopic(c, { title: 'wanted' });
      for (const person of [a, b]) await person.call('topics.createInterest', { params: { topicId } });
      await owner.call('topics.createInterest', { params: { topicId: theirs.id } });

      const { match } = await c.call('topics.createInterest', { params: { topicId } });

      expect(match?.person.id).to.equal(owner.id);
    });
  });

  describe('passing on a person', () => {
    it('is invisible to that person: no topic, list or notification of theirs changes', async () => {
      const [owner, guest] = (await signUpAll(app, 2)) as [Person, Person];
      const { id: topicId } = await createTopic(owner, { title: 'quiet' });
      await guest.call('topics.createInterest', { params: { topicId } });
      const params = { topicId, personId: guest.id };
      const looks = async () => [
        await guest.call('topics.get', { params: { topicId } }),
        await guest.call('interests.listGiven'),
        await guest.call('notifications.list'),
      ];
      const before = await looks();

      await owner.call('interests.pass', { params });

      expect(await looks()).to.deep.equal(before);
      expect((await owner.call('interests.listReceived')).items).to.deep.equal([]);
      const passed = await owner.call('interests.listReceived', { query: { state: 'passed' } });
      expect(passed.items.map(({ person, isPassed }) => [person.id, isPassed])).to.deep.equal([[guest.id, true]]);

      await owner.call('interests.unpass', { params });
      expect((await owner.call('interests.listReceived')).items).to.have.length(1);
    });

    it('is possible only for the owner, and only for a person who is interested', async () => {
      const [owner, guest, other] = (await signUpAll(app, 3)) as [Person, Person, Person];
      const { id: topicId } = await createTopic(owner, { title: 'mine' });
      await guest.call('topics.createInterest', { params: { topicId } });
      const pass = (by: Person, personId: string) =>
        refusal(by.call('interests.pass', { params: { topicId, personId } }));

      expect((await pass(other, guest.id)).reason).to.equal('forbidden/not_allowed');
      expect((await pass(owner, other.id)).reason).to.equal('not_found');
      await owner.call('matches.create', { params: { topicId, personId: guest.id } });
      expect((await pass(owner, guest.id)).reason).to.equal('not_found');
    });
  });
});
