/** Meals that only a test knows: who is in them decides who is in their circles, as it does for the meals of the product. */
import { circleName } from '../../src/kernel/circles.ts';
import type { TestApp } from './app.ts';

/** The ids of the people, by id of the meal. */
export type TestMeals = Map<string, Set<string>>;

/** Makes `meals` the circles of an app. Their people change with `meals`, and the app learns of it by `mealChanged`. */
export function addMealCircles({ kernel }: Pick<TestApp, 'kernel'>, meals: TestMeals): void {
  const circle = {
    kind: 'meal' as const,
    idsOf: async ({ personId }: { personId: string }) =>
      [...meals].flatMap(([id, people]) => (people.has(personId) ? [id] : [])),
    members: async (_tenantId: string, id: string) => [...(meals.get(id) ?? [])],
  };
  kernel.hooks.add([{ hooks: { circle } }]);
}

/** Announces that these people are in the circle of a meal now, or are no longer in it. */
export function mealChanged({ kernel }: Pick<TestApp, 'kernel'>, mealId: string, personIds: readonly string[]): void {
  kernel.events.announce('circlesChanged', { tenantId: 'public', circle: circleName('meal', mealId), personIds });
}
