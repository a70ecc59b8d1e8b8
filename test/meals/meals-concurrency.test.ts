import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { model } from '../../src/database/models.ts';
import { type Actor, PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { LimitExceededError } from '../../src/kernel/errors.ts';
import { type MealDoc, mealModel } from '../../src/meals/meal-model.ts';
import { MealChanges } from '../../src/meals/seats/meal-changes.ts';
import { isSeated, replied, seatOf, waitingListOf } from '../../src/meals/seats/meal-seats.ts';
import { createMealSchema } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

const HOUR_MS = 3_600_000;
const ROUNDS = 8;
const PEOPLE = 40;
const FREE_SEATS = 5;

describe('the last seats of a meal', () => {
  let app: TestApp;
  let host: Actor;
  let people: Actor[];

  before(async () => {
    app = await startTestApp({ limits: { comingMealsPerPerson: ROUNDS + 2 } });
    people = await Promise.all(Array.from({ length: PEOPLE + 1 }, (_, at) => createPerson(app, at)));
    host = people.shift() as Actor;
  });

  after(() => app.close());

  it('go to exactly as many people as there are seats, and the others wait in order of arrival, in every round', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const mealId = await planMeal(app, host);

      // All at once: sequential replies would not race.
      await Promise.all(people.map((person) => app.services.guests.reply(person, mealId, 'yes')));

      const meal = await stored(mealId);
      const [seated, waitingList] = [meal.seats.filter(isSeated), waitingListOf(meal.seats)];
      expect(seated.length, `round ${round}`).to.equal(FREE_SEATS + 1);
      expect(waitingList.length).to.equal(PEOPLE - FREE_SEATS);
      expect(waitingList.map(({ arrival }) => arrival)).to.deep.equal(waitingList.map((_, at) => at + 1));
      const inOrderOfArrival = meal.seats.map(({ personId }) => personId);
      expect([...seated, ...waitingList].map(({ personId }) => personId)).to.deep.equal(inOrderOfArrival);
    }
  });

  it('are not given away twice when two processes write at once and people give their seats back', async () => {
    // A second app on the same database acts as a second process.
    const other = await startTestApp({ database: borrowed(app) });
    const mealId = await planMeal(app, host);

    await Promise.all(
      people.map(async (person, at) => {
        const { guests } = (at % 2 === 0 ? app : other).services;
        await guests.reply(person, mealId, 'yes');
        if (at % 10 === 0) await guests.reply(person, mealId, 'no');
      }),
    );

    const meal = await stored(mealId);
    expect(meal.seats.filter(isSeated).length).to.equal(FREE_SEATS + 1);
    expect(new Set(meal.seats.map(({ personId }) => personId)).size).to.equal(PEOPLE + 1);
    expect(meal.seats.filter(({ state }) => state === 'no').length).to.equal(PEOPLE / 10);
    await other.close();
  });

  it('are not given away by a write that started before another process took them', async () => {
    const mealId = await planMeal(app, host);
    const [first, second, ...others] = people.slice(0, FREE_SEATS + 1) as [Actor, Actor, ...Actor[]];
    for (const person of others) await app.services.guests.reply(person, mealId, 'yes');
    const { limits, clock } = app.kernel;
    let isFirstTry = true;
    const slow = new MealChanges({
      meals: model(app.connection, mealModel),
      limits,
      clock,
      // Between reading and writing, the other process takes the last seat.
      async beforeWrite() {
        if (isFirstTry) await app.services.guests.reply(first, mealId, 'yes');
        isFirstTry = false;
      },
      async afterWrite() {},
    });

    const meal = await slow.change(PUBLIC_TENANT, mealId, (current, nowMs) =>
      replied(current, second.personId, 'yes', { nowMs, limits }),
    );

    expect([seatOf(meal, first.personId)?.state, seatOf(meal, second.personId)?.state]).to.deep.equal([
      'going',
      'waiting',
    ]);
    expect((await stored(mealId)).seats).to.have.length(FREE_SEATS + 2);
  });

  async function stored(mealId: string): Promise<MealDoc> {
    return (await app.connection.collection('meals').findOne({ _id: mealId } as never)) as unknown as MealDoc;
  }
});

describe('messages of a host to everyone', () => {
  const MAX_MESSAGES = 3;
  const limits = { mealMessagesPerDay: MAX_MESSAGES };
  let nowMs = Date.now();
  const clock = new Clock(() => nowMs);
  let app: TestApp;
  let other: TestApp;

  before(async () => {
    app = await startTestApp({ limits, clock });
    other = await startTestApp({ limits, clock, database: borrowed(app) });
  });

  after(async () => {
    await other.close();
    await app.close();
  });

  it('are limited per host and day, across processes and restarts', async () => {
    const host = await createPerson(app, 0);
    const coHost = await createPerson(app, 1);
    const mealId = await planMeal(app, host);
    await app.services.guests.reply(coHost, mealId, 'yes');
    await app.services.guests.change(host, mealId, coHost.personId, { isCoHost: true });

    const sent = await Promise.allSettled(
      Array.from({ length: 4 * MAX_MESSAGES }, (_, at) => tell(at % 2 === 0 ? app : other, host, mealId)),
    );
    const restarted = await startTestApp({ limits, clock, database: borrowed(app) });
    const late = await tell(restarted, host, mealId).catch((error: unknown) => error);
    await restarted.close();
    await tell(other, coHost, mealId);
    nowMs += 24 * HOUR_MS;
    await tell(app, host, mealId);

    expect(sent.filter(({ status }) => status === 'fulfilled')).to.have.length(MAX_MESSAGES);
    expect(late).to.be.instanceOf(LimitExceededError);
    expect((late as LimitExceededError).details?.retryAfterMs).to.be.within(24 * HOUR_MS - 60_000, 24 * HOUR_MS);
  });

  function tell({ services }: TestApp, host: Actor, mealId: string): Promise<void> {
    return services.guests.sendMessage(host, mealId, 'The door is at the back.');
  }
});

/** Creates the person without a sign-up, because hashing a hundred passwords would take long. */
async function createPerson(app: TestApp, at: number): Promise<Actor> {
  const actor = { tenantId: PUBLIC_TENANT, personId: newId(), sessionId: 'test' };
  const name = { handle: `guest${at}`, displayName: `Guest ${at}` };
  await app.services.profiles.create({ ...actor, ...name, language: 'ja', timeZone: 'Asia/Tokyo' });
  return actor;
}

async function planMeal({ services }: TestApp, host: Actor): Promise<string> {
  const startsAt = new Date(Date.now() + 48 * HOUR_MS).toISOString();
  const endsAt = new Date(Date.now() + 50 * HOUR_MS).toISOString();
  const input = createMealSchema.parse({ title: 'A small table', startsAt, endsAt, capacity: FREE_SEATS + 1 });
  return (await services.meals.create(host, input)).id;
}

/** The database of another app, which keeps it open and closes it. */
function borrowed({ kernel: { connection } }: TestApp) {
  return { connection, kind: 'embedded' as const, state: () => 'ready' as const, close: async () => undefined };
}
