/** Stores and checks the second factors of accounts. Each change and each use of a code is one atomic step. */
import type { Model, QueryFilter } from 'mongoose';
import { type AuditTrail, type PendingAuditEntry, SERVER_CHAIN } from '../../audit/index.ts';
import { upsertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { SealedTexts } from '../../kernel/sealed-text.ts';
import { stepOfCode } from './authenticator-codes.ts';
import { recoveryHash } from './recovery-codes.ts';
import type { FactorReset, SecondFactorDoc, StoredPasskey } from './second-factor-model.ts';

export interface SecondFactorStoreOptions {
  factors: Model<SecondFactorDoc>;
  audit: AuditTrail;
  sealed: SealedTexts;
  clock: Clock;
  limits: { authenticatorSetUpMs: number; passkeys: number };
}

/** A factor goes in one atomic step with the check that another one stays, so that two at once do not remove both. */
export interface Removal {
  keepsOne: boolean;
  entry: PendingAuditEntry;
}

/** `last`: it is the only factor, and one must stay. `missing`: there is none, or no longer. */
export type RemovalOutcome = 'removed' | 'last' | 'missing';

/** How a code was right. */
export type CodeKind = 'authenticator' | 'recovery_code';

export class SecondFactorStore {
  readonly #factors: Model<SecondFactorDoc>;
  readonly #parts: SecondFactorStoreOptions;

  constructor(parts: SecondFactorStoreOptions) {
    this.#factors = parts.factors;
    this.#parts = parts;
  }

  find(accountId: string): Promise<SecondFactorDoc | null> {
    return this.#factors.findOne(keyOf(accountId)).lean<SecondFactorDoc>().exec();
  }

  /** Those of the accounts that have an authenticator app or a passkey. */
  async withFactor(accountIds: readonly string[]): Promise<Set<string>> {
    if (accountIds.length === 0) return new Set();
    const filter = { _id: trusted({ $in: accountIds }), tenantId: PUBLIC_TENANT, $or: HAS_FACTOR };
    const found = await this.#factors.find(filter, { _id: 1 }).lean();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Uses a code up: of the authenticator app, or a recovery code. Null if it is wrong or was used before. */
  async spendCode(accountId: string, code: string): Promise<CodeKind | null> {
    const digits = code.replaceAll(/\s/g, '');
    if (/^\d{6}$/.test(digits)) return (await this.#spendStep(accountId, digits)) ? 'authenticator' : null;
    return (await this.#spendRecoveryCode(accountId, code)) ? 'recovery_code' : null;
  }

  /** Begins to add an authenticator app with this secret. */
  async begin(accountId: string, secret: string): Promise<void> {
    const { sealed, clock, limits } = this.#parts;
    const expiresAt = new Date(clock.now() + limits.authenticatorSetUpMs);
    const pending = { secret: sealed.seal(secret, accountId), expiresAt };
    const update = { $set: { pending }, $setOnInsert: { authenticator: null, passkeys: [], recoveryHashes: [] } };
    await upsertOnce(() => this.#factors.updateOne(keyOf(accountId), update, { upsert: true }));
  }

  /** Replaces the authenticator app by the one that is being added, if the code is right. Returns whether it was. */
  async confirm(accountId: string, code: string, entry: PendingAuditEntry): Promise<boolean> {
    const { audit, sealed, clock } = this.#parts;
    const pending = (await this.find(accountId))?.pending;
    if (!pending || pending.expiresAt <= clock.date()) return false;
    const secret = sealed.open(pending.secret, accountId);
    const step = secret && stepOfCode(secret, code.replaceAll(/\s/g, ''), clock.now());
    if (typeof step !== 'number') return false;
    // The code that confirms is used up.
    const authenticator = { secret: pending.secret, addedAt: clock.date(), lastStep: step };
    const isPending = { ...keyOf(accountId), 'pending.secret': pending.secret };
    return audit.update(this.#factors, isPending, { $set: { authenticator, pending: null } }, entry);
  }

  /** `keepsOne`: not if it is the last factor. */
  async removeAuthenticator(accountId: string, { keepsOne, entry }: Removal): Promise<RemovalOutcome> {
    const hasOne = { ...keyOf(accountId), authenticator: trusted({ $ne: null }) };
    const filter = keepsOne ? { ...hasOne, 'passkeys.0': trusted({ $exists: true }) } : hasOne;
    const update = { $set: { authenticator: null, pending: null } };
    if (await this.#parts.audit.update(this.#factors, filter, update, entry)) return 'removed';
    return (await this.#factors.exists(hasOne)) ? 'last' : 'missing';
  }

  /** Replaces all recovery codes. Returns false for an account without a factor. */
  replaceRecoveryCodes(accountId: string, codes: readonly string[], entry: PendingAuditEntry): Promise<boolean> {
    const hasFactor = { $nor: [WITHOUT_FACTOR], ...keyOf(accountId) };
    return this.#parts.audit.update(
      this.#factors,
      hasFactor,
      { $set: { recoveryHashes: codes.map(recoveryHash) } },
      entry,
    );
  }

  /**
   * Stores the first recovery codes, which come with a factor and its entry. Returns false if the account has some: two factors that
   * are added at once get one set.
   */
  async addRecoveryCodes(accountId: string, codes: readonly string[]): Promise<boolean> {
    const hasNone = { ...keyOf(accountId), 'recoveryHashes.0': trusted({ $exists: false }) };
    const update = { $set: { recoveryHashes: codes.map(recoveryHash) } };
    return (await this.#factors.updateOne(hasNone, update)).matchedCount === 1;
  }

  /** Removes the recovery codes of an account that has lost its last factor. They stay if it has got another one meanwhile. */
  async endRecoveryCodes(accountId: string): Promise<void> {
    await this.#factors.updateOne({ ...keyOf(accountId), ...WITHOUT_FACTOR }, { $set: { recoveryHashes: [] } });
  }

  /** The account with this passkey. */
  findByPasskey(credentialId: string): Promise<SecondFactorDoc | null> {
    const passkey = { 'passkeys.credentialId': credentialId };
    return this.#factors
      .findOne({ tenantId: PUBLIC_TENANT, ...passkey })
      .lean<SecondFactorDoc>()
      .exec();
  }

  /** Returns false at the limit, also if another account has this passkey. One atomic step. */
  async addPasskey(accountId: string, passkey: StoredPasskey, entry: PendingAuditEntry): Promise<boolean> {
    const empty = { $setOnInsert: { authenticator: null, pending: null, passkeys: [], recoveryHashes: [] } };
    await upsertOnce(() => this.#factors.updateOne(keyOf(accountId), empty, { upsert: true }));
    const isFull = `passkeys.${this.#parts.limits.passkeys - 1}`;
    const hasRoom = { ...keyOf(accountId), [isFull]: trusted({ $exists: false }) };
    return this.#parts.audit.update(this.#factors, hasRoom, { $push: { passkeys: passkey } }, entry);
  }

  /** Returns whether there was one with this id. */
  async renamePasskey(accountId: string, id: string, name: string): Promise<boolean> {
    const { matchedCount } = await this.#factors.updateOne(
      { ...keyOf(accountId), 'passkeys.id': id },
      { $set: { 'passkeys.$.name': name } },
    );
    return matchedCount === 1;
  }

  /** As `removeAuthenticator`. */
  async removePasskey(accountId: string, id: string, { keepsOne, entry }: Removal): Promise<RemovalOutcome> {
    const hasIt = { ...keyOf(accountId), 'passkeys.id': id };
    const filter = keepsOne ? { ...hasIt, $or: HAS_ANOTHER_THAN_A_PASSKEY } : hasIt;
    const update = { $pull: { passkeys: { id } } };
    if (await this.#parts.audit.update(this.#factors, filter, update, entry)) return 'removed';
    return (await this.#factors.exists(hasIt)) ? 'last' : 'missing';
  }

  /** Stores that all factors will be removed. False without a factor, or if it is stored already. */
  scheduleReset(accountId: string, reset: FactorReset, entry: PendingAuditEntry): Promise<boolean> {
    const filter = { ...keyOf(accountId), $or: HAS_FACTOR, reset: null };
    return this.#parts.audit.update(this.#factors, filter, { $set: { reset } }, entry);
  }

  /** Returns whether a reset waited that fits `condition`. */
  cancelReset(accountId: string, condition: QueryFilter<SecondFactorDoc>, entry: PendingAuditEntry): Promise<boolean> {
    const filter = { ...keyOf(accountId), reset: trusted({ $ne: null }), 'reset.doneAt': null, ...condition };
    return this.#parts.audit.update(this.#factors, filter, { $set: { reset: null } }, entry);
  }

  findByResetToken(tokenHash: string): Promise<SecondFactorDoc | null> {
    const filter = { tenantId: PUBLIC_TENANT, 'reset.tokenHash': tokenHash };
    return this.#factors.findOne(filter).lean<SecondFactorDoc>().exec();
  }

  /** Replaces the token of the letter. Null if this reset does not wait any more. */
  async setResetToken(accountId: string, resetId: string, tokenHash: string): Promise<FactorReset | null> {
    const filter = { ...keyOf(accountId), 'reset.id': resetId, 'reset.doneAt': null };
    const found = await this.#factors.findOneAndUpdate(filter, { $set: { 'reset.tokenHash': tokenHash } }).lean();
    return found?.reset ?? null;
  }

  /** Postpones a reset whose letter has not left. */
  async setResetDue(accountId: string, resetId: string, dueAt: Date): Promise<void> {
    const filter = { ...keyOf(accountId), 'reset.id': resetId, 'reset.toldAt': null };
    await this.#factors.updateOne(filter, { $set: { 'reset.dueAt': dueAt } });
  }

  /** Stores that the letter has left, and when the removal is due. */
  async setResetTold(accountId: string, resetId: string, dueAt: Date): Promise<void> {
    const filter = { ...keyOf(accountId), 'reset.id': resetId, 'reset.doneAt': null };
    await this.#factors.updateOne(filter, { $set: { 'reset.toldAt': this.#parts.clock.date(), 'reset.dueAt': dueAt } });
  }

  /** Removes all factors, if this reset is due and its letter has left. Returns whether it was. One atomic step. */
  async removeByReset(accountId: string, resetId: string): Promise<boolean> {
    const { audit, clock } = this.#parts;
    const removed = { action: 'factors_reset', targetId: accountId } as const;
    const entry = audit.entry({ chain: SERVER_CHAIN, actor: null, as: 'system', ...removed });
    const dueAt = trusted({ $lte: clock.date() });
    const filter = {
      ...keyOf(accountId),
      'reset.id': resetId,
      'reset.dueAt': dueAt,
      'reset.toldAt': trusted({ $ne: null }),
      'reset.doneAt': null,
    };
    const nothing = { authenticator: null, pending: null, passkeys: [], recoveryHashes: [] };
    const done = { 'reset.doneAt': clock.date(), 'reset.tokenHash': null };
    return audit.update(this.#factors, filter, { $set: { ...nothing, ...done } }, entry);
  }

  /** Forgets a reset whose factors were removed, once its effects have happened. */
  async closeReset(accountId: string, resetId: string): Promise<void> {
    await this.#factors.updateOne({ ...keyOf(accountId), 'reset.id': resetId }, { $set: { reset: null } });
  }

  /** Stores the counter of a passkey that was used. False if it was used or removed at the same moment. */
  async countUse(accountId: string, { id, counter }: StoredPasskey, newCounter: number): Promise<boolean> {
    const { matchedCount } = await this.#factors.updateOne(
      { ...keyOf(accountId), passkeys: trusted({ $elemMatch: { id, counter } }) },
      { $set: { 'passkeys.$.counter': newCounter, 'passkeys.$.lastUsedAt': this.#parts.clock.date() } },
    );
    return matchedCount === 1;
  }

  /** A time step counts once: the code of a later one, or of an app that was replaced meanwhile, does not fit the filter. */
  async #spendStep(accountId: string, code: string): Promise<boolean> {
    const authenticator = (await this.find(accountId))?.authenticator;
    const secret = authenticator && this.#parts.sealed.open(authenticator.secret, accountId);
    const step = secret && stepOfCode(secret, code, this.#parts.clock.now());
    if (!authenticator || typeof step !== 'number') return false;
    const { modifiedCount } = await this.#factors.updateOne(
      {
        ...keyOf(accountId),
        'authenticator.secret': authenticator.secret,
        'authenticator.lastStep': trusted({ $lt: step }),
      },
      { $set: { 'authenticator.lastStep': step } },
    );
    return modifiedCount === 1;
  }

  #spendRecoveryCode(accountId: string, code: string): Promise<boolean> {
    const { audit } = this.#parts;
    const hash = recoveryHash(code);
    const actor = { personId: accountId };
    const used = { action: 'recovery_code_used', targetId: accountId } as const;
    const entry = audit.entry({ chain: SERVER_CHAIN, actor, as: 'member', ...used });
    const hasIt = { ...keyOf(accountId), recoveryHashes: hash };
    return audit.update(this.#factors, hasIt, { $pull: { recoveryHashes: hash } }, entry);
  }
}

const WITHOUT_FACTOR = { authenticator: null, 'passkeys.0': trusted({ $exists: false }) };
/** Recovery codes alone are no factor. */
const HAS_FACTOR = [{ authenticator: trusted({ $ne: null }) }, { 'passkeys.0': trusted({ $exists: true }) }];
const HAS_ANOTHER_THAN_A_PASSKEY = [
  { authenticator: trusted({ $ne: null }) },
  { 'passkeys.1': trusted({ $exists: true }) },
];

function keyOf(accountId: string) {
  return { _id: accountId, tenantId: PUBLIC_TENANT };
}
