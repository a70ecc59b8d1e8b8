/** The calendar feed of a person, which calendar programs read at a secret URL. */
import type { AccountService, FactorPolicy, SessionService } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { calendarLinkModel } from './calendar-link-model.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { CalendarService } from './calendar-service.ts';

export { calendarText } from './ical.ts';

const models = { calendarLinks: calendarLinkModel };

export interface CalendarDeps {
  kernel: Kernel;
  audit: AuditTrail;
  accounts: AccountService;
  factorPolicy: FactorPolicy;
  sessions: SessionService;
}

export function createCalendar({ kernel, audit, accounts, factorPolicy, sessions }: CalendarDeps) {
  const { clock, hooks, limits, publicUrl } = kernel;
  const { calendarLinks } = connectModels(kernel.connection, models);
  const calendar = new CalendarService({
    calendarLinks,
    audit,
    accounts,
    factorPolicy,
    sessions,
    hooks,
    publicUrl,
    clock,
    limits,
  });

  return defineFeature({
    name: 'calendar',
    service: { calendar },
    models,
    routes: calendarRoutes({ calendar }),
  });
}
