/** The live list of open rooms, with the people in each and who is speaking. */
import type { ProfileSummary, Room } from '../src/protocol/index.ts';
import type { Call } from './calls.ts';
import { withChangedPerson } from './changed-person.ts';
import type { Connection } from './connection.ts';
import { MeshiError } from './errors.ts';
import { Live, type Unsubscribe } from './events.ts';
import { later, retryDelayMs } from './timers.ts';

const PAGE = 100;

/** State of the list. */
export interface RoomListSnapshot {
  /** Open rooms: rooms with people first, then newest first. */
  readonly rooms: readonly Room[];
  /** Whether the first answer has arrived. */
  readonly isLoaded: boolean;
  /** Why the list is not up to date, or null. The client retries. */
  readonly error: MeshiError | null;
}

/** Events of the list. */
export interface RoomListEvents {
  /** Fired when a room was opened, changed or closed, and when someone entered, left, started or stopped speaking. */
  changed: RoomListSnapshot;
}

/** Watches the rooms while at least one `RoomList` is open. */
export class RoomWatch extends Live<RoomListSnapshot, RoomListEvents> {
  readonly #connection: Connection;
  readonly #call: Call;
  #watchers = 0;
  #stop: Unsubscribe[] = [];
  #attempt = 0;
  #cancelRetry: Unsubscribe | null = null;
  /** Rooms that changed while the list was loading: newer than the list. Null while nothing is loading. */
  #changedMeanwhile: Map<string, Room> | null = null;

  constructor({ connection, call }: { connection: Connection; call: Call }) {
    super({ rooms: [], isLoaded: false, error: null });
    this.#connection = connection;
    this.#call = call;
  }

  watch(): RoomList {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#begin();
    return new RoomList(this, () => this.#leave());
  }

  #begin(): void {
    this.#stop = [
      this.#connection.on('room:changed', (room) => this.#take(room)),
      this.#connection.on('profile:changed', ({ person }) => this.#takePerson(person)),
      // The matches, meals and communities whose rooms I see have changed.
      this.#connection.on('circle:changed', () => void this.#read()),
      this.#connection.on('opened', () => void this.#read()),
    ];
    if (this.#connection.state === 'online') void this.#read();
  }

  #leave(): void {
    this.#watchers -= 1;
    if (this.#watchers > 0) return;
    this.#cancelRetry?.();
    for (const stop of this.#stop) stop();
    // If the request is lost, events arrive that nobody listens to.
    if (this.#connection.state === 'online') this.#connection.request('rooms:unwatch', {}).catch(() => {});
    this.update({ rooms: [], isLoaded: false, error: null });
  }

  async #read(): Promise<void> {
    this.#cancelRetry?.();
    const changed = new Map<string, Room>();
    this.#changedMeanwhile = changed;
    try {
      // Watch before reading the list. Otherwise a change in between would be missed.
      const { rooms: live } = await this.#connection.request('rooms:watch', {});
      const { items } = await this.#call('rooms.list', { query: { limit: PAGE } });
      if (this.#changedMeanwhile !== changed || this.#watchers === 0) return;
      const rooms = new Map([...items, ...live, ...changed.values()].map((room) => [room.id, room]));
      this.#attempt = 0;
      this.#changedMeanwhile = null;
      this.#set([...rooms.values()], { isLoaded: true, error: null });
    } catch (error) {
      if (this.#changedMeanwhile !== changed || this.#watchers === 0) return;
      this.#attempt += 1;
      this.update({ error: MeshiError.from(error) });
      this.#cancelRetry = later(retryDelayMs(this.#attempt), () => void this.#read());
    }
  }

  #takePerson(person: ProfileSummary): void {
    const rooms = withChangedPerson(this.snapshot.rooms, person);
    if (rooms !== this.snapshot.rooms) this.update({ rooms });
  }

  #take(room: Room): void {
    this.#changedMeanwhile?.set(room.id, room);
    this.#set([...this.snapshot.rooms.filter(({ id }) => id !== room.id), room]);
  }

  #set(rooms: readonly Room[], fields: Partial<RoomListSnapshot> = {}): void {
    this.update({ ...fields, rooms: rooms.filter(({ state }) => state === 'open').sort(livelyThenNewest) });
  }
}

/** The live list of open rooms that `meshi.rooms.watch()` returns. All lists have the same rooms; close each one. */
export class RoomList extends Live<RoomListSnapshot, RoomListEvents> {
  #end: (() => void) | null;

  /** @internal Created by `RoomWatch`. */
  constructor(watch: RoomWatch, onClose: () => void) {
    super(watch.snapshot);
    const stop = watch.on('changed', (snapshot) => this.update(snapshot));
    this.#end = () => {
      stop();
      onClose();
    };
  }

  /** Open rooms: rooms with people first, then newest first. */
  get rooms(): readonly Room[] {
    return this.snapshot.rooms;
  }

  /** Stops watching. Idempotent. */
  close(): void {
    this.#end?.();
    this.#end = null;
  }
}

function livelyThenNewest(a: Room, b: Room): number {
  const lively = Number(b.peers.length > 0) - Number(a.peers.length > 0);
  return lively || (a.createdAt < b.createdAt ? 1 : -1);
}
