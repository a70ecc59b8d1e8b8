/** Reads keys and moves them through their life. Each act is one conditional write, so two processes cannot both do it. */
import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { type AuditTrail, carrying, type PendingAuditEntry } from '../../audit/index.ts';
import { insertion } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Spending } from '../../kernel/quotas.ts';
import type { KeyKindName } from '../../protocol/key-kinds.ts';
import { deletableAt, type KeyAct, newLife, resetBy, stateAfter, statesFor } from './key-life.ts';
import type { KeyDoc } from './key-model.ts';

export interface KeyStoreOptions {
  keys: Model<KeyDoc>;
  audit: AuditTrail;
  clock: Clock;
  limits: { keyRestMs: number };
}

export type KeyRef = Pick<KeyDoc, '_id' | 'tenantId'>;

/** What a new key is, without its life. */
export type NewKeyDoc = Pick<KeyDoc, '_id' | 'tenantId' | 'kind' | 'name' | 'permissions' | 'ownerId'> &
  Partial<Pick<KeyDoc, 'hash' | 'sealed' | 'signsFrom'>>;

export interface ActOptions {
  entry: PendingAuditEntry;
  /** Further fields that the act sets. */
  set?: Partial<KeyDoc>;
  /** Only while the key is still so. */
  only?: Partial<Pick<KeyDoc, 'ownerId' | 'rehearsalUses' | 'signsFrom'>>;
}

const isThere = trusted({ $ne: 'deleted' as const });

/** A key of an organisation that was made when its permission had the name of that of operators. */
function renamed(key: KeyDoc | null): KeyDoc | null {
  if (key?.kind !== 'organisation') return key;
  const permissions = key.permissions.map((each) => (each === 'audit:read' ? 'organisation:read_audit' : each));
  return { ...key, permissions };
}

export class KeyStore {
  readonly #parts: KeyStoreOptions;

  constructor(parts: KeyStoreOptions) {
    this.#parts = parts;
  }

  /** Null if there is none, or it was deleted. */
  find({ _id, tenantId }: KeyRef): Promise<KeyDoc | null> {
    return this.#parts.keys.findOne({ _id, tenantId, state: isThere }).lean<KeyDoc>().transform(renamed).exec();
  }

  /** By the id alone: the text of a key does not name an organisation. */
  findById(_id: string): Promise<KeyDoc | null> {
    return this.#parts.keys.findOne({ _id, state: isThere }).lean<KeyDoc>().transform(renamed).exec();
  }

  /** Newest first. */
  list(tenantId: string, kind: KeyKindName): Promise<KeyDoc[]> {
    return this.#parts.keys
      .find({ tenantId, kind, state: isThere })
      .sort({ madeAt: -1, _id: -1 })
      .lean<KeyDoc[]>()
      .transform((keys) => keys.flatMap((key) => renamed(key) ?? []))
      .exec();
  }

  count(tenantId: string, kind: KeyKindName, max: number): Promise<number> {
    return this.#parts.keys.countDocuments({ tenantId, kind, state: isThere }).limit(max).exec();
  }

  /** The new key, to be inserted with an entry of the audit log. */
  newDoc(made: NewKeyDoc): KeyDoc {
    const now = this.#parts.clock.date();
    const life = newLife(now.getTime());
    return {
      hash: null,
      sealed: null,
      signsFrom: null,
      ...made,
      madeById: made.ownerId,
      madeAt: now,
      ...life,
      stateSince: now,
      lastUsedAt: null,
      lastUsedBy: '',
      lastUsedFrom: '',
      lastRefusedAt: null,
    };
  }

  /** The insert of a key with its entry, as a write that quotas can undo. Call `settle` after it. */
  insertion(doc: KeyDoc, entry: PendingAuditEntry): Spending {
    return insertion(this.#parts.keys, carrying(doc, [entry]));
  }

  /** Returns whether this call inserted it. */
  insert(doc: KeyDoc, entry: PendingAuditEntry): Promise<boolean> {
    return this.#parts.audit.insert(this.#parts.keys, doc, [entry]);
  }

  settle(entry: PendingAuditEntry): Promise<void> {
    return this.#parts.audit.settle(this.#parts.keys, [entry]);
  }

  /** Stores the hash of the same secret under a newer key of the server. */
  async hashAgain({ _id, tenantId, hash }: KeyDoc, newHash: string): Promise<void> {
    await this.#parts.keys.updateOne({ _id, tenantId, hash }, { $set: { hash: newHash } });
  }

  /** Stores the same key, sealed by a newer key of the server. */
  async sealAgain({ _id, tenantId, sealed }: KeyDoc, newSealed: string): Promise<void> {
    await this.#parts.keys.updateOne({ _id, tenantId, sealed }, { $set: { sealed: newSealed } });
  }

  /** Does an act if the state allows it at this moment. Returns whether it did. */
  act(key: KeyRef, act: KeyAct, options: ActOptions): Promise<boolean> {
    const { keys, audit } = this.#parts;
    const { _id, tenantId } = key;
    const isAllowed = { state: trusted({ $in: statesFor(act) }) };
    const filter: QueryFilter<KeyDoc> = { ...options.only, _id, tenantId, ...isAllowed };
    if (act !== 'delete') return audit.update(keys, filter, this.#change(act, options.set), options.entry);
    // A use at the same moment is counted before, and then the key has not rested; or it finds no key any longer.
    return audit.delete(keys, { ...filter, ...this.#hasRested() }, ENDED, options.entry);
  }

  /** When it can be deleted; null unless it is disabled. */
  deletableAt({ state, stateSince, lastRefusedAt }: KeyDoc): Date | null {
    if (state !== 'disabled') return null;
    const times = { stateSince: stateSince.getTime(), lastRefusedAt: lastRefusedAt?.getTime() ?? null };
    return new Date(deletableAt(times, this.#parts.limits.keyRestMs));
  }

  #change(act: Exclude<KeyAct, 'delete'>, set: Partial<KeyDoc> = {}): UpdateQuery<KeyDoc> {
    const stateSince = this.#parts.clock.date();
    return { $set: { ...set, ...resetBy(act), state: stateAfter(act), stateSince } } as UpdateQuery<KeyDoc>;
  }

  #hasRested(): QueryFilter<KeyDoc> {
    const before = new Date(this.#parts.clock.now() - this.#parts.limits.keyRestMs);
    const longAgo = trusted({ $lte: before });
    return { stateSince: longAgo, $or: [{ lastRefusedAt: null }, { lastRefusedAt: longAgo }] };
  }
}

/** Makes a key worthless in the write that deletes it. */
const ENDED: UpdateQuery<KeyDoc> = { $set: { state: 'deleted', hash: null, sealed: null } };
