/** Reports: what people tell the operators and moderators about other people, topics, meals, rooms and messages. */

import type { AuditTrail } from '../audit/index.ts';
import type { CommunityReports } from '../communities/index.ts';
import type { ConversationService } from '../conversations/index.ts';
import { connectModels } from '../database/models.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { MealService } from '../meals/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { TenantStore } from '../tenants/memberships/index.ts';
import type { TopicService } from '../topics/index.ts';
import { ReportDesk } from './report-desk.ts';
import { ReportLetters } from './report-letters.ts';
import { reportLettersModel, reportModel } from './report-model.ts';
import { ReportService } from './report-service.ts';
import { ReportedThings, type ReportedThingsOptions } from './reported-things.ts';

export type { ReportDesk } from './report-desk.ts';

const UNREAD = 'reports are stored but mailed to nobody: set SMTP_URL and OPERATOR_EMAIL';

const models = { reports: reportModel, reportLetters: reportLettersModel };

export interface ReportsDeps {
  kernel: Kernel;
  mailer: Mailer | null;
  tenantStore: TenantStore;
  profiles: ProfileService;
  topics: TopicService;
  meals: MealService;
  rooms: ReportedThingsOptions['rooms'];
  conversations: ConversationService;
  communityReports: CommunityReports;
  notifications: NotificationService;
  audit: AuditTrail;
}

export function createReports(deps: ReportsDeps) {
  const { kernel, mailer, tenantStore, profiles, topics, meals, rooms, conversations, communityReports } = deps;
  const { audit, notifications } = deps;
  const { circles, clock, config, jobs, limits, log, publicUrl, quotas } = kernel;
  const connected = connectModels(kernel.connection, models);
  const letters = new ReportLetters({
    reports: connected.reports,
    letters: connected.reportLetters,
    mailer,
    to: config.operator.email,
    jobs,
    profiles,
    tenantStore,
    publicUrl,
    clock,
    limits,
  });
  const reports = new ReportService({
    reports: connected.reports,
    things: new ReportedThings({ profiles, topics, meals, rooms, conversations }),
    communityReports,
    letters,
    circles,
    quotas,
    clock,
    limits,
  });
  const reportDesk = new ReportDesk({ reports: connected.reports, profiles, notifications, audit, clock });
  const routes: RouteHandlers<'reports.create'> = {
    'reports.create': ({ actor, body }) => reports.create(actor, body),
  };

  return defineFeature({
    name: 'reports',
    service: { reports, reportDesk },
    models,
    routes,
    jobs: letters.jobs(),
    start() {
      const isMailed = mailer !== null && config.operator.email !== null;
      if (config.environment === 'production' && !isMailed) log.warn(UNREAD);
    },
  });
}
