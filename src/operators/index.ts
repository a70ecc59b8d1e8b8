/** Operators of the server: groups, roles that people take for a limited time, and what operators can do. */
import type {
  AccountDeletion,
  AccountService,
  FactorPolicy,
  FactorResets,
  PasswordResetService,
  SessionService,
  SuspensionLetters,
  Suspensions,
} from '../accounts/index.ts';
import type { AuditReader, AuditTrail } from '../audit/index.ts';
import type { CommunityService } from '../communities/index.ts';
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Nodes } from '../nodes/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { ReportDesk } from '../reports/index.ts';
import type { SignOnState } from '../sign-on/index.ts';
import type { OwnerLetters, TenantDeletion } from '../tenants/index.ts';
import type { Memberships, TenantSearch, TenantStore } from '../tenants/memberships/index.ts';
import { operatorGroupModel, operatorRoleModel } from './group-model.ts';
import { GroupService } from './group-service.ts';
import { heldRoleModel } from './held-role-model.ts';
import { OperatorAudit } from './operator-audit.ts';
import { OperatorRights } from './operator-rights.ts';
import { type OperatedRooms, operatorRoutes } from './operator-routes.ts';
import { OperatorStore } from './operator-store.ts';
import { OrganisationAudit } from './organisation-audit.ts';
import { OrganisationService } from './organisation-service.ts';
import { PeopleService } from './people-service.ts';
import { PortalService } from './portal-service.ts';
import { ServerStateService } from './server-state.ts';
import { SuspensionList } from './suspension-list.ts';

export type { OperatorRights } from './operator-rights.ts';

const models = { groups: operatorGroupModel, roles: operatorRoleModel, heldRoles: heldRoleModel };

export interface OperatorsDeps {
  kernel: Kernel;
  audit: AuditTrail;
  auditReader: AuditReader;
  accounts: AccountService;
  accountDeletion: AccountDeletion;
  factorPolicy: FactorPolicy;
  factorResets: FactorResets;
  notifications: NotificationService;
  suspensions: Suspensions;
  suspensionLetters: SuspensionLetters;
  sessions: SessionService;
  passwordResets: PasswordResetService;
  memberships: Memberships;
  tenantStore: TenantStore;
  tenantSearch: TenantSearch;
  tenantDeletion: TenantDeletion;
  signOnState: SignOnState;
  ownerLetters: OwnerLetters;
  hasMail: boolean;
  profiles: ProfileService;
  reportDesk: ReportDesk;
  rooms: OperatedRooms;
  communities: CommunityService;
  nodes: Nodes;
  hasPush: () => Promise<boolean>;
}

export function createOperators(deps: OperatorsDeps) {
  const {
    kernel,
    accounts,
    accountDeletion,
    factorPolicy,
    factorResets,
    notifications,
    suspensions,
    suspensionLetters,
    sessions,
    passwordResets,
    memberships,
  } = deps;
  const { audit: trail, auditReader, profiles, reportDesk, rooms, communities, nodes, hasPush } = deps;
  const { hasMail, ownerLetters, signOnState, tenantDeletion, tenantSearch, tenantStore } = deps;
  const { clock, config, hooks, jobs, limits } = kernel;
  const connected = connectModels(kernel.connection, models);
  const store = new OperatorStore({ ...connected, audit: trail, clock });
  const audit = new OperatorAudit({ audit: trail });
  const portal = new PortalService({ store, audit, accounts, factorPolicy, profiles, clock, limits, hasMail });
  const groups = new GroupService({ store, audit, accounts, factorPolicy, profiles, hasMail });
  const suspended = new SuspensionList({ audit, accounts, suspensions, profiles });
  const people = new PeopleService({
    suspended,
    store,
    audit,
    accounts,
    accountDeletion,
    factorPolicy,
    factorResets,
    notifications,
    suspensions,
    suspensionLetters,
    sessions,
    passwordResets,
    memberships,
    profiles,
    reportDesk,
    hooks,
    clock,
    limits,
  });
  const organisations = new OrganisationService({
    audit: new OrganisationAudit({ audit: trail, operatorAudit: audit }),
    ownerLetters,
    accounts,
    suspensions,
    sessions,
    memberships,
    tenantStore,
    tenantSearch,
    tenantDeletion,
    signOnState,
    profiles,
    clock,
  });
  const server = new ServerStateService({ config, hasPush, nodes, jobs, reportDesk });

  return defineFeature({
    name: 'operators',
    service: { portal, operatorGroups: groups, operatorRights: new OperatorRights({ store }) },
    models,
    routes: operatorRoutes({
      audit,
      auditReader,
      profiles,
      portal,
      groups,
      people,
      suspended,
      reportDesk,
      rooms,
      communities,
      organisations,
      server,
    }),
  });
}
