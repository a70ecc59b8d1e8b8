/** Creates the socket layer on an HTTP server: authentication, requests, events, presence and the relay. */
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { AppFeatures } from '../src/features.ts';
import { nodePageOrigin } from '../src/http/origins.ts';
import { socketsOf } from '../src/kernel/feature.ts';
import type { FeatureHooks } from '../src/kernel/hooks.ts';
import type { Kernel } from '../src/kernel/kernel.ts';
import type { Redis } from '../src/kernel/redis.ts';
import { personChannel, tenantChannel } from '../src/kernel/socket-channels.ts';
import { requests } from '../src/protocol/events.ts';
import { wireLimits } from '../src/protocol/limits.ts';
import { Admission } from './admission.ts';
import { startAnnouncer } from './announcer.ts';
import { authenticateSocket } from './authenticate-socket.ts';
import { Channels } from './channels.ts';
import { entrance } from './entrance.ts';
import { FactorGuard } from './factor-guard.ts';
import { handle } from './handle.ts';
import { Presence, presenceAnnouncements, presenceHandlers } from './presence.ts';
import { Rates } from './rates.ts';
import { linkProcesses } from './relay/relay.ts';
import { Resync } from './resync.ts';
import { createRoomSignaling } from './rooms/room-signaling.ts';
import { SessionGuard, sessionHandlers } from './sessions.ts';
import { callerOf, type MainNamespace, type MainSocket } from './sockets.ts';

/** A connection that has opened no namespace after this time is closed. */
const CONNECT_MS = 10_000;
const SWEEP_RATES_MS = 30_000;

export interface SignalingOptions {
  server: HttpServer;
  kernel: Kernel;
  features: AppFeatures;
  redis: Redis | null;
}

export interface Signaling {
  /** How this process exchanges events with others; `memory` if it is alone. */
  readonly kind: 'memory' | 'redis';
  /** The hooks that only the socket layer can answer. */
  readonly hooks: FeatureHooks;
  /** Writes the events that are still queued, then ends every connection. */
  close(): Promise<void>;
}

export async function createSignaling({ server, kernel, features, redis }: SignalingOptions): Promise<Signaling> {
  const { config, circles, clock, events, security, log, limits } = kernel;
  const { authenticator, factorPolicy } = features.accounts.service;
  const { matches } = features.matching.service;
  const { conversations } = features.conversations.service;
  const { blockList } = features.peopleLists.service;
  const admission = new Admission({ http: config.http, limits, security });
  const addressOf = ({ conn }: Pick<Socket, 'conn'>) => admission.addressOf(conn);
  const pageOrigin = nodePageOrigin(config.http);
  const io = new Server(server, {
    serveClient: false,
    transports: ['polling', 'websocket'],
    maxHttpBufferSize: wireLimits.frameBytes,
    pingInterval: limits.pingIntervalMs,
    pingTimeout: limits.pingTimeoutMs,
    connectTimeout: CONNECT_MS,
    perMessageDeflate: false,
    httpCompression: false,
    allowEIO3: false,
    allowRequest: admission.allow,
    // Without WebSocket, a page connects to another node by requests that need permission to read the answers.
    ...(pageOrigin !== null && { cors: { origin: pageOrigin } }),
  });
  admission.watch(io.engine);
  const namespace: MainNamespace = io.of('/');

  const channels = new Channels({ namespace, limits, log });
  const rates = new Rates({ limits, clock });
  const presence = new Presence({ matches, events, log, limits });
  const resync = new Resync({ namespace, events, limits });
  const guard = new SessionGuard({ namespace, channels, events, clock, limits });
  const factorGuard = new FactorGuard({ namespace, channels, factorPolicy, events, limits, log });
  const rooms = createRoomSignaling({
    rooms: features.rooms.service,
    conversations,
    blockList,
    circles,
    channels,
    voice: io.of('/voice'),
    rates,
    events,
    addressOf,
    security,
    limits,
    log,
  });
  const stopAnnouncer = startAnnouncer({
    rules: [...Object.values(features).map(({ announcements = {} }) => announcements), presenceAnnouncements],
    sockets: { apartInRoom: rooms.apartInRoom },
    events,
    channels,
  });
  const serve = handle({
    table: requests,
    handlers: {
      ...socketsOf(features),
      ...sessionHandlers({ authenticator }),
      ...presenceHandlers({ presence, matches }),
      ...rooms.handlers,
    },
    callerOf,
    actorOf: (socket) => socket.data.actor,
    isStalled: (socket) => channels.isStalled(socket),
    cut(socket) {
      channels.flush();
      socket.disconnect(true);
    },
    rates,
    security,
    log,
  });

  const admit = authenticateSocket({ authenticator, factorPolicy, rates, limits });
  namespace.use(entrance({ admit, addressOf, security, log }));
  function onDisconnect(this: MainSocket): void {
    presence.remove(this);
  }
  namespace.on('connection', (socket) => {
    forgetHandshake(socket);
    const { personId, tenantId } = socket.data.actor;
    void socket.join([personChannel(personId), tenantChannel(tenantId)]);
    socket.on('disconnect', onDisconnect);
    channels.serveAnswers(socket);
    serve(socket);
    presence.add(socket);
  });

  const link = await linkProcesses({ redis, nodes: features.nodes.service.nodes, events, limits, log });
  resync.start();
  guard.start();
  factorGuard.start();
  presence.start();
  const sweeping = setInterval(() => rates.sweep(), SWEEP_RATES_MS).unref();

  return {
    kind: link.kind,
    hooks: {
      isOnline: (personId) => presence.isOnline(personId),
      isActive: (personId) => presence.isActive(personId),
    },
    async close() {
      admission.close();
      clearInterval(sweeping);
      stopAnnouncer();
      rooms.close();
      resync.close();
      guard.close();
      factorGuard.close();
      presence.close();
      channels.close();
      io.disconnectSockets(true);
      io.engine.close();
      await link.close();
    },
  };
}

const NO_HANDSHAKE: MainSocket['handshake'] = Object.freeze({
  headers: {},
  time: '',
  address: '',
  xdomain: false,
  secure: false,
  issued: 0,
  url: '',
  query: {},
  auth: {},
});

/** Socket.IO keeps the handshake, with access token and headers, as long as the connection. Nothing needs it any more. */
function forgetHandshake(socket: MainSocket): void {
  Object.assign(socket, { handshake: NO_HANDSHAKE });
}
