import { expect } from 'chai';
import type { DomainEvents } from '../../src/kernel/events.ts';
import type { Topic } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, refusal, signUp, storeBlock } from '../support/people.ts';

describe('a block', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { blocksPerPerson: 2 } });
  });

  after(() => app.close());

  it('makes two people invisible to each other, in both directions', async () => {
    const { alice, bob, hers, his } = await matchedPair();

    await alice.call('blocks.create', { params: { personId: bob.id } });

    for (const [reader, other, topic] of [
      [alice, bob, his],
      [bob, alice, hers],
    ] as const) {
      const params = { topicId: topic.id };
      expect(await visibleTopicIds(reader)).to.not.include(topic.id);
      expect((await reader.call('topics.list', { query: { ownerId: other.id } })).items).to.deep.equal([]);
      expect((await reader.call('topics.list', { query: { q: topic.title } })).items).to.deep.equal([]);
      expect((await reader.call('interests.listGiven')).items).to.deep.equal([]);
      expect((await reader.call('interests.listReceived')).items).to.deep.equal([]);
      expect((await reader.call('matches.list')).items).to.deep.equal([]);
      expect((await reader.call('conversations.list')).items).to.deep.equal([]);
      expect((await refusal(reader.call('topics.get', { params }))).status).to.equal(404);
      expect((await refusal(reader.call('topics.createInterest', { params }))).status).to.equal(404);
      expect((await refusal(reader.call('profiles.get', { params: { personId: other.id } }))).status).to.equal(404);
    }
  });

  it('ends their match and withdraws their interest, announced once', async () => {
    const { alice, bob, hers, conversationId } = await matchedPair();
    const ended = record('matchEnded');
    const changed = record('blocksChanged');

    await Promise.all([1, 2, 3].map(() => bob.call('blocks.create', { params: { personId: alice.id } })));

    expect(ended.map((event) => event.conversationId)).to.deep.equal([conversationId]);
    expect(changed).to.have.length(1);
    expect(changed[0]?.personIds).to.have.members([alice.id, bob.id]);
    expect((await alice.call('topics.get', { params: { topicId: hers.id } })).interestCount).to.equal(0);
  });

  it('is visible only to the person who made it', async () => {
    const [alice, bob] = [await signUp(app), await signUp(app)];

    await alice.call('blocks.create', { params: { personId: bob.id } });

    expect((await alice.call('blocks.list')).items.map(({ person }) => person.id)).to.deep.equal([bob.id]);
    expect((await bob.call('blocks.list')).items).to.deep.equal([]);
  });

  it('can be removed only by the person who made it; the match stays ended', async () => {
    const { alice, bob, hers, his } = await matchedPair();
    await alice.call('blocks.create', { params: { personId: bob.id } });

    await bob.call('blocks.remove', { params: { personId: alice.id } });
    expect(await visibleTopicIds(bob)).to.not.include(hers.id);
    await alice.call('blocks.remove', { params: { personId: bob.id } });

    expect(await visibleTopicIds(bob)).to.include(hers.id);
    expect(await visibleTopicIds(alice)).to.include(his.id);
    await alice.call('blocks.remove', { params: { personId: bob.id } });
    expect((await alice.call('matches.list')).items).to.deep.equal([]);
  });

  it('lasts while one of the two people still has it', async () => {
    const { alice, bob, hers } = await matchedPair();
    await alice.call('blocks.create', { params: { personId: bob.id } });
    await bob.call('blocks.create', { params: { personId: alice.id } });

    await alice.call('blocks.remove', { params: { personId: bob.id } });

    expect((await refusal(bob.call('topics.get', { params: { topicId: hers.id } }))).status).to.equal(404);
  });

  it('leaves no interest and no match if one is created concurrently', async () => {
    for (let round = 0; round < 20; round++) {
      const { alice, bob, hers, his } = await pairWithTopics();
      await showInterest(alice, his);

      await Promise.allSettled([
        showInterest(bob, hers),
        alice.call('blocks.create', { params: { personId: bob.id } }),
      ]);

      expect((await alice.call('topics.get', { params: { topicId: hers.id } })).interestCount).to.equal(0);
      expect(await app.services.matches.partnersOf({ tenantId: 'public', personId: alice.id })).to.deep.equal([]);
    }
  });

  it('holds before any process has heard of it, in both directions', async () => {
    for (const isHers of [true, false]) {
      const { alice, bob, hers, his } = await pairWithTopics();
      await showInterest(bob, hers);
      // Both reads leave "no block" in the cache.
      await Promise.all([visibleTopicIds(alice), visibleTopicIds(bob)]);
      await (isHers ? storeBlock(app.connection, alice, bob) : storeBlock(app.connection, bob, alice));

      const params = { topicId: hers.id, personId: bob.id };
      const matching = await refusal(alice.call('matches.create', { params }));
      const interest = await refusal(showInterest(alice, his));

      expect([matching.status, interest.status]).to.deep.equal([404, 404]);
      expect(await app.services.matches.partnersOf({ tenantId: 'public', personId: alice.id })).to.deep.equal([]);
      const ofBoth = { personId: { $in: [alice.id, bob.id] } };
      expect(await app.connection.collection('interests').countDocuments(ofBoth)).to.equal(0);
    }
  });

  it('holds although ending the match failed, and ends it when repeated', async () => {
    const { alice, bob, hers, conversationId } = await matchedPair();
    const carol = await signUp(app);
    await showInterest(carol, hers);
    const block = (other: Person) => alice.call('blocks.create', { params: { personId: other.id } });
    const { matches } = app.services;
    const endBetween = matches.endBetween.bind(matches);
    matches.endBetween = async () => {
      throw new Error('simulated crash');
    };

    for (const other of [bob, carol]) expect((await refusal(block(other))).status).to.equal(500);
    matches.endBetween = endBetween;

    for (const reader of [alice, bob]) {
      for (const list of [
        'matches.list',
        'interests.listGiven',
        'interests.listReceived',
        'conversations.list',
      ] as const) {
        expect((await reader.call(list)).items, list).to.deep.equal([]);
      }
      expect((await refusal(reader.call('conversations.get', { params: { conversationId } }))).status).to.equal(404);
    }
    const pass = alice.call('interests.pass', { params: { topicId: hers.id, personId: carol.id } });
    expect((await refusal(pass)).status).to.equal(404);
    await block(bob);
    expect(await matches.partnersOf({ tenantId: 'public', personId: alice.id })).to.deep.equal([]);
  });

  it('refuses the person themself, ignores unknown ids, and is limited in number', async () => {
    const [alice, bob, carol, dave] = [await signUp(app), await signUp(app), await signUp(app), await signUp(app)];
    const block = (personId: string) => alice.call('blocks.create', { params: { personId } });

    expect((await refusal(block(alice.id))).reason).to.equal('forbidden/yourself');
    await block('nobody');
    expect((await alice.call('blocks.list')).items).to.deep.equal([]);
    await block(bob.id);
    await block(carol.id);
    await block(carol.id);
    expect((await refusal(block(dave.id))).reason).to.equal('conflict/too_many_blocks');
  });

  it('does not reach another tenant', async () => {
    const [alice, bob] = [await signUp(app), await signUp(app)];
    const { blocks, blockList } = app.services;

    await blocks.add({ tenantId: 'another', personId: alice.id }, bob.id);

    expect(await blockList.isBlockedNow({ tenantId: 'public', personId: alice.id }, bob.id)).to.equal(false);
    expect(await blockList.isBlockedNow({ tenantId: 'another', personId: alice.id }, bob.id)).to.equal(false);
  });

  async function matchedPair() {
    const pair = await pairWithTopics();
    await showInterest(pair.alice, pair.his);
    const { match } = await showInterest(pair.bob, pair.hers);
    return { ...pair, conversationId: match?.conversationId ?? '' };
  }

  async function pairWithTopics() {
    const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
    const [hers, his] = await Promise.all([createTopic(alice, 'her topic'), createTopic(bob, 'his topic')]);
    return { alice, bob, hers, his };
  }

  function createTopic(person: Person, title: string): Promise<Topic> {
    return person.call('topics.create', { body: { title: `${title} ${person.handle}` } });
  }

  function showInterest(person: Person, topic: Topic) {
    return person.call('topics.createInterest', { params: { topicId: topic.id } });
  }

  async function visibleTopicIds(person: Person): Promise<string[]> {
    return (await person.call('topics.list', { query: { limit: 100 } })).items.map((topic) => topic.id);
  }

  function record<Name extends keyof DomainEvents>(name: Name): DomainEvents[Name][] {
    const seen: DomainEvents[Name][] = [];
    app.kernel.events.on(name, (event) => seen.push(event));
    return seen;
  }
});
