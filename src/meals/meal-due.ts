/** Does what is due for a meal. Every step may be done again: a job that was cut short is done anew. */
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { circleName } from '../kernel/circles.ts';
import type { Job, Jobs } from '../kernel/jobs.ts';
import type { MealChanges } from './meal-changes.ts';
import type { MealFollowUp } from './meal-follow-up.ts';
import { MEAL_END, MEAL_FOLLOW_UP, MEAL_REMINDER, MEAL_START } from './meal-jobs.ts';
import type { MealDoc } from './meal-model.ts';
import type { MealNotifications } from './meal-notifications.ts';
import type { MealPlanner } from './meal-planner.ts';
import type { MealStore } from './meal-store.ts';

export interface MealDueOptions {
  jobs: Pick<Jobs, 'on'>;
  mealStore: MealStore;
  changes: MealChanges;
  followUp: MealFollowUp;
  planner: MealPlanner;
  notifications: MealNotifications;
  circleRooms: CircleRooms;
}

/** From now on the jobs of meals are done. */
export function serveMealJobs(parts: MealDueOptions): void {
  const { jobs, mealStore } = parts;
  const serve = (kind: string, work: (meal: MealDoc, job: Job) => Promise<void>) =>
    jobs.on(kind, async (job) => {
      const meal = await mealStore.find(job.tenantId, String(job.data.mealId));
      if (meal) await work(meal, job);
    });
  serve(MEAL_FOLLOW_UP, (meal) => followUp(meal, parts));
  serve(MEAL_REMINDER, (meal, job) => remind(meal, job, parts));
  serve(MEAL_START, (meal, job) => start(meal, job, parts));
  serve(MEAL_END, (meal) => end(meal, parts));
}

/** Offers that ran out go to the next in line. */
async function followUp(meal: MealDoc, { changes, followUp }: MealDueOptions): Promise<void> {
  const settled = await changes.change(meal.tenantId, meal._id, (one) => one);
  await followUp.makeUp(settled);
}

async function remind(meal: MealDoc, { data }: Job, { notifications }: MealDueOptions): Promise<void> {
  if (isMeant(meal, data)) await notifications.notifyReminder(meal, data.hours === 24 ? 24 : 1);
}

async function start(meal: MealDoc, { data }: Job, { planner, circleRooms, changes }: MealDueOptions): Promise<void> {
  if (meal.startsAt.toISOString() !== data.startsAt) return;
  // Also after a cancelled one: that one evening is left out, the series goes on.
  await planner.makeNext(meal);
  if (meal.state !== 'open' || meal.mode === 'place') return;
  const { _id, tenantId, hostId: ownerId, title, tags, language } = meal;
  const room = await circleRooms.open({ tenantId, circle: circleName('meal', _id), ownerId, title, tags, language });
  await changes.change(tenantId, _id, (one) => ({ ...one, roomId: room.id }));
}

async function end({ _id, tenantId, roomId }: MealDoc, { circleRooms, changes }: MealDueOptions): Promise<void> {
  await circleRooms.close(tenantId, circleName('meal', _id));
  if (roomId) await changes.change(tenantId, _id, (one) => ({ ...one, roomId: null }));
}

/** A job that was set for other times, or for a meal that is cancelled, says nothing. */
function isMeant(meal: MealDoc, data: Job['data']): boolean {
  return meal.state === 'open' && meal.startsAt.toISOString() === data.startsAt;
}
