/** Puts the rooms together: media workers, live rooms, their stored side, and which node carries what. */
import type { Connection } from 'mongoose';
import type { ConversationService } from '../src/conversations/conversation-service.ts';
import { newId } from '../src/database/ids.ts';
import { connectModels } from '../src/database/models.ts';
import type { Clock } from '../src/kernel/clock.ts';
import type { Config } from '../src/kernel/config.ts';
import type { Log } from '../src/kernel/log.ts';
import type { Services } from '../src/services.ts';
import { VoiceRooms } from './live/voice-rooms.ts';
import { MediaWorkers, type MediaWorkersState } from './media/media-workers.ts';
import { nodeModel } from './node-model.ts';
import { OneNode, SharedNodes, type SharedNodesOptions } from './nodes.ts';
import { type Nodes, Placement } from './placement.ts';
import { roomModel } from './room-model.ts';
import { roomRoutes } from './room-routes.ts';
import { RoomService } from './room-service.ts';
import { RoomStore } from './room-store.ts';
import { RoomSweep } from './room-sweep.ts';
import { RoomViewers } from './room-viewers.ts';
import { RoomViews } from './room-views.ts';
import { VoiceService } from './voice-service.ts';
import { VoiceTickets } from './voice-tickets.ts';

export interface RoomsOptions {
  config: Config;
  log: Log;
  clock: Clock;
  connection: Connection;
  services: Pick<
    Services,
    'events' | 'tokens' | 'authenticator' | 'sessions' | 'profiles' | 'blockList' | 'circles' | 'circleRooms'
  > & {
    conversations: Pick<ConversationService, 'ensureRoomConversation' | 'close' | 'showRoomsBy'>;
  };
  /** Where browsers reach this process; asked once it listens. */
  publicUrl: () => string;
}

/** For `/readyz`. */
export interface MediaState extends MediaWorkersState {
  peers: number;
}

export type Rooms = Awaited<ReturnType<typeof createRooms>>;

export async function createRooms({ config, log, clock, connection, services, publicUrl }: RoomsOptions) {
  const { limits, media, logLevel } = config;
  const { events, tokens, authenticator, sessions, profiles, blockList, circles, circleRooms, conversations } =
    services;
  const models = connectModels(connection, { rooms: roomModel, nodes: nodeModel });

  const workers = await MediaWorkers.create({ media, limits, logLevel, log });
  const voiceRooms = new VoiceRooms({ workers, limits, clock, log });
  const nodeId = newId();
  const sharing: SharedNodesOptions = {
    nodeId,
    url: () => config.http.nodeUrl ?? publicUrl(),
    load: () => workers.state().consumers / (media.workers * limits.consumersPerWorker),
    nodes: models.nodes,
    clock,
    limits,
    log,
  };
  // Only with Redis do processes hear of each other; without, this one is alone whatever the database.
  const nodes: Nodes = config.redisUrl ? new SharedNodes(sharing) : new OneNode({ nodeId });
  // A node that has just started is known from its first word on, not only from the next heartbeat.
  events.on('roomsAsked', () => {
    nodes.alive().catch((error: unknown) => log.debug({ reason: String(error) }, 'nodes are asked for again soon'));
  });
  const views = new RoomViews({ events, isAlive: (id) => nodes.isAlive(id) });
  const viewers = new RoomViewers({ circles, blockList });
  const store = new RoomStore({ rooms: models.rooms, clock, limits });
  const placement = new Placement({ rooms: models.rooms, nodes, clock });
  const tickets = new VoiceTickets({ tokens, lifetimeMs: limits.voiceTicketMs });
  const roomService = new RoomService({
    store,
    views,
    placement,
    tickets,
    conversations,
    profiles,
    viewers,
    events,
    limits,
  });
  conversations.showRoomsBy((actor, roomId) => roomService.sees(actor, roomId));
  circleRooms.bind({
    open: (room) => roomService.openOfCircle(room),
    async close(tenantId, circle) {
      await roomService.closeOfCircle({ tenantId, circle, isEmpty: false });
    },
    closeIfEmpty: (tenantId, circle) => roomService.closeOfCircle({ tenantId, circle, isEmpty: true }),
  });
  const voiceService = new VoiceService({
    nodeId,
    voiceRooms,
    rooms: roomService,
    store,
    profiles,
    blockList,
    circles,
    viewers,
    authenticator,
    events,
    clock,
    media,
    limits,
    log,
  });
  const sweep = new RoomSweep({ rooms: roomService, store, voiceRooms, nodes, sessions, limits, log });

  return {
    roomService,
    voiceService,
    voiceRooms,
    views,
    viewers,
    tickets,
    sweep,
    routes: roomRoutes({ roomService }),
    /** Takes rooms from now on, and asks the other processes who is in theirs. To be called once this one listens. */
    async start(): Promise<void> {
      await nodes.start();
      events.announce('roomsAsked', { nodeId });
    },
    state(): MediaState {
      return { ...workers.state(), peers: voiceRooms.state().peers };
    },
    /** The process ids of the media workers. */
    workerPids: () => workers.pids(),
    /** Ends all voice; the people are told to come back, which they do on another node or after the restart. */
    async close(): Promise<void> {
      voiceService.close();
      await sweep.close();
      await nodes.close();
      await workers.close();
    },
  };
}
