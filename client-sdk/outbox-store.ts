/** Where unsent messages are kept: IndexedDB in browsers, memory elsewhere, or the integrator's own store. */

/** A message that the server has not stored yet. */
export interface OutboxEntry {
  /** The sender: `me.profile.id`, which is different in each organisation of an account. */
  accountId: string;
  /** The conversation it belongs to. */
  conversationId: string;
  /** Unique together with `accountId`; the same for every attempt to send it. */
  clientMessageId: string;
  /** The text to send. */
  text: string;
  /** The seq of the message that it answers. Missing if it answers none. */
  replyTo?: number;
  /** ISO 8601, by this device's clock. */
  queuedAt: string;
  /** The order of sending: grows with each message of this account. */
  order: number;
  /** Why the server refused the message for good; it then waits for `retry` or `discard`. Otherwise null. */
  failure: { code: string; message: string; reason?: string | null } | null;
  /** The sender's account, `me.account.id`: the same in each of its organisations. Missing in entries of older versions. */
  ownerId?: string;
}

/** A durable store of messages. Its methods may reject: the outbox then keeps the message in memory only. */
export interface OutboxStore {
  /** Resolves to all entries of the account, in any order. */
  load(accountId: string): Promise<OutboxEntry[]>;
  /** Adds the entry, or replaces the entry with the same ids. Resolves when the entry survives a closed tab. */
  put(entry: OutboxEntry): Promise<void>;
  /** Removes the entry; does nothing if it does not exist. */
  remove(accountId: string, clientMessageId: string): Promise<void>;
  /** Resolves to all entries with this `ownerId`. Without this method, the client knows those of the current profile only. */
  loadOwned?(ownerId: string): Promise<OutboxEntry[]>;
}

/** Keeps entries in memory, as long as this object exists. */
export class MemoryOutboxStore implements OutboxStore {
  readonly #entries = new Map<string, OutboxEntry>();

  /** Resolves to every entry of the account. */
  async load(accountId: string): Promise<OutboxEntry[]> {
    return [...this.#entries.values()].filter((entry) => entry.accountId === accountId);
  }

  /** Resolves to every entry of this owner. */
  async loadOwned(ownerId: string): Promise<OutboxEntry[]> {
    return [...this.#entries.values()].filter((entry) => entry.ownerId === ownerId);
  }

  /** Adds the entry, or replaces the entry with the same ids. */
  async put(entry: OutboxEntry): Promise<void> {
    this.#entries.set(`${entry.accountId} ${entry.clientMessageId}`, entry);
  }

  /** Removes the entry; does nothing if it does not exist. */
  async remove(accountId: string, clientMessageId: string): Promise<void> {
    this.#entries.delete(`${accountId} ${clientMessageId}`);
  }
}

const STORE = 'messages';

/** Keeps entries in the browser, shared by all tabs of the origin. */
export class IndexedDbOutboxStore implements OutboxStore {
  readonly #name: string;
  #database: Promise<IDBDatabase> | null = null;

  /** `name` is the name of the database. Two clients on one page that use different servers need different names. */
  constructor(name = 'meshi-outbox') {
    this.#name = name;
  }

  /** Resolves to every entry of the account. */
  async load(accountId: string): Promise<OutboxEntry[]> {
    const ofAccount = IDBKeyRange.bound([accountId], [accountId, []]);
    return (await this.#run('readonly', (store) => store.getAll(ofAccount))) as OutboxEntry[];
  }

  /** Resolves to every entry of this owner. */
  async loadOwned(ownerId: string): Promise<OutboxEntry[]> {
    const entries = (await this.#run('readonly', (store) => store.getAll())) as OutboxEntry[];
    return entries.filter((entry) => entry.ownerId === ownerId);
  }

  /** Adds the entry, or replaces the entry with the same ids. */
  async put(entry: OutboxEntry): Promise<void> {
    await this.#run('readwrite', (store) => store.put(entry));
  }

  /** Removes the entry; does nothing if it does not exist. */
  async remove(accountId: string, clientMessageId: string): Promise<void> {
    await this.#run('readwrite', (store) => store.delete([accountId, clientMessageId]));
  }

  async #run(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      // Strict: the entry must be on disk, not only handed to the operating system.
      const transaction = database.transaction(STORE, mode, { durability: 'strict' });
      const request = use(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(STORE, { keyPath: ['accountId', 'clientMessageId'] });
      };
      request.onsuccess = () => {
        // A newer version of the SDK in another tab upgrades the database: close it, and reopen it at the next use.
        request.result.onversionchange = () => this.#forget(request.result);
        request.result.onclose = () => this.#forget(request.result);
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    }).catch((error: unknown) => {
      this.#database = null;
      throw error;
    });
    return this.#database;
  }

  #forget(database: IDBDatabase): void {
    database.close();
    this.#database = null;
  }
}

/** IndexedDB if there is one, otherwise memory. */
export function defaultOutboxStore(): OutboxStore {
  return typeof indexedDB === 'undefined' ? new MemoryOutboxStore() : new IndexedDbOutboxStore();
}
