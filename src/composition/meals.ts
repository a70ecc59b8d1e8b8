/** Meals: planning them, who sits where, what is due for them, and the calendar they are read in. */

import { CalendarService } from '../calendar/calendar-service.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Jobs } from '../kernel/jobs.ts';
import { LimitedWork } from '../kernel/limited-work.ts';
import { GuestService } from '../meals/guest-service.ts';
import { MealCalendar } from '../meals/meal-calendar.ts';
import { MealChanges } from '../meals/meal-changes.ts';
import { serveMealJobs } from '../meals/meal-due.ts';
import { MealFollowUp } from '../meals/meal-follow-up.ts';
import { MealJobs } from '../meals/meal-jobs.ts';
import { MealNotifications } from '../meals/meal-notifications.ts';
import { mealPages } from '../meals/meal-page.ts';
import { MealPictures } from '../meals/meal-picture.ts';
import { MealPlanner } from '../meals/meal-planner.ts';
import { MealService } from '../meals/meal-service.ts';
import { MealStore } from '../meals/meal-store.ts';
import { MealViews } from '../meals/meal-views.ts';
import type { NotificationService } from '../notifications/notification-service.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

interface MealParts extends Pick<ServiceParts, 'config' | 'log' | 'clock' | 'events' | 'publicUrl'> {
  models: CoreModels;
  profiles: ProfileService;
  blockList: BlockList;
  circles: Circles;
  circleRooms: CircleRooms;
  jobs: Jobs;
  conversations: ConversationService;
  notifications: NotificationService;
}

/** Makes them, each with what it uses. */
export function createMeals(parts: MealParts) {
  const { config, models, circles, jobs, circleRooms } = parts;
  const common = { ...parts, limits: config.limits, meals: models.meals };
  const mealStore = new MealStore(common);
  const views = new MealViews(common);
  const notifications = new MealNotifications(common);
  const mealJobs = new MealJobs(common);
  const followUp = new MealFollowUp({ ...common, notifications, mealJobs });
  const changes = new MealChanges({
    ...common,
    beforeWrite: (written) => followUp.beforeWrite(written),
    afterWrite: (written) => followUp.afterWrite(written),
  });
  const planner = new MealPlanner({ ...common, mealSeries: models.mealSeries, followUp, notifications });
  const meals = new MealService({ ...common, mealStore, changes, planner, views });
  const guests = new GuestService({ ...common, mealStore, changes, notifications, views });
  const mealCalendar = new MealCalendar({ ...common, mealStore });
  const calendar = new CalendarService({ ...common, calendarLinks: models.calendarLinks });
  serveMealJobs({ jobs, mealStore, changes, followUp, planner, notifications, circleRooms });
  circles.register('meal', mealStore);
  calendar.addSource((tenantId, personId, from) => mealCalendar.eventsOf(tenantId, personId, from));
  const { mealPicturesAtOnce: atOnce, mealPictureQueue: maxWaiting } = config.limits;
  const pictures = new MealPictures({ work: new LimitedWork({ atOnce, maxWaiting }) });
  const pages = mealPages({ ...common, meals, pictures });
  return { meals, guests, mealCalendar, calendar, mealPages: pages };
}
