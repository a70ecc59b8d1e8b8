/** Lets programs in with a key: finds it, checks what it is allowed, and counts the use. */
import { timingSafeEqual } from 'node:crypto';
import type { AuditTrail } from '../audit/index.ts';
import { ForbiddenError, UnauthenticatedError } from '../kernel/errors.ts';
import type { KeyedHash } from '../kernel/keyed-hash.ts';
import type { Person } from '../kernel/person.ts';
import { isApiKind, type KeyNeed, type KeyPermission } from '../protocol/key-kinds.ts';
import type { KeyRights } from './key-rights.ts';
import { type KeyText, parseKeyText } from './key-text.ts';
import type { KeyDoc, KeyOrigin, KeyStore, KeyUses } from './store/index.ts';

export interface KeyRequest {
  /** What the client sent. */
  text: string;
  need: KeyNeed;
  origin: KeyOrigin;
  /** Counts the request against the allowance of this key. @throws LimitExceededError */
  spend(keyId: string): Promise<void>;
}

/** A key that was let in. It acts for its owner, as far as its permissions go. */
export interface AdmittedKey {
  keyId: string;
  owner: Person;
  /** Whether the key is in rehearsal: the client is told that this use would have failed. */
  isRehearsed: boolean;
  /** Throws unless the key still works. Call it right before a change: it may have been disabled meanwhile. */
  recheck(): Promise<void>;
}

export interface ApiKeysOptions {
  store: KeyStore;
  uses: KeyUses;
  audit: Pick<AuditTrail, 'entry'>;
  hash: KeyedHash;
  rights: KeyRights;
}

export class ApiKeys {
  readonly #parts: ApiKeysOptions;

  constructor(parts: ApiKeysOptions) {
    this.#parts = parts;
  }

  /**
   * The allowance comes before everything that costs a write, and what the key was not made for is refused without being counted: it
   * would fail in every state.
   * @throws UnauthenticatedError `token_invalid`, `key_disabled`, ForbiddenError `key_not_allowed`, LimitExceededError
   */
  async admit({ text, need: { kind, permission }, origin, spend }: KeyRequest): Promise<AdmittedKey> {
    const parsed = parseKeyText(text);
    const key = parsed && (await this.#find(parsed));
    if (!key) throw unknown();
    await spend(key._id);
    if (key.kind !== kind || !key.permissions.includes(permission)) {
      throw notAllowed().about({ ids: { keyId: key._id } });
    }
    const current = await this.#withRight(key, permission);
    const outcome = current ? await this.#parts.uses.use(current, origin) : 'refused';
    if (outcome === 'refused' || !current?.ownerId) throw disabled().about({ ids: { keyId: key._id } });
    const owner = { tenantId: current.tenantId, personId: current.ownerId };
    return {
      keyId: current._id,
      owner,
      isRehearsed: outcome === 'warned',
      recheck: () => this.#recheck(current, permission),
    };
  }

  /**
   * Disables the keys of those of these people who have lost a right that the key uses. Otherwise a key that nobody uses meanwhile would
   * come back with the right.
   */
  async endUnheld(tenantId: string, personIds: readonly string[]): Promise<void> {
    const keys = await this.#parts.store.list(tenantId, 'organisation');
    const owned = keys.filter(({ ownerId }) => ownerId !== null && personIds.includes(ownerId));
    for (const key of owned) for (const permission of key.permissions) await this.#withRight(key, permission);
  }

  /** @throws UnauthenticatedError `key_disabled` */
  async #recheck(key: KeyDoc, permission: KeyPermission): Promise<void> {
    const stored = await this.#parts.store.find(key);
    const current = stored && (await this.#withRight(stored, permission));
    if (current?.state !== 'in_use' && current?.state !== 'rehearsal') throw disabled();
  }

  async #find({ kind, id, secret }: KeyText): Promise<KeyDoc | null> {
    const { store, hash } = this.#parts;
    const key = await store.findById(id);
    if (!key?.hash || key.kind !== kind) return null;
    const hashes = hash.all(secret);
    const stored = key.hash;
    const position = hashes.findIndex((one) => isSame(one, stored));
    if (position < 0) return null;
    // Before the older key of the server is removed.
    if (position > 0) await store.hashAgain(key, hash.of(secret));
    return key;
  }

  /** The key as it is now. A key whose owner has lost the right is disabled, so that it does not come back with the right. */
  async #withRight(key: KeyDoc, permission: KeyPermission): Promise<KeyDoc | null> {
    const { store, audit } = this.#parts;
    const { _id, tenantId, kind, ownerId: personId } = key;
    if (key.state === 'disabled' || !isApiKind(kind)) return key;
    if (personId !== null && (await this.#parts.rights[kind]({ tenantId, personId }, permission))) return key;
    const facts = { action: 'key_disabled', targetId: _id, after: { state: 'disabled', why: 'right_ended' } } as const;
    const entry = audit.entry({ chain: tenantId, actor: null, as: 'system', ...facts });
    await store.act(key, 'disable', { entry, only: { ownerId: personId } });
    return store.find(key);
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function unknown(): UnauthenticatedError {
  return new UnauthenticatedError(
    'token_invalid',
    'The key is not valid on this server. Check it, or ask for a new one.',
  );
}

function disabled(): UnauthenticatedError {
  return new UnauthenticatedError('key_disabled', 'The key is disabled. Ask its owner, or use another one.');
}

function notAllowed(): ForbiddenError {
  return new ForbiddenError('key_not_allowed', 'The key is not allowed to do this. Use another key, or sign in.');
}
