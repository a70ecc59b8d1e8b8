/** Creates the socket side of rooms: watchers, members, their events, and the namespace `/voice`. */

import type { Socket } from 'socket.io';
import type { Rooms } from '../../rooms/index.ts';
import type { ConversationService } from '../../src/conversations/index.ts';
import type { Circles } from '../../src/kernel/circles.ts';
import type { Config } from '../../src/kernel/config.ts';
import type { Events } from '../../src/kernel/events.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { SecurityLog } from '../../src/kernel/security-log.ts';
import type { BlockList } from '../../src/people-lists/index.ts';
import type { Channels } from '../channels.ts';
import type { Rates } from '../rates.ts';
import { startRoomEvents } from './room-events.ts';
import { roomHandlers } from './room-handlers.ts';
import { RoomMembers } from './room-members.ts';
import { RoomWatchers } from './room-watchers.ts';
import { serveVoice, type VoiceNamespace } from './voice-handlers.ts';

export interface RoomSignalingOptions {
  rooms: Pick<Rooms, 'roomService' | 'voiceService' | 'tickets' | 'views'>;
  conversations: Pick<ConversationService, 'admit' | 'dismiss'>;
  blockList: BlockList;
  circles: Circles;
  channels: Channels;
  voice: VoiceNamespace;
  rates: Rates;
  events: Events;
  addressOf: (socket: Pick<Socket, 'conn'>) => string;
  security: SecurityLog;
  limits: Config['limits'];
  log: Log;
}

export function createRoomSignaling(options: RoomSignalingOptions) {
  const { rooms, conversations, blockList, circles, channels, voice, rates, events } = options;
  const { addressOf, security, limits, log } = options;
  const { roomService, voiceService, tickets, views } = rooms;

  const members = new RoomMembers({ conversations, blockList, circles, limits });
  const watchers = new RoomWatchers({ rooms: roomService, views, circles });
  const stopEvents = startRoomEvents({ events, channels, members, watchers, circles, log });
  serveVoice({ namespace: voice, voiceService, tickets, rates, addressOf, security, limits, log });

  return {
    /** Handlers for the main namespace. */
    handlers: roomHandlers({ rooms: roomService, members, watchers }),
    apartInRoom: (roomId: string, personId: string) => members.apartFrom(roomId, personId),
    /** Stops sending events about rooms. */
    close: stopEvents,
  };
}
