/** Instant talks through the app: pairing, the room of the two, leaving, and people who must not meet. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import type { InstantTalk, InstantTalkStatus } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { startTestDatabase } from '../support/database.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { type Person, refusal, signUp, signUpAll, storeBlock } from '../support/people.ts';

const MINUTE = 60_000;
const BRIEF_MS = 10_000;

describe('instant talks', () => {
  let app: TestApp;
  let aheadMs = 0;
  const clock = new Clock(() => Date.now() + aheadMs);

  before(async () => {
    app = await startTestApp({
      clock,
      limits: {
        jobPollMs: 3_600_000,
        presenceBatchMs: 10,
        accessTokenMs: 20 * 60 * MINUTE,
        instantTalkBriefMs: BRIEF_MS,
      },
    });
  });

  beforeEach(async () => {
    aheadMs = 0;
    // People left waiting by another test would be paired too.
    await Promise.all(
      ['instantTalkWaits', 'instantTalkHours'].map((name) => app.connection.collection(name).deleteMany({})),
    );
  });

  after(() => app.close());

  it('lets the first person wait and pairs the second one with them in a room', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    const paired: InstantTalk[] = [];
    const stop = app.kernel.events.on('instantTalkPaired', (sides) =>
      paired.push(...sides.map(({ instantTalk }) => instantTalk)),
    );

    const first = await wait(alice, 'rust');
    const again = await wait(alice, 'rust');
    const { instantTalk } = await wait(bob, 'rust');
    stop();

    expect(first).to.include({ state: 'waiting', tag: 'rust', instantTalk: null });
    expect(again.since).to.equal(first.since);
    expect(instantTalk).to.deep.include({ tag: 'rust' });
    expect(instantTalk?.person.id).to.equal(alice?.id);
    expect(paired.map(({ person }) => person.id)).to.have.members([alice?.id, bob?.id]);
    const mine = await stateOf(alice);
    expect(mine).to.deep.include({ state: 'talking', since: null });
    expect(mine.instantTalk?.roomId).to.equal(instantTalk?.roomId);
    const params = { roomId: instantTalk?.roomId ?? '' };
    const room = await alice?.call('rooms.get', { params });
    expect(room?.title).to.equal('#rust');
    expect(room?.between?.map(({ id }) => id)).to.have.members([alice?.id, bob?.id]);
    expect((await alice?.call('rooms.create', { body: { title: 'For everyone' } }))?.between).to.equal(null);
    expect((await refusal(carol?.call('rooms.get', { params }) ?? fail())).status).to.equal(404);
  });

  it('pairs everyone at most once if many come at the same moment', async () => {
    const people = await signUpAll(app, 31);

    await Promise.all(people.map((person) => wait(person)));

    const states = await Promise.all(people.map(stateOf));
    const waiting = states.filter(({ state }) => state === 'waiting');
    expect(waiting).to.have.length(1);
    await expectPairs(app, people, states);
  });

  it('pairs everyone at most once in several processes', async () => {
    const { database, close } = await startTestDatabase();
    const shared = { connection: database.connection, kind: database.kind, state: () => database.state() };
    const start = () => startTestApp({ database: { ...shared, close: async () => undefined } });
    const apps = [await start(), await start()];
    const people = await Promise.all(Array.from({ length: 24 }, (_, at) => signUp(apps[at % 2] ?? fail())));

    await Promise.all(people.map((person) => wait(person)));
    // People who were left over because two processes conflicted are paired by the next run.
    await Promise.all(people.map((person) => wait(person)));

    const states = await Promise.all(people.map(stateOf));
    expect(states.every(({ state }) => state === 'talking')).to.equal(true);
    await expectPairs(apps[0] ?? fail(), people, states);
    await Promise.all(apps.map((one) => one.close()));
    await close();
  });

  it('lets a person stop waiting, and ends an instant talk for both when one leaves', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    await wait(alice);
    await alice?.call('instantTalks.leave');
    const alone = await wait(bob);
    const { instantTalk } = await wait(carol);
    aheadMs += BRIEF_MS;
    const ended: string[] = [];
    const stop = app.kernel.events.on('instantTalkEnded', ({ instantTalkId }) => ended.push(instantTalkId));

    await Promise.all([bob, carol].map((person) => person?.call('instantTalks.leave')));
    await bob?.call('instantTalks.leave');
    stop();

    expect(alone.state).to.equal('waiting');
    expect(ended).to.deep.equal([instantTalk?.id]);
    expect((await stateOf(carol)).state).to.equal('idle');
    expect(
      (await refusal(carol?.call('rooms.get', { params: { roomId: instantTalk?.roomId ?? '' } }) ?? fail())).status,
    ).to.equal(404);
  });

  it('keeps the place of a person whose partner leaves at once, or says "not again", and pairs them with the next', async () => {
    const [alice, bob, carol, dave, erin] = await signUpAll(app, 5);
    const first = await wait(alice, 'rust');
    const brief = async (partner: Person | undefined, leave: (talk: InstantTalk) => Promise<unknown>) => {
      const { instantTalk } = await wait(partner);
      await leave(instantTalk ?? fail());
      return stateOf(alice);
    };

    const left = await brief(bob, () => bob?.call('instantTalks.leave') ?? fail());
    const refused = await brief(carol, (talk) => answer(carol, talk, 'not_again'));
    await wait(dave);
    aheadMs += BRIEF_MS;
    await dave?.call('instantTalks.leave');

    for (const state of [left, refused]) {
      expect(state).to.include({ state: 'waiting', tag: 'rust', since: first.since, instantTalk: null });
    }
    // They have talked: a person who wants to go on waits again.
    expect((await stateOf(alice)).state).to.equal('idle');
    expect((await wait(erin)).state).to.equal('waiting');
  });

  it('pairs a person whose partner leaves at once with someone who waits', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    await alice?.call('neverMatch.add', { params: { personId: bob?.id ?? '' } });
    await wait(alice);
    await wait(bob);
    const { instantTalk } = await wait(carol);

    await carol?.call('instantTalks.leave');

    expect(instantTalk?.person.id).to.equal(alice?.id);
    expect([(await stateOf(alice)).state, (await stateOf(carol)).state]).to.deep.equal(['waiting', 'idle']);
  });

  it('never pairs people with a block or on a never-match list', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    await alice?.call('blocks.create', { params: { personId: bob?.id ?? '' } });
    await alice?.call('neverMatch.add', { params: { personId: carol?.id ?? '' } });

    const states = [await wait(alice), await wait(bob), await wait(carol)];

    expect(states.map(({ state }) => state)).to.deep.equal(['waiting', 'waiting', 'talking']);
    expect(states[2]?.instantTalk?.person.id).to.equal(bob?.id);
  });

  it('never pairs people with a block that this process has not heard of, and keeps both in the order', async () => {
    const [alice, bob, carol] = (await signUpAll(app, 3)) as [Person, Person, Person];
    // The reads leave "no block" in the cache.
    await Promise.all([alice.call('topics.list'), bob.call('topics.list')]);
    await storeBlock(app.connection, alice, bob);

    const states = [await wait(alice), await wait(bob)];
    app.kernel.events.announce('blocksChanged', { tenantId: 'public', personIds: [alice.id, bob.id] });
    const { instantTalk } = await wait(carol);

    expect(states.map(({ state }) => state)).to.deep.equal(['waiting', 'waiting']);
    expect(instantTalk?.person.id).to.equal(alice.id);
    expect((await stateOf(bob)).state).to.equal('waiting');
  });

  it('ends an instant talk when one of the two blocks the other, who keeps the place if that is at once', async () => {
    const [alice, bob] = await signUpAll(app, 2);
    await wait(alice);
    await wait(bob);
    const ended = new Promise((resolve) => app.kernel.events.on('instantTalkEnded', resolve));

    await bob?.call('blocks.create', { params: { personId: alice?.id ?? '' } });
    await ended;

    expect([(await stateOf(alice)).state, (await stateOf(bob)).state]).to.deep.equal(['waiting', 'idle']);
  }).timeout(15_000);

  it('repeats no pair immediately, prefers new people, and repeats a pair later if nobody else waits', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    await haveInstantTalk(alice, bob);
    await wait(alice);
    const atOnce = await wait(bob);

    const withCarol = await wait(carol);
    await alice?.call('instantTalks.leave');
    await bob?.call('instantTalks.leave');
    aheadMs += 61 * MINUTE;
    await app.connection.collection('instantTalkWaits').deleteMany({});
    await wait(alice);
    const later = await wait(bob);

    expect(atOnce.state).to.equal('waiting');
    expect(withCarol.instantTalk?.person.id).to.equal(alice?.id);
    expect(later.instantTalk?.person.id).to.equal(alice?.id);
  });

  it('never repeats a pair after "not again", and reveals it to nobody', async () => {
    const [alice, bob] = await signUpAll(app, 2);
    const instantTalk = await haveInstantTalk(alice, bob);
    await answer(alice, instantTalk, 'not_again');
    aheadMs += 61 * MINUTE;

    await wait(alice);
    const state = await wait(bob);

    expect(state).to.include({ state: 'waiting' });
    expect(await answer(bob, instantTalk, 'stay_in_touch')).to.deep.equal({ conversationId: null });
  });

  it('creates a match only if both want to stay in touch', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    const instantTalk = await haveInstantTalk(alice, bob);

    const one = await answer(alice, instantTalk, 'stay_in_touch');
    const before = (await bob?.call('matches.list'))?.items;
    const both = await answer(bob, instantTalk, 'stay_in_touch');

    expect(one.conversationId).to.equal(null);
    expect(before).to.deep.equal([]);
    expect((await alice?.call('matches.list'))?.items[0]?.conversationId).to.equal(both.conversationId);
    expect((await refusal(answer(carol, instantTalk, 'stay_in_touch'))).status).to.equal(404);
  });

  it('stops the waiting of a person who goes offline, after a grace period', async () => {
    const alice = await signUp(app);
    const guest: Guest = await connectGuest(app, alice);
    await online(alice, true);
    await wait(alice);
    aheadMs += MINUTE;
    await app.kernel.jobs.runDue();
    const connected = await stateOf(alice);

    guest.line.socket.disconnect();
    await online(alice, false);
    while ((await app.connection.collection('jobs').countDocuments({ kind: 'instant_talks.gone' })) === 0) await tick();
    await app.kernel.jobs.runDue();
    const inGracePeriod = await stateOf(alice);
    aheadMs += MINUTE;
    await app.kernel.jobs.runDue();

    expect([connected.state, inGracePeriod.state]).to.deep.equal(['waiting', 'waiting']);
    expect((await stateOf(alice)).state).to.equal('idle');
  });

  it('ends an instant talk that nobody joins', async () => {
    const [alice, bob] = await signUpAll(app, 2);
    await wait(alice);
    await wait(bob);

    aheadMs += 4 * MINUTE;
    await app.kernel.jobs.runDue();

    expect((await stateOf(alice)).state).to.equal('idle');
  });

  it('returns the times at which people usually wait', async () => {
    const people = await signUpAll(app, 3);
    for (const person of people) await wait(person);

    const { usualTimes } = await stateOf(people[0]);

    expect(usualTimes).to.have.length(1);
    expect(Date.parse(usualTimes[0] ?? '') % 3_600_000).to.equal(0);
    expect(Date.parse(usualTimes[0] ?? '')).to.be.greaterThan(Date.now());
  });

  it('deletes the data of a deleted account and ends the instant talk', async () => {
    const [alice, bob] = await signUpAll(app, 2);
    await wait(alice);
    await wait(bob);
    aheadMs += BRIEF_MS;

    await alice?.call('accounts.delete', { body: { password: alice.password } });

    expect((await stateOf(bob)).state).to.equal('idle');
    expect(await app.connection.collection('instantTalks').countDocuments({ personIds: alice?.id })).to.equal(0);
  });

  function wait(person: Person | undefined, tag: string | null = null): Promise<InstantTalkStatus> {
    return (person ?? fail()).call('instantTalks.wait', { body: { tag } });
  }

  function stateOf(person: Person | undefined): Promise<InstantTalkStatus> {
    return (person ?? fail()).call('instantTalks.get');
  }

  function answer(
    person: Person | undefined,
    { id: instantTalkId }: InstantTalk,
    choice: 'stay_in_touch' | 'not_again',
  ) {
    return (person ?? fail()).call('instantTalks.answer', { params: { instantTalkId }, body: { answer: choice } });
  }

  async function haveInstantTalk(one: Person | undefined, other: Person | undefined): Promise<InstantTalk> {
    await wait(one);
    const { instantTalk } = await wait(other);
    aheadMs += BRIEF_MS;
    await one?.call('instantTalks.leave');
    return instantTalk ?? fail();
  }

  async function online({ id }: Person, isOnline: boolean): Promise<void> {
    while (app.kernel.hooks.isOnline(id) !== isOnline) await tick();
  }
});

/** Expects that pairs are mutual, and that nobody is in two instant talks or still waiting. */
async function expectPairs(
  app: TestApp,
  people: readonly Person[],
  states: readonly InstantTalkStatus[],
): Promise<void> {
  const partners = new Map(people.map(({ id }, at) => [id, states[at]?.instantTalk?.person.id ?? null]));
  for (const [id, partner] of partners) if (partner) expect(partners.get(partner)).to.equal(id);
  const instantTalks = await app.connection
    .collection('instantTalks')
    .find({ personIds: { $in: people.map(({ id }) => id) } })
    .toArray();
  const pairedIds = instantTalks.flatMap(({ personIds }) => personIds as string[]);
  expect(new Set(pairedIds).size).to.equal(pairedIds.length);
  expect(await app.connection.collection('instantTalkWaits').countDocuments({ personId: { $in: pairedIds } })).to.equal(
    0,
  );
}

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

function fail(): never {
  throw new Error('Expected something');
}
