/** Applies what is stored about people in a room to their seats on this node, and passes the room on when its host has left. */
import type { Events } from '../../src/kernel/events.ts';
import { Turns } from '../../src/kernel/turns.ts';
import type { Peer } from '../live/peer.ts';
import type { VoiceRoom } from '../live/voice-room.ts';
import type { VoiceRooms } from '../live/voice-rooms.ts';
import type { RoomAccess } from '../room-access.ts';
import type { RoomStore } from '../room-store.ts';

export interface LiveModerationOptions {
  nodeId: string;
  voiceRooms: Pick<VoiceRooms, 'find'>;
  store: Pick<RoomStore, 'find' | 'passHost'>;
  access: Pick<RoomAccess, 'rightsAmong'>;
  events: Events;
}

export class LiveModeration {
  readonly #parts: LiveModerationOptions;
  /** One read at a time for each room: an older one never overwrites what a newer one has applied. */
  readonly #turns = new Turns();

  constructor(parts: LiveModerationOptions) {
    this.#parts = parts;
  }

  /** Reads the rights of everyone inside again, and applies them. Does nothing if the room is not live here. */
  refresh(roomId: string): Promise<void> {
    return this.#turns.take(roomId, async () => {
      const room = this.#parts.voiceRooms.find(roomId);
      if (room) await this.#refresh(room);
    });
  }

  /**
   * Gives the room to the person who has been inside for longest, moderators first, if nobody inside hosts it; and takes it back when
   * the owner is there. Call it when somebody has come or left.
   */
  passOn(roomId: string, ownerId: string): Promise<void> {
    return this.#turns.take(roomId, async () => {
      const room = this.#parts.voiceRooms.find(roomId);
      if (!room || !needsOtherHost(room.peers(), ownerId)) return;
      const { tenantId } = room;
      const to = room.findPeer(ownerId) ? null : nextHost(room.peers())?.id;
      if (to === undefined) return;
      await this.#parts.store.passHost({ tenantId, roomId, nodeId: this.#parts.nodeId, to });
      await this.#refresh(room);
    });
  }

  async #refresh(room: VoiceRoom): Promise<void> {
    const { store, access, events } = this.#parts;
    const { id: roomId, tenantId } = room;
    const doc = await store.find(tenantId, roomId);
    if (!doc) return;
    const ids = room.peers().map(({ id }) => id);
    const rights = await access.rightsAmong(doc, ids);
    for (const peer of room.peers()) {
      const ofPeer = rights.get(peer.id);
      // Somebody who came during the read is read next.
      if (!ofPeer) continue;
      if (ofPeer.bannedUntil) {
        events.announce('roomLeft', { tenantId, roomId, personId: peer.id, joinId: null, reason: 'removed' });
      } else await peer.setRights(ofPeer);
    }
  }
}

function needsOtherHost(peers: readonly Peer[], ownerId: string): boolean {
  if (peers.length === 0) return false;
  const hosts = peers.filter(({ rights }) => rights.role === 'host');
  const isOwnerInside = peers.some(({ id }) => id === ownerId);
  return isOwnerInside ? hosts.some(({ id }) => id !== ownerId) : hosts.length === 0;
}

/** Somebody whom a moderator has muted never gets the room. */
function nextHost(peers: readonly Peer[]): Peer | undefined {
  const able = peers.filter(({ rights, isReconnecting }) => !rights.wasMuted && !isReconnecting);
  const moderator = able.find(({ rights }) => rights.role === 'moderator');
  return moderator ?? able.find(({ rights }) => rights.maySpeak) ?? able[0];
}
