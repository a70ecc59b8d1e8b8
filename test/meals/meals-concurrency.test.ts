import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { MealDoc } from '../../src/meals/meal-model.ts';
import { isSeated, lineOf } from '../../src/meals/meal-seats.ts';
import { createMealSchema } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

const HOUR_MS = 3_600_000;
const ROUNDS = 50;
const PEOPLE = 100;
const LEFT = 5;

describe('the last seats of a meal', () => {
  let app: TestApp;
  let host: { tenantId: string; personId: string; sessionId: string };
  let people: (typeof host)[];

  before(async function () {
    this.timeout(20_000);
    app = await startTestApp({ limits: { comingMealsPerPerson: ROUNDS + 1 } });
    people = Array.from({ length: PEOPLE + 1 }, () => ({
      ...{ tenantId: PUBLIC_TENANT, personId: newId(), sessionId: 'test' },
    }));
    // Made directly: that people sign up is tested elsewhere, and a hundred passwords take their time.
    await Promise.all(people.map((person, at) => app.services.profiles.create({ ...person, ...look(at) })));
    host = people.shift() as typeof host;
  });

  after(() => app.close());

  it('go to exactly as many people as there are seats, fifty times, and the others wait in the order they came', async function () {
    this.timeout(30_000);
    for (let round = 0; round < ROUNDS; round++) {
      const mealId = await plan();

      // All at once; one after the other would prove nothing.
      await Promise.all(people.map((person) => app.services.guests.reply(person, mealId, 'yes')));

      const meal = await stored(mealId);
      const [seated, line] = [meal.seats.filter(isSeated), lineOf(meal.seats)];
      expect(seated.length, `round ${round}`).to.equal(LEFT + 1);
      expect(line.length).to.equal(PEOPLE - LEFT);
      expect(line.map(({ queue }) => queue)).to.deep.equal(line.map((_, at) => at + 1));
      const arrived = meal.seats.map(({ personId }) => personId);
      expect([...seated, ...line].map(({ personId }) => personId)).to.deep.equal(arrived);
    }
  });

  it('stay exact when two processes write at once, and when people give theirs back meanwhile', async function () {
    this.timeout(20_000);
    // A second set of services over the same database is what a second process is to the first.
    const other = await startTestApp({ database: borrowed(app) });
    const mealId = await plan();

    await Promise.all(
      people.map(async (person, at) => {
        const { guests } = (at % 2 === 0 ? app : other).services;
        await guests.reply(person, mealId, 'yes');
        if (at % 10 === 0) await guests.reply(person, mealId, 'no');
      }),
    );

    const meal = await stored(mealId);
    expect(meal.seats.filter(isSeated).length).to.equal(LEFT + 1);
    expect(new Set(meal.seats.map(({ personId }) => personId)).size).to.equal(PEOPLE + 1);
    expect(meal.seats.filter(({ state }) => state === 'no').length).to.equal(PEOPLE / 10);
    await other.close();
  });

  async function plan(): Promise<string> {
    const startsAt = new Date(Date.now() + 48 * HOUR_MS).toISOString();
    const endsAt = new Date(Date.now() + 50 * HOUR_MS).toISOString();
    const input = createMealSchema.parse({ title: 'A small table', startsAt, endsAt, capacity: LEFT + 1 });
    return (await app.services.meals.create(host, input)).id;
  }

  async function stored(mealId: string): Promise<MealDoc> {
    return (await app.connection.collection('meals').findOne({ _id: mealId } as never)) as unknown as MealDoc;
  }
});

function look(at: number) {
  return { handle: `guest${at}`, displayName: `Guest ${at}`, language: 'ja', timeZone: 'Asia/Tokyo' } as const;
}

/** The database of the first app, which closes it. */
function borrowed({ connection }: TestApp) {
  return { connection, kind: 'embedded' as const, state: () => 'ready' as const, close: async () => undefined };
}
