/** The feature of voice rooms: stored rooms, live rooms, media workers, and the placement of rooms on nodes. */
import type { Authenticator, FactorPolicy, SessionService, Tokens } from '../src/accounts/index.ts';
import type { AuditTrail } from '../src/audit/index.ts';
import type { ConversationService } from '../src/conversations/index.ts';
import { connectModels } from '../src/database/models.ts';
import type { CircleRooms } from '../src/kernel/circle-rooms.ts';
import { defineFeature } from '../src/kernel/feature.ts';
import type { Kernel } from '../src/kernel/kernel.ts';
import type { RotatedKeys } from '../src/keys/rotated/index.ts';
import type { Nodes } from '../src/nodes/index.ts';
import type { BlockList } from '../src/people-lists/index.ts';
import type { ProfileService } from '../src/profiles/index.ts';
import { VoiceRooms } from './live/voice-rooms.ts';
import { MediaWorkers, type MediaWorkersState } from './media/media-workers.ts';
import { LiveModeration } from './moderation/live-moderation.ts';
import { RoomModeration } from './moderation/room-moderation.ts';
import { roomStandingModel } from './moderation/room-standing-model.ts';
import { RoomStandings } from './moderation/room-standings.ts';
import { Placement } from './placement.ts';
import { RoomAccess } from './room-access.ts';
import { roomModel } from './room-model.ts';
import { RoomPresenter } from './room-presenter.ts';
import { roomRoutes } from './room-routes.ts';
import { RoomService } from './room-service.ts';
import { RoomStore } from './room-store.ts';
import { RoomSweep } from './room-sweep.ts';
import { RoomViews } from './room-views.ts';
import { VoiceService } from './voice-service.ts';
import { VoiceTickets } from './voice-tickets.ts';

export { leaversOf } from './leavers.ts';
export type { VoiceLink } from './live/peer.ts';
export type { Seat } from './live/voice-rooms.ts';
export type { RoomService } from './room-service.ts';
export type { RoomViews } from './room-views.ts';
export { isHidden, noSuchRoom } from './room-visibility.ts';
export type { VoiceService } from './voice-service.ts';
export type { VoiceTicket, VoiceTickets } from './voice-tickets.ts';

const models = { rooms: roomModel, standings: roomStandingModel };

export interface RoomsDeps {
  kernel: Kernel;
  audit: AuditTrail;
  nodes: Nodes;
  tokens: Tokens;
  authenticator: Authenticator;
  factorPolicy: FactorPolicy;
  sessions: SessionService;
  conversations: ConversationService;
  turnKeys: RotatedKeys;
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
  const { kernel, audit, nodes, tokens, authenticator, factorPolicy, sessions, conversations, turnKeys } = deps;
  const { profiles, blockList } = deps;
  const { clock, circles, events, limits, log, quotas } = kernel;
  const { media, logLevel } = kernel.config;
  const { nodeId } = nodes;
  const connected = connectModels(kernel.connection, models);

  const workers = new MediaWorkers({ media, limits, logLevel, log });
  const voiceRooms = new VoiceRooms({ workers, limits, clock, log });
  const views = new RoomViews({ isAlive: (id) => nodes.isAlive(id), limits });
  const store = new RoomStore({ rooms: connected.rooms, audit, clock, limits });
  const placement = new Placement({ rooms: connected.rooms, nodes, events, clock });
  const tickets = new VoiceTickets({ tokens, lifetimeMs: limits.voiceTicketMs });
  const standings = new RoomStandings({ standings: connected.standings, audit, quotas, limits });
  const presenter = new RoomPresenter({ views, profiles, circles, limits });
  const access = new RoomAccess({ store, standings, presenter, circles, clock });
  const moderation = new RoomModeration({ access, store, standings, audit, profiles, events, clock });
  const roomService = new RoomService({
    store,
    standings,
    views,
    presenter,
    access,
    placement,
    tickets,
    conversations,
    circles,
    events,
    limits,
  });
  const voiceService = new VoiceService({
    nodeId,
    voiceRooms,
    presenter,
    access,
    moderation: new LiveModeration({ nodeId, voiceRooms, store, access, events }),
    views,
    store,
    tickets,
    profiles,
    blockList,
    circles,
    authenticator,
    factorPolicy,
    events,
    clock,
    media,
    turnKeys,
    limits,
    log,
  });
  const sweep = new RoomSweep({ rooms: roomService, voiceService, store, voiceRooms, nodes, sessions, limits, log });
  const circleRooms: CircleRooms = {
    open: (room) => roomService.openOfCircle(room),
    async close(tenantId, circle) {
      await roomService.closeOfCircle({ tenantId, circle, isEmpty: false });
    },
    remove: (tenantId, circle) => roomService.removeOfCircle(tenantId, circle),
    closeIfEmpty: (tenantId, circle) => roomService.closeOfCircle({ tenantId, circle, isEmpty: true }),
    peopleIn: (tenantId, circle) => roomService.peopleInCircle(tenantId, circle),
  };

  const voiceReactions = voiceService.reactions;
  let closing: Promise<void> | null = null;
  async function close(): Promise<void> {
    await nodes.leave();
    voiceService.close();
    await sweep.close();
    await workers.close();
  }

  return defineFeature({
    name: 'rooms',
    service: {
      roomService,
      voiceService,
      voiceRooms,
      views,
      tickets,
      sweep,
      circleRooms,
      mediaState: (): MediaState => ({ ...workers.state(), peers: voiceRooms.state().peers }),
      /** The process ids of the media workers. */
      workerPids: () => workers.pids(),
      /** Registers this node for rooms, and asks the other nodes for theirs. Call it once this process listens. */
      async joinNodes(): Promise<void> {
        await nodes.serve();
        events.announce('roomsAsked', { nodeId });
      },
      /** Hands the rooms over to other nodes: everyone inside is told to rejoin, which leads to one of them. */
      async handOver(): Promise<void> {
        await nodes.leave();
        voiceRooms.closeAll('moved');
      },
    },
    models,
    routes: roomRoutes({ roomService, moderation }),
    reactions: {
      ...voiceReactions,
      roomChanged(event) {
        views.changed(event);
        voiceReactions.roomChanged(event);
      },
      eventsMissed() {
        views.forgetOthers(nodeId);
        events.announce('roomsAsked', { nodeId });
        sweep.sweepSoon();
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
      onSuspend: (person) => roomService.closeOf(person),
      seesRoom: (actor, roomId) => roomService.sees(actor, roomId),
      mediaLoad: () => workers.state().consumers / (media.workers * limits.consumersPerWorker),
      circleOfRoom: (tenantId, roomId) => roomService.circleOf(tenantId, roomId),
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
