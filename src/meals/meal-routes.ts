/** HTTP handlers of meals. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { MealCalendar } from './meal-calendar.ts';
import type { MealService } from './meal-service.ts';
import type { GuestService } from './seats/guest-service.ts';

export interface MealRoutesOptions {
  meals: MealService;
  guests: GuestService;
  mealCalendar: MealCalendar;
}

export function mealRoutes({
  meals,
  guests,
  mealCalendar,
}: MealRoutesOptions): RouteHandlers<Extract<RouteName, `meals.${string}`>> {
  return {
    'meals.list': ({ actor, query }) => meals.list(actor, query),
    'meals.listMine': ({ actor, query }) => meals.listMine(actor, query),
    'meals.create': ({ actor, body }) => meals.create(actor, body),
    'meals.get': ({ actor, params }) => meals.get(actor, params.mealId),
    'meals.edit': ({ actor, params, body }) => meals.edit(actor, params.mealId, body),
    'meals.cancel': ({ actor, params, body }) => meals.cancel(actor, params.mealId, body),
    'meals.reply': ({ actor, params, body }) => guests.reply(actor, params.mealId, body.answer),
    'meals.listGuests': async ({ actor, params }) => ({ items: await guests.list(actor, params.mealId) }),
    'meals.changeGuest': ({ actor, params, body }) => guests.change(actor, params.mealId, params.personId, body),
    'meals.tell': async ({ actor, params, body }) => {
      await guests.sendMessage(actor, params.mealId, body.text);
      return null;
    },
    'meals.calendar': ({ actor, params }) => mealCalendar.file(actor, params.mealId),
  };
}
