/** Instant talks through the app: paired at once and only once, a room for two, ways out, and nobody met against their will. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import type { InstantTalk, InstantTalkStatus } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { startTestDatabase } from '../support/database.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { type Person, refusal, signUp, signUpAll } from '../support/people.ts';

const MINUTE = 60_000;

describe('instant talks', () => {
  let app: TestApp;
  let aheadMs = 0;
  const clock = new Clock(() => Date.now() + aheadMs);

  before(async () => {
    app = await startTestApp({
      clock,
      limits: { jobPollMs: 3_600_000, presenceBatchMs: 10, accessTokenMs: 20 * 60 * MINUTE },
    });
  });

  beforeEach(async () => {
    aheadMs = 0;
    // Whoever another test left waiting would be paired with.
    await Promise.all(
      ['instantTalkWaits', 'instantTalkHours'].map((name) => app.connection.collection(name).deleteMany({})),
    );
  });

  after(() => app.close());

  it('lets the first one wait, and brings the next one to a room of the two', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    const paired: InstantTalk[] = [];
    const stop = app.kernel.events.on('instantTalkPaired', (sides) =>
      paired.push(...sides.map(({ instantTalk }) => instantTalk)),
    );

    const first = await wait(alice, 'rust');
    const { instantTalk: talk } = await wait(bob, 'rust');
    stop();

    expect(first).to.include({ state: 'waiting', tag: 'rust', instantTalk: null });
    expect(talk).to.deep.include({ tag: 'rust' });
    expect(talk?.person.id).to.equal(alice?.id);
    expect(paired.map(({ person }) => person.id)).to.have.members([alice?.id, bob?.id]);
    const mine = await stateOf(alice);
    expect(mine).to.deep.include({ state: 'talking', since: null });
    expect(mine.instantTalk?.roomId).to.equal(talk?.roomId);
    const params = { roomId: talk?.roomId ?? '' };
    expect((await alice?.call('rooms.get', { params }))?.title).to.equal('#rust');
    expect((await refusal(carol?.call('rooms.get', { params }) ?? fail())).status).to.equal(404);
  });

  it('pairs everyone at most once, however many come at the same moment', async () => {
    const people = await signUpAll(app, 31);

    await Promise.all(people.map((person) => wait(person)));

    const states = await Promise.all(people.map(stateOf));
    const waiting = states.filter(({ state }) => state === 'waiting');
    expect(waiting).to.have.length(1);
    await expectPairs(app, people, states);
  });

  it('pairs everyone at most once over several processes', async () => {
    const { database, close } = await startTestDatabase();
    const shared = { connection: database.connection, kind: database.kind, state: () => database.state() };
    const start = () => startTestApp({ database: { ...shared, close: async () => undefined } });
    const apps = [await start(), await start()];
    const people = await Promise.all(Array.from({ length: 24 }, (_, at) => signUp(apps[at % 2] ?? fail())));

    await Promise.all(people.map((person) => wait(person)));
    // Whoever was left because two processes came into each other's way is found by the next one who comes.
    await Promise.all(people.map((person) => wait(person)));

    const states = await Promise.all(people.map(stateOf));
    expect(states.every(({ state }) => state === 'talking')).to.equal(true);
    await expectPairs(apps[0] ?? fail(), people, states);
    await Promise.all(apps.map((one) => one.close()));
    await close();
  });

  it('is left by whoever waits no more, and a talk by one of the two ends for both', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    await wait(alice);
    await alice?.call('instantTalks.leave');
    const alone = await wait(bob);
    const { instantTalk: talk } = await wait(carol);
    const ended: string[] = [];
    const stop = app.kernel.events.on('instantTalkEnded', ({ instantTalkId }) => ended.push(instantTalkId));

    await bob?.call('instantTalks.leave');
    await bob?.call('instantTalks.leave');
    stop();

    expect(alone.state).to.equal('waiting');
    expect(ended).to.deep.equal([talk?.id]);
    expect((await stateOf(carol)).state).to.equal('idle');
    expect(
      (await refusal(carol?.call('rooms.get', { params: { roomId: talk?.roomId ?? '' } }) ?? fail())).status,
    ).to.equal(404);
  });

  it('never brings together people with a block or on a never-match list', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    await alice?.call('blocks.create', { params: { personId: bob?.id ?? '' } });
    await alice?.call('neverMatch.add', { params: { personId: carol?.id ?? '' } });

    const states = [await wait(alice), await wait(bob), await wait(carol)];

    expect(states.map(({ state }) => state)).to.deep.equal(['waiting', 'waiting', 'talking']);
    expect(states[2]?.instantTalk?.person.id).to.equal(bob?.id);
  });

  it('ends a talk when one of the two blocks the other', async () => {
    const [alice, bob] = await signUpAll(app, 2);
    await wait(alice);
    await wait(bob);
    const ended = new Promise((resolve) => app.kernel.events.on('instantTalkEnded', resolve));

    await bob?.call('blocks.create', { params: { personId: alice?.id ?? '' } });
    await ended;

    expect((await stateOf(alice)).state).to.equal('idle');
  });

  it('repeats no talk at once, prefers somebody new, and meets again when there is nobody else', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    await talkOnce(alice, bob);
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

  it('never repeats a talk after "not again", and tells nobody', async () => {
    const [alice, bob] = await signUpAll(app, 2);
    const talk = await talkOnce(alice, bob);
    await answer(alice, talk, 'not_again');
    aheadMs += 61 * MINUTE;

    await wait(alice);
    const state = await wait(bob);

    expect(state).to.include({ state: 'waiting' });
    expect(await answer(bob, talk, 'stay_in_touch')).to.deep.equal({ conversationId: null });
  });

  it('becomes a match only where both want to stay in touch', async () => {
    const [alice, bob, carol] = await signUpAll(app, 3);
    const talk = await talkOnce(alice, bob);

    const one = await answer(alice, talk, 'stay_in_touch');
    const before = (await bob?.call('matches.list'))?.items;
    const both = await answer(bob, talk, 'stay_in_touch');

    expect(one.conversationId).to.equal(null);
    expect(before).to.deep.equal([]);
    expect((await alice?.call('matches.list'))?.items[0]?.conversationId).to.equal(both.conversationId);
    expect((await refusal(answer(carol, talk, 'stay_in_touch'))).status).to.equal(404);
  });

  it('is left by whoever closes the tab, after a grace for a connection that comes back', async () => {
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
    const inGrace = await stateOf(alice);
    aheadMs += MINUTE;
    await app.kernel.jobs.runDue();

    expect([connected.state, inGrace.state]).to.deep.equal(['waiting', 'waiting']);
    expect((await stateOf(alice)).state).to.equal('idle');
  });

  it('ends a talk to which nobody came', async () => {
    const [alice, bob] = await signUpAll(app, 2);
    await wait(alice);
    await wait(bob);

    aheadMs += 4 * MINUTE;
    await app.kernel.jobs.runDue();

    expect((await stateOf(alice)).state).to.equal('idle');
  });

  it('says when people usually are there', async () => {
    const people = await signUpAll(app, 3);
    for (const person of people) await wait(person);

    const { usualTimes } = await stateOf(people[0]);

    expect(usualTimes).to.have.length(1);
    expect(Date.parse(usualTimes[0] ?? '') % 3_600_000).to.equal(0);
    expect(Date.parse(usualTimes[0] ?? '')).to.be.greaterThan(Date.now());
  });

  it('forgets someone who deletes the account, and ends the talk', async () => {
    const [alice, bob] = await signUpAll(app, 2);
    await wait(alice);
    await wait(bob);

    await alice?.call('accounts.delete', { body: { password: alice.password } });

    expect((await stateOf(bob)).state).to.equal('idle');
    expect(await app.connection.collection('talks').countDocuments({ personIds: alice?.id })).to.equal(0);
  });

  function wait(person: Person | undefined, tag: string | null = null): Promise<InstantTalkStatus> {
    return (person ?? fail()).call('instantTalks.wait', { body: { tag } });
  }

  function stateOf(person: Person | undefined): Promise<InstantTalkStatus> {
    return (person ?? fail()).call('instantTalks.get');
  }

  function answer(person: Person | undefined, { id: instantTalkId }: InstantTalk, said: 'stay_in_touch' | 'not_again') {
    return (person ?? fail()).call('instantTalks.answer', { params: { instantTalkId }, body: { answer: said } });
  }

  async function talkOnce(one: Person | undefined, other: Person | undefined): Promise<InstantTalk> {
    await wait(one);
    const { instantTalk: talk } = await wait(other);
    await one?.call('instantTalks.leave');
    return talk ?? fail();
  }

  async function online({ id }: Person, isOnline: boolean): Promise<void> {
    while (app.kernel.hooks.isOnline(id) !== isOnline) await tick();
  }
});

/** Each talks with the one who talks with them, and nobody with two. */
async function expectPairs(
  app: TestApp,
  people: readonly Person[],
  states: readonly InstantTalkStatus[],
): Promise<void> {
  const partners = new Map(people.map(({ id }, at) => [id, states[at]?.instantTalk?.person.id ?? null]));
  for (const [id, partner] of partners) if (partner) expect(partners.get(partner)).to.equal(id);
  const talks = await app.connection
    .collection('talks')
    .find({ personIds: { $in: people.map(({ id }) => id) } })
    .toArray();
  const seats = talks.flatMap(({ personIds }) => personIds as string[]);
  expect(new Set(seats).size).to.equal(seats.length);
  expect(await app.connection.collection('instantTalkWaits').countDocuments({ personId: { $in: seats } })).to.equal(0);
}

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

function fail(): never {
  throw new Error('Expected something');
}
