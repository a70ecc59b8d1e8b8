import { expect } from 'chai';
import { connectModels } from '../../src/database/models.ts';
import type { DomainEvents } from '../../src/kernel/events.ts';
import { matchModel } from '../../src/matching/match-model.ts';
import { MatchStore } from '../../src/matching/match-store.ts';
import type { Match, Topic } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { allPages, matchedPair, type Person, refusal, signUp, signUpAll } from '../support/people.ts';
import { connect } from '../support/socket-client.ts';

describe('matching', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });

  after(() => app.close());

  it('creates one match and one conversation when both show interest simultaneously and repeatedly', async () => {
    const created = record('matchCreated');
    const pairs = await Promise.all(Array.from({ length: 10 }, () => pairWithTopics()));

    for (let round = 0; round < 5; round++) {
      // Each round ends the match, so the first round tests new matches and the others revived ones.
      await Promise.all(pairs.map((pair) => matchAtOnceAndEnd(pair)));
    }

    expect(created).to.have.length(50);
  });

  it('announces a new match to both people, each as they see it', async () => {
    const created = record('matchCreated');
    const { alice, bob, hers, his } = await pairWithTopics();

    await showInterest(alice, his);
    const { match, topic } = await showInterest(bob, hers);

    expect(match).to.deep.include({ topic: { id: hers.id, title: hers.title } });
    expect(match?.person.id).to.equal(alice.id);
    expect(topic.matchId).to.equal(match?.id);
    expect(created).to.have.length(1);
    const views = new Map(created[0]?.map((view) => [view.personId, view.match]));
    expect(views.get(bob.id)).to.deep.equal(match);
    expect(views.get(alice.id)?.person.id).to.equal(bob.id);
    expect(views.get(alice.id)?.conversationId).to.equal(match?.conversationId);
  });

  it('creates a match when a topic\'s owner says "let\'s talk", and returns the same match when repeated', async () => {
    const created = record('matchCreated');
    const { alice, bob, hers } = await pairWithTopics();
    await showInterest(bob, hers);

    const matches = await Promise.all([
      letsTalk(alice, hers, bob),
      letsTalk(alice, hers, bob),
      letsTalk(alice, hers, bob),
    ]);

    expect(new Set(matches.map((match) => match.id)).size).to.equal(1);
    expect(created).to.have.length(1);
    const [received] = (await alice.call('interests.listReceived')).items;
    expect(received?.matchId).to.equal(matches[0]?.id);
  });

  it('opens a conversation about the topic for the two people and nobody else', async () => {
    const { alice, bob, hers } = await pairWithTopics();
    const carol = await signUp(app);
    await showInterest(bob, hers);

    const { conversationId } = await letsTalk(alice, hers, bob);

    const params = { conversationId };
    const conversation = await bob.call('conversations.get', { params });
    expect(conversation).to.include({ kind: 'match', state: 'open' });
    expect(conversation.topic).to.include({ id: hers.id, title: hers.title });
    expect(conversation.person?.id).to.equal(alice.id);
    expect((await refusal(carol.call('conversations.get', { params }))).status).to.equal(404);
  });

  it('lets only the owner of a topic say "let\'s talk", and only to people interested in that topic', async () => {
    const { alice, bob, hers } = await pairWithTopics();
    const carol = await signUp(app);
    await showInterest(bob, hers);

    expect((await refusal(letsTalk(alice, hers, carol))).status).to.equal(404);
    expect((await refusal(letsTalk(carol, hers, bob))).status).to.equal(403);
    expect((await refusal(letsTalk(bob, hers, alice))).status).to.equal(403);
    expect((await alice.call('matches.list')).items).to.deep.equal([]);
  });

  it('ends a match for both people, closes the conversation and removes their interest', async () => {
    const { alice, bob, hers, his } = await pairWithTopics();
    await showInterest(alice, his);
    const { match } = await showInterest(bob, hers);
    const ended = record('matchEnded');

    await alice.call('matches.end', { params: { matchId: match?.id ?? '' } });
    const isInterested = (await bob.call('topics.get', { params: { topicId: hers.id } })).isInterested;
    const received = (await alice.call('interests.listReceived')).items;
    await alice.call('matches.end', { params: { matchId: match?.id ?? '' } });

    expect(ended.map(({ matchId }) => matchId)).to.deep.equal([match?.id]);
    expect((await bob.call('matches.list')).items).to.deep.equal([]);
    const params = { conversationId: match?.conversationId ?? '' };
    expect((await bob.call('conversations.get', { params })).state).to.equal('closed');
    expect(isInterested).to.equal(false);
    expect(received).to.deep.equal([]);
  });

  it('revives an ended match with the same conversation', async () => {
    const { alice, bob, hers, his } = await pairWithTopics();
    await showInterest(alice, his);
    const { match: first } = await showInterest(bob, hers);
    await bob.call('matches.end', { params: { matchId: first?.id ?? '' } });

    await showInterest(bob, hers);
    expect((await bob.call('matches.list')).items).to.deep.equal([]);
    const { match: second } = await showInterest(alice, his);

    expect(second?.conversationId).to.equal(first?.conversationId);
    expect(second?.topic?.id).to.equal(his.id);
    const params = { conversationId: second?.conversationId ?? '' };
    expect((await bob.call('conversations.get', { params })).state).to.equal('open');
  });

  it('is new to the other person until it is opened, on every device, and again when it is revived', async () => {
    const { alice, bob, match, conversationId } = await matchedPair(app);
    const params = { conversationId };
    const newTo = async () => {
      const seen = [alice, bob].map(async (person) => (await person.call('conversations.get', { params })).isNew);
      return Promise.all(seen);
    };
    const [hers, his] = [await connect(app, alice), await connect(app, bob)];
    const states = [await newTo()];

    await hers.ask('conversation:read', { conversationId, seq: 0 });
    states.push(await newTo());
    await his.ask('conversation:read', { conversationId, seq: 0 });
    const told = await his.received('conversation:changed');
    states.push(await newTo());
    await alice.call('matches.end', { params: { matchId: match.id } });
    const { id: topicId } = await alice.call('topics.create', { body: { title: 'Again' } });
    await bob.call('topics.createInterest', { params: { topicId } });
    await alice.call('matches.create', { params: { topicId, personId: bob.id } });
    states.push(await newTo());
    await his.ask('conversation:read', { conversationId, seq: 0 });
    await alice.call('matches.create', { params: { topicId, personId: bob.id } });
    states.push(await newTo());

    expect(told).to.deep.equal({ conversationId });
    expect(states).to.deep.equal([
      [false, true],
      [false, true],
      [false, false],
      [false, true],
      [false, false],
    ]);
  });

  it('notifies the other person again when a match is revived, once while that is unread', async () => {
    const { alice, bob, hers, his } = await pairWithTopics();
    const matchAndEnd = async () => {
      await showInterest(alice, his);
      const { match } = await showInterest(bob, hers);
      await bob.call('matches.end', { params: { matchId: match?.id ?? '' } });
    };

    const unread = async () => (await alice.call('notifications.countUnread')).count;

    await matchAndEnd();
    const first = await unread();
    await matchAndEnd();
    const second = await unread();
    await alice.call('notifications.read', { body: {} });
    await matchAndEnd();

    expect([first, second, await unread()]).to.deep.equal([1, 1, 1]);
    expect(await newMatchesOf(alice)).to.deep.equal([bob.id]);
    expect(await newMatchesOf(bob)).to.deep.equal([]);
  });

  it('does not end a match that was ended and revived after it was read', async () => {
    const { alice, bob, hers } = await pairWithTopics();
    await showInterest(bob, hers);
    await letsTalk(alice, hers, bob);
    const matchStore = new MatchStore(connectModels(app.connection, { matches: matchModel }));
    const read = await matchStore.findOf({ tenantId: 'public', personId: alice.id }, bob.id);
    if (!read) throw new Error('There is no match');
    await alice.call('matches.end', { params: { matchId: read._id } });
    await showInterest(bob, hers);
    await letsTalk(alice, hers, bob);

    expect(await matchStore.end(read, new Date())).to.equal(false);

    expect((await alice.call('matches.list')).items).to.have.length(1);
  });

  it('lets only the two people end a match', async () => {
    const { alice, bob, hers } = await pairWithTopics();
    const carol = await signUp(app);
    await showInterest(bob, hers);
    const { id: matchId } = await letsTalk(alice, hers, bob);

    expect((await refusal(carol.call('matches.end', { params: { matchId } }))).status).to.equal(404);
    const stranger = { tenantId: 'another', personId: alice.id, sessionId: alice.sessionId };
    const refused = await app.services.matches.end(stranger, matchId).catch((error: { code: string }) => error.code);
    expect(refused).to.equal('not_found');
    expect((await alice.call('matches.list')).items).to.have.length(1);
  });

  it('lists matches in pages, newest first', async () => {
    const alice = await signUp(app);
    const hers = await createTopic(alice, 'popular');
    const others = await signUpAll(app, 5);
    const matches: Match[] = [];
    for (const other of others) {
      await showInterest(other, hers);
      matches.unshift(await letsTalk(alice, hers, other));
    }

    const listed = await allPages((cursor) =>
      alice.call('matches.list', { query: { limit: 2, ...(cursor && { cursor }) } }),
    );

    expect(listed).to.deep.equal(matches);
    expect(await app.services.matches.partnersOf({ tenantId: 'public', personId: alice.id })).to.have.members(
      others.map((other) => other.id),
    );
  });

  it('ends a match when one of the two deletes their account, and shows no topic after the topic is deleted', async () => {
    const { alice, bob, hers, his } = await pairWithTopics();
    const carol = await signUp(app);
    await showInterest(bob, hers);
    await letsTalk(alice, hers, bob);
    await showInterest(carol, his);
    const { conversationId } = await letsTalk(bob, his, carol);

    await bob.call('topics.delete', { params: { topicId: his.id } });
    await alice.call('accounts.delete', { body: { password: alice.password } });

    const left = (await bob.call('matches.list')).items;
    expect(left.map((match) => [match.conversationId, match.topic])).to.deep.equal([[conversationId, null]]);
  });

  /** Lets both people show interest in each other's topic simultaneously, expects one match, and ends it. */
  async function matchAtOnceAndEnd({ alice, bob, hers, his }: Pair): Promise<void> {
    const results = await Promise.all([
      showInterest(alice, his),
      showInterest(bob, hers),
      showInterest(alice, his),
      showInterest(bob, hers),
    ]);
    const [mine, theirs] = await Promise.all([alice.call('matches.list'), bob.call('matches.list')]);

    expect(results.filter(({ match }) => match !== null)).to.have.length(1);
    expect([mine.items.length, theirs.items.length]).to.deep.equal([1, 1]);
    expect(mine.items[0]?.id).to.equal(theirs.items[0]?.id);
    expect(mine.items[0]?.conversationId).to.equal(theirs.items[0]?.conversationId);
    const params = { conversationId: mine.items[0]?.conversationId ?? '' };
    expect((await alice.call('conversations.get', { params })).state).to.equal('open');
    expect((await alice.call('conversations.list')).items).to.have.length(1);

    await alice.call('matches.end', { params: { matchId: mine.items[0]?.id ?? '' } });
  }

  /** The people in the notifications about new matches. */
  async function newMatchesOf(person: Person): Promise<unknown[]> {
    const { items } = await person.call('notifications.list');
    return items.flatMap(({ kind, person: other }) => (kind === 'match_created' ? [other?.id] : []));
  }

  interface Pair {
    alice: Person;
    bob: Person;
    hers: Topic;
    his: Topic;
  }

  async function pairWithTopics(): Promise<Pair> {
    const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
    const [hers, his] = await Promise.all([createTopic(alice, 'her topic'), createTopic(bob, 'his topic')]);
    return { alice, bob, hers, his };
  }

  function createTopic(person: Person, title: string): Promise<Topic> {
    return person.call('topics.create', { body: { title } });
  }

  function showInterest(person: Person, topic: Topic) {
    return person.call('topics.createInterest', { params: { topicId: topic.id } });
  }

  function letsTalk(owner: Person, topic: Topic, other: Person): Promise<Match> {
    return owner.call('matches.create', { params: { topicId: topic.id, personId: other.id } });
  }

  /** Collects the events of this name from now on. */
  function record<Name extends keyof DomainEvents>(name: Name): DomainEvents[Name][] {
    const seen: DomainEvents[Name][] = [];
    app.kernel.events.on(name, (event) => seen.push(event));
    return seen;
  }
});
