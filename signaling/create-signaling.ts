/** Creates the socket layer on an HTTP server: authentication, requests, events, presence and the relay. */
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { AppFeatures } from '../src/features.ts';
import { socketsOf } from '../src/kernel/feature.ts';
import type { FeatureHooks } from '../src/kernel/hooks.ts';
import type { Kernel } from '../src/kernel/kernel.ts';
import { personChannel } from '../src/kernel/socket-channels.ts';
import { requests } from '../src/protocol/events.ts';
import { wireLimits } from '../src/protocol/limits.ts';
import { linkProcesses } from './adapter.ts';
import { Admission } from './admission.ts';
import { startAnnouncer } from './announcer.ts';
import { authenticateSocket } from './authenticate-socket.ts';
import { Channels } from './channels.ts';
import { entrance } from './entrance.ts';
import { handle } from './handle.ts';
import { Presence, presenceAnnouncements, presenceHandlers } from './presence.ts';
import { Rates } from './rates.ts';
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
}

export interface Signaling {
  /** How this process exchanges events with others; `memory` if it is alone. */
  readonly kind: 'memory' | 'redis';
  /** The hooks that only the socket layer can answer. */
  readonly hooks: FeatureHooks;
  /** Writes the events that are still queued, then ends every connection. */
  close(): Promise<void>;
}

export async function createSignaling({ server, kernel, features }: SignalingOptions): Promise<Signaling> {
  const { config, circles, clock, events, log, limits } = kernel;
  const { authenticator } = features.accounts.service;
  const { matches } = features.matching.service;
  const { conversations } = features.conversations.service;
  const { blockList } = features.peopleLists.service;
  const admission = new Admission({ http: config.http, limits });
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
  });
  admission.watch(io.engine);
  const namespace: MainNamespace = io.of('/');

  const channels = new Channels({ namespace, limits, log });
  const rates = new Rates({ limits, clock });
  const presence = new Presence({ matches, events, log, limits });
  const guard = new SessionGuard({ namespace, channels, events, clock, limits });
  const rooms = createRoomSignaling({
    rooms: features.rooms.service,
    conversations,
    blockList,
    circles,
    channels,
    voice: io.of('/voice'),
    rates,
    events,
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
    personOf: (socket) => socket.data.actor.personId,
    isStalled: (socket) => channels.isStalled(socket),
    cut(socket) {
      channels.flush();
      socket.disconnect(true);
    },
    rates,
    log,
  });

  const admit = authenticateSocket({ authenticator, limits });
  namespace.use(entrance({ admit, log }));
  function onDisconnect(this: MainSocket): void {
    presence.remove(this);
  }
  namespace.on('connection', (socket) => {
    forgetHandshake(socket);
    void socket.join(personChannel(socket.data.actor.personId));
    socket.on('disconnect', onDisconnect);
    channels.serveAnswers(socket);
    serve(socket);
    presence.add(socket);
  });

  const link = await linkProcesses({ redisUrl: config.redisUrl, events, log });
  guard.start();
  presence.start();
  const sweeping = setInterval(() => rates.sweep(), SWEEP_RATES_MS).unref();

  return {
    kind: link.kind,
    hooks: { isOnline: (personId) => presence.isOnline(personId) },
    async close() {
      admission.close();
      clearInterval(sweeping);
      stopAnnouncer();
      rooms.close();
      guard.close();
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
