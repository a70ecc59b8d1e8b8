/** What people do with the keys of the server and of organisations: make, list, and lead them through their life. */
import type { AuditTrail, NewAuditEntry, PendingAuditEntry } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import type { Actor } from '../kernel/actor.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { KeyedHash } from '../kernel/keyed-hash.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { PushDevices } from '../notifications/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { AuditRole } from '../protocol/audit.ts';
import {
  type ApiKeyKind,
  isApiKind,
  type KeyKindName,
  type KeyPermission,
  type RotatedKind,
  rotatedKinds,
} from '../protocol/key-kinds.ts';
import type { Key, MadeKey, NewKey, NextKey, NextKeyMade } from '../protocol/keys.ts';
import { makeKeyText } from './key-text.ts';
import type { RotatedKeys } from './rotated/index.ts';
import type { KeyAct, KeyDoc, KeyStore } from './store/index.ts';

/** A person who may manage the keys of the server or of an organisation. */
export interface KeyManager extends Actor {
  kind: ApiKeyKind;
  as: AuditRole;
  /** Whether the person may give this to a key. */
  allows(permission: KeyPermission): Promise<boolean>;
  /** Throws unless the person may still manage keys. Called right before a change. */
  recheck(): Promise<void>;
}

export interface KeyServiceOptions {
  store: KeyStore;
  audit: Pick<AuditTrail, 'entry'>;
  hash: KeyedHash;
  rotatedKeys: Readonly<Record<RotatedKind, Pick<RotatedKeys, 'enabled' | 'next' | 'settle'>>>;
  pushDevices: Pick<PushDevices, 'countOf' | 'removeOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  events: Pick<Events, 'announce'>;
  quotas: Quotas;
  limits: { keysPerTenant: number };
}

const ACTIONS = {
  rehearse: 'key_rehearsed',
  disable: 'key_disabled',
  enable: 'key_enabled',
  delete: 'key_deleted',
} as const satisfies Record<KeyAct, string>;

type KeyAction = 'key_created' | (typeof ACTIONS)[KeyAct];

export class KeyService {
  readonly #parts: KeyServiceOptions;

  constructor(parts: KeyServiceOptions) {
    this.#parts = parts;
  }

  /** Newest first; after those of the server the keys that it uses itself. */
  async list(tenantId: string, kind: ApiKeyKind): Promise<Key[]> {
    const lists = await Promise.all(managedKinds(kind).map((each) => this.#parts.store.list(tenantId, each)));
    return this.#present(tenantId, lists.flat());
  }

  /** Makes a key. Only this answer has its text. @throws ForbiddenError `key_beyond_role`, ConflictError `too_many_keys` */
  async create(manager: KeyManager, { name, permissions, reason }: NewKey): Promise<MadeKey> {
    const { tenantId, personId: ownerId, kind } = manager;
    const chosen = [...new Set(permissions)];
    await this.#checkAllowed(manager, chosen);
    const _id = newId();
    const { text, secret } = makeKeyText(kind, _id);
    const hash = this.#parts.hash.of(secret);
    const doc = this.#parts.store.newDoc({ _id, tenantId, kind, name, permissions: chosen, ownerId, hash });
    const after = { kind, permissions: chosen.join('.') };
    const entry = this.#entry(manager, { action: 'key_created', targetId: _id, reason, after });
    await manager.recheck();
    await this.#insert(doc, entry);
    return { key: await this.#presentOne(doc), text };
  }

  /**
   * Makes the next key of a kind that the server uses itself, or takes over that of the settings.
   * @throws ConflictError `no_keys_secret`, `no_key_in_settings`, `too_many_keys`
   */
  async next(manager: KeyManager, { kind, from, reason }: NextKey): Promise<NextKeyMade> {
    const rotated = this.#parts.rotatedKeys[kind];
    const { doc, text } = await rotated.next(from);
    const entry = this.#entry(manager, { action: 'key_created', targetId: doc._id, reason, after: { kind } });
    await manager.recheck();
    await this.#insert(doc, entry);
    await rotated.settle();
    return { key: await this.#presentOne(await this.#find(manager, doc._id)), text };
  }

  /**
   * Does one act of a key's life. Who enables a key becomes its owner, so that the key works with that person's right.
   * @throws NotFoundError, ForbiddenError `key_beyond_role`, ConflictError `key_state`, `key_not_rested`
   */
  async act(manager: KeyManager, keyId: string, act: KeyAct, reason: string): Promise<Key> {
    const key = await this.#find(manager, keyId);
    if (act === 'enable') await this.#checkAllowed(manager, key.permissions);
    await manager.recheck();
    const before = { state: key.state, uses: usesInState(key) };
    const entry = this.#entry(manager, { action: ACTIONS[act], targetId: keyId, reason, before });
    const set = act === 'enable' ? await this.#enabled(manager, key) : {};
    if (!(await this.#parts.store.act(key, act, { entry, set }))) throw await this.#refusal(manager, keyId, act);
    await this.#follow(key, act);
    if (act === 'delete') return this.#presentOne(key);
    return this.#presentOne(await this.#find(manager, keyId));
  }

  /** What enabling sets besides the state. */
  async #enabled({ personId }: KeyManager, { kind }: KeyDoc): Promise<Partial<KeyDoc>> {
    if (isApiKind(kind)) return { ownerId: personId };
    return isRotated(kind) ? this.#parts.rotatedKeys[kind].enabled() : {};
  }

  /** What follows from an act. If the process ends before, a later reader of the keys does it. */
  async #follow({ _id, kind }: KeyDoc, act: KeyAct): Promise<void> {
    const { events, rotatedKeys, pushDevices } = this.#parts;
    if (kind === 'signing') events.announce('signingKeysChanged', {});
    if (isRotated(kind)) await rotatedKeys[kind].settle();
    if (kind === 'push' && act === 'delete') await pushDevices.removeOf(_id);
  }

  /** @throws NotFoundError */
  async #find({ tenantId, kind }: KeyManager, _id: string): Promise<KeyDoc> {
    const key = await this.#parts.store.find({ _id, tenantId });
    if (key && managedKinds(kind).includes(key.kind)) return key;
    throw new NotFoundError('There is no key with this ID. It may have been deleted.');
  }

  async #checkAllowed(manager: KeyManager, permissions: readonly KeyPermission[]): Promise<void> {
    for (const permission of permissions) if (!(await manager.allows(permission))) throw beyondRole();
  }

  async #insert(doc: KeyDoc, entry: PendingAuditEntry): Promise<void> {
    const { store, quotas, limits } = this.#parts;
    const { tenantId, kind } = doc;
    const max = limits.keysPerTenant;
    const error = () => new ConflictError('too_many_keys', `There are already ${max} keys. Delete one first.`, { max });
    const count = (most: number) => store.count(tenantId, kind, most);
    await quotas.spend([`keys:${tenantId}`], store.insertion(doc, entry), [{ count, max, error }]);
    await store.settle(entry);
  }

  /** Why an act was refused, as far as the key tells now. */
  async #refusal(manager: KeyManager, keyId: string, act: KeyAct): Promise<ConflictError> {
    const key = await this.#find(manager, keyId);
    if (act === 'delete' && key.state === 'disabled') {
      return new ConflictError(
        'key_not_rested',
        'The key was disabled or used only lately. Delete it when nobody has used it for a while.',
      );
    }
    return new ConflictError('key_state', 'The state of this key does not allow that. Read it again.');
  }

  #entry<Action extends KeyAction>(
    { tenantId, personId, sessionId, address, as }: KeyManager,
    facts: Omit<NewAuditEntry<Action>, 'chain' | 'actor' | 'as'>,
  ): PendingAuditEntry {
    const actor = { personId, sessionId, address };
    return this.#parts.audit.entry({ chain: tenantId, actor, as, ...facts });
  }

  async #presentOne(key: KeyDoc): Promise<Key> {
    const [presented] = await this.#present(key.tenantId, [key]);
    if (!presented) throw new Error('a key was not presented');
    return presented;
  }

  async #present(tenantId: string, keys: readonly KeyDoc[]): Promise<Key[]> {
    const ids = keys.flatMap(({ ownerId, madeById }) => [ownerId, madeById]).filter((id) => id !== null);
    const people = await this.#parts.profiles.summaries(tenantId, new Set(ids));
    const personOf = (id: string | null) => (id && people.get(id)) || null;
    const devices = await Promise.all(keys.map((key) => this.#devicesOf(key)));
    return keys.map((key, index) => ({
      id: key._id,
      kind: key.kind,
      name: key.name,
      permissions: key.permissions,
      madeBy: personOf(key.madeById),
      madeAt: key.madeAt.toISOString(),
      owner: personOf(key.ownerId),
      state: key.state as Key['state'],
      stateSince: key.stateSince.toISOString(),
      uses: key.uses,
      lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
      lastUsedBy: key.lastUsedBy,
      lastUsedFrom: key.lastUsedFrom,
      rehearsalUses: key.rehearsalUses,
      refusedUses: key.refusedUses,
      lastRefusedAt: key.lastRefusedAt?.toISOString() ?? null,
      deletableAt: this.#parts.store.deletableAt(key)?.toISOString() ?? null,
      devices: devices[index] ?? null,
    }));
  }

  async #devicesOf({ _id, kind }: KeyDoc): Promise<number | null> {
    return kind === 'push' ? this.#parts.pushDevices.countOf(_id) : null;
  }
}

/** Operators also lead the keys that the server uses itself through their life. */
function managedKinds(kind: ApiKeyKind): KeyKindName[] {
  return kind === 'server' ? ['server', 'signing', ...rotatedKinds] : [kind];
}

function isRotated(kind: KeyKindName): kind is RotatedKind {
  return (rotatedKinds as readonly KeyKindName[]).includes(kind);
}

/** The uses that its owners look at in this state. */
function usesInState({ state, uses, rehearsalUses, refusedUses }: KeyDoc): number {
  if (state === 'rehearsal') return rehearsalUses;
  return state === 'disabled' ? refusedUses : uses;
}

function beyondRole(): ForbiddenError {
  return new ForbiddenError('key_beyond_role', 'A key can only do what your role allows now. Take another role first.');
}
