/** The archive of all that is a person's, in all organisations of the account. */
import type { AccountLetters, AccountService, SessionService } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { ConversationExport } from '../conversations/index.ts';
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import { ArchiveFiles } from './archive-files.ts';
import { ArchiveMaker } from './archive-maker.ts';
import { archivePage } from './archive-page.ts';
import { ArchiveStore } from './archive-store.ts';
import { manifestOf, summaryOf } from './archive-summary.ts';
import { dataExportModel, dataExportPartModel } from './data-export-model.ts';
import { dataExportRoutes } from './data-export-routes.ts';
import { DataExportService } from './data-export-service.ts';
import { ExportRows, fileModels } from './export-rows.ts';

const models = { dataExports: dataExportModel, parts: dataExportPartModel };

export interface ExportsDeps {
  kernel: Kernel;
  audit: AuditTrail;
  accounts: AccountService;
  accountLetters: AccountLetters;
  sessions: SessionService;
  memberships: Memberships;
  tenantStore: TenantStore;
  profiles: ProfileService;
  blockList: BlockList;
  conversationExport: ConversationExport;
  notifications: NotificationService;
}

export function createExports(deps: ExportsDeps) {
  const { kernel, audit, accounts, accountLetters, sessions, memberships, tenantStore, notifications } = deps;
  const { connection, hooks, circles, jobs, clock, log, limits, publicUrl } = kernel;
  const { dataExports, parts } = connectModels(connection, models);
  const store = new ArchiveStore(parts);
  const { profiles, blockList, conversationExport } = deps;
  const files = new ArchiveFiles({
    connection,
    rows: new ExportRows({ connection, profiles, blockList, circles }),
    conversations: conversationExport,
    // The models of all features are known only when all of them are created.
    models: () => fileModels(hooks.models()),
    manifest: (of) => manifestOf(of, store, publicUrl()),
    page: async (of) => archivePage(await summaryOf(of, store)),
  });
  const maker = new ArchiveMaker({
    dataExports,
    store,
    files,
    accounts,
    accountLetters,
    notifications,
    jobs,
    clock,
    log,
    limits,
  });
  const service = new DataExportService({
    dataExports,
    store,
    maker,
    audit,
    accounts,
    sessions,
    memberships,
    tenantStore,
    clock,
    limits,
  });

  return defineFeature({
    name: 'exports',
    service: { dataExports: service },
    models,
    routes: dataExportRoutes({ dataExports: service }),
    jobs: maker.jobs(),
    hooks: { onErase: (person) => service.erasePerson(person) },
    start: () => maker.beginAll(),
  });
}
