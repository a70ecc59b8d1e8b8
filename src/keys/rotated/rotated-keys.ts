/**
 * Keys of which the server uses one at a time: the pair that signs push messages, the secret that makes TURN credentials. They are read
 * from the database at each use, so an act holds on all processes at once. The key that was put into use last is used. So it is
 * decided by one write; a process that ends after that write leaves the rehearsal of the former key to the next reader.
 */
import { createHash } from 'node:crypto';
import type { AuditTrail } from '../../audit/index.ts';
import { newId } from '../../database/ids.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ConflictError, UnavailableError } from '../../kernel/errors.ts';
import type { Log } from '../../kernel/log.ts';
import type { Secret } from '../../kernel/secret.ts';
import { createVapidKeys, vapidText } from '../../kernel/vapid-keys.ts';
import type { RotatedKind } from '../../protocol/key-kinds.ts';
import type { NextKey } from '../../protocol/keys.ts';
import { makeKeyText } from '../key-text.ts';
import type { KeyVault } from '../signing/index.ts';
import type { KeyDoc, KeyStore, KeyUses, UseOutcome } from '../store/index.ts';

export interface RotatedKeysOptions {
  kind: RotatedKind;
  /** The key of the settings. */
  ofSettings: Secret | null;
  /** Null: there are no keys in the database. */
  vault: KeyVault | null;
  store: KeyStore;
  uses: Pick<KeyUses, 'use'>;
  audit: Pick<AuditTrail, 'entry'>;
  clock: Clock;
  log: Log;
}

export interface RotatedKey {
  /** Null: it is the key of the settings, which has no life. */
  doc: KeyDoc | null;
  text: string;
}

interface Kind {
  make(id: string): string;
  /** Whether another server has to know a new key before it is used. */
  isShared: boolean;
}

const kinds: Readonly<Record<RotatedKind, Kind>> = {
  push: { make: () => vapidText(createVapidKeys()), isShared: false },
  turn: { make: (id) => makeKeyText('turn', id).text, isShared: true },
};

const NOWHERE = { by: '', from: '' };

export class RotatedKeys {
  readonly #parts: RotatedKeysOptions;
  /** The id of the key that was taken over from the settings. There is at most one. */
  readonly takenOverId: string;

  constructor(parts: RotatedKeysOptions) {
    this.#parts = parts;
    this.takenOverId = createHash('sha256').update(`meshi:settings-key:${parts.kind}`).digest('hex').slice(0, 24);
  }

  /** Whether there may be a key. */
  get isPossible(): boolean {
    return this.#parts.vault !== null || this.#parts.ofSettings !== null;
  }

  /**
   * The key for new uses: the one in use, or else that of the settings, unless it was taken over. Where there is neither, one in rehearsal
   * works on, and a disabled one refuses. Null if there is none, or the server cannot open it.
   */
  async current(): Promise<RotatedKey | null> {
    const docs = await this.#read();
    const latestIn = (state: KeyDoc['state']) => docs.find((doc) => doc.state === state && doc.signsFrom !== null);
    const inUse = latestIn('in_use');
    if (inUse) return this.#opened(inUse);
    const [ofSettings] = this.#ofSettings(docs);
    if (ofSettings) return ofSettings;
    const former = latestIn('rehearsal') ?? latestIn('disabled');
    return former ? this.#opened(former) : null;
  }

  /** All keys that work, and that the server can open. */
  async working(): Promise<RotatedKey[]> {
    const docs = await this.#read();
    const works = docs.filter(({ state }) => state === 'in_use' || state === 'rehearsal');
    const opened = await Promise.all(works.map((doc) => this.#opened(doc)));
    return [...opened.flatMap((key) => key ?? []), ...this.#ofSettings(docs)];
  }

  /**
   * The key with this id; null stands for that of the settings, also after it was taken over. Null if it does not exist.
   * @throws UnavailableError if the server cannot open it
   */
  async find(id: string | null): Promise<RotatedKey | null> {
    const { store, vault } = this.#parts;
    const doc = vault && (await store.find({ _id: id ?? this.takenOverId, tenantId: PUBLIC_TENANT }));
    const key = doc && (await this.#opened(doc));
    // Without `KEYS_SECRET` nobody knows whether the key was deleted.
    if ((doc && !key) || (id !== null && !vault)) throw unopened();
    return key ?? (id === null ? (this.#ofSettings([])[0] ?? null) : null);
  }

  /** Counts a use, and says what it does. */
  async use({ doc }: RotatedKey): Promise<UseOutcome> {
    return doc ? this.#parts.uses.use(doc, NOWHERE) : 'served';
  }

  /** The text of the key for a new use, which is counted. Null if `current` is, or it is disabled. */
  async take(): Promise<string | null> {
    const key = await this.current();
    if (!key || (await this.use(key)) === 'refused') return null;
    return key.text;
  }

  /**
   * A key to be stored, and its text if somebody has to be told. Call `settle` when it is stored.
   * @throws ConflictError `no_keys_secret`, `no_key_in_settings`
   */
  async next(from: NextKey['from']): Promise<{ doc: KeyDoc; text: string | null }> {
    const { kind, vault, ofSettings, store, clock } = this.#parts;
    const { make, isShared } = kinds[kind];
    if (!vault) throw new ConflictError('no_keys_secret', 'Set KEYS_SECRET first: it seals the keys in the database.');
    const isNew = from === 'new';
    const _id = isNew ? newId() : this.takenOverId;
    const text = isNew ? make(_id) : await this.#toTakeOver(ofSettings);
    const startsInUse = !isNew || !isShared;
    // It is older than all keys of the database.
    const signsFrom = isNew ? await this.#nextTime() : new Date(0);
    const name = `${kind} ${clock.date().toISOString().slice(0, 16).replace('T', ' ')}`;
    const sealed = await vault.seal(text, _id);
    const made = { _id, tenantId: PUBLIC_TENANT, kind, name, permissions: [], ownerId: null, sealed };
    const doc = store.newDoc({ ...made, signsFrom: startsInUse ? signsFrom : null });
    return {
      doc: startsInUse ? doc : { ...doc, state: 'disabled' },
      text: isNew && isShared ? text : null,
    };
  }

  /** What the act sets that puts a key into use: from then on it is the newest. */
  async enabled(): Promise<Pick<KeyDoc, 'signsFrom'>> {
    return { signsFrom: await this.#nextTime() };
  }

  /** Begins the rehearsal of former keys that are still in use. Idempotent. */
  async settle(): Promise<void> {
    await this.#read();
  }

  /** The key of the settings, unless it was taken over. */
  #ofSettings(docs: readonly KeyDoc[]): RotatedKey[] {
    const { ofSettings } = this.#parts;
    const isTakenOver = docs.some(({ _id }) => _id === this.takenOverId);
    return ofSettings && !isTakenOver ? [{ doc: null, text: ofSettings.reveal() }] : [];
  }

  async #toTakeOver(ofSettings: Secret | null): Promise<string> {
    const { store } = this.#parts;
    const isTakenOver = (await store.find({ _id: this.takenOverId, tenantId: PUBLIC_TENANT })) !== null;
    if (ofSettings && !isTakenOver) return ofSettings.reveal();
    throw new ConflictError('no_key_in_settings', 'The settings have no such key, or it was taken over before.');
  }

  /** After all others, even if the clocks of two processes differ. */
  async #nextTime(): Promise<Date> {
    const times = (await this.#list()).map(({ signsFrom }) => Number(signsFrom ?? 0) + 1);
    return new Date(Math.max(this.#parts.clock.now(), ...times));
  }

  /** The keys of the database. Only the first is in use. */
  async #read(): Promise<KeyDoc[]> {
    const docs = await this.#list();
    const [, ...former] = docs.filter(({ state }) => state === 'in_use');
    for (const doc of former) await this.#rehearse(doc);
    for (const doc of docs) await this.#sealAgain(doc);
    return former.length === 0 ? docs : this.#list();
  }

  /** The key that was put into use last comes first. */
  async #list(): Promise<KeyDoc[]> {
    const { store, vault, kind } = this.#parts;
    if (!vault) return [];
    const docs = await store.list(PUBLIC_TENANT, kind);
    return docs.toSorted((a, b) => Number(b.signsFrom ?? 0) - Number(a.signsFrom ?? 0) || (b._id < a._id ? -1 : 1));
  }

  async #rehearse(doc: KeyDoc): Promise<void> {
    const { store, audit } = this.#parts;
    const facts = { action: 'key_rehearsed', targetId: doc._id, before: { state: doc.state, uses: doc.uses } } as const;
    const entry = audit.entry({ chain: PUBLIC_TENANT, actor: null, as: 'system', ...facts });
    // It may have been put into use again meanwhile.
    await store.act(doc, 'rehearse', { entry, only: { signsFrom: doc.signsFrom } });
  }

  /** These keys live longer than a key of `KEYS_SECRET`. */
  async #sealAgain(doc: KeyDoc): Promise<void> {
    const { store, vault } = this.#parts;
    if (!vault || !doc.sealed || vault.isNewest(doc.sealed)) return;
    const text = await vault.open(doc.sealed, doc._id);
    if (text) await store.sealAgain(doc, await vault.seal(text, doc._id));
  }

  async #opened(doc: KeyDoc): Promise<RotatedKey | null> {
    const { vault, log } = this.#parts;
    const text = doc.sealed && (await vault?.open(doc.sealed, doc._id));
    if (text) return { doc, text };
    log.error({ keyId: doc._id }, 'a key cannot be opened: KEYS_SECRET lacks the key that sealed it');
    return null;
  }
}

function unopened(): UnavailableError {
  return new UnavailableError('The server cannot open a key that it needs. Ask its operator.');
}
