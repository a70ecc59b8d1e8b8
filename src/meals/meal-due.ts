/** Does what is due for a meal. Every step may be done again: a job that was cut short is done anew. */
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { circleName } from '../kernel/circles.ts';
import type { Job, JobHandler, JobOf } from '../kernel/jobs.ts';
import { endJob, followUpJob, reminderJob, startJob } from './meal-jobs.ts';
import type { MealDoc } from './meal-model.ts';
import type { MealNotifications } from './meal-notifications.ts';
import type { MealPlanner } from './meal-planner.ts';
import type { MealStore } from './meal-store.ts';
import type { MealChanges } from './seats/meal-changes.ts';
import type { MealFollowUp } from './seats/meal-follow-up.ts';

export interface MealDueOptions {
  mealStore: MealStore;
  changes: MealChanges;
  followUp: MealFollowUp;
  planner: MealPlanner;
  notifications: MealNotifications;
  circleRooms: CircleRooms;
}

/** The handlers of the jobs of meals. */
export function mealJobHandlers(parts: MealDueOptions): JobHandler[] {
  const withMeal =
    <Data extends { mealId: string }>(work: (meal: MealDoc, data: Data) => Promise<void>) =>
    async ({ tenantId, data }: Job<Data>) => {
      const meal = await parts.mealStore.find(tenantId, data.mealId);
      if (meal) await work(meal, data);
    };
  return [
    followUpJob.handledBy(withMeal((meal) => followUp(meal, parts))),
    reminderJob.handledBy(withMeal((meal, data) => remind(meal, data, parts))),
    startJob.handledBy(withMeal((meal, data) => start(meal, data, parts))),
    endJob.handledBy(withMeal((meal) => end(meal, parts))),
  ];
}

/** Expired offers go to the next on the waiting list. */
async function followUp(meal: MealDoc, { changes, followUp }: MealDueOptions): Promise<void> {
  const settled = await changes.change(meal.tenantId, meal._id, (one) => one);
  await followUp.makeUp(settled);
}

async function remind(
  meal: MealDoc,
  data: JobOf<typeof reminderJob>['data'],
  { notifications }: MealDueOptions,
): Promise<void> {
  if (isMeant(meal, data)) await notifications.notifyReminder(meal, data.hours);
}

async function start(
  meal: MealDoc,
  data: { startsAt: string },
  { planner, circleRooms, changes }: MealDueOptions,
): Promise<void> {
  if (meal.startsAt.toISOString() !== data.startsAt) return;
  // Also after a cancelled one: that one evening is left out, the series goes on.
  await planner.makeNext(meal);
  if (meal.state !== 'open' || meal.mode === 'in_person') return;
  const { _id, tenantId, hostId: ownerId, title, tags, language } = meal;
  const room = await circleRooms.open({ tenantId, circle: circleName('meal', _id), ownerId, title, tags, language });
  await changes.change(tenantId, _id, (one) => ({ ...one, roomId: room.id }));
}

async function end({ _id, tenantId, roomId }: MealDoc, { circleRooms, changes }: MealDueOptions): Promise<void> {
  await circleRooms.close(tenantId, circleName('meal', _id));
  if (roomId) await changes.change(tenantId, _id, (one) => ({ ...one, roomId: null }));
}

/** A job that was set for other times, or for a meal that is cancelled, says nothing. */
function isMeant(meal: MealDoc, data: { startsAt: string }): boolean {
  return meal.state === 'open' && meal.startsAt.toISOString() === data.startsAt;
}
