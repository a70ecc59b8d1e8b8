/** Who of my matches is online. */
import type { Connection } from './connection.ts';
import { Live } from './events.ts';

/** As many as one request may ask for. */
const BATCH = 200;

export interface PresenceSnapshot {
  /** Ids of the people who are online, of those that are tracked. */
  readonly online: ReadonlySet<string>;
}

export class PresenceStore extends Live<PresenceSnapshot, { changed: PresenceSnapshot }> {
  readonly #connection: Connection;
  readonly #tracked = new Set<string>();

  /** @internal Made by `MeshiClient`. */
  constructor({ connection }: { connection: Connection }) {
    super({ online: new Set() });
    this.#connection = connection;
    connection.on('presence:changed', ({ personId, isOnline }) => this.#set([{ personId, isOnline }]));
    connection.on('opened', () => this.#read([...this.#tracked]));
  }

  /** Whether someone who is tracked is online, as far as is known. */
  isOnline(personId: string): boolean {
    return this.snapshot.online.has(personId);
  }

  /** Keeps the presence of these people, too. Only matches of mine are ever told as online. */
  track(personIds: readonly string[]): void {
    const added = personIds.filter((id) => !this.#tracked.has(id));
    for (const id of added) this.#tracked.add(id);
    if (this.#connection.state === 'online') this.#read(added);
  }

  /** @internal Signed out. */
  reset(): void {
    this.#tracked.clear();
    this.update({ online: new Set() });
  }

  #read(personIds: readonly string[]): void {
    for (let start = 0; start < personIds.length; start += BATCH) {
      this.#connection.request('presence:read', { personIds: personIds.slice(start, start + BATCH) }).then(
        ({ items }) => this.#set(items),
        () => {}, // Unknown counts as offline; the next connection asks again.
      );
    }
  }

  #set(items: readonly { personId: string; isOnline: boolean }[]): void {
    const online = new Set(this.snapshot.online);
    for (const { personId, isOnline } of items) isOnline ? online.add(personId) : online.delete(personId);
    this.update({ online });
  }
}
