/** Where messages wait until they are durable: IndexedDB in browsers, memory elsewhere, or what an integrator gives. */

/** A message that is not durable yet. */
export interface OutboxEntry {
  accountId: string;
  conversationId: string;
  /** Unique with `accountId`; kept over resends. */
  clientMessageId: string;
  text: string;
  /** ISO 8601, of this device's clock. */
  queuedAt: string;
  /** Grows with each message of this account: the order to send in. */
  order: number;
  /** Set where the server refused the message for good; it then waits for `retry` or `discard`. */
  failure: { code: string; message: string } | null;
}

/** A durable queue. Its methods may reject; the outbox then goes on in memory. */
export interface OutboxStore {
  /** Every entry of the account, in any order. */
  load(accountId: string): Promise<OutboxEntry[]>;
  /** Adds the entry or replaces the one of the same ids. Resolves when it would survive a closed tab. */
  put(entry: OutboxEntry): Promise<void>;
  /** Does nothing where it is not there. */
  remove(accountId: string, clientMessageId: string): Promise<void>;
}

/** Keeps entries for as long as this object lives. */
export class MemoryOutboxStore implements OutboxStore {
  readonly #entries = new Map<string, OutboxEntry>();

  async load(accountId: string): Promise<OutboxEntry[]> {
    return [...this.#entries.values()].filter((entry) => entry.accountId === accountId);
  }

  async put(entry: OutboxEntry): Promise<void> {
    this.#entries.set(`${entry.accountId} ${entry.clientMessageId}`, entry);
  }

  async remove(accountId: string, clientMessageId: string): Promise<void> {
    this.#entries.delete(`${accountId} ${clientMessageId}`);
  }
}

const STORE = 'messages';

/** Keeps entries in the browser, shared by all tabs of the origin. */
export class IndexedDbOutboxStore implements OutboxStore {
  readonly #name: string;
  #database: Promise<IDBDatabase> | null = null;

  /** `name` of the database; clients of two servers on one page take two. */
  constructor(name = 'meshi-outbox') {
    this.#name = name;
  }

  async load(accountId: string): Promise<OutboxEntry[]> {
    const ofAccount = IDBKeyRange.bound([accountId], [accountId, []]);
    return (await this.#run('readonly', (store) => store.getAll(ofAccount))) as OutboxEntry[];
  }

  async put(entry: OutboxEntry): Promise<void> {
    await this.#run('readwrite', (store) => store.put(entry));
  }

  async remove(accountId: string, clientMessageId: string): Promise<void> {
    await this.#run('readwrite', (store) => store.delete([accountId, clientMessageId]));
  }

  async #run(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      // Strict: what counts is that the entry survives, not only that it was handed to the operating system.
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
        // A newer version of the SDK in another tab wants to upgrade: let it, and open again at the next use.
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

/** The store that fits where the code runs. */
export function defaultOutboxStore(): OutboxStore {
  return typeof indexedDB === 'undefined' ? new MemoryOutboxStore() : new IndexedDbOutboxStore();
}
