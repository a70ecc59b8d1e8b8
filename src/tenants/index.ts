/** Organisations (tenants): creating and joining them, their members, domains and invitations. */
import type { AccountDepartures, AccountLetters, AccountService, EmailCodes, FactorPolicy } from '../accounts/index.ts';
import type { AuditReader, AuditTrail } from '../audit/index.ts';
import type { ConversationService } from '../conversations/index.ts';
import { connectModels } from '../database/models.ts';
import type { DirectoryUsers } from '../directory/store/index.ts';
import type { Grants } from '../groups/store/index.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { Admissions } from './admissions.ts';
import { TenantAuditService } from './audit-service.ts';
import { DomainService } from './domain-service.ts';
import { tenantInvitationModel } from './invitation-model.ts';
import { TenantInvitationService } from './invitation-service.ts';
import { MailsToStrangers } from './mails-to-strangers.ts';
import { TenantMemberService } from './member-service.ts';
import { tenantMembershipModel } from './memberships/membership-model.ts';
import type { Memberships } from './memberships/memberships.ts';
import type { TenantStore } from './memberships/tenant-store.ts';
import { OwnerLetters } from './owner-letters.ts';
import { TenantPolicyService } from './policy-service.ts';
import { RetentionService } from './retention/retention-service.ts';
import { RetentionSweep } from './retention/retention-sweep.ts';
import { TenantAccess } from './tenant-access.ts';
import { TenantDeletion } from './tenant-deletion.ts';
import { tenantRoutes } from './tenant-routes.ts';
import { TenantService } from './tenant-service.ts';
import { UnreadElsewhere } from './unread-elsewhere.ts';

export type { Admissions } from './admissions.ts';
export { domainOf } from './email-domains.ts';
export type { OwnerLetter, OwnerLetters } from './owner-letters.ts';
export { shownRetention } from './retention/retention-rules.ts';
export { notAllowed, type TenantAccess, type TenantActor } from './tenant-access.ts';
export type { TenantDeletion } from './tenant-deletion.ts';
export { covers, type HeldPermissions } from './tenant-rules.ts';

const models = { invitations: tenantInvitationModel };

export interface TenantsDeps {
  kernel: Kernel;
  audit: AuditTrail;
  auditReader: AuditReader;
  memberships: Memberships;
  tenantStore: TenantStore;
  grants: Grants;
  directoryUsers: DirectoryUsers;
  accounts: AccountService;
  accountLetters: AccountLetters;
  departures: AccountDepartures;
  emailCodes: EmailCodes;
  factorPolicy: FactorPolicy;
  /** Null if no mail server is configured. */
  mailer: Mailer | null;
  profiles: ProfileService;
  blockList: BlockList;
  conversations: ConversationService;
  notifications: NotificationService;
}

export function createTenants(deps: TenantsDeps) {
  const {
    kernel,
    audit,
    auditReader,
    memberships,
    tenantStore,
    accounts,
    departures,
    emailCodes,
    mailer,
    profiles,
    blockList,
  } = deps;
  const { accountLetters, conversations, directoryUsers, factorPolicy, grants, notifications } = deps;
  const { clock, events, jobs, limits, log, publicUrl, quotas } = kernel;
  const connected = connectModels(kernel.connection, { ...models, memberships: tenantMembershipModel });
  const access = new TenantAccess({ memberships, tenantStore, grants });
  const admissions = new Admissions({
    audit,
    memberships,
    tenantStore,
    departures,
    accounts,
    directoryUsers,
    profiles,
    quotas,
    clock,
    limits,
  });
  const deletion = new TenantDeletion({ tenantStore, departures, jobs, clock, limits });
  const tenants = new TenantService({
    audit,
    tenantStore,
    memberships,
    access,
    admissions,
    directoryUsers,
    deletion,
    accounts,
    profiles,
    quotas,
    clock,
    limits,
  });
  const mails = new MailsToStrangers({ accounts, accountLetters, tenantStore, clock, limits });
  const invitations = new TenantInvitationService({
    audit,
    invitations: connected.invitations,
    tenantStore,
    access,
    admissions,
    accounts,
    profiles,
    mails,
    mailer,
    publicUrl,
    quotas,
    clock,
    limits,
  });
  const members = new TenantMemberService({
    audit,
    memberships: connected.memberships,
    store: memberships,
    tenantStore,
    access,
    grants,
    departures,
    hooks: kernel.hooks,
    factorPolicy,
    profiles,
    blockList,
  });
  const ownerLetters = new OwnerLetters({
    accounts,
    accountLetters,
    memberships,
    tenantStore,
    mailer,
    jobs,
    publicUrl,
    clock,
  });
  const retention = new RetentionService({
    audit,
    tenantStore,
    access,
    tenants,
    ownerLetters,
    profiles,
    clock,
    limits,
  });
  const retentionSweep = new RetentionSweep({ tenantStore, conversations, clock, log, limits });
  const policy = new TenantPolicyService({ audit, tenantStore, access, tenants, factorPolicy, events });
  const unreadElsewhere = new UnreadElsewhere({ memberships, tenantStore, conversations, notifications });
  const domains = new DomainService({ audit, tenantStore, access, tenants, mails, emailCodes, limits });

  const tenantAudit = new TenantAuditService({ auditReader, access, profiles });

  return defineFeature({
    name: 'tenants',
    service: { tenants, tenantAccess: access, tenantDeletion: deletion, ownerLetters, retentionSweep, admissions },
    models,
    routes: tenantRoutes({ tenants, policy, retention, tenantAudit, unreadElsewhere, members, domains, invitations }),
    jobs: [...deletion.jobs(), ...ownerLetters.jobs()],
    hooks: {
      onRightsChanged: ({ tenantId, personIds }) => invitations.revokeUnheld(tenantId, personIds),
      auditKeptMs: (tenantId) => retentionSweep.auditKeptMs(tenantId),
    },
    start: () => retentionSweep.start(),
    close: () => retentionSweep.close(),
  });
}
