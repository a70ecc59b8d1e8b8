/** Proposals and appointments: shared slots, one outcome of simultaneous answers, and the room of an appointment. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import type { AppointmentMinutes, Proposal } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, sitDown } from '../support/guest.ts';
import { matchedPair, type Pair, type Person, refusal, signUp } from '../support/people.ts';
import { connect, disconnectAll } from '../support/socket-client.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday in the last week of summer time in Berlin. */
const MONDAY = Date.UTC(2026, 9, 19);

describe('proposals and appointments', () => {
  let app: TestApp;
  let nowMs = MONDAY;

  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { accessTokenMs: 12 * HOUR, jobPollMs: 3_600_000 },
    });
  });

  beforeEach(() => {
    nowMs = MONDAY;
  });

  afterEach(disconnectAll);

  after(() => app.close());

  const at = (ms: number) => new Date(MONDAY + ms).toISOString();

  function free(person: Person, timeZone: string, hours: [weekday: number, hour: number, hours: number][]) {
    const freeHours = hours.map(([weekday, hour, count]) => ({
      weekday,
      startMinute: hour * 60,
      minutes: count * 60,
    }));
    return person.call('profiles.update', { body: { timeZone, freeHours } });
  }

  function propose(
    person: Person,
    { match }: Pair,
    startsAt: string,
    minutes: AppointmentMinutes = 30,
  ): Promise<Proposal> {
    return person.call('proposals.create', { params: { matchId: match.id }, body: { startsAt, minutes } });
  }

  function answer(person: Person, how: 'accept' | 'cancel', { id: proposalId, revision }: Proposal): Promise<Proposal> {
    return person.call(`proposals.${how}`, { params: { proposalId }, body: { revision } });
  }

  function move(person: Person, { id: proposalId, revision }: Proposal, startsAt: string): Promise<Proposal> {
    return person.call('proposals.change', { params: { proposalId }, body: { startsAt, minutes: 30, revision } });
  }

  async function kindsOf(person: Person): Promise<string[]> {
    return (await person.call('notifications.list')).items.map(({ kind }) => kind);
  }

  async function createAppointment(pair: Pair, startsAt: string): Promise<Proposal> {
    return answer(pair.bob, 'accept', await propose(pair.alice, pair, startsAt));
  }

  async function current(person: Person, { match }: Pair): Promise<Proposal | null> {
    return (await person.call('proposals.current', { params: { matchId: match.id } })).proposal;
  }

  async function runUntil(ms: number): Promise<void> {
    nowMs = MONDAY + ms;
    await app.kernel.jobs.runDue();
  }

  it('offer slots in which both are free in their own time zones, also across the end of summer time', async () => {
    const pair = await matchedPair(app);
    // 20:00 to 22:00 in Tokyo is 13:00 to 15:00 in Berlin, and 12:00 to 14:00 from 25 October on.
    await free(pair.alice, 'Asia/Tokyo', [[1, 20, 2]]);
    await free(pair.bob, 'Europe/Berlin', [[1, 12, 2]]);

    const params = { matchId: pair.match.id };
    const half = await pair.alice.call('proposals.slots', { params, query: { minutes: 30 } });
    const whole = await pair.bob.call('proposals.slots', { params, query: { minutes: 60 } });

    expect(half.slots.map(({ startsAt }) => startsAt)).to.deep.equal([
      ...['2026-10-19T11:00:00.000Z', '2026-10-19T11:30:00.000Z'],
      ...['2026-10-26T11:00:00.000Z', '2026-10-26T11:30:00.000Z', '2026-10-26T12:00:00.000Z'],
      '2026-10-26T12:30:00.000Z',
    ]);
    expect(whole.slots[0]).to.deep.equal({ startsAt: '2026-10-19T11:00:00.000Z', endsAt: '2026-10-19T12:00:00.000Z' });
    expect(half.withoutHours).to.deep.equal([]);
  });

  it('offer no slots in which one has another appointment, without naming it', async () => {
    const pair = await matchedPair(app);
    const { alice, bob, match } = pair;
    await Promise.all([free(alice, 'UTC', [[1, 10, 1]]), free(bob, 'UTC', [[1, 10, 1]])]);
    await createAppointment(await pairOf(bob), at(10 * HOUR));
    // A time that nobody has accepted yet keeps no slot.
    await propose(bob, await pairOf(bob), at(10.5 * HOUR));

    const { slots } = await alice.call('proposals.slots', { params: { matchId: match.id } });

    const starts = slots.map(({ startsAt }) => startsAt);
    expect(starts).to.deep.equal([at(10.5 * HOUR), at(7 * DAY + 10 * HOUR), at(7 * DAY + 10.5 * HOUR)]);
  });

  it('name people without free hours, for whom any time can be proposed', async () => {
    const pair = await matchedPair(app);
    await free(pair.alice, 'UTC', [[1, 10, 1]]);

    const slots = await pair.alice.call('proposals.slots', { params: { matchId: pair.match.id } });

    expect(slots).to.deep.equal({ slots: [], withoutHours: [pair.bob.id] });
    expect(await propose(pair.alice, pair, at(3 * HOUR))).to.include({ state: 'proposed', minutes: 30 });
  });

  it('are sent to the other person, changed and accepted', async () => {
    const pair = await matchedPair(app);
    const [a, b] = await Promise.all([connect(app, pair.alice), connect(app, pair.bob)]);

    const proposed = await propose(pair.alice, pair, at(5 * HOUR), 60);
    const corrected = await move(pair.alice, proposed, at(7 * HOUR));
    const another = await pair.bob.call('proposals.change', {
      params: { proposalId: proposed.id },
      body: { startsAt: at(6 * HOUR), minutes: 30, revision: corrected.revision },
    });
    const accepted = await answer(pair.alice, 'accept', another);

    expect(proposed).to.include({ proposerId: pair.alice.id, endsAt: at(6 * HOUR) });
    expect(another).to.include({ id: proposed.id, proposerId: pair.bob.id, startsAt: at(6 * HOUR) });
    expect(accepted).to.include({ state: 'accepted', startsAt: at(6 * HOUR), roomId: null });
    for (const socket of [a, b]) {
      await socket.received('proposal:changed', ({ state }) => state === 'accepted');
      expect(socket.all('proposal:changed').map(({ state }) => state)).to.deep.equal([
        'proposed',
        'proposed',
        'proposed',
        'accepted',
      ]);
    }
    expect(await current(pair.bob, pair)).to.deep.equal(accepted);
    const kinds = async (person: Person) => (await kindsOf(person)).filter((kind) => kind.startsWith('time'));
    expect(await kinds(pair.bob)).to.deep.equal(['time_accepted', 'time_proposed']);
    expect(await kinds(pair.alice)).to.deep.equal(['time_proposed']);
    const [, ofBob] = (await pair.bob.call('notifications.list')).items;
    expect(ofBob?.data, 'the unread proposal').to.include({ startsAt: at(7 * HOUR) });
  });

  it('are refused if in the past, too far ahead, not at a quarter of an hour, or if another one is open', async () => {
    const pair = await matchedPair(app);

    const reasons = [
      await refusal(propose(pair.alice, pair, at(0))),
      await refusal(propose(pair.alice, pair, at(60 * DAY + 15 * MINUTE))),
      await refusal(propose(pair.alice, pair, at(HOUR + MINUTE))),
      await propose(pair.alice, pair, at(HOUR)).then(() => refusal(propose(pair.bob, pair, at(2 * HOUR)))),
    ].map(({ reason }) => reason);

    expect(reasons).to.deep.equal([
      'invalid_input/time_passed',
      'invalid_input/time_too_far',
      'invalid_input',
      'conflict/proposal_open',
    ]);
    const latest = await matchedPair(app);
    expect(await propose(latest.alice, latest, at(60 * DAY))).to.include({ state: 'proposed' });
  });

  it('can be answered only by the other person', async () => {
    const pair = await matchedPair(app);
    const proposed = await propose(pair.alice, pair, at(HOUR));

    expect((await refusal(answer(pair.alice, 'accept', proposed))).status).to.equal(403);
    expect(await answer(pair.bob, 'cancel', proposed)).to.include({ state: 'declined' });
    expect(await answer(pair.bob, 'cancel', proposed)).to.include({ state: 'declined' });
    expect(await current(pair.alice, pair)).to.equal(null);
    const again = await propose(pair.bob, pair, at(2 * HOUR));
    expect(await answer(pair.bob, 'cancel', again)).to.include({ state: 'cancelled' });
  });

  it('notify the proposer once when declined, and nobody when withdrawn', async () => {
    const pair = await matchedPair(app);
    const kindsOf = async (person: Person) =>
      (await person.call('notifications.list')).items.map(({ kind }) => kind).filter((kind) => kind.startsWith('time'));

    const declined = await propose(pair.alice, pair, at(HOUR));
    await answer(pair.bob, 'cancel', declined);
    await answer(pair.bob, 'cancel', declined);
    expect(await kindsOf(pair.alice)).to.deep.equal(['time_declined']);
    expect(await kindsOf(pair.bob)).to.deep.equal(['time_proposed']);

    await answer(pair.bob, 'cancel', await propose(pair.bob, pair, at(2 * HOUR)));
    expect(await kindsOf(pair.alice)).to.deep.equal(['time_proposed', 'time_declined']);
  });

  it('have one outcome if both people act simultaneously', async () => {
    const pairs = await Promise.all(Array.from({ length: 12 }, () => matchedPair(app)));

    for (const pair of pairs) {
      const both = await Promise.allSettled([
        propose(pair.alice, pair, at(HOUR)),
        propose(pair.bob, pair, at(2 * HOUR)),
      ]);
      expect(both.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      const open = await current(pair.alice, pair);
      if (!open) throw new Error('there is no open proposal');
      const [proposer, other] = open.proposerId === pair.alice.id ? [pair.alice, pair.bob] : [pair.bob, pair.alice];
      const { id: proposalId, revision } = open;
      const body = { startsAt: at(3 * HOUR), minutes: 30, revision } as const;

      const outcomes = await Promise.allSettled([
        answer(other, 'accept', open),
        answer(other, 'accept', open),
        proposer.call('proposals.change', { params: { proposalId }, body }),
        answer(proposer, 'cancel', open),
      ]);

      const ok = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(new Set(ok.map(({ state, startsAt }) => `${state} ${startsAt}`)).size).to.equal(1);
      expect(new Set(ok.map((one) => one.revision))).to.deep.equal(new Set([revision + 1]));
      const after = await current(other, pair);
      expect(after ? after.state : 'cancelled').to.equal(ok[0]?.state);
    }
  });

  it('never give a person two appointments at the same time, even if accepted simultaneously', async () => {
    const busy = await signUp(app);
    const pairs = await Promise.all(Array.from({ length: 6 }, () => pairOf(busy)));
    const proposed = await Promise.all(
      pairs.map((pair, index) => propose(pair.alice, pair, at(HOUR + (index % 2) * 15 * MINUTE))),
    );

    const answers = await Promise.allSettled(proposed.map((one) => answer(busy, 'accept', one)));

    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason.reason] : []));
    expect(refused).to.deep.equal(Array(5).fill('conflict/time_taken'));
    const later = proposed[answers.findIndex(({ status }) => status === 'rejected')];
    const pair = pairs[answers.findIndex(({ status }) => status === 'rejected')];
    if (!later || !pair) throw new Error('none was refused');
    await pair.alice.call('proposals.change', {
      params: { proposalId: later.id },
      body: { startsAt: at(2 * HOUR), minutes: 30, revision: later.revision },
    });
    const moved = await current(busy, pair);
    expect(moved && (await answer(busy, 'accept', moved))).to.include({ state: 'accepted' });
  });

  for (const [how, free] of Object.entries({
    'moved to another time': ({ alice }: Pair, appointment: Proposal) => move(alice, appointment, at(5 * HOUR)),
    cancelled: ({ alice }: Pair, appointment: Proposal) => answer(alice, 'cancel', appointment),
  })) {
    it(`free their time for others when ${how}`, async () => {
      const busy = await signUp(app);
      const [pair, other] = [await pairOf(busy), await pairOf(busy)];
      await free(pair, await createAppointment(pair, at(HOUR)));

      expect(await createAppointment(other, at(HOUR))).to.include({ state: 'accepted', startsAt: at(HOUR) });
    });
  }

  it('cannot be accepted from their start on', async () => {
    const pair = await matchedPair(app);
    const proposed = await propose(pair.alice, pair, at(HOUR));
    nowMs = MONDAY + HOUR;

    expect((await refusal(answer(pair.bob, 'accept', proposed))).reason).to.equal('conflict/proposal_expired');
  });

  it('are withdrawn if the match ends while they are stored', async () => {
    const pair = await matchedPair(app);
    const { matches } = app.services;
    const getRunning = matches.getRunning.bind(matches);
    matches.getRunning = async (actor, matchId) => {
      matches.getRunning = getRunning;
      const match = await getRunning(actor, matchId);
      // Another process ends the match. Its event has not arrived here yet.
      const stored = app.connection.collection<{ _id: string }>('matches');
      await stored.updateOne({ _id: matchId }, { $set: { endedAt: new Date() } });
      return match;
    };

    expect((await refusal(propose(pair.alice, pair, at(HOUR)))).status).to.equal(404);

    const stored = await app.connection.collection('proposals').findOne({ matchId: pair.match.id });
    expect(stored).to.include({ state: 'cancelled' });
    expect((await pair.bob.call('notifications.list')).items.map(({ kind }) => kind)).to.not.include('time_proposed');
  });

  it('send reminders, open a room for the two, and end when the room is empty after the end', async () => {
    const pair = await matchedPair(app);
    const stranger = await signUp(app);
    const [a, s] = await Promise.all([connect(app, pair.alice), connect(app, stranger)]);
    await s.ask('rooms:watch', {});
    await createAppointment(pair, at(HOUR));

    await runUntil(HOUR - 10 * MINUTE);
    await app.kernel.jobs.runDue();
    const [reminder] = (await pair.bob.call('notifications.list')).items;
    expect(reminder).to.deep.include({
      kind: 'appointment_reminder',
      data: { personId: pair.alice.id, conversationId: pair.conversationId, startsAt: at(HOUR) },
    });

    await runUntil(HOUR);
    const { roomId } = await a.received('proposal:changed', (one) => one.roomId !== null);
    const params = { roomId: roomId ?? '' };
    const room = await pair.bob.call('rooms.get', { params });
    expect(room).to.deep.include({ title: 'Coffee', state: 'open', circle: { kind: 'match', id: pair.match.id } });
    expect((await refusal(stranger.call('rooms.get', { params }))).status).to.equal(404);

    await runUntil(HOUR + 35 * MINUTE);
    expect((await pair.bob.call('rooms.get', { params })).state).to.equal('closed');
    expect(await current(pair.alice, pair)).to.equal(null);
    await a.received('proposal:changed', ({ state }) => state === 'over');
    expect(s.all('room:changed')).to.deep.equal([]);
    expect(s.all('proposal:changed')).to.deep.equal([]);
  });

  it('end at the proposed time without an answer, so that another one can be made', async () => {
    const pair = await matchedPair(app);
    const a = await connect(app, pair.alice);
    const proposed = await propose(pair.alice, pair, at(HOUR));

    await runUntil(HOUR);

    expect(await a.received('proposal:changed', ({ state }) => state === 'over')).to.include({ id: proposed.id });
    expect(await propose(pair.bob, pair, at(2 * HOUR))).to.include({ state: 'proposed' });
  });

  it('keep the room open after the end while a person is inside', async () => {
    const pair = await matchedPair(app);
    const a = await connect(app, pair.alice);
    await createAppointment(pair, at(HOUR));
    await runUntil(HOUR);
    const { roomId } = await a.received('proposal:changed', (one) => one.roomId !== null);
    const params = { roomId: roomId ?? '' };
    const state = async () => (await pair.alice.call('rooms.get', { params })).state;
    const guest = await connectGuest(app, pair.bob);
    const { voice } = await sitDown(app, guest, params.roomId);

    await runUntil(HOUR + 40 * MINUTE);
    expect(await state()).to.equal('open');
    voice.socket.disconnect();
    await guest.line.ask('room:leave', params);
    guest.line.socket.disconnect();
    for (let ahead = 50; (await state()) === 'open'; ahead += 10) await runUntil(HOUR + ahead * MINUTE);

    await a.received('proposal:changed', (one) => one.state === 'over');
  });

  it('close their room when moved after it has opened', async () => {
    const pair = await matchedPair(app);
    const a = await connect(app, pair.alice);
    await createAppointment(pair, at(HOUR));
    await runUntil(HOUR);
    const started = await a.received('proposal:changed', ({ roomId }) => roomId !== null);

    expect(await move(pair.bob, started, at(5 * HOUR))).to.include({ state: 'proposed', roomId: null });

    const params = { roomId: started.roomId ?? '' };
    expect((await pair.alice.call('rooms.get', { params })).state).to.equal('closed');
  });

  it('open no room if cancelled, moved or already over', async () => {
    const [cancelled, moved, movedAgain, late] = await Promise.all([
      matchedPair(app),
      matchedPair(app),
      matchedPair(app),
      matchedPair(app),
    ]);
    const first = await createAppointment(cancelled, at(HOUR));
    await answer(cancelled.alice, 'cancel', first);
    await move(moved.bob, await createAppointment(moved, at(HOUR)), at(5 * HOUR));
    const again = await move(movedAgain.bob, await createAppointment(movedAgain, at(HOUR)), at(5 * HOUR));
    await answer(movedAgain.alice, 'accept', again);

    await runUntil(HOUR);
    const rooms = await cancelled.alice.call('rooms.list');
    expect(rooms.items.filter(({ circle }) => circle !== null)).to.deep.equal([]);
    expect(await current(moved.alice, moved)).to.include({ state: 'proposed', startsAt: at(5 * HOUR), roomId: null });
    expect(await current(movedAgain.alice, movedAgain)).to.include({ state: 'accepted', roomId: null });
    expect(await kindsOf(movedAgain.alice)).to.not.include('appointment_reminder');
    const [latest] = (await cancelled.bob.call('notifications.list')).items;
    expect(latest?.kind).to.equal('appointment_cancelled');

    nowMs = MONDAY;
    await createAppointment(late, at(HOUR));
    await runUntil(3 * HOUR);
    expect(await current(late.bob, late)).to.equal(null);
    expect(await kindsOf(late.bob)).to.not.include('appointment_reminder');
    expect((await late.bob.call('rooms.list')).items.filter(({ circle }) => circle !== null)).to.deep.equal([]);
  });

  for (const [how, end] of Object.entries({
    'a match that ends': (pair: Pair) => pair.alice.call('matches.end', { params: { matchId: pair.match.id } }),
    'a block': (pair: Pair) => pair.alice.call('blocks.create', { params: { personId: pair.bob.id } }),
    'an account that is deleted': (pair: Pair) =>
      pair.alice.call('accounts.delete', { body: { password: pair.alice.password } }),
  })) {
    it(`end with ${how}, together with their room`, async () => {
      const pair = await matchedPair(app);
      const b = await connect(app, pair.bob);
      const accepted = await createAppointment(pair, at(HOUR));
      await runUntil(HOUR);
      const { roomId } = await b.received('proposal:changed', (one) => one.roomId !== null);
      const closed = new Promise<void>((resolve) => {
        app.kernel.events.on('roomChanged', ({ room }) => room.id === roomId && room.state === 'closed' && resolve());
      });

      await end(pair);

      expect(await b.received('proposal:changed', ({ state }) => state === 'cancelled')).to.include({
        id: accepted.id,
      });
      expect((await refusal(current(pair.bob, pair))).status).to.equal(404);
      expect((await refusal(answer(pair.bob, 'cancel', accepted))).status).to.equal(404);
      expect((await refusal(pair.bob.call('rooms.get', { params: { roomId: roomId ?? '' } }))).status).to.equal(404);
      await closed;
    });
  }

  it('are available as a calendar file, only to the two people', async () => {
    const pair = await matchedPair(app);
    const stranger = await signUp(app);
    const accepted = await createAppointment(pair, at(HOUR));

    const params = { proposalId: accepted.id };
    const file = await pair.bob.call('proposals.calendar', { params });

    expect(file).to.match(/^BEGIN:VCALENDAR\r\n/);
    expect(file).to.include('DTSTART:20261019T010000Z\r\nDTEND:20261019T013000Z\r\n');
    expect(file.replaceAll('\r\n ', '')).to.include(`UID:appointment-${accepted.id}@meshi\r\n`).and.include('Coffee');
    expect((await refusal(stranger.call('proposals.calendar', { params }))).status).to.equal(404);
  });

  /** Matches a new person with `busy`. */
  async function pairOf(busy: Person): Promise<Pair> {
    const alice = await signUp(app);
    const topic = await alice.call('topics.create', { body: { title: 'Tea' } });
    await busy.call('topics.createInterest', { params: { topicId: topic.id } });
    const match = await alice.call('matches.create', { params: { topicId: topic.id, personId: busy.id } });
    return { alice, bob: busy, match, conversationId: match.conversationId };
  }
});
