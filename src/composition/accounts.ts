/** How people come in and where they belong: accounts, sessions, organisations. */
import { AccountService } from '../accounts/account-service.ts';
import { Authenticator } from '../accounts/authenticator.ts';
import { EmailCodes } from '../accounts/email-codes.ts';
import { EmailVerificationService } from '../accounts/email-verification-service.ts';
import { Passwords } from '../accounts/password.ts';
import { PasswordResetService } from '../accounts/password-reset-service.ts';
import { RefreshTokens } from '../accounts/refresh-tokens.ts';
import { SessionService } from '../accounts/session-service.ts';
import { Tokens } from '../accounts/tokens.ts';
import { allModels } from '../database/all-models.ts';
import type { Jobs } from '../kernel/jobs.ts';
import { LimitedWork } from '../kernel/limited-work.ts';
import { Mailer } from '../mail/mailer.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import { Admissions } from '../tenants/admissions.ts';
import { Departures, type Eraser } from '../tenants/departures.ts';
import { DomainService } from '../tenants/domain-service.ts';
import { InvitationService } from '../tenants/invitation-service.ts';
import { MemberService } from '../tenants/member-service.ts';
import { Memberships } from '../tenants/memberships.ts';
import { TenantAccess } from '../tenants/tenant-access.ts';
import { TenantService } from '../tenants/tenant-service.ts';
import { TenantStore } from '../tenants/tenant-store.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

interface AccountsParts extends ServiceParts {
  models: CoreModels;
  profiles: ProfileService;
  blockList: BlockList;
  jobs: Jobs;
  /** Filled while the app is put together, before anyone can ask for a deletion. */
  erasers: readonly Eraser[];
}

/** Makes them, each with what it uses. */
export async function createAccounts(parts: AccountsParts) {
  const { config, log, clock, events, tokenKeys: keys, publicUrl, models, profiles, erasers } = parts;
  const { limits } = config;
  const memberships = new Memberships({ memberships: models.tenantMemberships });
  const tenantStore = new TenantStore({ tenants: models.tenants, memberships });
  const tokens = new Tokens({ keys, clock });
  const refreshTokens = new RefreshTokens({ keys });
  const { sessions: sessionModel } = models;
  const common = { memberships, tenantStore, profiles, clock, log, limits };
  const sessions = new SessionService({ ...common, sessions: sessionModel, tokens, refreshTokens, events });
  const endedLately = await sessions.endedLately();
  const authenticator = new Authenticator({ tokens, clock, events, endedLately, limits });
  const passwords = new Passwords({
    work: new LimitedWork({ atOnce: limits.passwordHashesAtOnce, maxWaiting: limits.passwordHashQueue }),
  });
  const departures = new Departures({ ...common, sessions, erasers, sweep: sweeperOf(parts) });
  const accounts = new AccountService({ ...common, accounts: models.accounts, passwords, sessions, departures });
  const mailer = config.mail.smtpUrl && new Mailer({ smtpUrl: config.mail.smtpUrl, from: config.mail.from });
  const mailing = { accounts, mailer, publicUrl, clock, log, limits };
  const passwordResets = new PasswordResetService({ ...mailing, resets: models.passwordResets });
  const emailCodes = new EmailCodes({ codes: models.emailCodes, mailer, clock, limits });
  const emailVerifications = new EmailVerificationService({ accounts, emailCodes });
  const organisations = createOrganisations({ ...parts, ...mailing, memberships, tenantStore, departures, emailCodes });
  return {
    ...{ tokens, authenticator, accounts, sessions, passwords, passwordResets, mailer },
    ...{ memberships, departures, emailCodes, emailVerifications, organisations },
  };
}

interface OrganisationParts extends Omit<AccountsParts, 'config'> {
  memberships: Memberships;
  tenantStore: TenantStore;
  departures: Departures;
  accounts: AccountService;
  emailCodes: EmailCodes;
  mailer: Mailer | null;
  limits: ServiceParts['config']['limits'];
}

function createOrganisations(parts: OrganisationParts) {
  const { models, memberships, tenantStore } = parts;
  const access = new TenantAccess({ memberships, tenantStore });
  const admissions = new Admissions(parts);
  const inside = { ...parts, access, admissions };
  const tenants = new TenantService(inside);
  const invitations = new InvitationService({ ...inside, invitations: models.tenantInvitations });
  const members = new MemberService({
    ...inside,
    memberships: models.tenantMemberships,
    store: memberships,
    invitations,
  });
  const domains = new DomainService({ ...inside, tenants });
  return { tenants, invitations, members, domains };
}

/**
 * Removes what is left of a tenant in any collection: areas that refer to people have erased theirs before. A document
 * without a field for it is the tenant's where it has the tenant's id.
 */
function sweeperOf({ connection }: ServiceParts) {
  return async (tenantId: string): Promise<void> => {
    for (const { collection, schema } of allModels) {
      const key = schema.path('tenantId') === undefined ? '_id' : 'tenantId';
      await connection.collection<{ _id: string; tenantId: string }>(collection).deleteMany({ [key]: tenantId });
    }
  };
}
