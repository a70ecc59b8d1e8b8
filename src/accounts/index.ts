/** Accounts: signing up and in, sessions and tokens, passwords, e-mail codes, and account deletion. */
import type { AuditTrail } from '../audit/index.ts';
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KeyedHash } from '../kernel/keyed-hash.ts';
import { LimitedWork } from '../kernel/limited-work.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import type { SigningKeys } from '../keys/signing/index.ts';
import { Mailer } from '../mail/mailer.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import { AccountDeletion } from './account-deletion.ts';
import { AccountLetters } from './account-letters.ts';
import { accountModel } from './account-model.ts';
import { accountRoutes } from './account-routes.ts';
import { AccountService } from './account-service.ts';
import { AddressHashes } from './address-hashes.ts';
import { AddressMails, addressMailsModel } from './address-mails.ts';
import { createSessions } from './create-sessions.ts';
import { AccountDepartures } from './departures.ts';
import { EmailChangeService } from './email-change-service.ts';
import { EmailChangedLetters } from './email-changed-letter.ts';
import { emailCodeModel } from './email-code-model.ts';
import { EmailCodes } from './email-codes.ts';
import { EmailVerificationService } from './email-verification-service.ts';
import { Erasure } from './erasure.ts';
import { InactiveAccounts } from './inactive-accounts.ts';
import { KnownDevices } from './known-devices.ts';
import { Passwords } from './password.ts';
import { passwordResetModel } from './password-reset-model.ts';
import { PasswordResetService } from './password-reset-service.ts';
import { PasswordService } from './password-service.ts';
import { PastEmails, pastEmailModel } from './past-emails.ts';
import { ProofService } from './proof-service.ts';
import { createSecondFactors } from './second-factors/create-second-factors.ts';
import { passkeyChallengeModel } from './second-factors/passkey-challenge-model.ts';
import { secondFactorModel } from './second-factors/second-factor-model.ts';
import { secondFactorRoutes } from './second-factors/second-factor-routes.ts';
import { signInChallengeModel } from './second-factors/sign-in-challenge-model.ts';
import { sessionModel } from './session-model.ts';
import { SignInLetters } from './sign-in-letters.ts';
import { SignInService } from './sign-in-service.ts';
import { SignInWays } from './sign-in-ways.ts';
import { SignUpService } from './sign-up-service.ts';
import { SuspensionLetters } from './suspension-letters.ts';
import { suspensionModel } from './suspension-model.ts';
import { Suspensions } from './suspensions.ts';
import { sweepTenant } from './tenant-sweep.ts';

export type { AccountDeletion } from './account-deletion.ts';
export type { AccountLetters, MailingAccount } from './account-letters.ts';
export { REFRESH_COOKIE } from './account-routes.ts';
export type { AccountService } from './account-service.ts';
export type { AddressHashes } from './address-hashes.ts';
export type { Authenticator } from './authenticator.ts';
export type { AccountDepartures } from './departures.ts';
export type { EmailCodes } from './email-codes.ts';
export type { InactiveAccounts } from './inactive-accounts.ts';
export { DEVICE_COOKIE, type KnownDevices } from './known-devices.ts';
export type { PasswordResetService } from './password-reset-service.ts';
export type { FactorPolicy } from './second-factors/factor-policy.ts';
export type { FactorResets } from './second-factors/factor-resets.ts';
export type { Passkeys } from './second-factors/passkeys.ts';
export type { SecondSteps } from './second-factors/second-steps.ts';
export type { SessionService, SignOnTerms } from './session-service.ts';
export type { SignInLetters } from './sign-in-letters.ts';
export type { SignInService, StartedSession } from './sign-in-service.ts';
export type { SignInWays } from './sign-in-ways.ts';
export type { SignUpService } from './sign-up-service.ts';
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
  /** The first key signs; all keys verify. */
  tokenKeys: readonly TokenKey[];
  /** Sign tokens instead of `tokenKeys`, which then only verify. Null if this server has none. */
  signingKeys: SigningKeys | null;
  memberships: Memberships;
  tenantStore: TenantStore;
  profiles: ProfileService;
}

export function createAccounts(deps: AccountsDeps) {
  const { kernel, audit, tokenKeys: keys, signingKeys, memberships, tenantStore, profiles } = deps;
  const { config, log, clock, hooks, jobs, limits, publicUrl, security } = kernel;
  const connected = connectModels(kernel.connection, models);
  const { tokens, sessions, sessionRefresh, authenticator, endedSessions } = createSessions({
    kernel,
    audit,
    keys,
    signingKeys,
    sessions: connected.sessions,
    memberships,
  });
  const passwords = new Passwords({
    work: new LimitedWork({ atOnce: limits.passwordHashesAtOnce, maxWaiting: limits.passwordHashQueue }),
    memoryKib: limits.passwordMemoryKib,
  });
  const erasure = new Erasure({ connection: kernel.connection, hooks, jobs, audit, clock, limits });
  const departures = new AccountDepartures({
    memberships,
    tenantStore,
    sessions,
    erasure,
    sweep: (tenantId) => sweepTenant({ connection: kernel.connection, models: hooks.models(), audit }, tenantId),
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
  const signInLetters = new SignInLetters({
    accounts: connected.accounts,
    accountLetters,
    mailer,
    jobs,
    publicUrl,
    clock,
  });
  const { challenges, steps, passkeys, ...factors } = createSecondFactors({
    kernel,
    audit,
    keys,
    models: connected,
    signInLetters,
    memberships,
    tenantStore,
    mailer,
  });
  const suspensions = new Suspensions({
    suspensions: connected.suspensions,
    audit,
    hash: new KeyedHash({ keys, purpose: 'meshi:suspended-mailbox' }),
    clock,
  });
  const inactiveAccounts = new InactiveAccounts({ accounts: connected.accounts, suspensions });
  const suspensionLetters = new SuspensionLetters({ suspensions, accounts: connected.accounts, mailer, jobs, clock });
  const accounts = new AccountService({
    accounts: connected.accounts,
    audit,
    passwords,
    profiles,
    sessions,
    memberships,
    tenantStore,
    steps,
    hooks,
    clock,
  });
  const signUps = new SignUpService({
    accounts: connected.accounts,
    audit,
    passwords,
    profiles,
    sessions,
    pastEmails,
    suspensions,
    clock,
  });
  const signIns = new SignInService({
    accounts: connected.accounts,
    accountService: accounts,
    audit,
    passwords,
    sessions,
    memberships,
    suspensions,
    steps,
    passkeys,
    hooks,
  });
  const accountDeletion = new AccountDeletion({
    accounts: connected.accounts,
    accountService: accounts,
    audit,
    memberships,
    tenantStore,
    departures,
    erasure,
    letters: accountLetters,
    clock,
    log,
  });
  const proofs = new ProofService({ accounts, steps, sessions });
  const ways = new SignInWays({ accounts: connected.accounts, factors: factors.store, hooks });
  const managed = factors.manage(accounts, sessions, ways);
  const devices = new KnownDevices({ keys, accounts, clock, limits });
  const passwordService = new PasswordService({
    audit,
    accounts: connected.accounts,
    accountService: accounts,
    letters: accountLetters,
    passwords,
    profiles,
    hooks,
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
    hooks,
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
      accountDeletion,
      accountLetters,
      signInLetters,
      inactiveAccounts,
      addressHashes,
      authenticator,
      challenges,
      departures,
      devices,
      emailCodes,
      factorPolicy: factors.policy,
      factorResets: managed.resets,
      mailer,
      passkeys,
      passwordResets,
      passwords,
      secondSteps: steps,
      sessions,
      signIns,
      signUps,
      suspensionLetters,
      signInWays: ways,
      suspensions,
      tokens,
    },
    models,
    routes: {
      ...accountRoutes({
        accounts,
        signUps,
        signIns,
        accountDeletion,
        proofs,
        passwords: passwordService,
        sessions,
        sessionRefresh,
        passwordResets,
        emailVerifications,
        emailChanges,
        devices,
        limits,
      }),
      ...secondFactorRoutes(managed.factors, managed.passkeys, managed.resets),
    },
    jobs: [
      ...letters.jobs(),
      ...signInLetters.jobs(),
      ...managed.resets.jobs(),
      ...accountLetters.jobs(),
      ...suspensionLetters.jobs(),
      ...erasure.jobs(),
    ],
    reactions: {
      sessionsEnded: ({ sessionIds }) => authenticator.end(sessionIds),
      tenantPolicyChanged: ({ tenantId }) => factors.policy.forget(tenantId),
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
