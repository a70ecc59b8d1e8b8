import { expect } from 'chai';
import type { App } from '../../src/app.ts';
import { newId } from '../../src/database/ids.ts';
import { type Actor, PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { DomainEvents } from '../../src/kernel/events.ts';
import { listTopicsSchema, type RouteInput, type Topic } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { allPages, type Person, refusal, signUp, signUpAll } from '../support/people.ts';

const DAY_MS = 24 * 3_600_000;
const START_MS = Date.parse('2026-04-01T00:00:00.000Z');

describe('topics', () => {
  let app: App;
  let nowMs = START_MS;

  before(async () => {
    app = await startTestApp({ clock: new Clock(() => nowMs), limits: { openTopicsPerPerson: 5, topicsPerPerson: 7 } });
  });

  after(() => app.close());

  afterEach(() => {
    nowMs = START_MS;
  });

  it('are created with the given fields and shown to others with reasons', async () => {
    const [alice, bob] = await twoPeople(app);
    await bob.call('profiles.update', { body: { wantsToLearn: ['Rust'], languages: ['ja', 'en'], tags: ['wasm'] } });

    const mine = await createTopic(alice, {
      title: 'Rust の所有権',
      tags: ['Rust', 'WASM'],
      kind: 'teach',
      level: 'beginner',
    });
    const seen = await bob.call('topics.get', { params: { topicId: mine.id } });

    expect(mine).to.include({ title: 'Rust の所有権', state: 'open', isMine: true, interestCount: 0, expiresAt: null });
    expect(mine.reasons).to.deep.equal([]);
    expect(seen).to.include({ isMine: false, isInterested: false, matchId: null });
    expect(seen.owner.id).to.equal(alice.id);
    expect(seen.reasons).to.deep.equal([
      { kind: 'you_want_to_learn', tags: ['rust'], points: 24 },
      { kind: 'rarely_shown', points: 14 },
      { kind: 'shared_tags', tags: ['wasm'], points: 12 },
      { kind: 'new', points: 12 },
      { kind: 'same_language', language: 'ja', points: 10 },
    ]);
    expect(seen.score).to.equal(72);
  });

  it('are listed for others, newest first, and not for their owner', async () => {
    const [alice, bob] = await twoPeople(app);
    const first = await createTopic(alice, { title: 'first' });
    nowMs += 1_000;
    const second = await createTopic(alice, { title: 'second' });

    expect(await idsOf(bob, { ownerId: alice.id })).to.deep.equal([second.id, first.id]);
    expect(await idsOf(alice, {})).to.not.include.members([first.id, second.id]);
    expect((await alice.call('topics.listMine')).items.map((topic) => topic.id)).to.deep.equal([second.id, first.id]);
  });

  it('announce changed tags after storing them, and not for a refused edit or other fields', async () => {
    const [alice, bob] = await twoPeople(app);
    const topic = await createTopic(alice, { title: 'tea', tags: ['tea'] });
    const stored: Promise<Topic>[] = [];
    const stop = app.kernel.events.on('tagsChanged', () => {
      stored.push(bob.call('topics.get', { params: { topicId: topic.id } }));
    });

    await refusal(bob.call('topics.edit', { params: { topicId: topic.id }, body: { tags: ['coffee'] } }));
    await alice.call('topics.edit', { params: { topicId: topic.id }, body: { title: 'green tea' } });
    await alice.call('topics.edit', { params: { topicId: topic.id }, body: { tags: ['sencha'] } });
    stop();

    expect((await Promise.all(stored)).map(({ tags }) => tags)).to.deep.equal([['sencha']]);
  });

  it('are found by any combination of tag, kind, language and owner', async () => {
    const [alice, bob] = await twoPeople(app);
    const tag = `tag-${newId()}`;
    const asked = await createTopic(alice, { title: 'asking', tags: [tag], kind: 'ask', language: 'en' });
    const taught = await createTopic(alice, { title: 'teaching', tags: [tag], kind: 'teach', language: 'ja' });

    expect(await idsOf(bob, { tag })).to.have.members([asked.id, taught.id]);
    expect(await idsOf(bob, { tag, kind: 'ask' })).to.deep.equal([asked.id]);
    expect(await idsOf(bob, { tag, language: 'ja' })).to.deep.equal([taught.id]);
    expect(await idsOf(bob, { kind: 'ask', language: 'en', ownerId: alice.id })).to.deep.equal([asked.id]);
    expect(await idsOf(bob, { tag, kind: 'discuss' })).to.deep.equal([]);
  });

  it('are found by exact text in Japanese and English', async () => {
    const [alice, bob] = await twoPeople(app);
    const ja = await createTopic(alice, {
      title: '大阪城のまわりで飲みたい',
      body: 'ラーメンでもいいです',
      tags: ['日本酒'],
    });
    const en = await createTopic(alice, {
      title: 'Rust in the kernel',
      body: 'Borrow checker stories, $gt and all',
      language: 'en',
    });
    const search = (q: string) => idsOf(bob, { q, ownerId: alice.id });

    expect(await search('大阪城')).to.deep.equal([ja.id]);
    expect(await search('城大阪')).to.deep.equal([]);
    expect(await search('らーめん 日本酒')).to.deep.equal([ja.id]);
    expect(await search('ＫＥＲＮＥＬ')).to.deep.equal([en.id]);
    expect(await search('checker rust')).to.deep.equal([en.id]);
    expect(await search('$gt')).to.deep.equal([en.id]);
    expect(await search('.*')).to.deep.equal([]);
    expect(await search('酒')).to.deep.equal([ja.id]);
    expect(await search('kernels')).to.deep.equal([]);
  });

  it('are found by their new text after simultaneous edits', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: topicId } = await createTopic(alice, { title: '古い題名', body: '古い本文' });

    await Promise.all([
      alice.call('topics.edit', { params: { topicId }, body: { title: '新しい題名' } }),
      alice.call('topics.edit', { params: { topicId }, body: { body: '別の本文', tags: ['edited'] } }),
    ]);

    const search = (q: string) => idsOf(bob, { q, ownerId: alice.id });
    expect(await search('新しい題名 別の本文 edited')).to.deep.equal([topicId]);
    expect(await search('古い')).to.deep.equal([]);
  });

  it('keep their position in the pages while new topics are created', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    const tag = `tag-${newId()}`;
    const old = [];
    for (let i = 0; i < 5; i++) {
      // One after the other; some are created in the same millisecond.
      nowMs += i % 2;
      old.unshift((await createTopic(alice as Person, { title: `old ${i}`, tags: [tag] })).id);
    }

    let count = 0;
    const seen = await allPages(async (cursor) => {
      const page = await (bob as Person).call('topics.list', { query: { tag, limit: 2, ...(cursor && { cursor }) } });
      nowMs += 10;
      if (count++ < 2) await createTopic(carol as Person, { title: 'meanwhile', tags: [tag] });
      return page;
    });

    expect(seen.map((topic) => topic.id).sort()).to.deep.equal(old.sort());
  });

  it('expire by the clock, and are reopened without an expiry', async () => {
    const [alice, bob] = await twoPeople(app);
    const expiresAt = new Date(START_MS + DAY_MS).toISOString();
    const { id: topicId } = await createTopic(alice, { title: 'tonight', expiresAt });

    expect(await idsOf(bob, { ownerId: alice.id })).to.deep.equal([topicId]);
    // The access token has expired by then, so the test calls the services directly.
    nowMs += DAY_MS;
    const later = actorOf(bob);
    expect((await app.services.topics.list(later, query({ ownerId: alice.id }))).items).to.deep.equal([]);
    expect((await app.services.topics.get(later, topicId)).state).to.equal('expired');

    const reopened = await app.services.topics.reopen(actorOf(alice), topicId);
    expect(reopened).to.include({ state: 'open', expiresAt: null });
    nowMs = START_MS;
    expect(await idsOf(bob, { ownerId: alice.id })).to.deep.equal([topicId]);
  });

  it('cannot be created with an expiry in the past', async () => {
    const alice = await signUp(app);
    const expiresAt = new Date(START_MS).toISOString();

    const refused = await refusal(alice.call('topics.create', { body: { title: 'too late', expiresAt } }));

    expect(refused.status).to.equal(400);
    expect(refused.error.details?.problems?.[0]?.path).to.equal('body.expiresAt');
  });

  it('are not listed after being closed, until they are reopened', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: topicId } = await createTopic(alice, { title: 'for now' });
    const params = { topicId };

    expect((await alice.call('topics.close', { params })).state).to.equal('closed');
    expect(await idsOf(bob, { ownerId: alice.id })).to.deep.equal([]);
    expect((await refusal(bob.call('topics.createInterest', { params }))).reason).to.equal('conflict/topic_closed');

    expect((await alice.call('topics.reopen', { params })).state).to.equal('open');
    expect(await idsOf(bob, { ownerId: alice.id })).to.deep.equal([topicId]);
  });

  it('can have a link, which must be a web address', async () => {
    const [alice] = await twoPeople(app);
    const { id: topicId } = await createTopic(alice, { title: 'a compiler', link: 'https://example.com/compiler' });
    const edit = (link: string) => alice.call('topics.edit', { params: { topicId }, body: { link } });

    expect((await alice.call('topics.get', { params: { topicId } })).link).to.equal('https://example.com/compiler');
    for (const link of ['javascript:alert(1)', 'example', 'ftp://example.com']) {
      expect((await refusal(edit(link))).reason, link).to.match(/^invalid_input/);
    }
    expect((await edit('')).link).to.equal('');
  });

  it('can be changed only by their owner', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: topicId } = await createTopic(alice, { title: 'mine' });
    const params = { topicId };

    const refusals = await Promise.all([
      refusal(bob.call('topics.edit', { params, body: { title: 'taken' } })),
      refusal(bob.call('topics.close', { params })),
      refusal(bob.call('topics.reopen', { params })),
      refusal(bob.call('topics.delete', { params })),
    ]);

    expect(refusals.map((one) => one.status)).to.deep.equal([403, 403, 403, 403]);
    expect((await bob.call('topics.get', { params })).title).to.equal('mine');
  });

  it('are deleted together with the interest in them', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: topicId } = await createTopic(alice, { title: 'short-lived' });
    await bob.call('topics.createInterest', { params: { topicId } });

    await alice.call('topics.delete', { params: { topicId } });

    expect((await refusal(bob.call('topics.get', { params: { topicId } }))).status).to.equal(404);
    expect((await bob.call('interests.listGiven')).items).to.deep.equal([]);
    expect((await alice.call('interests.listReceived')).items).to.deep.equal([]);
  });

  it('are limited in number, both open topics and all topics', async () => {
    const alice = await signUp(app);
    const topics: Topic[] = [];
    for (let i = 0; i < 5; i++) topics.push(await createTopic(alice, { title: `topic ${i}` }));

    const sixth = await refusal(alice.call('topics.create', { body: { title: 'one more' } }));
    expect(sixth.reason).to.equal('conflict/too_many_open_topics');
    expect(sixth.error.details?.max).to.equal(5);

    for (const topic of topics.slice(0, 3)) await alice.call('topics.close', { params: { topicId: topic.id } });
    await createTopic(alice, { title: 'sixth' });
    await createTopic(alice, { title: 'seventh' });
    const eighth = await refusal(alice.call('topics.create', { body: { title: 'eighth' } }));
    expect(eighth.reason).to.equal('conflict/too_many_topics');
    await createTopic(await signUp(app), { title: 'of another person' });

    await alice.call('topics.reopen', { params: { topicId: topics[0]?.id ?? '' } });
    const reopening = await refusal(alice.call('topics.reopen', { params: { topicId: topics[1]?.id ?? '' } }));
    expect(reopening.reason).to.equal('conflict/too_many_open_topics');
  });

  it('count against the limit of open topics when an expired one is opened again', async () => {
    const alice = await signUp(app);
    const expiresAt = new Date(START_MS + 60_000).toISOString();
    const { id: topicId } = await createTopic(alice, { title: 'soon over', expiresAt });
    nowMs += 60_000;
    for (let i = 0; i < 5; i++) await createTopic(alice, { title: `topic ${i}` });

    const params = { topicId };
    const later = new Date(START_MS + 120_000).toISOString();
    const refusals = [
      await refusal(alice.call('topics.reopen', { params })),
      await refusal(alice.call('topics.edit', { params, body: { expiresAt: later } })),
    ];

    expect(refusals.map(({ reason }) => reason)).to.deep.equal(Array(2).fill('conflict/too_many_open_topics'));
  });

  it('of a community are listed for its members only', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: communityId } = await alice.call('communities.create', { body: { name: 'Bread' } });
    const { id: topicId } = await createTopic(alice, { title: 'among us', communityId });

    expect(await idsOf(bob, { communityId })).to.deep.equal([]);
    await bob.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
    expect(await idsOf(bob, { communityId })).to.deep.equal([topicId]);
  });

  it('are not visible in other tenants', async () => {
    const alice = await signUp(app);
    const { id: topicId } = await createTopic(alice, { title: 'in the open tenant' });
    const { topics, interests, matches } = app.services;
    const stranger = { tenantId: `tenant-${newId()}`, personId: newId(), sessionId: newId() };

    expect((await topics.list(stranger, query({}))).items).to.deep.equal([]);
    expect(await codeOf(topics.get(stranger, topicId))).to.equal('not_found');
    expect(await codeOf(interests.create(stranger, topicId))).to.equal('not_found');
    expect(await codeOf(topics.delete({ ...stranger, personId: alice.id }, topicId))).to.equal('not_found');
    expect(await codeOf(matches.matchWith(stranger, { topicId, personId: alice.id }))).to.equal('not_found');
  });

  it("are deleted with their owner's account", async () => {
    const [alice, bob] = await twoPeople(app);
    const hers = await createTopic(alice, { title: 'going' });
    const his = await createTopic(bob, { title: 'staying' });
    await alice.call('topics.createInterest', { params: { topicId: his.id } });

    await alice.call('accounts.delete', { body: { password: alice.password } });

    expect((await refusal(bob.call('topics.get', { params: { topicId: hers.id } }))).status).to.equal(404);
    expect((await bob.call('topics.get', { params: { topicId: his.id } })).interestCount).to.equal(0);
    expect((await bob.call('interests.listReceived')).items).to.deep.equal([]);
  });
});

describe('interest', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { interestsPerPerson: 3 } });
  });

  after(() => app.close());

  it('is announced and counted once when shown repeatedly and simultaneously', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: topicId } = await createTopic(alice, { title: 'popular' });
    const shown = record(app, 'interestCreated');

    const results = await Promise.all(
      Array.from({ length: 10 }, () => bob.call('topics.createInterest', { params: { topicId } })),
    );

    expect(shown.of(topicId)).to.have.length(1);
    expect(shown.of(topicId)[0]?.ownerId).to.equal(alice.id);
    for (const { topic } of results) expect(topic).to.include({ interestCount: 1, isInterested: true });
    const kinds = (await alice.call('notifications.list')).items.map(({ kind }) => kind);
    expect(kinds).to.deep.equal(['interest_created']);
  });

  it("is listed for the topic's owner, newest first, and can be withdrawn", async () => {
    const [alice, bob, carol] = (await signUpAll(app, 3)) as [Person, Person, Person];
    const { id: topicId } = await createTopic(alice, { title: 'who wants to talk' });
    const params = { topicId };
    await bob.call('topics.createInterest', { params });
    await carol.call('topics.createInterest', { params });

    const received = await alice.call('interests.listReceived', { query: { topicId } });
    expect(received.items.map(({ person }) => person.id)).to.deep.equal([carol.id, bob.id]);
    expect((await bob.call('interests.listGiven')).items.map(({ id }) => id)).to.deep.equal([topicId]);

    const withdrawn = record(app, 'interestWithdrawn');
    const after = await bob.call('topics.withdrawInterest', { params });
    await bob.call('topics.withdrawInterest', { params });
    expect(after).to.include({ interestCount: 1, isInterested: false });
    expect(withdrawn.of(topicId)).to.deep.equal([{ ownerId: alice.id, topicId, personId: bob.id }]);
  });

  it('is not left behind when its topic is deleted before it is stored', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: topicId } = await createTopic(alice, { title: 'going' });
    beforeStoring(() => alice.call('topics.delete', { params: { topicId } }));

    const refused = await refusal(bob.call('topics.createInterest', { params: { topicId } }));

    expect(refused.status).to.equal(404);
    expect(await app.connection.collection('interests').countDocuments({ topicId })).to.equal(0);
  });

  it('is not left behind when the person leaves the community of the topic before it is stored', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: communityId } = await alice.call('communities.create', { body: { name: 'Bread' } });
    await bob.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
    const { id: topicId } = await createTopic(alice, { title: 'among us', communityId });
    beforeStoring(() => bob.call('communities.leave', { params: { communityId } }));

    const refused = await refusal(bob.call('topics.createInterest', { params: { topicId } }));

    expect(refused.status).to.equal(404);
    expect(await app.connection.collection('interests').countDocuments({ topicId })).to.equal(0);
  });

  it('is refused in own topics, and its list is refused for topics of others', async () => {
    const [alice, bob] = await twoPeople(app);
    const { id: topicId } = await createTopic(alice, { title: 'mine' });

    const own = await refusal(alice.call('topics.createInterest', { params: { topicId } }));
    expect(own.reason).to.equal('forbidden/own_topic');
    const foreign = await refusal(bob.call('interests.listReceived', { query: { topicId } }));
    expect(foreign.status).to.equal(404);
  });

  it('is limited in number', async () => {
    const [alice, bob] = await twoPeople(app);
    const topics = await Promise.all(['a', 'b', 'c', 'd'].map((title) => createTopic(alice, { title })));
    for (const { id } of topics.slice(0, 3)) await bob.call('topics.createInterest', { params: { topicId: id } });

    const params = { topicId: topics[3]?.id ?? '' };
    const refused = await refusal(bob.call('topics.createInterest', { params }));

    expect(refused.reason).to.equal('conflict/too_many_interests');
    await bob.call('topics.withdrawInterest', { params: { topicId: topics[0]?.id ?? '' } });
    await bob.call('topics.createInterest', { params });
  });

  /** Lets something happen after the next interest was checked and before it is stored. */
  function beforeStoring(happens: () => Promise<unknown>): void {
    const { interestStore } = app.services;
    const create = interestStore.create.bind(interestStore);
    interestStore.create = async (interest) => {
      interestStore.create = create;
      await happens();
      return create(interest);
    };
  }

  /** Collects the events of this name from now on. */
  function record<Name extends 'interestCreated' | 'interestWithdrawn'>(of: App, name: Name) {
    const seen: DomainEvents[Name][] = [];
    of.kernel.events.on(name, (event) => seen.push(event));
    const topicOf = (event: DomainEvents['interestCreated'] | DomainEvents['interestWithdrawn']) =>
      'interest' in event ? event.interest.topicId : event.topicId;
    return { of: (topicId: string) => seen.filter((event) => topicOf(event) === topicId) };
  }
});

async function twoPeople(app: App): Promise<[Person, Person]> {
  return [await signUp(app), await signUp(app)];
}

function createTopic(person: Person, topic: RouteInput<'topics.create', 'body'>): Promise<Topic> {
  return person.call('topics.create', { body: topic });
}

function query(filter: { ownerId?: string }) {
  return listTopicsSchema.parse(filter);
}

async function idsOf(person: Person, filter: Record<string, string>): Promise<string[]> {
  const items = await allPages((cursor) =>
    person.call('topics.list', { query: { ...filter, limit: 100, ...(cursor && { cursor }) } }),
  );
  return items.map((topic) => topic.id);
}

/** The actor for calling services directly, for times at which an access token would have expired. */
function actorOf({ id, sessionId }: Person): Actor {
  return { tenantId: PUBLIC_TENANT, personId: id, sessionId };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
}
