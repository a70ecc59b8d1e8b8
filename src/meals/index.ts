/** Meals (食事会): planning, seats and waiting lists, jobs and calendar events. */
import type { ConversationService } from '../conversations/index.ts';
import { connectModels } from '../database/models.ts';
import type { CircleRooms } from '../kernel/circle-rooms.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { MealCalendar } from './meal-calendar.ts';
import { mealJobHandlers } from './meal-due.ts';
import { MealJobs } from './meal-jobs.ts';
import { MealMessageLimit, mealMessagesModel } from './meal-message-limit.ts';
import { mealModel } from './meal-model.ts';
import { MealNotifications } from './meal-notifications.ts';
import { MealPlanner } from './meal-planner.ts';
import { mealRoutes } from './meal-routes.ts';
import { MealService } from './meal-service.ts';
import { mealAnnouncements, mealSockets } from './meal-sockets.ts';
import { MealStore } from './meal-store.ts';
import { MealViews } from './meal-views.ts';
import { GuestService } from './seats/guest-service.ts';
import { MealChanges } from './seats/meal-changes.ts';
import { MealFollowUp } from './seats/meal-follow-up.ts';
import { mealSeriesModel } from './series.ts';

export type { MealService } from './meal-service.ts';
export type { ComingMeal, PublicMealFacts } from './meal-views.ts';

const models = { meals: mealModel, mealSeries: mealSeriesModel, mealMessages: mealMessagesModel };

export interface MealsDeps {
  kernel: Kernel;
  circleRooms: CircleRooms;
  conversations: ConversationService;
  notifications: NotificationService;
  profiles: ProfileService;
  blockList: BlockList;
}

export function createMeals({ kernel, circleRooms, conversations, notifications, profiles, blockList }: MealsDeps) {
  const { circles, clock, events, jobs, log, limits, publicUrl, quotas } = kernel;
  const connected = connectModels(kernel.connection, models);
  const mealStore = new MealStore({ meals: connected.meals, blockList, circles, clock, limits });
  const views = new MealViews({ profiles, blockList });
  const mealNotifications = new MealNotifications({ notifications, clock });
  const mealJobs = new MealJobs({ jobs, clock, limits });
  const followUp = new MealFollowUp({
    notifications: mealNotifications,
    mealJobs,
    jobs,
    conversations,
    circles,
    blockList,
    events,
    clock,
    log,
  });
  const changes = new MealChanges({
    meals: connected.meals,
    clock,
    limits,
    beforeWrite: (written) => followUp.beforeWrite(written),
    afterWrite: (written) => followUp.afterWrite(written),
  });
  const planner = new MealPlanner({
    meals: connected.meals,
    mealSeries: connected.mealSeries,
    followUp,
    notifications: mealNotifications,
    quotas,
    clock,
    limits,
  });
  const meals = new MealService({
    meals: connected.meals,
    mealStore,
    changes,
    planner,
    views,
    circles,
    circleRooms,
    conversations,
    clock,
    limits,
  });
  const messageLimit = new MealMessageLimit({ mealMessages: connected.mealMessages, clock, limits });
  const guests = new GuestService({
    mealStore,
    changes,
    notifications: mealNotifications,
    views,
    blockList,
    messageLimit,
    limits,
  });
  const mealCalendar = new MealCalendar({ mealStore, publicUrl, limits });

  return defineFeature({
    name: 'meals',
    service: { meals, guests },
    models,
    routes: mealRoutes({ meals, guests, mealCalendar }),
    sockets: mealSockets({ guests }),
    announcements: mealAnnouncements,
    jobs: mealJobHandlers({ mealStore, changes, followUp, planner, notifications: mealNotifications, circleRooms }),
    hooks: {
      onErase: (person) => meals.erasePerson(person),
      onBlock: (person, otherId) => meals.endBetween(person, otherId),
      busyTimes: (person, within) => mealCalendar.committedTimes(person, within),
      calendar: (person, from) => mealCalendar.eventsOf(person, from),
      circle: {
        kind: 'meal',
        idsOf: (person) => mealStore.idsOf(person),
        members: (tenantId, mealId) => mealStore.members(tenantId, mealId),
        managers: (tenantId, mealId) => mealStore.managers(tenantId, mealId),
      },
    },
  });
}
