/** The calendar link and the feed behind it over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { CalendarService } from './calendar-service.ts';

/** The handlers of the calendar's routes. */
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
