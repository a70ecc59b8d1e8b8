/** The meals of the demo, as their hosts planned them and others answered. */

import type { Services } from '../features.ts';
import type { Actor } from '../kernel/actor.ts';
import { DAY_MS, HOUR_MS } from '../kernel/time.ts';
import { createMealSchema } from '../protocol/meals.ts';
import { type DemoMeal, meals } from './demo-meals.ts';

export interface FillMealsParts {
  services: Services;
  nowMs: number;
  /** A person of the demo by the handle, once signed up. */
  actor: (handle: string) => Actor;
}

/** Each is planned in the last days, and answered to within hours. */
export function mealSteps(parts: FillMealsParts): { atMs: number; run: () => Promise<unknown> }[] {
  return meals.map((meal, index) => ({
    atMs: parts.nowMs - (meals.length - index) * 6 * HOUR_MS,
    run: () => fill(meal, parts),
  }));
}

async function fill({ host, inDays, hour, hours, meal, answers }: DemoMeal, parts: FillMealsParts): Promise<void> {
  const { services, nowMs, actor } = parts;
  const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS + inDays * DAY_MS + hour * HOUR_MS;
  const times = { startsAt: iso(startMs), endsAt: iso(startMs + hours * HOUR_MS) };
  const { id } = await services.meals.create(actor(host), createMealSchema.parse({ ...meal, ...times }));
  for (const [handle, answer] of answers) {
    // One after the other: this is the order of the waiting list.
    await services.guests.reply(actor(handle), id, answer);
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
