/** Signing in, in one step or two, with a password or a passkey; and moving to another tenant. */
import type { Model } from 'mongoose';
import { type AuditTrail, SERVER_CHAIN } from '../audit/index.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import { ForbiddenError, NotFoundError, UnauthenticatedError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { SignedIn, SignIn, SignInSecond, SignInWithPasskey } from '../protocol/accounts.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import type { AccountDoc } from './account-model.ts';
import type { AccountService } from './account-service.ts';
import type { Passwords } from './password.ts';
import type { Passkeys } from './second-factors/passkeys.ts';
import type { SecondSteps } from './second-factors/second-steps.ts';
import { challengeExpired } from './second-factors/sign-in-challenges.ts';
import type { SessionService, SignOnTerms } from './session-service.ts';
import type { IssuedTokens } from './session-tokens.ts';
import type { Suspensions } from './suspensions.ts';

export interface SignInServiceOptions {
  accounts: Model<AccountDoc>;
  accountService: Pick<AccountService, 'findAccount' | 'get' | 'meOf'>;
  audit: AuditTrail;
  passwords: Pick<Passwords, 'verify'>;
  sessions: Pick<SessionService, 'begin' | 'switchPerson' | 'undo'>;
  memberships: Pick<Memberships, 'personIn'>;
  suspensions: Pick<Suspensions, 'checkAccount' | 'isSuspended'>;
  steps: Pick<SecondSteps, 'require' | 'finish'>;
  passkeys: Pick<Passkeys, 'accountOf'>;
  hooks: Pick<Hooks, 'checkEntry' | 'noteIdentityUse'>;
}

export interface Device {
  userAgent: string;
  /** The network of the client. */
  network: string;
}

/** A new session. The caller delivers the refresh token in the way that `refreshIn` names. */
export type StartedSession = Omit<SignedIn, 'refreshToken' | 'deviceToken'> &
  Pick<IssuedTokens, 'refreshToken' | 'refreshIn'>;

export class SignInService {
  readonly #parts: SignInServiceOptions;

  constructor(parts: SignInServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Starts a session.
   * @throws UnauthenticatedError, the same one for an unknown address and a wrong password; `second_step_needed`; ForbiddenError
   * `suspended`
   */
  async signIn(input: SignIn & Device): Promise<StartedSession> {
    const account = await this.#parts.accounts
      .findOne({ tenantId: PUBLIC_TENANT, email: input.email, deletedAt: null })
      .lean();
    const isCorrect = await this.#parts.passwords.verify(account?.passwordHash ?? null, input.password);
    if (!account || !isCorrect) throw wrongCredentials(account?._id);
    await this.#parts.steps.require(account, null);
    return this.#start(account, input);
  }

  /**
   * Finishes a sign-in with the second factor.
   * @throws InvalidInputError `challenge_expired`, also if the credentials were changed or the identity was unlinked meanwhile,
   * `factor_code_wrong`
   */
  async signInSecond(input: SignInSecond & Device): Promise<StartedSession> {
    const { accountId, credentialsVersion, identityId } = await this.#parts.steps.finish(input);
    const filter = { _id: accountId, tenantId: PUBLIC_TENANT, deletedAt: null, credentialsVersion };
    const account = await this.#parts.accounts.findOne(filter).lean();
    if (!account) throw challengeExpired();
    return identityId === null ? this.#start(account, input) : this.#startBy(identityId, account, input);
  }

  /** Starts a session with a passkey alone. @throws InvalidInputError `passkey_refused` */
  async signInWithPasskey(input: SignInWithPasskey & Device, origin: string): Promise<StartedSession> {
    const _id = await this.#parts.passkeys.accountOf(input.passkey, origin);
    const account = await this.#parts.accounts.findOne({ _id, tenantId: PUBLIC_TENANT, deletedAt: null }).lean();
    if (!account) throw challengeExpired();
    return this.#start(account, input);
  }

  /**
   * Starts a session for an account whose identity at another service was proven. It stands for the password: a second factor is
   * asked for.
   * @throws NotFoundError if there is no such account, UnauthenticatedError `second_step_needed`, ForbiddenError `suspended`,
   * InvalidInputError `challenge_expired` if the identity was unlinked meanwhile
   */
  async startProven(
    { accountId, identityId }: { accountId: string; identityId: string },
    input: Pick<SignIn, 'refreshIn'> & Device,
  ): Promise<StartedSession> {
    const account = await this.#parts.accountService.findAccount(accountId);
    await this.#parts.steps.require(account, identityId);
    return this.#startBy(identityId, account, input);
  }

  async #startBy(
    identityId: string,
    account: AccountDoc,
    input: Pick<SignIn, 'refreshIn'> & Device,
  ): Promise<StartedSession> {
    const started = await this.#start(account, input);
    // Re-check after writing: the identity may have been unlinked while its sign-in was under way.
    if (await this.#parts.hooks.noteIdentityUse(account._id, identityId)) return started;
    const { sessionId, tenant, profile } = started;
    await this.#parts.sessions.undo({ tenantId: tenant.id, personId: profile.id, sessionId });
    throw challengeExpired();
  }

  /** Starts a session for an account that has proved who it is. */
  async #start(account: AccountDoc, input: Pick<SignIn, 'refreshIn'> & Device): Promise<StartedSession> {
    // Only after the proof: others must not learn about it.
    await this.#parts.suspensions.checkAccount(account._id);
    return this.#startAs(await this.#lastPerson(account), account, input);
  }

  /** Starts a session in an organisation whose provider has signed the person in. @throws ForbiddenError `suspended` */
  async startSignedOn(
    person: Person,
    accountId: string,
    input: Pick<SignIn, 'refreshIn'> & Device & SignOnTerms,
  ): Promise<StartedSession> {
    const account = await this.#parts.accountService.findAccount(accountId);
    await this.#parts.suspensions.checkAccount(accountId);
    return this.#startAs(person, account, input);
  }

  async #startAs(
    person: Person,
    account: AccountDoc,
    input: Pick<SignIn, 'refreshIn'> & Device & Partial<SignOnTerms>,
  ): Promise<StartedSession> {
    const me = await this.#parts.accountService.meOf(account, person);
    const signedIn = (sessionId: string) =>
      this.#parts.audit.entry({
        chain: SERVER_CHAIN,
        actor: { personId: account._id, sessionId, address: input.network },
        as: 'member',
        action: 'signed_in',
        targetId: sessionId,
      });
    const started = { ...(await this.#parts.sessions.begin(person, input, signedIn)), ...me };
    // Re-check after writing: a concurrent password change, end of all sessions, suspension, deletion or removal from the organisation ended only
    // the sessions that existed at that moment, not this one.
    if (await this.#isUnchanged(account, person)) return started;
    await this.#parts.sessions.undo({ ...person, sessionId: started.sessionId });
    throw wrongCredentials(account._id);
  }

  /**
   * Moves the device to another tenant: a new session there replaces the actor's session, which ends.
   * @throws NotFoundError if the account does not belong to that tenant, ForbiddenError if the session may not leave its
   * organisation, or may not enter the other one
   */
  async switchTenant(actor: Actor, tenantId: string, terms?: SignOnTerms): Promise<StartedSession> {
    const account = await this.#parts.accountService.get(actor);
    const person = await this.#parts.memberships.personIn(tenantId, account._id);
    if (!person) throw notMember();
    const me = await this.#parts.accountService.meOf(account, person);
    const tokens = await this.#parts.sessions.switchPerson(actor, person, terms);
    if (!(await this.#isUnchanged(account, person))) {
      await this.#parts.sessions.undo({ ...person, sessionId: tokens.sessionId });
      throw notMember();
    }
    await this.#parts.accounts.updateOne(
      { _id: account._id, tenantId: account.tenantId },
      { $set: { lastTenantId: tenantId } },
    );
    return { ...tokens, ...me };
  }

  /**
   * The person in the last used tenant; in the public tenant if the account no longer belongs to that one, or if that one asks for
   * its own provider.
   */
  async #lastPerson({ _id, lastTenantId }: AccountDoc): Promise<Person> {
    const last = lastTenantId ? await this.#parts.memberships.personIn(lastTenantId, _id) : null;
    return last && (await this.#mayEnter(last)) ? last : { tenantId: PUBLIC_TENANT, personId: _id };
  }

  async #mayEnter(person: Person): Promise<boolean> {
    try {
      await this.#parts.hooks.checkEntry(person, null);
      return true;
    } catch (error) {
      if (error instanceof ForbiddenError) return false;
      throw error;
    }
  }

  /** Whether the credentials and the membership are still the ones that were checked, and the account is not suspended. */
  async #isUnchanged(
    { _id, tenantId, passwordHash, credentialsVersion }: AccountDoc,
    person: Person,
  ): Promise<boolean> {
    const version = { credentialsVersion: credentialsVersion ?? null };
    const [account, current, isSuspended] = await Promise.all([
      this.#parts.accounts.exists({ _id, tenantId, passwordHash, ...version, deletedAt: null }),
      this.#parts.memberships.personIn(person.tenantId, _id),
      this.#parts.suspensions.isSuspended(_id),
    ]);
    return account !== null && current?.personId === person.personId && !isSuspended;
  }
}

/** With the account for the security log, if the address has one. */
function wrongCredentials(accountId?: string): UnauthenticatedError {
  const error = new UnauthenticatedError(
    'wrong_credentials',
    'The email address or the password is wrong. Check both and try again.',
  );
  return accountId === undefined ? error : error.about({ ids: { accountId } });
}

/** The same error for an organisation that does not exist, so that the answer does not reveal whether it exists. */
function notMember(): NotFoundError {
  return new NotFoundError('You do not belong to this organisation. Ask its owners for an invitation.');
}
