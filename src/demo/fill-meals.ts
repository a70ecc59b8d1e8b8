/** The steps that create the meals of the demo and the answers to them. */

import type { Services } from '../features.ts';
import type { Actor } from '../kernel/actor.ts';
import { DAY_MS, HOUR_MS } from '../kernel/time.ts';
import { createMealSchema } from '../protocol/meals.ts';
import { type DemoMeal, meals } from './demo-meals.ts';

export interface FillMealsOptions {
  services: Services;
  nowMs: number;
  /** Returns a person of the demo who has signed up. */
  actor: (handle: string) => Actor;
}

/** Each meal is created within the last days, six hours apart, and answered immediately. */
export function mealSteps(options: FillMealsOptions): { atMs: number; run: () => Promise<unknown> }[] {
  return meals.map((meal, index) => ({
    atMs: options.nowMs - (meals.length - index) * 6 * HOUR_MS,
    run: () => fill(meal, options),
  }));
}

async function fill({ host, inDays, hour, hours, meal, answers }: DemoMeal, options: FillMealsOptions): Promise<void> {
  const { services, nowMs, actor } = options;
  const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS + inDays * DAY_MS + hour * HOUR_MS;
  const times = { startsAt: iso(startMs), endsAt: iso(startMs + hours * HOUR_MS) };
  const { id } = await services.meals.create(actor(host), createMealSchema.parse({ ...meal, ...times }));
  for (const [handle, answer] of answers) {
    // One after the other, because this order is the order of the waiting list.
    await services.guests.reply(actor(handle), id, answer);
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
