/** Accounts: signing up and in, sessions and tokens, passwords, e-mail codes, and account deletion. */

import type { Connection } from 'mongoose';
import { connectModels, type ModelDefinition } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { LimitedWork } from '../kernel/limited-work.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import { Mailer } from '../mail/mailer.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import { accountModel } from './account-model.ts';
import { accountRoutes } from './account-routes.ts';
import { AccountService } from './account-service.ts';
import { Authenticator } from './authenticator.ts';
import { AccountDepartures } from './departures.ts';
import { emailCodeModel } from './email-code-model.ts';
import { EmailCodes } from './email-codes.ts';
import { EmailVerificationService } from './email-verification-service.ts';
import { Passwords } from './password.ts';
import { passwordResetModel } from './password-reset-model.ts';
import { PasswordResetService } from './password-reset-service.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { sessionModel } from './session-model.ts';
import { SessionService } from './session-service.ts';
import { Tokens } from './tokens.ts';

export type { AccountService } from './account-service.ts';
export type { Authenticator } from './authenticator.ts';
export type { AccountDepartures } from './departures.ts';
export type { EmailCodes } from './email-codes.ts';
export type { SessionService } from './session-service.ts';
export type { Tokens } from './tokens.ts';

const models = {
  accounts: accountModel,
  sessions: sessionModel,
  passwordResets: passwordResetModel,
  emailCodes: emailCodeModel,
};

export interface AccountsDeps {
  kernel: Kernel;
  /** The first key signs; all keys verify. */
  tokenKeys: readonly TokenKey[];
  memberships: Memberships;
  tenantStore: TenantStore;
  profiles: ProfileService;
}

export function createAccounts({ kernel, tokenKeys: keys, memberships, tenantStore, profiles }: AccountsDeps) {
  const { config, log, clock, events, hooks, limits, publicUrl } = kernel;
  const connected = connectModels(kernel.connection, models);
  const tokens = new Tokens({ keys, clock });
  const refreshTokens = new RefreshTokens({ keys });
  const sessions = new SessionService({
    sessions: connected.sessions,
    memberships,
    tokens,
    refreshTokens,
    events,
    clock,
    log,
    limits,
  });
  const authenticator = new Authenticator({ tokens, clock, limits });
  const passwords = new Passwords({
    work: new LimitedWork({ atOnce: limits.passwordHashesAtOnce, maxWaiting: limits.passwordHashQueue }),
  });
  const departures = new AccountDepartures({
    memberships,
    tenantStore,
    sessions,
    hooks,
    sweep: (tenantId) => sweepTenant(kernel.connection, hooks.models(), tenantId),
    clock,
    log,
  });
  const accounts = new AccountService({
    accounts: connected.accounts,
    passwords,
    profiles,
    sessions,
    memberships,
    tenantStore,
    departures,
    clock,
    log,
  });
  const mailer = config.mail.smtpUrl && new Mailer({ smtpUrl: config.mail.smtpUrl, from: config.mail.from });
  const passwordResets = new PasswordResetService({
    resets: connected.passwordResets,
    accounts,
    mailer,
    publicUrl,
    clock,
    log,
    limits,
  });
  const emailCodes = new EmailCodes({ codes: connected.emailCodes, mailer, clock, limits });
  const emailVerifications = new EmailVerificationService({ accounts, emailCodes });

  return defineFeature({
    name: 'accounts',
    service: { accounts, authenticator, departures, emailCodes, mailer, passwords, sessions, tokens },
    models,
    routes: accountRoutes({ accounts, sessions, passwordResets, emailVerifications, limits }),
    reactions: { sessionsEnded: ({ sessionIds }) => authenticator.end(sessionIds) },
    hooks: {
      async onErase(person) {
        await passwordResets.erasePerson(person);
        await emailCodes.erasePerson(person);
      },
    },
    async start() {
      authenticator.start(await sessions.recentlyEnded());
    },
    close: () => passwordResets.close(),
  });
}

/**
 * Removes the remaining documents of a tenant from all collections, after its people were erased. In a collection without
 * a `tenantId` field, the document whose `_id` is the tenant's id is removed.
 */
async function sweepTenant(connection: Connection, models: readonly ModelDefinition[], tenantId: string) {
  for (const { collection, schema } of models) {
    const key = schema.path('tenantId') === undefined ? '_id' : 'tenantId';
    await connection.collection<{ _id: string; tenantId: string }>(collection).deleteMany({ [key]: tenantId });
  }
}
