/** Puts the socket layer together on an HTTP server: who may connect, what they may ask, what they are told. */
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { Clock } from '../src/kernel/clock.ts';
import type { Config } from '../src/kernel/config.ts';
import type { Events } from '../src/kernel/events.ts';
import type { Log } from '../src/kernel/log.ts';
import { type Requests, requests } from '../src/protocol/events.ts';
import { wireLimits } from '../src/protocol/limits.ts';
import type { Services } from '../src/services.ts';
import { linkProcesses } from './adapter.ts';
import { Admission } from './admission.ts';
import { authenticateSocket } from './authenticate-socket.ts';
import { Channels } from './channels.ts';
import { communityHandlers, startCommunityEvents } from './community-handlers.ts';
import { entrance } from './entrance.ts';
import { handle, type RequestHandlers } from './handle.ts';
import { createMealSignaling } from './meal-signaling.ts';
import { messageHandlers } from './message-handlers.ts';
import { startNotifier } from './notifier.ts';
import { Presence, presenceHandlers } from './presence.ts';
import { Rates } from './rates.ts';
import { SessionGuard, sessionHandlers } from './sessions.ts';
import { type MainCaller, type MainNamespace, type MainSocket, personChannel } from './sockets.ts';

/** A connection that has opened no namespace by then is closed. */
const CONNECT_MS = 10_000;
const SWEEP_RATES_MS = 30_000;

export interface SignalingOptions {
  server: HttpServer;
  rooms: RoomSignaling;
  services: Services;
  config: Config;
  events: Events;
  clock: Clock;
  log: Log;
}

/** What the rooms add: their requests, and a namespace of their own. */
export type RoomSignaling = (parts: SignalingParts) => {
  handlers: RequestHandlers<Requests, 'rooms:watch' | 'rooms:unwatch' | 'room:join' | 'room:leave', MainCaller>;
  /** Who is inside a room and must hear nothing of this person, for a block. */
  apartInRoom(roomId: string, personId: string): ReadonlySet<string>;
  close(): void;
};

export interface SignalingParts {
  io: Server;
  namespace: MainNamespace;
  channels: Channels;
  rates: Rates;
}

export interface Signaling {
  /** How this process is linked with others. */
  readonly kind: 'memory' | 'redis';
  /** Whether a person has a connection, to any process. */
  isOnline(personId: string): boolean;
  /** Tells everyone what still waits, then ends every connection. */
  close(): Promise<void>;
}

export async function createSignaling(options: SignalingOptions): Promise<Signaling> {
  const { server, services, config, events, clock, log } = options;
  const { limits, http } = config;
  const admission = new Admission({ http, limits });
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
  const presence = new Presence({ matches: services.matches, events, log, limits });
  const guard = new SessionGuard({ namespace, channels, events, clock, limits });
  const rooms = options.rooms({ io, namespace, channels, rates });
  const meals = createMealSignaling({ ...services, events, channels, log });
  const stopNotifier = startNotifier({ events, channels, apartInRoom: rooms.apartInRoom });
  const stopCommunityEvents = startCommunityEvents({ events, channels });
  const serve = handle({
    table: requests,
    handlers: {
      ...sessionHandlers(services),
      ...messageHandlers(services),
      ...presenceHandlers({ presence, matches: services.matches }),
      ...communityHandlers,
      ...meals.handlers,
      ...rooms.handlers,
    },
    callerOf: (socket: MainSocket) => ({ actor: socket.data.actor, socket }),
    personOf: (socket) => socket.data.actor.personId,
    isStalled: (socket) => channels.isStalled(socket),
    cut(socket) {
      channels.flush();
      socket.disconnect(true);
    },
    rates,
    log,
  });

  const admit = authenticateSocket({ authenticator: services.authenticator, limits });
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
  presence.start();
  const sweeping = setInterval(() => rates.sweep(), SWEEP_RATES_MS).unref();

  return {
    kind: link.kind,
    isOnline: (personId) => presence.isOnline(personId),
    async close() {
      admission.close();
      clearInterval(sweeping);
      stopNotifier();
      stopCommunityEvents();
      meals.close();
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

/** It holds the access token and the headers, which nobody needs any more, for as long as the connection lives. */
function forgetHandshake(socket: MainSocket): void {
  Object.assign(socket, { handshake: NO_HANDSHAKE });
}
