/** Open rooms with who is inside and who is speaking, kept up to date. */
import type { Room } from '../src/protocol/index.ts';
import type { Call } from './calls.ts';
import type { Connection } from './connection.ts';
import { MeshiError } from './errors.ts';
import { Live, type Unsubscribe } from './events.ts';
import { later, retryDelayMs } from './timers.ts';

const PAGE = 100;

export interface RoomListSnapshot {
  /** Those with people inside first, then the newest. */
  readonly rooms: readonly Room[];
  /** Whether the first answer has come. */
  readonly isLoaded: boolean;
  /** Why it is not up to date; it is tried again by itself. */
  readonly error: MeshiError | null;
}

/** Watches the rooms for as long as anyone holds a `RoomList`. */
export class RoomWatch extends Live<RoomListSnapshot, { changed: RoomListSnapshot }> {
  readonly #connection: Connection;
  readonly #call: Call;
  #watchers = 0;
  #stop: Unsubscribe[] = [];
  #attempt = 0;
  #cancelRetry: Unsubscribe | null = null;
  /** Told while the list was on its way: newer than the list. */
  #toldMeanwhile: Map<string, Room> | null = null;

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
      // Which rooms of circles there are for me is to be asked anew.
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
    // If it is lost, a few announcements come that nobody hears.
    if (this.#connection.state === 'online') this.#connection.request('rooms:unwatch', {}).catch(() => {});
    this.update({ rooms: [], isLoaded: false, error: null });
  }

  async #read(): Promise<void> {
    this.#cancelRetry?.();
    const told = new Map<string, Room>();
    this.#toldMeanwhile = told;
    try {
      // Watching begins before the list is read, so that nothing falls in between.
      const { rooms: live } = await this.#connection.request('rooms:watch', {});
      const { items } = await this.#call('rooms.list', { query: { limit: PAGE } });
      if (this.#toldMeanwhile !== told || this.#watchers === 0) return;
      const rooms = new Map([...items, ...live, ...told.values()].map((room) => [room.id, room]));
      this.#attempt = 0;
      this.#toldMeanwhile = null;
      this.#set([...rooms.values()], { isLoaded: true, error: null });
    } catch (error) {
      if (this.#toldMeanwhile !== told || this.#watchers === 0) return;
      this.#attempt += 1;
      this.update({ error: MeshiError.from(error) });
      this.#cancelRetry = later(retryDelayMs(this.#attempt), () => void this.#read());
    }
  }

  #take(room: Room): void {
    this.#toldMeanwhile?.set(room.id, room);
    this.#set([...this.snapshot.rooms.filter(({ id }) => id !== room.id), room]);
  }

  #set(rooms: readonly Room[], fields: Partial<RoomListSnapshot> = {}): void {
    this.update({ ...fields, rooms: rooms.filter(({ state }) => state === 'open').sort(livelyFirst) });
  }
}

/** What `meshi.rooms.watch()` gives. All of them show the same rooms; each is closed by itself. */
export class RoomList extends Live<RoomListSnapshot, { changed: RoomListSnapshot }> {
  #end: (() => void) | null;

  /** @internal */
  constructor(watch: RoomWatch, onClose: () => void) {
    super(watch.snapshot);
    const stop = watch.on('changed', (snapshot) => this.update(snapshot));
    this.#end = () => {
      stop();
      onClose();
    };
  }

  get rooms(): readonly Room[] {
    return this.snapshot.rooms;
  }

  /** Stops watching. Closing again does nothing. */
  close(): void {
    this.#end?.();
    this.#end = null;
  }
}

function livelyFirst(a: Room, b: Room): number {
  const lively = Number(b.peers.length > 0) - Number(a.peers.length > 0);
  return lively || (a.createdAt < b.createdAt ? 1 : -1);
}
