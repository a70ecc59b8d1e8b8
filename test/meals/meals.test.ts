import { expect } from 'chai';
import sharp from 'sharp';
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { JobKind } from '../../src/kernel/jobs.ts';
import { followUpJob, reminderJob, startJob } from '../../src/meals/meal-jobs.ts';
import type { PairDoc } from '../../src/people-lists/pair-models.ts';
import type { EditMeal, Meal, Notification, RouteInput } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { beforeNextCircleRoom } from '../support/circle-rooms.ts';
import { connectGuest } from '../support/guest.ts';
import { answerOf } from '../support/http.ts';
import { caller, type Person, refusal, refusalOf, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.parse('2026-10-15T03:00:00.000Z');
const ADDRESS = '東京都渋谷区道玄坂1-2-3 地下1階';

describe('meals', () => {
  let app: TestApp;
  let nowMs = START_MS;
  /** The people of the current test. */
  let testPeople: Person[] = [];

  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { accessTokenMs: DAY_MS, jobPollMs: 24 * HOUR_MS, comingMealsPerPerson: 3 },
    });
  });

  after(async () => {
    disconnectAll();
    await app.close();
  });

  afterEach(() => {
    nowMs = START_MS;
  });

  it('offer a free seat to the first person on the waiting list, and to the next when the offer expires', async () => {
    const [host, guest, first, second] = await people(4);
    const meal = await plan(host, { capacity: 2 });
    await reply(guest, meal, 'yes');
    expect((await reply(first, meal, 'yes')).reply).to.include({ state: 'waiting', waitingNumber: 1 });
    expect((await reply(second, meal, 'yes')).reply).to.include({ state: 'waiting', waitingNumber: 2 });

    await reply(guest, meal, 'no');

    const offered = (await get(first, meal)).reply;
    expect(offered?.state).to.equal('offered');
    expect(await kindsOf(first)).to.deep.equal(['meal_offered']);
    expect((await get(second, meal)).reply).to.include({ state: 'waiting', waitingNumber: 1 });

    await travel(Date.parse(offered?.holdUntil ?? ''));

    expect((await get(first, meal)).reply?.state).to.equal('missed');
    expect((await reply(second, meal, 'yes')).reply?.state).to.equal('going');
    expect((await get(second, meal)).seatsTaken).to.equal(2);
    expect((await reply(first, meal, 'yes')).reply).to.include({ state: 'waiting', waitingNumber: 1 });
  });

  it('keep an offer for less time when the start is near, and make no offers after the start', async () => {
    const [host, guest, next] = await people(3);
    const meal = await plan(host, { capacity: 2, startsInMs: 4 * HOUR_MS });
    await reply(guest, meal, 'yes');
    await reply(next, meal, 'yes');

    await reply(guest, meal, 'no');

    expect((await get(next, meal)).reply?.holdUntil).to.equal(new Date(nowMs + HOUR_MS).toISOString());
    await reply(next, meal, 'no');
    await reply(guest, meal, 'yes');
    await reply(next, meal, 'yes');
    await travel(Date.parse(meal.startsAt) + 1_000);
    await reply(guest, meal, 'no');
    expect((await get(next, meal)).reply?.state).to.equal('waiting');
    expect((await reply(next, meal, 'yes')).reply?.state).to.equal('going');
  });

  it('show a hidden address only to people who have a seat, in every response', async () => {
    const [host, asking, stranger] = await people(3);
    const venue = { area: '東京・渋谷', address: ADDRESS, isAddressHidden: true };
    const meal = await plan(host, { mode: 'in_person', venue, needsApproval: true, isPublic: true });
    expect(meal.venue?.address).to.equal(ADDRESS);
    expect((await reply(asking, meal, 'yes')).reply?.state).to.equal('asked');
    const { url } = await asking.call('calendar.createLink');

    const hidden = async (person: Person) => [
      await get(person, meal),
      await person.call('meals.list', { query: { limit: 100 } }),
      await person.call('meals.listMine'),
      await person.call('meals.listGuests', { params: { mealId: meal.id } }),
      await person.call('meals.calendar', { params: { mealId: meal.id } }),
      await person.call('notifications.list'),
      await caller(app)('front.getMeal', { params: { mealId: meal.id } }),
      await (await fetch(url)).text(),
    ];
    for (const person of [asking, stranger]) expect(JSON.stringify(await hidden(person))).to.not.include('道玄坂');

    await decide(host, meal, asking, { isAccepted: true });

    expect((await get(asking, meal)).venue?.address).to.equal(ADDRESS);
    expect(await kindsOf(asking)).to.deep.equal(['meal_accepted']);
    expect(await kindsOf(host)).to.deep.equal(['meal_asked']);
    expect(JSON.stringify(await hidden(stranger))).to.include(meal.id);
    expect(JSON.stringify(await get(stranger, meal))).to.not.include('道玄坂');
    await reply(asking, meal, 'no');
    expect(JSON.stringify(await get(asking, meal))).to.not.include('道玄坂');
  });

  it('are managed by the host and co-hosts only', async () => {
    const [host, helper, asking] = await people(3);
    const meal = await plan(host, { capacity: 3 });
    await reply(helper, meal, 'yes');
    expect((await refusal(decide(helper, meal, helper, { attended: true }))).reason).to.equal('forbidden/not_allowed');
    await decide(host, meal, helper, { isCoHost: true });
    await reply(asking, meal, 'yes');

    for (const [name, body] of [
      ['meals.edit', { title: 'mine' }],
      ['meals.cancel', {}],
      ['meals.tell', { text: 'hello' }],
    ] as const) {
      const code = await refusalOf(asking.call(name, { params: { mealId: meal.id }, body }));
      expect(code, name).to.equal('forbidden/not_allowed');
    }
    expect((await edit(helper, meal, { title: '一緒に' })).title).to.equal('一緒に');
    expect(await refusalOf(helper.call('meals.cancel', { params: { mealId: meal.id }, body: {} }))).to.equal(
      'forbidden/not_allowed',
    );
    expect(await refusalOf(decide(helper, meal, host, { isAccepted: false }))).to.equal('forbidden/own_meal');

    await decide(helper, meal, asking, { isAccepted: false });

    expect(await refusalOf(decide(host, meal, asking, { isCoHost: true }))).to.equal('conflict/not_going');
    expect((await refusal(reply(asking, meal, 'yes'))).reason).to.equal('forbidden/seat_refused');
    expect((await refusal(decide(helper, meal, helper, { isCoHost: false }))).reason).to.equal('forbidden/not_allowed');
    expect((await refusal(decide(host, meal, helper, { attended: true }))).reason).to.equal('conflict/not_started');
    await travel(Date.parse(meal.startsAt));
    expect((await decide(host, meal, helper, { attended: true })).attended).to.equal(true);
    expect((await guestsOf(asking, meal)).map(({ attended }) => attended)).to.deep.equal([null, null]);
  });

  it('take the rights of a co-host who gives the seat back, also when that person returns', async () => {
    const [host, helper, first, second] = await people(4);
    const meal = await plan(host, { needsApproval: true });
    await reply(helper, meal, 'yes');
    await decide(host, meal, helper, { isAccepted: true });
    await decide(host, meal, helper, { isCoHost: true });
    await reply(first, meal, 'yes');
    const asCoHost = await kindsOf(helper);

    await reply(helper, meal, 'no');
    const gone = await refusalOf(edit(helper, meal, { title: 'mine' }));
    await reply(second, meal, 'yes');
    await reply(helper, meal, 'yes');
    await decide(host, meal, helper, { isAccepted: true });
    const back = await refusalOf(edit(helper, meal, { title: 'mine' }));

    expect(asCoHost).to.deep.equal(['meal_asked', 'meal_accepted']);
    expect([gone, back]).to.deep.equal(['forbidden/not_allowed', 'forbidden/not_allowed']);
    expect((await kindsOf(helper)).filter((kind) => kind === 'meal_asked')).to.have.length(1);
  });

  it('keep the seats that are taken when the number of seats is edited, and offer new ones', async () => {
    const [host, guest, other, waiting] = await people(4);
    const meal = await plan(host, { capacity: 3 });
    for (const person of [guest, other, waiting]) await reply(person, meal, 'yes');

    expect(await refusalOf(edit(host, meal, { capacity: 2 }))).to.equal('conflict/capacity_taken');
    await edit(host, meal, { capacity: 3, title: '同じ席' });
    expect((await get(waiting, meal)).reply?.state).to.equal('waiting');
    await edit(host, meal, { capacity: 4 });

    expect((await get(waiting, meal)).reply?.state).to.equal('offered');
    expect(await kindsOf(waiting)).to.deep.equal(['meal_offered']);
  });

  it('are at most three upcoming ones for a host, without cancelled and past ones', async () => {
    const [host] = await people(1);
    const [first] = [await plan(host, {}), await plan(host, {}), await plan(host, { startsInMs: HOUR_MS })];

    expect(await refusalOf(plan(host, {}))).to.equal('conflict/too_many_meals');
    await host.call('meals.cancel', { params: { mealId: first.id }, body: {} });
    await plan(host, {});
    expect(await refusalOf(plan(host, {}))).to.equal('conflict/too_many_meals');
    await travel(START_MS + HOUR_MS);
    await plan(host, {});
  });

  it('send one reminder a day before and one an hour before, and new ones after they were moved', async () => {
    const [host, guest, late] = await people(3);
    const meal = await plan(host, { startsInMs: 3 * DAY_MS });
    await reply(guest, meal, 'yes');

    await travel(START_MS + 2 * DAY_MS);
    await app.kernel.jobs.runDue();
    expect(await kindsOf(guest)).to.deep.equal(['meal_reminder']);

    await edit(host, meal, { startsAt: new Date(START_MS + 5 * DAY_MS).toISOString() });
    // Who answers after the change knows the new time, also if the notifications are repeated after a crash.
    await reply(late, meal, 'yes');
    await runJob(followUpJob, { mealId: meal.id });
    expect(await kindsOf(late)).to.deep.equal([]);
    expect(await kindsOf(host)).to.deep.equal(['meal_reminder']);
    // Jobs of the former time do nothing.
    await runJob(reminderJob, { mealId: meal.id, startsAt: meal.startsAt, hours: 1 });
    await runJob(startJob, { mealId: meal.id, startsAt: meal.startsAt });
    expect((await get(guest, meal)).roomId).to.equal(null);
    await travel(START_MS + 3 * DAY_MS + HOUR_MS);
    expect(await kindsOf(guest)).to.deep.equal(['meal_changed', 'meal_reminder']);
    await travel(START_MS + 5 * DAY_MS - HOUR_MS);
    // The reminder a day before has come again, for the new time.
    expect(await kindsOf(guest)).to.deep.equal(['meal_reminder', 'meal_reminder', 'meal_changed']);
  });

  it('open their room at the start for people who go, and close it after the end', async () => {
    const [host, guest, stranger] = await people(3);
    const meal = await plan(host, {});
    const inPerson = await plan(host, { mode: 'in_person', venue: { area: '神戸' } });
    await reply(guest, meal, 'yes');

    await travel(Date.parse(meal.startsAt));

    expect((await get(host, inPerson)).roomId).to.equal(null);
    const { roomId } = await get(guest, meal);
    expect(roomId).to.be.a('string');
    expect((await get(stranger, meal)).roomId).to.equal(null);
    const params = { roomId: roomId ?? '' };
    expect((await guest.call('rooms.get', { params })).title).to.equal(meal.title);
    expect((await refusal(stranger.call('rooms.get', { params }))).reason).to.equal('not_found');
    await travel(Date.parse(meal.endsAt) + HOUR_MS);
    expect((await get(guest, meal)).roomId).to.equal(null);
  });

  it('have a conversation for people who go, and let the host message everyone', async () => {
    const [host, guest, waiting, stranger] = await people(4);
    const meal = await plan(host, { capacity: 2 });
    const { conversationId } = await reply(guest, meal, 'yes');
    await reply(waiting, meal, 'yes');
    await reply(stranger, meal, 'maybe');

    const params = { conversationId: conversationId ?? '' };
    expect((await guest.call('conversations.get', { params })).title).to.equal(meal.title);
    expect((await refusal(stranger.call('conversations.get', { params }))).reason).to.equal('not_found');
    await host.call('meals.tell', { params: { mealId: meal.id }, body: { text: '入口は裏手です' } });
    for (const person of [guest, waiting]) expect(await kindsOf(person)).to.deep.equal(['meal_message']);
    for (const person of [host, stranger]) expect(await kindsOf(person)).to.deep.equal([]);
    const going = (await guestsOf(stranger, meal)).map(({ person }) => person.id);
    expect(going).to.deep.equal([host.id, guest.id]);
    expect((await guestsOf(host, meal)).map(({ state }) => state)).to.deep.equal([
      'going',
      'going',
      'waiting',
      'maybe',
    ]);
    await reply(guest, meal, 'no');
    expect((await refusal(guest.call('conversations.get', { params }))).reason).to.equal('not_found');
  });

  it('begin unread for a guest with what is written after the guest got a seat', async () => {
    const [host, guest, other] = await people(3);
    const meal = await plan(host, { capacity: 3 });
    const { conversationId: hostConversation } = await get(host, meal);
    const conversationId = hostConversation ?? '';
    const { line } = await connectGuest(app, host);
    const write = () => line.ask('message:send', { conversationId, clientMessageId: newId(), text: 'tofu' });
    const unread = async () => (await guest.call('conversations.get', { params: { conversationId } })).unreadCount;
    await write();
    await write();

    await reply(guest, meal, 'yes');
    const seated = await unread();
    await write();
    await reply(other, meal, 'yes');
    const afterOne = await unread();
    await reply(guest, meal, 'no');
    await write();
    await reply(guest, meal, 'yes');

    expect([seated, afterOne, await unread()]).to.deep.equal([0, 1, 0]);
  });

  it('remove a guest when the host or the guest blocks the other, and offer the seat to the next person', async () => {
    const [host, guest, waiting] = await people(3);
    const meal = await plan(host, { capacity: 2 });
    await reply(guest, meal, 'yes');
    await reply(waiting, meal, 'yes');

    await host.call('blocks.create', { params: { personId: guest.id } });

    expect((await refusal(get(guest, meal))).reason).to.equal('not_found');
    expect((await refusal(reply(guest, meal, 'yes'))).reason).to.equal('not_found');
    expect((await get(waiting, meal)).reply?.state).to.equal('offered');
    await waiting.call('blocks.create', { params: { personId: host.id } });
    expect((await get(host, meal)).seatsTaken).to.equal(1);
    expect((await guestsOf(host, meal)).map(({ person }) => person.id)).to.deep.equal([host.id]);
  });

  it('are hidden from a person in a block with the host, although removing the seat failed', async () => {
    const [host, guest, other] = await people(3);
    const tag = 'fondue';
    const meal = await plan(host, { tags: [tag] });
    const later = await plan(other, { tags: [tag], startsInMs: 3 * DAY_MS });
    for (const one of [meal, later]) await reply(guest, one, 'yes');
    const { meals } = app.services;
    const endBetween = meals.endBetween.bind(meals);
    meals.endBetween = async () => {
      throw new Error('simulated crash');
    };

    await refusal(host.call('blocks.create', { params: { personId: guest.id } }));
    meals.endBetween = endBetween;

    expect((await refusal(get(guest, meal))).reason).to.equal('not_found');
    // Pages are full although the first meal is left out.
    const pages = [
      await guest.call('meals.listMine', { query: { limit: 1 } }),
      await guest.call('meals.list', { query: { tag, limit: 1 } }),
    ];
    expect(pages.map(({ items }) => items.map(({ id }) => id))).to.deep.equal([[later.id], [later.id]]);
    // The host still sees who has a seat, and can refuse it.
    expect((await guestsOf(host, meal)).map(({ person }) => person.id)).to.deep.equal([host.id, guest.id]);
  });

  it('give no seat to a person whom a block reaches during the reply', async () => {
    const [host, guest] = await people(2);
    const meal = await plan(host, {});
    await get(guest, meal);
    // A block of another process, which has just been stored: no cache knows it yet.
    await app.connection.collection<PairDoc>('blocks').insertOne({
      _id: newId(),
      tenantId: PUBLIC_TENANT,
      blockerId: host.id,
      blockedId: guest.id,
      createdAt: new Date(nowMs),
    });

    expect(await refusalOf(reply(guest, meal, 'yes'))).to.equal('not_found');
    expect((await guestsOf(host, meal)).map(({ person }) => person.id)).to.deep.equal([host.id]);
    expect(await app.connection.collection('meals').findOne({ 'seats.personId': guest.id })).to.equal(null);
  });

  it('show a co-host a guest with a block between them, but hide the co-host from the guest', async () => {
    const [host, helper, guest] = await people(3);
    const meal = await plan(host, {});
    for (const person of [helper, guest]) await reply(person, meal, 'yes');
    await decide(host, meal, helper, { isCoHost: true });

    await guest.call('blocks.create', { params: { personId: helper.id } });

    const ofHelper = (await guestsOf(helper, meal)).map(({ person }) => person.id);
    const ofGuest = (await guestsOf(guest, meal)).map(({ person }) => person.id);
    expect(ofHelper).to.have.members([host.id, helper.id, guest.id]);
    expect(ofGuest).to.have.members([host.id, guest.id]);
    expect((await get(guest, meal)).coHosts).to.deep.equal([]);
  });

  it('of a community are for its members, and end for a member who leaves', async () => {
    const [alice, bob, carol, stranger] = await people(4);
    const { id: communityId } = await alice.call('communities.create', { body: { name: '深夜の食卓' } });
    const params = { communityId };
    for (const { call } of [bob, carol]) await call('communities.join', { params, body: { rulesVersion: 0 } });
    const past = await plan(bob, { communityId, startsInMs: HOUR_MS });
    await travel(START_MS + 4 * HOUR_MS);
    const [hers, his] = [await plan(alice, { communityId }), await plan(bob, { communityId, every: 'week' })];
    await reply(bob, hers, 'yes');
    await reply(carol, his, 'yes');
    const idsFor = async ({ call }: Person, query: { communityId?: string }) =>
      (await call('meals.list', { query: { limit: 100, ...query } })).items.map(({ id }) => id);

    expect(await idsFor(carol, params)).to.have.members([hers.id, his.id]);
    expect(await idsFor(carol, {})).to.include.members([hers.id, his.id]);
    expect(await idsFor(stranger, params)).to.deep.equal([]);
    expect(await idsFor(stranger, {}))
      .to.not.include.members([hers.id])
      .and.not.include.members([his.id]);
    expect(await refusalOf(get(stranger, hers))).to.equal('not_found');
    expect(await refusalOf(reply(stranger, hers, 'yes'))).to.equal('not_found');
    expect(await refusalOf(plan(stranger, { communityId }))).to.equal('not_found');
    await bob.call('communities.leave', { params });

    expect(await kindsOf(carol)).to.deep.equal(['meal_cancelled']);
    expect((await guestsOf(alice, hers)).map(({ person }) => person.id)).to.deep.equal([alice.id]);
    expect((await get(carol, past)).state).to.equal('open');
    await travel(Date.parse(his.startsAt));
    expect(await app.connection.collection('meals').countDocuments({ hostId: bob.id })).to.equal(2);
  });

  it('send changes to nobody who watches them but may no longer see them', async () => {
    const [host, blocked, leaving, guest] = await people(4);
    const { id: communityId } = await host.call('communities.create', { body: { name: '深夜の食卓' } });
    const params = { communityId };
    await leaving.call('communities.join', { params, body: { rulesVersion: 0 } });
    const [open, closed, marker] = [await plan(host, {}), await plan(host, { communityId }), await plan(guest, {})];
    const lines = await Promise.all([blocked, leaving].map(async (person) => (await connectGuest(app, person)).line));
    for (const line of lines) await line.ask('meal:watch', { mealId: marker.id });
    await lines[0]?.ask('meal:watch', { mealId: open.id });
    await lines[1]?.ask('meal:watch', { mealId: closed.id });
    await host.call('blocks.create', { params: { personId: blocked.id } });
    await leaving.call('communities.leave', { params });
    for (const line of lines) line.forget('meal:changed');

    await reply(guest, open, 'yes');
    await edit(host, closed, { title: '会員だけ' });
    await edit(guest, marker, { title: 'おしまい' });

    // Events arrive in order, so the last one shows that the others were not sent.
    for (const line of lines) {
      await line.received('meal:changed', ({ mealId }) => mealId === marker.id);
      expect(line.all('meal:changed').map(({ mealId }) => mealId)).to.deep.equal([marker.id]);
    }
  });

  it('that were missed while the server was down are skipped, and the next one is created once', async () => {
    const [host] = await people(1);
    const meal = await plan(host, { every: 'week' });

    await travel(Date.parse(meal.startsAt) + 15 * DAY_MS);
    await runJob(startJob, { mealId: meal.id, startsAt: meal.startsAt });

    const stored = await app.connection.collection('meals').find({ hostId: host.id }).sort({ startsAt: 1 }).toArray();
    const [first, next, ...others] = stored.map(({ startsAt }) => startsAt.getTime());
    expect([first, next]).to.deep.equal([Date.parse(meal.startsAt), Date.parse(meal.startsAt) + 21 * DAY_MS]);
    expect(others).to.deep.equal([]);
  });

  it('repeat at the same local time, and end when the host cancels the following ones', async () => {
    const [host, guest] = await people(2);
    // 19:00 in Berlin. Summer time ends on 25 October.
    const first = { startsAt: '2026-10-20T17:00:00.000Z', endsAt: '2026-10-20T19:00:00.000Z' };
    const meal = await plan(host, { ...first, timeZone: 'Europe/Berlin', every: 'week' });
    await reply(guest, meal, 'yes');

    await travel(Date.parse(meal.startsAt));
    const [next] = await lastUpcomingOf(host);
    expect(next?.startsAt).to.equal('2026-10-27T18:00:00.000Z');
    expect(await kindsOf(guest)).to.include('meal_next');

    await edit(host, next as Meal, { title: 'ずっとこの名前', scope: 'following' });
    await travel(Date.parse(next?.startsAt ?? ''));
    const [third] = await lastUpcomingOf(host);
    expect(third).to.include({ startsAt: '2026-11-03T18:00:00.000Z', title: 'ずっとこの名前' });

    await host.call('meals.cancel', { params: { mealId: third?.id ?? '' }, body: { scope: 'following' } });
    await travel(Date.parse(third?.startsAt ?? ''));
    expect((await lastUpcomingOf(host)).filter(({ state }) => state === 'open')).to.deep.equal([]);
  });

  it('notify everyone when they are cancelled, and are marked as cancelled in calendars', async () => {
    const [host, guest, maybe] = await people(3);
    const meal = await plan(host, {});
    await reply(guest, meal, 'yes');
    await reply(maybe, meal, 'maybe');

    for (const reason of ['風邪をひきました', 'もう一度']) {
      await host.call('meals.cancel', { params: { mealId: meal.id }, body: { reason } });
    }

    for (const person of [guest, maybe]) expect(await kindsOf(person)).to.deep.equal(['meal_cancelled']);
    expect((await refusal(reply(maybe, meal, 'yes'))).reason).to.equal('conflict/meal_cancelled');
    const file = await guest.call('meals.calendar', { params: { mealId: meal.id } });
    expect(String(file)).to.include('STATUS:CANCELLED').and.include('SEQUENCE:1');
    expect((await notificationsOf(guest))[0]?.data).to.include({ reason: '風邪をひきました' });
    expect(await refusalOf(edit(host, meal, { title: 'やっぱり' }))).to.equal('conflict/meal_cancelled');
    await runJob(reminderJob, { mealId: meal.id, startsAt: meal.startsAt, hours: 1 });
    await travel(Date.parse(meal.startsAt));
    expect(await kindsOf(guest)).to.deep.equal(['meal_cancelled']);
    expect((await get(guest, meal)).roomId).to.equal(null);
    expect(await app.connection.collection('rooms').countDocuments({ circle: `meal:${meal.id}` })).to.equal(0);
  });

  it('keep no room that is opened while they are cancelled', async () => {
    const [host] = await people(1);
    const meal = await plan(host, {});
    beforeNextCircleRoom(app, () => host.call('meals.cancel', { params: { mealId: meal.id }, body: {} }));

    await travel(Date.parse(meal.startsAt));

    expect(await get(host, meal)).to.include({ state: 'cancelled', roomId: null });
    const rooms = app.connection.collection('rooms');
    expect(await rooms.countDocuments({ circle: `meal:${meal.id}`, state: { $ne: 'closed' } })).to.equal(0);
  });

  it('occupy the time of people who go, until they are cancelled', async () => {
    const [host, maybe] = await people(2);
    const meal = await plan(host, {});
    await reply(maybe, meal, 'maybe');
    const [start, end] = [Date.parse(meal.startsAt), Date.parse(meal.endsAt)];
    const busy = ({ id: personId }: Person, from: number, to: number) =>
      app.kernel.hooks.busyTimes({ tenantId: PUBLIC_TENANT, personId }, { from: new Date(from), to: new Date(to) });

    expect(await busy(host, start + HOUR_MS, end + HOUR_MS)).to.deep.equal([
      { from: new Date(start), to: new Date(end) },
    ]);
    expect(await busy(host, start - HOUR_MS, start)).to.deep.equal([]);
    expect(await busy(host, end, end + HOUR_MS)).to.deep.equal([]);
    expect(await busy(maybe, start, end)).to.deep.equal([]);
    const file = await maybe.call('meals.calendar', { params: { mealId: meal.id } });
    expect(String(file)).to.include('STATUS:TENTATIVE');
    await host.call('meals.cancel', { params: { mealId: meal.id }, body: {} });
    expect(await busy(host, start, end)).to.deep.equal([]);
  });

  it('are a newer version in calendars after each change of their words, time or venue, and not after other changes', async () => {
    const [host, guest] = await people(2);
    const meal = await plan(host, {});
    const versionOf = async (person: Person) => {
      const file = String(await person.call('meals.calendar', { params: { mealId: meal.id } }));
      const of = (name: string) => new RegExp(`^${name}:(.*)\\r$`, 'm').exec(file)?.[1];
      expect(of('LAST-MODIFIED')).to.equal(of('DTSTAMP'));
      return { uid: of('UID'), sequence: Number(of('SEQUENCE')), at: of('DTSTAMP') ?? '' };
    };
    const first = await versionOf(host);
    const changes = [
      { title: '新しい名前' },
      { description: 'もちもの: なし' },
      { costNote: '1,000円; 現金' },
      { startsAt: new Date(Date.parse(meal.startsAt) + HOUR_MS).toISOString(), title: '一度に二つ' },
    ];

    let before = first;
    for (const [index, change] of changes.entries()) {
      await travel(nowMs + MINUTE_MS);
      await edit(host, meal, change);
      const after = await versionOf(host);
      expect(after.sequence, JSON.stringify(change)).to.be.above(before.sequence);
      expect(after.at > before.at, JSON.stringify(change)).to.equal(true);
      expect(after.uid).to.equal(first.uid);
      before = after;
      expect(index < 3 ? await kindsOf(guest) : []).to.deep.equal([]);
    }
    await travel(nowMs + MINUTE_MS);
    await edit(host, meal, { capacity: 9, title: '一度に二つ' });
    expect(await versionOf(host)).to.deep.equal(before);
    await reply(guest, meal, 'yes');
    expect(await versionOf(host)).to.deep.equal(before);
    expect((await versionOf(guest)).at > before.at, 'the guest has a seat since then').to.equal(true);
  });

  it('are in a calendar feed at a secret link, until the link is replaced', async () => {
    const [host, other] = await people(2);
    const meal = await plan(host, {});
    const { url } = await host.call('calendar.createLink');
    const read = async () => answerOf(await fetch(url));

    const feed = await read();
    const empty = await fetch((await other.call('calendar.createLink')).url);
    expect(await empty.text())
      .to.include('BEGIN:VTIMEZONE')
      .and.not.include('VEVENT');
    expect(feed.headers.get('content-type')).to.equal('text/calendar; charset=utf-8');
    expect(feed.text).to.include(`UID:meal-${meal.id}@meshi`).and.include('BEGIN:VCALENDAR\r\n');
    await travel(Date.parse(meal.startsAt) + 80 * DAY_MS);
    expect((await read()).text).to.include(meal.id);
    await travel(Date.parse(meal.startsAt) + 100 * DAY_MS);
    expect((await read()).text).to.not.include(meal.id);
    const stored = await app.connection.collection('calendarLinks').find().toArray();
    expect(JSON.stringify(stored)).to.not.include(url.split('/').at(-1));
    const next = await host.call('calendar.createLink');
    expect((await read()).status).to.equal(404);
    expect((await fetch(next.url)).status).to.equal(200);
    await host.call('calendar.removeLink');
    expect((await host.call('calendar.getLink')).createdAt).to.equal(null);
    expect((await fetch(next.url)).status).to.equal(404);
  });

  it('that are public have a page and a picture for crawlers, with all text escaped', async () => {
    const [host] = await people(1);
    const title = '<script>alert(1)</script> & "$&"';
    const venue = { area: '神戸', address: ADDRESS, isAddressHidden: true };
    const meal = await plan(host, { title, mode: 'both', venue, isPublic: true });
    const hidden = await plan(host, { title: 'ないしょの会' });
    const read = (path: string) => fetch(app.url + path, { headers: { accept: 'text/html' } });

    const page = await read(`/meals/${meal.id}`);
    const html = await page.text();
    expect(page.status).to.equal(200);
    expect(page.headers.get('content-security-policy')).to.include("script-src 'self'");
    const escaped = '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;$&amp;&quot;';
    expect(html).to.include(`<meta property="og:title" content="${escaped}" />`).and.include('神戸');
    expect(html).to.not.include('<script>alert').and.not.include('道玄坂');
    const picture = await sharp(await (await read(`/meals/${meal.id}/picture.png`)).bytes()).metadata();
    expect(picture).to.include({ format: 'png', width: 1200, height: 630 });

    const refused = await read(`/meals/${hidden.id}`);
    expect([refused.status, (await refused.text()).includes('ないしょ')]).to.deep.equal([404, false]);
    expect((await read(`/meals/${hidden.id}/picture.png`)).status).to.equal(404);
    await edit(host, meal, { isPublic: false });
    expect((await read(`/meals/${meal.id}`)).status).to.equal(404);
  });

  it('that are public are described without half an emoji, and drawn although stored text has characters that XML forbids', async () => {
    const [host] = await people(1);
    const family = '👩‍👩‍👧‍👦';
    const meal = await plan(host, {
      title: 'a',
      description: `${'x'.repeat(120)}${family.repeat(200)}`,
      isPublic: true,
    });
    await app.connection
      .collection<{ _id: string }>('meals')
      .updateOne({ _id: meal.id }, { $set: { title: 'a\u0007\uffff\ufffeb' } });
    const read = (path: string) => fetch(app.url + path, { headers: { accept: 'text/html' } });

    const html = await (await read(`/meals/${meal.id}`)).text();
    const picture = await read(`/meals/${meal.id}/picture.png`);

    const [, about = ''] = /property="og:description" content="([^"]*)"/.exec(html) ?? [];
    expect(about.endsWith(`x${family.repeat(about.split(family).length - 1)}…`), about).to.equal(true);
    expect(html).to.include('<h1 dir="auto" lang="ja">ab</h1>');
    expect(picture.status).to.equal(200);
  });

  it('are deleted with the account of their host, and free the seat of a guest who deletes the account', async () => {
    const [host, guest, other] = await people(3);
    const [mine, theirs] = [await plan(guest, {}), await plan(host, {})];
    await reply(guest, theirs, 'yes');
    await reply(other, mine, 'yes');

    await guest.call('accounts.delete', { body: { password: guest.password } });

    expect((await refusal(get(other, mine))).reason).to.equal('not_found');
    expect(await kindsOf(other)).to.deep.equal(['meal_cancelled']);
    expect((await guestsOf(host, theirs)).map(({ person }) => person.id)).to.deep.equal([host.id]);
    const left = await app.connection.collection('meals').findOne({ 'seats.personId': guest.id });
    expect(left).to.equal(null);
  });

  /**
   * Sets the clock to this time, signs everyone in again because access tokens may have expired, and runs the jobs that are
   * due.
   */
  async function travel(toMs: number): Promise<void> {
    nowMs = toMs;
    for (const person of testPeople) {
      const { accessToken } = await app.services.sessions.begin(
        { tenantId: PUBLIC_TENANT, personId: person.id },
        { userAgent: '', refreshIn: 'body' },
      );
      person.call = caller(app, accessToken);
    }
    await app.kernel.jobs.runDue();
  }

  /** Runs a job of this kind now, as if a process had crashed before its end. */
  async function runJob<Data extends Record<string, unknown>>(kind: JobKind<Data>, data: Data): Promise<void> {
    await app.kernel.jobs.schedule(kind, { key: newId(), tenantId: PUBLIC_TENANT, dueAt: new Date(nowMs), data });
    await app.kernel.jobs.runDue();
  }

  interface Plan extends Partial<RouteInput<'meals.create', 'body'>> {
    startsInMs?: number;
  }

  function plan(host: Person, { startsInMs = 2 * DAY_MS, ...fields }: Plan): Promise<Meal> {
    const startsAt = new Date(nowMs + startsInMs).toISOString();
    const endsAt = new Date(nowMs + startsInMs + 2 * HOUR_MS).toISOString();
    return host.call('meals.create', { body: { title: 'ワインの夕べ', startsAt, endsAt, ...fields } });
  }

  function edit(host: Person, meal: Meal, body: Partial<EditMeal>): Promise<Meal> {
    return host.call('meals.edit', { params: { mealId: meal.id }, body });
  }

  function decide(
    host: Person,
    meal: Meal,
    person: Person,
    body: { isAccepted?: boolean; isCoHost?: boolean; attended?: boolean },
  ) {
    return host.call('meals.changeGuest', { params: { mealId: meal.id, personId: person.id }, body });
  }

  /** Signs up this many people. The returned type allows destructuring without checks for missing people. */
  async function people<Count extends 1 | 2 | 3 | 4>(count: Count) {
    testPeople = await signUpAll(app, count);
    return testPeople as [Person, Person, Person, Person];
  }
});

function reply(person: Person, meal: Meal, answer: 'yes' | 'no' | 'maybe'): Promise<Meal> {
  return person.call('meals.reply', { params: { mealId: meal.id }, body: { answer } });
}

function get(person: Person, meal: Meal): Promise<Meal> {
  return person.call('meals.get', { params: { mealId: meal.id } });
}

async function guestsOf(person: Person, meal: Meal) {
  return (await person.call('meals.listGuests', { params: { mealId: meal.id } })).items;
}

async function lastUpcomingOf(person: Person): Promise<Meal[]> {
  return (await person.call('meals.listMine')).items.slice(-1);
}

async function notificationsOf(person: Person): Promise<Notification[]> {
  return (await person.call('notifications.list')).items;
}

/** Newest first. */
async function kindsOf(person: Person): Promise<string[]> {
  return (await notificationsOf(person)).map(({ kind }) => kind);
}
