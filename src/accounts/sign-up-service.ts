/** Signing up: an account, its profile and a first session, or none of them. */
import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import { type AuditTrail, carrying, type PendingAuditEntry, SERVER_CHAIN } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError } from '../kernel/errors.ts';
import { createSimilarProfile, type FirstProfile, handleOf, type ProfileService } from '../profiles/index.ts';
import type { SignUp } from '../protocol/accounts.ts';
import type { Profile } from '../protocol/profiles.ts';
import { publicTenant } from '../tenants/memberships/index.ts';
import { emailTaken } from './account-errors.ts';
import type { AccountDoc } from './account-model.ts';
import { toAccount } from './account-service.ts';
import type { Passwords } from './password.ts';
import { checkPasswordStrength } from './password-strength/password-strength.ts';
import type { PastEmails } from './past-emails.ts';
import type { SessionService } from './session-service.ts';
import type { Device, StartedSession } from './sign-in-service.ts';
import type { Suspensions } from './suspensions.ts';

export interface SignUpServiceOptions {
  accounts: Model<AccountDoc>;
  audit: AuditTrail;
  passwords: Pick<Passwords, 'hash'>;
  profiles: Pick<ProfileService, 'checkHandle' | 'create'>;
  sessions: Pick<SessionService, 'begin'>;
  pastEmails: Pick<PastEmails, 'isReserved'>;
  suspensions: Pick<Suspensions, 'checkAddress'>;
  clock: Clock;
}

export class SignUpService {
  readonly #accounts: Model<AccountDoc>;
  readonly #parts: SignUpServiceOptions;

  constructor(parts: SignUpServiceOptions) {
    this.#accounts = parts.accounts;
    this.#parts = parts;
  }

  /**
   * Creates an account, its profile and a first session. A person without a chosen handle gets a free one.
   * @throws ConflictError `email_taken`, `handle_taken`, InvalidInputError if the password is easy to guess, ForbiddenError
   * `suspended`
   */
  async signUp(input: SignUp & Device): Promise<StartedSession> {
    const { email, password, handle, displayName } = input;
    const tenantId = PUBLIC_TENANT;
    // Cheap checks before the costly hash. The unique indexes decide.
    if (handle !== undefined) await this.#parts.profiles.checkHandle(tenantId, handle);
    if (await this.#accounts.exists({ tenantId, email })) throw emailTaken();
    if (await this.#parts.pastEmails.isReserved(email, null)) throw emailTaken();
    await this.#parts.suspensions.checkAddress(email);
    await checkPasswordStrength(password, { email, displayName, ...(handle !== undefined && { handle }) });
    const passwordHash = await this.#parts.passwords.hash(password);
    return this.#signUp({ accountId: newId(), passwordHash }, input);
  }

  /**
   * As `signUp`, for a person whom a provider of the operator has signed in. The account has the id that the identity is linked to, and
   * no password. Its address counts as not verified, because the provider may have seen it long ago.
   * @throws ConflictError `email_taken`, `handle_taken`, ForbiddenError `suspended`
   */
  async signUpProven(accountId: string, input: Omit<SignUp, 'password'> & Device): Promise<StartedSession> {
    if (input.handle !== undefined) await this.#parts.profiles.checkHandle(PUBLIC_TENANT, input.handle);
    return this.#signUp({ accountId, passwordHash: null }, input);
  }

  /** Whether somebody new can take this handle. It is suggested only then: nobody is refused what they have not chosen. */
  async isHandleFree(handle: string): Promise<boolean> {
    try {
      await this.#parts.profiles.checkHandle(PUBLIC_TENANT, handle);
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }

  async #signUp(
    { accountId: _id, passwordHash }: { accountId: string; passwordHash: string | null },
    input: Omit<SignUp, 'password'> & Device,
  ): Promise<StartedSession> {
    const { email, handle, displayName, language, timeZone } = input;
    const tenantId = PUBLIC_TENANT;
    const firstProfile = { handle: handle ?? handleOf(displayName), displayName, language, timeZone };
    const entry = this.#signedUp(_id, input.network);
    const account = await this.#insert(entry, {
      _id,
      tenantId,
      email,
      passwordHash,
      emailVerifiedAt: null,
      lastTenantId: null,
      createdAt: this.#parts.clock.date(),
      firstProfile,
      deletedAt: null,
    });
    const profile = await this.#createProfile(account, firstProfile, { isHandleChosen: handle !== undefined });
    await this.#parts.audit.settle(this.#accounts, [entry]);
    const tokens = await this.#parts.sessions.begin({ tenantId, personId: account._id }, input);
    return { ...tokens, account: toAccount(account), profile, tenant: publicTenant() };
  }

  /**
   * Creates an account without a password, for a person whom the provider of an organisation has named. The address counts as not
   * verified: the provider speaks for its organisation only. The profile in the open space does not have the name of the person.
   * @throws ConflictError `email_taken`, ForbiddenError `suspended`
   */
  async createWithoutPassword(input: Pick<SignUp, 'email' | 'language' | 'timeZone'> & Pick<Device, 'network'>) {
    const { email, language, timeZone, network } = input;
    const handle = `new_${randomBytes(6).toString('hex')}`;
    const _id = newId();
    const entry = this.#signedUp(_id, network);
    const firstProfile = { handle, displayName: handle, language, timeZone };
    const account = await this.#insert(entry, {
      _id,
      tenantId: PUBLIC_TENANT,
      email,
      passwordHash: null,
      emailVerifiedAt: null,
      lastTenantId: null,
      createdAt: this.#parts.clock.date(),
      firstProfile,
      deletedAt: null,
    });
    await this.#createProfile(account, firstProfile, { isHandleChosen: false });
    await this.#parts.audit.settle(this.#accounts, [entry]);
    return { accountId: _id };
  }

  #signedUp(personId: string, address: string): PendingAuditEntry {
    const actor = { personId, address };
    return this.#parts.audit.entry({
      chain: SERVER_CHAIN,
      actor,
      as: 'member',
      action: 'signed_up',
      targetId: personId,
    });
  }

  /** The entry is in the log after `settle`: the sign-up may still be undone. */
  async #insert(entry: PendingAuditEntry, doc: AccountDoc): Promise<AccountDoc> {
    if (!(await insertOnce(this.#accounts, carrying(doc, [entry])))) throw emailTaken();
    // Re-check after writing: the former account may have left this address, and reserved it, at the same moment.
    try {
      if (await this.#parts.pastEmails.isReserved(doc.email, null)) throw emailTaken();
      await this.#parts.suspensions.checkAddress(doc.email);
    } catch (error) {
      await this.#accounts.deleteOne({ _id: doc._id, tenantId: doc.tenantId });
      throw error;
    }
    return doc;
  }

  async #createProfile(
    { _id: personId, tenantId }: AccountDoc,
    first: FirstProfile,
    { isHandleChosen }: { isHandleChosen: boolean },
  ): Promise<Profile> {
    const { profiles } = this.#parts;
    const person = { tenantId, personId };
    try {
      const profile = isHandleChosen
        ? await profiles.create({ ...first, ...person })
        : await createSimilarProfile(profiles, person, first);
      await this.#accounts.updateOne({ _id: personId, tenantId }, { $set: { firstProfile: null } });
      return profile;
    } catch (error) {
      // Another person took the chosen handle at the same moment: undo this sign-up completely.
      if (error instanceof ConflictError) await this.#accounts.deleteOne({ _id: personId, tenantId });
      throw error;
    }
  }
}
