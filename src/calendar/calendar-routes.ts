/** HTTP handlers of the calendar feed. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { CalendarService } from './calendar-service.ts';

export function calendarRoutes({
  calendar,
}: {
  calendar: CalendarService;
}): RouteHandlers<Extract<RouteName, `calendar.${string}`>> {
  return {
    'calendar.getLink': ({ actor }) => calendar.getLink(actor),
    'calendar.createLink': ({ actor }) => calendar.createLink(actor),
    'calendar.removeLink': async ({ actor }) => {
      await calendar.removeLink(actor);
      return null;
    },
    'calendar.feed': ({ params }) => calendar.feed(params.token),
  };
}
