import { expect } from 'chai';
import type { App } from '../../src/app.ts';
import type { DomainEvents } from '../../src/kernel/events.ts';
import type { Match, Topic } from '../../src/protocol/index.ts';
import { startTestApp } from '../support/app.ts';
import { allPages, type Person, refusal, signUp, signUpAll } from '../support/people.ts';

describe('matching', () => {
  let app: App;

  before(async () => {
    app = await startTestApp();
  });

  after(() => app.close());

  it('makes one match and one conversation, however simultaneously both press', async () => {
    const created = record('matchCreated');
    const pairs = await Promise.all(Array.from({ length: 10 }, () => pairWithTopics()));

    for (let round = 0; round < 5; round++) {
      // Each round ends with the match ended, so that first matches and renewed ones are both pressed for.
      await Promise.all(pairs.map((pair) => pressAtOnce(pair)));
    }

    expect(created).to.have.length(50);
  });

  it('tells both people of their match, each as they see it', async () => {
    const created = record('matchCreated');
    const { alice, bob, hers, his } = await pairWithTopics();

    await press(alice, his);
    const { match, topic } = await press(bob, hers);

    expect(match).to.deep.include({ topic: { id: hers.id, title: hers.title } });
    expect(match?.person.id).to.equal(alice.id);
    expect(topic.matchId).to.equal(match?.id);
    expect(created).to.have.length(1);
    const views = new Map(created[0]?.map((view) => [view.personId, view.match]));
    expect(views.get(bob.id)).to.deep.equal(match);
    expect(views.get(alice.id)?.person.id).to.equal(bob.id);
    expect(views.get(alice.id)?.conversationId).to.equal(match?.conversationId);
  });

  it('begins with "let\'s talk" by a topic\'s owner, and pressing that again gives the same match', async () => {
    const created = record('matchCreated');
    const { alice, bob, hers } = await pairWithTopics();
    await press(bob, hers);

    const matches = await Promise.all([talk(alice, hers, bob), talk(alice, hers, bob), talk(alice, hers, bob)]);

    expect(new Set(matches.map((match) => match.id)).size).to.equal(1);
    expect(created).to.have.length(1);
    const [received] = (await alice.call('interests.listReceived')).items;
    expect(received?.matchId).to.equal(matches[0]?.id);
  });

  it('opens the conversation of the card it grew from, for both and for nobody else', async () => {
    const { alice, bob, hers } = await pairWithTopics();
    const carol = await signUp(app);
    await press(bob, hers);

    const { conversationId } = await talk(alice, hers, bob);

    const params = { conversationId };
    const conversation = await bob.call('conversations.get', { params });
    expect(conversation).to.include({ kind: 'match', state: 'open' });
    expect(conversation.topic).to.include({ id: hers.id, title: hers.title });
    expect(conversation.person?.id).to.equal(alice.id);
    expect((await refusal(carol.call('conversations.get', { params }))).status).to.equal(404);
  });

  it('needs an interest in that topic, and the topic to be one’s own', async () => {
    const { alice, bob, hers } = await pairWithTopics();
    const carol = await signUp(app);
    await press(bob, hers);

    expect((await refusal(talk(alice, hers, carol))).status).to.equal(404);
    expect((await refusal(talk(carol, hers, bob))).status).to.equal(403);
    expect((await refusal(talk(bob, hers, alice))).status).to.equal(403);
    expect((await alice.call('matches.list')).items).to.deep.equal([]);
  });

  it('ends for both: the conversation can be read, not written, and no interest is left', async () => {
    const { alice, bob, hers, his } = await pairWithTopics();
    await press(alice, his);
    const { match } = await press(bob, hers);
    const ended = record('matchEnded');

    await alice.call('matches.end', { params: { matchId: match?.id ?? '' } });
    await alice.call('matches.end', { params: { matchId: match?.id ?? '' } });

    expect(ended.map(({ matchId }) => matchId)).to.deep.equal([match?.id]);
    expect((await bob.call('matches.list')).items).to.deep.equal([]);
    const params = { conversationId: match?.conversationId ?? '' };
    expect((await bob.call('conversations.get', { params })).state).to.equal('closed');
    expect((await bob.call('topics.get', { params: { topicId: hers.id } })).isInterested).to.equal(false);
    expect((await alice.call('interests.listReceived')).items).to.deep.equal([]);
  });

  it('is renewed with the conversation it had', async () => {
    const { alice, bob, hers, his } = await pairWithTopics();
    await press(alice, his);
    const { match: first } = await press(bob, hers);
    await bob.call('matches.end', { params: { matchId: first?.id ?? '' } });

    await press(bob, hers);
    expect((await bob.call('matches.list')).items).to.deep.equal([]);
    const { match: second } = await press(alice, his);

    expect(second?.conversationId).to.equal(first?.conversationId);
    expect(second?.topic?.id).to.equal(his.id);
    const params = { conversationId: second?.conversationId ?? '' };
    expect((await bob.call('conversations.get', { params })).state).to.equal('open');
  });

  it('is ended by the two alone', async () => {
    const { alice, bob, hers } = await pairWithTopics();
    const carol = await signUp(app);
    await press(bob, hers);
    const { id: matchId } = await talk(alice, hers, bob);

    expect((await refusal(carol.call('matches.end', { params: { matchId } }))).status).to.equal(404);
    const stranger = { tenantId: 'another', personId: alice.id, sessionId: alice.sessionId };
    const refused = await app.services.matches.end(stranger, matchId).catch((error: { code: string }) => error.code);
    expect(refused).to.equal('not_found');
    expect((await alice.call('matches.list')).items).to.have.length(1);
  });

  it('lists matches page by page, the newest first', async () => {
    const alice = await signUp(app);
    const hers = await put(alice, 'popular');
    const others = await signUpAll(app, 5);
    const matches: Match[] = [];
    for (const other of others) {
      await press(other, hers);
      matches.unshift(await talk(alice, hers, other));
    }

    const listed = await allPages((cursor) =>
      alice.call('matches.list', { query: { limit: 2, ...(cursor && { cursor }) } }),
    );

    expect(listed).to.deep.equal(matches);
    expect(await app.services.matches.partnersOf({ tenantId: 'public', personId: alice.id })).to.have.members(
      others.map((other) => other.id),
    );
  });

  it('ends when one of the two deletes the account, and the topic’s name goes with the topic', async () => {
    const { alice, bob, hers, his } = await pairWithTopics();
    const carol = await signUp(app);
    await press(bob, hers);
    await talk(alice, hers, bob);
    await press(carol, his);
    const { conversationId } = await talk(bob, his, carol);

    await bob.call('topics.delete', { params: { topicId: his.id } });
    await alice.call('accounts.delete', { body: { password: alice.password } });

    const left = (await bob.call('matches.list')).items;
    expect(left.map((match) => [match.conversationId, match.topic])).to.deep.equal([[conversationId, null]]);
  });

  /** Both press on each other's topic in the same moment, see the same match, and end it. */
  async function pressAtOnce({ alice, bob, hers, his }: Pair): Promise<void> {
    const results = await Promise.all([press(alice, his), press(bob, hers), press(alice, his), press(bob, hers)]);
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

  interface Pair {
    alice: Person;
    bob: Person;
    hers: Topic;
    his: Topic;
  }

  async function pairWithTopics(): Promise<Pair> {
    const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
    const [hers, his] = await Promise.all([put(alice, 'her topic'), put(bob, 'his topic')]);
    return { alice, bob, hers, his };
  }

  function put(person: Person, title: string): Promise<Topic> {
    return person.call('topics.create', { body: { title } });
  }

  function press(person: Person, topic: Topic) {
    return person.call('topics.createInterest', { params: { topicId: topic.id } });
  }

  function talk(owner: Person, topic: Topic, other: Person): Promise<Match> {
    return owner.call('matches.create', { params: { topicId: topic.id, personId: other.id } });
  }

  /** The events of one name from now on. */
  function record<Name extends keyof DomainEvents>(name: Name): DomainEvents[Name][] {
    const seen: DomainEvents[Name][] = [];
    app.kernel.events.on(name, (event) => seen.push(event));
    return seen;
  }
});
