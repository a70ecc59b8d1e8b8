/** Which of my matches are online. */
import type { Connection } from './connection.ts';
import { Live } from './events.ts';

/** One request may ask for at most this many people. */
const BATCH = 200;

/** State of the presence store. */
export interface PresenceSnapshot {
  /** Ids of the tracked people who are online. */
  readonly online: ReadonlySet<string>;
}

/** Events of the presence store. */
export interface PresenceEvents {
  /** Fired when a tracked person came online or went offline, and when the server answered after `track`. */
  changed: PresenceSnapshot;
}

/** Which of my matches are online. Track the people whose presence you show. */
export class PresenceStore extends Live<PresenceSnapshot, PresenceEvents> {
  readonly #connection: Connection;
  readonly #tracked = new Set<string>();

  /** @internal Created by `MeshiClient`. */
  constructor({ connection }: { connection: Connection }) {
    super({ online: new Set() });
    this.#connection = connection;
    connection.on('presence:changed', ({ personId, isOnline }) => this.#set([{ personId, isOnline }]));
    connection.on('opened', () => this.#read([...this.#tracked]));
  }

  /** Whether a tracked person is online. False until the server has answered, and for people who are not my matches. */
  isOnline(personId: string): boolean {
    return this.snapshot.online.has(personId);
  }

  /** Follows the presence of these people too, until sign-out. Only my matches are ever reported as online. */
  track(personIds: readonly string[]): void {
    const added = personIds.filter((id) => !this.#tracked.has(id));
    for (const id of added) this.#tracked.add(id);
    if (this.#connection.state === 'online') this.#read(added);
  }

  /** @internal Forgets everyone. Called at sign-out. */
  reset(): void {
    this.#tracked.clear();
    this.update({ online: new Set() });
  }

  #read(personIds: readonly string[]): void {
    for (let start = 0; start < personIds.length; start += BATCH) {
      this.#connection.request('presence:read', { personIds: personIds.slice(start, start + BATCH) }).then(
        ({ items }) => this.#set(items),
        () => {}, // Unknown people count as offline until the next connection asks again.
      );
    }
  }

  #set(items: readonly { personId: string; isOnline: boolean }[]): void {
    const online = new Set(this.snapshot.online);
    for (const { personId, isOnline } of items) isOnline ? online.add(personId) : online.delete(personId);
    this.update({ online });
  }
}
