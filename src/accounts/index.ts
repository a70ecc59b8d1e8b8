/** Accounts: signing up and in, sessions and tokens, passwords, e-mail codes, and account deletion. */

import type { Connection } from 'mongoose';
import type { AuditTrail } from '../audit/index.ts';
import { connectModels, type ModelDefinition } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KeyedHash } from '../kernel/keyed-hash.ts';
import { LimitedWork } from '../kernel/limited-work.ts';
import { SealedTexts } from '../kernel/sealed-text.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import { Mailer } from '../mail/mailer.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import { AccountLetters } from './account-letters.ts';
import { accountModel } from './account-model.ts';
import { accountRoutes } from './account-routes.ts';
import { AccountService } from './account-service.ts';
import { AddressHashes } from './address-hashes.ts';
import { AddressMails, addressMailsModel } from './address-mails.ts';
import { Authenticator } from './authenticator.ts';
import { AccountDepartures } from './departures.ts';
import { EmailChangeService } from './email-change-service.ts';
import { EmailChangedLetters } from './email-changed-letter.ts';
import { emailCodeModel } from './email-code-model.ts';
import { EmailCodes } from './email-codes.ts';
import { EmailVerificationService } from './email-verification-service.ts';
import { EndedSessions } from './ended-sessions.ts';
import { Erasure } from './erasure.ts';
import { KnownDevices } from './known-devices.ts';
import { Passwords } from './password.ts';
import { passwordResetModel } from './password-reset-model.ts';
import { PasswordResetService } from './password-reset-service.ts';
import { PasswordService } from './password-service.ts';
import { PastEmails, pastEmailModel } from './past-emails.ts';
import { ProofService } from './proof-service.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { FactorLetters } from './second-factors/factor-letters.ts';
import { passkeyChallengeModel } from './second-factors/passkey-challenge-model.ts';
import { PasskeyChallenges } from './second-factors/passkey-challenges.ts';
import { PasskeyService } from './second-factors/passkey-service.ts';
import { Passkeys } from './second-factors/passkeys.ts';
import { secondFactorModel } from './second-factors/second-factor-model.ts';
import { secondFactorRoutes } from './second-factors/second-factor-routes.ts';
import { SecondFactorService } from './second-factors/second-factor-service.ts';
import { SecondFactorStore } from './second-factors/second-factor-store.ts';
import { SecondSteps } from './second-factors/second-steps.ts';
import { signInChallengeModel } from './second-factors/sign-in-challenge-model.ts';
import { SignInChallenges } from './second-factors/sign-in-challenges.ts';
import { sessionModel } from './session-model.ts';
import { SessionService } from './session-service.ts';
import { SuspensionLetters } from './suspension-letters.ts';
import { suspensionModel } from './suspension-model.ts';
import { Suspensions } from './suspensions.ts';
import { Tokens } from './tokens.ts';

export type { AccountLetters, MailingAccount } from './account-letters.ts';
export { REFRESH_COOKIE } from './account-routes.ts';
export type { AccountService, StartedSession } from './account-service.ts';
export type { AddressHashes } from './address-hashes.ts';
export type { Authenticator } from './authenticator.ts';
export type { AccountDepartures } from './departures.ts';
export type { EmailCodes } from './email-codes.ts';
export { DEVICE_COOKIE, type KnownDevices } from './known-devices.ts';
export type { PasswordResetService } from './password-reset-service.ts';
export type { Passkeys } from './second-factors/passkeys.ts';
export type { SecondSteps } from './second-factors/second-steps.ts';
export type { SessionService, SignOnTerms } from './session-service.ts';
export type { SuspensionLetters } from './suspension-letters.ts';
export type { Suspensions } from './suspensions.ts';
export type { Tokens } from './tokens.ts';

const models = {
  accounts: accountModel,
  addressMails: addressMailsModel,
  sessions: sessionModel,
  passwordResets: passwordResetModel,
  emailCodes: emailCodeModel,
  pastEmails: pastEmailModel,
  suspensions: suspensionModel,
  passkeyChallenges: passkeyChallengeModel,
  secondFactors: secondFactorModel,
  signInChallenges: signInChallengeModel,
};

export interface AccountsDeps {
  kernel: Kernel;
  audit: AuditTrail;
  /** Moves the entries of the audit log that wait in documents. */
  moveAuditEntries: () => Promise<void>;
  /** The first key signs; all keys verify. */
  tokenKeys: readonly TokenKey[];
  memberships: Memberships;
  tenantStore: TenantStore;
  profiles: ProfileService;
}

export function createAccounts(deps: AccountsDeps) {
  const { kernel, audit, moveAuditEntries, tokenKeys: keys, memberships, tenantStore, profiles } = deps;
  const { config, log, clock, events, hooks, jobs, limits, publicUrl, security } = kernel;
  const connected = connectModels(kernel.connection, models);
  const tokens = new Tokens({ keys, clock });
  const refreshTokens = new RefreshTokens({ keys });
  const sessions = new SessionService({
    sessions: connected.sessions,
    audit,
    memberships,
    tokens,
    refreshTokens,
    events,
    hooks,
    clock,
    limits,
  });
  const authenticator = new Authenticator({ tokens, sessions, clock, limits });
  const endedSessions = new EndedSessions({ sessions, authenticator, events, log });
  const passwords = new Passwords({
    work: new LimitedWork({ atOnce: limits.passwordHashesAtOnce, maxWaiting: limits.passwordHashQueue }),
    memoryKib: limits.passwordMemoryKib,
  });
  const erasure = new Erasure({ connection: kernel.connection, hooks, jobs, clock, moveAuditEntries, limits });
  const departures = new AccountDepartures({
    memberships,
    tenantStore,
    sessions,
    erasure,
    sweep: (tenantId) => sweepTenant(kernel.connection, hooks.models(), tenantId),
    clock,
    log,
  });
  const pastEmails = new PastEmails({ pastEmails: connected.pastEmails, clock, limits });
  const mailer = config.mail.smtpUrl && new Mailer({ smtpUrl: config.mail.smtpUrl, from: config.mail.from });
  const addressHash = new KeyedHash({ keys, purpose: 'meshi:address' });
  const addressMails = new AddressMails({ addressMails: connected.addressMails, hash: addressHash, clock });
  const accountLetters = new AccountLetters({
    addressMails,
    accounts: connected.accounts,
    mailer,
    jobs,
    publicUrl,
    clock,
    log,
    limits,
  });
  const secondFactorStore = new SecondFactorStore({
    factors: connected.secondFactors,
    audit,
    sealed: new SealedTexts({ keys, purpose: 'meshi:authenticator' }),
    clock,
    limits,
  });
  const challenges = new SignInChallenges({ challenges: connected.signInChallenges, clock, limits });
  const factorLetters = new FactorLetters({
    accounts: connected.accounts,
    accountLetters,
    mailer,
    jobs,
    publicUrl,
    clock,
  });
  const steps = new SecondSteps({ store: secondFactorStore, challenges, letters: factorLetters, security });
  const passkeys = new Passkeys({
    store: secondFactorStore,
    challenges: new PasskeyChallenges({ challenges: connected.passkeyChallenges, clock, limits }),
    clock,
  });
  const suspensions = new Suspensions({
    suspensions: connected.suspensions,
    audit,
    hash: new KeyedHash({ keys, purpose: 'meshi:suspended-mailbox' }),
    clock,
  });
  const suspensionLetters = new SuspensionLetters({ suspensions, accounts: connected.accounts, mailer, jobs, clock });
  const accounts = new AccountService({
    accounts: connected.accounts,
    audit,
    passwords,
    profiles,
    sessions,
    memberships,
    tenantStore,
    departures,
    erasure,
    letters: accountLetters,
    pastEmails,
    suspensions,
    steps,
    passkeys,
    hooks,
    clock,
    log,
  });
  const proofs = new ProofService({ accounts, steps, sessions });
  const secondFactors = new SecondFactorService({ store: secondFactorStore, steps, accounts, letters: factorLetters });
  const passkeyService = new PasskeyService({
    store: secondFactorStore,
    passkeys,
    factors: secondFactors,
    accounts,
    sessions,
    letters: factorLetters,
    limits,
  });
  const devices = new KnownDevices({ keys, accounts, clock, limits });
  const passwordService = new PasswordService({
    audit,
    accounts: connected.accounts,
    accountService: accounts,
    letters: accountLetters,
    passwords,
    profiles,
    clock,
  });
  const passwordResets = new PasswordResetService({
    resets: connected.passwordResets,
    accounts,
    passwords: passwordService,
    mailer,
    publicUrl,
    clock,
    security,
    log,
    limits,
  });
  const codeHash = new KeyedHash({ keys, purpose: 'meshi:email-code' });
  const emailCodes = new EmailCodes({ codes: connected.emailCodes, hash: codeHash, mailer, clock, limits });
  const emailVerifications = new EmailVerificationService({ accounts, emailCodes, accountLetters });
  const letters = new EmailChangedLetters({
    accounts: connected.accounts,
    pastEmails,
    mailer,
    jobs,
    publicUrl,
    clock,
    limits,
  });
  const emailChanges = new EmailChangeService({
    audit,
    accounts: connected.accounts,
    accountService: accounts,
    emailCodes,
    pastEmails,
    suspensions,
    passwordResets,
    passwords,
    letters,
    accountLetters,
    hasMail: mailer !== null,
    clock,
  });
  const addressHashes = new AddressHashes({
    accounts: connected.accounts,
    memberships,
    hash: addressHash,
  });

  return defineFeature({
    name: 'accounts',
    service: {
      accounts,
      accountLetters,
      addressHashes,
      authenticator,
      challenges,
      departures,
      devices,
      emailCodes,
      mailer,
      passkeys,
      passwordResets,
      passwords,
      secondSteps: steps,
      sessions,
      suspensionLetters,
      suspensions,
      tokens,
    },
    models,
    routes: {
      ...accountRoutes({
        accounts,
        proofs,
        passwords: passwordService,
        sessions,
        passwordResets,
        emailVerifications,
        emailChanges,
        devices,
        limits,
      }),
      ...secondFactorRoutes(secondFactors, passkeyService),
    },
    jobs: [
      ...letters.jobs(),
      ...factorLetters.jobs(),
      ...accountLetters.jobs(),
      ...suspensionLetters.jobs(),
      ...erasure.jobs(),
    ],
    reactions: {
      sessionsEnded: ({ sessionIds }) => authenticator.end(sessionIds),
      eventsDelayed: () => void endedSessions.readAgain(),
    },
    async start() {
      authenticator.start(await sessions.recentlyEnded());
    },
    async close() {
      await accountLetters.close();
      await passwordResets.close();
    },
  });
}

/**
 * Removes the remaining documents of a tenant from all collections, after its people were erased. In a collection without
 * a `tenantId` field, the document whose `_id` is the tenant's id is removed.
 */
async function sweepTenant(connection: Connection, models: readonly ModelDefinition[], tenantId: string) {
  for (const { collection, schema, isAudited } of models) {
    // The organisation itself is deleted last, together with an entry of the audit log.
    if (isAudited && schema.path('tenantId') === undefined) continue;
    const key = schema.path('tenantId') === undefined ? '_id' : 'tenantId';
    await connection.collection<{ _id: string; tenantId: string }>(collection).deleteMany({ [key]: tenantId });
  }
}
