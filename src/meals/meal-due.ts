/** Handles the jobs of meals. Every step is idempotent, because an interrupted job runs again. */
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

/** Gives expired offers to the next people on the waiting list, and repeats a follow-up that a crash interrupted. */
async function followUp(meal: MealDoc, { changes, followUp }: MealDueOptions): Promise<void> {
  const settled = await changes.change(meal.tenantId, meal._id, (current) => current);
  await followUp.catchUp(settled);
}

async function remind(
  meal: MealDoc,
  data: JobOf<typeof reminderJob>['data'],
  { notifications }: MealDueOptions,
): Promise<void> {
  if (isCurrent(meal, data)) await notifications.notifyReminder(meal, data.hours);
}

async function start(
  meal: MealDoc,
  data: { startsAt: string },
  { planner, circleRooms, changes }: MealDueOptions,
): Promise<void> {
  if (meal.startsAt.toISOString() !== data.startsAt) return;
  // Also if this meal was cancelled: the series continues after it.
  await planner.createNext(meal);
  if (meal.state !== 'open' || meal.mode === 'in_person') return;
  const { _id, tenantId, hostId: ownerId, title, tags, language } = meal;
  const circle = circleName('meal', _id);
  const room = await circleRooms.open({ tenantId, circle, ownerId, title, tags, language });
  const { state } = await changes.change(tenantId, _id, (current) =>
    current.state === 'open' ? { ...current, roomId: room.id } : current,
  );
  // Re-check after opening: if the meal was cancelled meanwhile, the cancellation may have missed this room.
  if (state !== 'open') await circleRooms.close(tenantId, circle);
}

async function end({ _id, tenantId, roomId }: MealDoc, { circleRooms, changes }: MealDueOptions): Promise<void> {
  await circleRooms.close(tenantId, circleName('meal', _id));
  if (roomId) await changes.change(tenantId, _id, (current) => ({ ...current, roomId: null }));
}

/** False for a job that was scheduled for an earlier start of the meal, and for a cancelled meal. */
function isCurrent(meal: MealDoc, data: { startsAt: string }): boolean {
  return meal.state === 'open' && meal.startsAt.toISOString() === data.startsAt;
}
