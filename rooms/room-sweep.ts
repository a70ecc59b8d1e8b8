/** Closes empty rooms regularly, and corrects what crashes and lost events have left wrong. */

import { setTimeout as delay } from 'node:timers/promises';
import type { SessionService } from '../src/accounts/index.ts';
import type { Limits } from '../src/kernel/config.ts';
import type { Log } from '../src/kernel/log.ts';
import type { Nodes } from '../src/nodes/index.ts';
import type { VoiceRooms } from './live/voice-rooms.ts';
import type { RoomService } from './room-service.ts';
import type { RoomStore } from './room-store.ts';
import type { VoiceService } from './voice-service.ts';

export interface RoomSweepOptions {
  rooms: RoomService;
  store: RoomStore;
  voiceService: Pick<VoiceService, 'endShutOut'>;
  voiceRooms: VoiceRooms;
  nodes: Nodes;
  sessions: Pick<SessionService, 'endedAmong'>;
  limits: Limits;
  log: Log;
}

export class RoomSweep {
  readonly #parts: RoomSweepOptions;
  readonly #closing = new AbortController();
  #pause = new AbortController();
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: RoomSweepOptions) {
    this.#parts = parts;
  }

  /** Starts sweeping every `roomSweepMs`. */
  start(): void {
    this.#sweeping = this.#keepSweeping();
  }

  /** Sweeps now instead of after `roomSweepMs`. */
  sweepSoon(): void {
    this.#pause.abort();
  }

  /** Sweeps once. */
  async sweep(): Promise<void> {
    const { rooms, voiceService, store, voiceRooms, nodes, sessions } = this.#parts;
    const { nodeId } = nodes;
    const aliveNodeIds = (await nodes.alive()).map((node) => node.nodeId);
    await store.markOccupied({ roomIds: voiceRooms.ids(), nodeId });
    await store.markAbandoned({ liveIds: voiceRooms.ids(), nodeId, aliveNodeIds });
    await rooms.closeEmpty(voiceRooms.ids());
    // Voice outlives the access token, so ended sessions whose event was lost must be found here.
    voiceRooms.endSessions(await sessions.endedAmong(voiceRooms.sessions()));
    await voiceService.endShutOut();
    // Another node has taken these rooms over because this node seemed gone: move the people there.
    for (const room of await store.lostAmong({ roomIds: voiceRooms.ids(), nodeId })) {
      voiceRooms.closeRoom(room._id, room.state === 'closed' ? 'room_closed' : 'moved');
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#sweeping;
  }

  async #keepSweeping(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      this.#pause = new AbortController();
      await this.sweep().catch((error: unknown) => {
        this.#parts.log.warn({ reason: String(error) }, 'the sweep of rooms failed; it will run again');
      });
      const paused = AbortSignal.any([signal, this.#pause.signal]);
      // `close()` aborts the delay, and the loop ends.
      await delay(this.#parts.limits.roomSweepMs, undefined, { signal: paused }).catch(() => undefined);
    }
  }
}
