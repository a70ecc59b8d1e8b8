/** The feature of voice rooms: stored rooms, live rooms, media workers, and the placement of rooms on nodes. */
import type { Authenticator, SessionService, Tokens } from '../src/accounts/index.ts';
import type { ConversationService } from '../src/conversations/index.ts';
import { newId } from '../src/database/ids.ts';
import { connectModels } from '../src/database/models.ts';
import type { CircleRooms } from '../src/kernel/circle-rooms.ts';
import { defineFeature } from '../src/kernel/feature.ts';
import type { Kernel } from '../src/kernel/kernel.ts';
import type { BlockList } from '../src/people-lists/index.ts';
import type { ProfileService } from '../src/profiles/index.ts';
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

export type { VoiceLink } from './live/peer.ts';
export type { Seat } from './live/voice-rooms.ts';
export type { RoomService } from './room-service.ts';
export type { RoomViewers } from './room-viewers.ts';
export type { RoomViews } from './room-views.ts';
export { isBlockedFrom, isHidden, type Viewer, whoMustLeave } from './room-visibility.ts';
export type { VoiceService } from './voice-service.ts';
export type { VoiceTicket, VoiceTickets } from './voice-tickets.ts';

const models = { rooms: roomModel, nodes: nodeModel };

export interface RoomsDeps {
  kernel: Kernel;
  tokens: Tokens;
  authenticator: Authenticator;
  sessions: SessionService;
  conversations: ConversationService;
  profiles: ProfileService;
  blockList: BlockList;
}

/** The part of `/readyz` about voice. */
export interface MediaState extends MediaWorkersState {
  peers: number;
}

export type RoomsFeature = ReturnType<typeof createRooms>;
/** What other features and the socket layer can use. */
export type Rooms = RoomsFeature['service'];

export function createRooms(deps: RoomsDeps) {
  const { kernel, tokens, authenticator, sessions, conversations, profiles, blockList } = deps;
  const { config, clock, circles, events, limits, log } = kernel;
  const { media, logLevel } = config;
  const connected = connectModels(kernel.connection, models);

  const workers = new MediaWorkers({ media, limits, logLevel, log });
  const voiceRooms = new VoiceRooms({ workers, limits, clock, log });
  const nodeId = newId();
  const sharing: SharedNodesOptions = {
    nodeId,
    url: () => config.http.nodeUrl ?? kernel.publicUrl(),
    load: () => workers.state().consumers / (media.workers * limits.consumersPerWorker),
    nodes: connected.nodes,
    clock,
    limits,
    log,
  };
  // Processes can only exchange events with Redis. Without it this process is alone, whichever database it uses.
  const nodes: Nodes = config.redisUrl ? new SharedNodes(sharing) : new OneNode({ nodeId });
  const views = new RoomViews({ isAlive: (id) => nodes.isAlive(id) });
  const viewers = new RoomViewers({ circles, blockList });
  const store = new RoomStore({ rooms: connected.rooms, clock, limits });
  const placement = new Placement({ rooms: connected.rooms, nodes, clock });
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
  const circleRooms: CircleRooms = {
    open: (room) => roomService.openOfCircle(room),
    async close(tenantId, circle) {
      await roomService.closeOfCircle({ tenantId, circle, isEmpty: false });
    },
    closeIfEmpty: (tenantId, circle) => roomService.closeOfCircle({ tenantId, circle, isEmpty: true }),
  };

  const voiceReactions = voiceService.reactions;
  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    voiceService.close();
    await sweep.close();
    await nodes.close();
    await workers.close();
  }

  return defineFeature({
    name: 'rooms',
    service: {
      roomService,
      voiceService,
      voiceRooms,
      views,
      viewers,
      tickets,
      sweep,
      circleRooms,
      mediaState: (): MediaState => ({ ...workers.state(), peers: voiceRooms.state().peers }),
      /** The process ids of the media workers. */
      workerPids: () => workers.pids(),
      /** Registers this node for rooms, and asks the other nodes for theirs. Call it once this process listens. */
      async joinNodes(): Promise<void> {
        await nodes.start();
        events.announce('roomsAsked', { nodeId });
      },
    },
    models,
    routes: roomRoutes({ roomService }),
    reactions: {
      ...voiceReactions,
      roomChanged(event) {
        views.changed(event);
        voiceReactions.roomChanged(event);
      },
      roomsAsked(asked) {
        voiceReactions.roomsAsked(asked);
        // Read the nodes now, so that the events of a new node count before the next heartbeat.
        nodes
          .alive()
          .catch((error: unknown) =>
            log.debug({ reason: String(error) }, 'nodes could not be read; the heartbeat retries'),
          );
      },
    },
    hooks: {
      onErase: (person) => roomService.erasePerson(person),
      seesRoom: (actor, roomId) => roomService.sees(actor, roomId),
    },
    async start() {
      await workers.start();
      voiceService.start();
      sweep.start();
    },
    /** Ends all voice. Clients are told to rejoin, which they do on another node or after the restart. */
    close() {
      closing ??= close();
      return closing;
    },
  });
}
