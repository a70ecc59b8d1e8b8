/**
 * The keys that sign access tokens and voice tickets, in the database. Every process reads them again and again, makes the next one
 * in time, and leads former ones through their life. Each step is one conditional write, so any number of processes can try it.
 */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { AuditTrail } from '../../audit/index.ts';
import { isUnavailable } from '../../database/database-errors.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import type { Log } from '../../kernel/log.ts';
import type { KeyAct, KeyDoc, KeyStore, KeyUses, UseOutcome } from '../store/index.ts';
import type { KeyVault } from './key-vault.ts';
import { dueAct, needsNewKey, nextKeyId, type SigningTimes, signingKeyAt } from './signing-plan.ts';

export interface SigningKeysOptions {
  store: KeyStore;
  uses: KeyUses;
  vault: KeyVault;
  audit: Pick<AuditTrail, 'entry'>;
  events: Pick<Events, 'announce'>;
  clock: Clock;
  log: Log;
  limits: SigningTimes & { signingKeyReadMs: number };
}

interface KnownKey {
  doc: KeyDoc;
  key: KeyObject;
}

const SECRET_BYTES = 48;
/** An unknown key is looked for at most this often. */
const LEARN_MS = 1_000;
const ORIGIN = { by: '', from: '' };

const ACTIONS = {
  rehearse: 'key_rehearsed',
  disable: 'key_disabled',
  enable: 'key_enabled',
  delete: 'key_deleted',
} as const satisfies Record<KeyAct, string>;

export class SigningKeys {
  readonly #parts: SigningKeysOptions;
  #known: ReadonlyMap<string, KnownKey> = new Map();
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #learnedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: SigningKeysOptions) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    await this.run();
    this.#timer = setInterval(() => void this.#tryRun(), this.#parts.limits.signingKeyReadMs).unref();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await (this.#next ?? this.#reading)?.catch(() => undefined);
  }

  /** The key that signs; null while the keys of the environment do, which is before the first key has been read by all. */
  signing(): { id: string; key: KeyObject } | null {
    const docs = [...this.#known.values()].map(({ doc }) => doc);
    const doc = signingKeyAt(docs, this.#parts.clock.now());
    const known = doc && this.#known.get(doc._id);
    return known ? { id: known.doc._id, key: known.key } : null;
  }

  /** Also a disabled key, so that its uses are counted. */
  find(id: string): KeyObject | undefined {
    return this.#known.get(id)?.key;
  }

  /** Reads the keys again if this one is unknown: another process has made it just now. */
  async learn(id: string): Promise<void> {
    const now = performance.now();
    if (this.#known.has(id) || now - this.#learnedAt < LEARN_MS) return;
    this.#learnedAt = now;
    await this.read();
  }

  /** Counts a use, and says what it does. A key of the environment has no life here: it is always served. */
  use(id: string): UseOutcome | Promise<UseOutcome> {
    const known = this.#known.get(id);
    if (!known) return 'served';
    if (known.doc.state !== 'in_use') return this.#parts.uses.use(known.doc, ORIGIN);
    this.#parts.uses.noteUse(known.doc);
    return 'served';
  }

  /** Reads the keys of the database, as they are after this call. All who come while a read is under way share the next one. */
  read(): Promise<void> {
    if (!this.#reading) return this.#begin();
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#begin();
      });
    return this.#next;
  }

  /** Reads the keys, and does what is due. */
  async run(): Promise<void> {
    await this.read();
    const changes = [await this.#makeNext(), ...(await this.#leadOn())];
    if (!changes.some(Boolean)) return;
    this.#parts.events.announce('signingKeysChanged', {});
    await this.read();
  }

  #begin(): Promise<void> {
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #tryRun(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      // The next run goes on.
      if (!isUnavailable(error)) this.#parts.log.error({ err: error }, 'the signing keys could not be read or renewed');
    }
  }

  async #read(): Promise<void> {
    const docs = await this.#parts.store.list(PUBLIC_TENANT, 'signing');
    const known = await Promise.all(docs.map((doc) => this.#opened(doc)));
    this.#known = new Map(known.flatMap((one) => (one ? [[one.doc._id, one] as const] : [])));
  }

  async #opened(doc: KeyDoc): Promise<KnownKey | null> {
    const before = this.#known.get(doc._id);
    if (before && before.doc.sealed === doc.sealed) return { doc, key: before.key };
    const secret = doc.sealed && (await this.#parts.vault.open(doc.sealed, doc._id));
    if (secret) return { doc, key: createSecretKey(Buffer.from(secret, 'base64url')) };
    this.#parts.log.error(
      { keyId: doc._id },
      'a signing key cannot be opened: KEYS_SECRET lacks the key that sealed it',
    );
    return null;
  }

  #docs(): KeyDoc[] {
    return [...this.#known.values()].map(({ doc }) => doc);
  }

  /** Returns whether this process made one. */
  async #makeNext(): Promise<boolean> {
    const { store, vault, audit, clock, limits } = this.#parts;
    const docs = this.#docs();
    const now = clock.now();
    if (!needsNewKey(docs, now, limits)) return false;
    const _id = nextKeyId(docs);
    const sealed = await vault.seal(randomBytes(SECRET_BYTES).toString('base64url'), _id);
    const signsFrom = new Date(now + limits.signingKeyLeadMs);
    const name = `tokens ${signsFrom.toISOString().slice(0, 10)}`;
    const made = { _id, tenantId: PUBLIC_TENANT, kind: 'signing', name, permissions: [], ownerId: null } as const;
    const facts = { action: 'key_created', targetId: _id, after: { kind: 'signing' } } as const;
    const entry = audit.entry({ chain: PUBLIC_TENANT, actor: null, as: 'system', ...facts });
    return store.insert(store.newDoc({ ...made, permissions: [], sealed, signsFrom }), entry);
  }

  /** Returns for each due act whether this process did it. */
  async #leadOn(): Promise<boolean[]> {
    const { store, audit, clock, limits } = this.#parts;
    const docs = this.#docs();
    const done: boolean[] = [];
    for (const doc of docs) {
      const act = dueAct(doc, docs, clock.now(), limits);
      if (!act) continue;
      const facts = { action: ACTIONS[act], targetId: doc._id, before: { state: doc.state, uses: doc.rehearsalUses } };
      const entry = audit.entry({ chain: PUBLIC_TENANT, actor: null, as: 'system', ...facts });
      // A use at the same moment keeps the key.
      const only = act === 'disable' ? { rehearsalUses: 0 } : {};
      done.push(await store.act(doc, act, { entry, only }));
    }
    return done;
  }
}
