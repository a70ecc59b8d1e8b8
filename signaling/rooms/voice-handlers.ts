/** The namespace `/voice`: a connection needs a ticket and holds one seat. */

import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { Seat, VoiceLink, VoiceService, VoiceTicket, VoiceTickets } from '../../rooms/index.ts';
import type { Limits } from '../../src/kernel/config.ts';
import { ConflictError } from '../../src/kernel/errors.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { SecurityLog } from '../../src/kernel/security-log.ts';
import { type VoiceRequests, voiceRequests } from '../../src/protocol/events.ts';
import type { Peer as PeerView } from '../../src/protocol/rooms.ts';
import { checkPause, checkVersion } from '../authenticate-socket.ts';
import { entrance } from '../entrance.ts';
import { handle, type RequestHandlers } from '../handle.ts';
import type { Rates } from '../rates.ts';
import { cut, pipeOf, unsentBytes } from '../wire-write.ts';

interface VoiceData {
  ticket: VoiceTicket;
  /** Null until the seat is taken. */
  seat: Seat | null;
  isOpening: boolean;
}

type VoiceSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, VoiceData>;
export type VoiceNamespace = Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, VoiceData>;

interface VoiceCaller {
  ticket: VoiceTicket;
  socket: VoiceSocket;
}

export interface ServeVoiceOptions {
  namespace: VoiceNamespace;
  voiceService: VoiceService;
  tickets: VoiceTickets;
  rates: Rates;
  addressOf: (socket: Pick<Socket, 'conn'>) => string;
  security: SecurityLog;
  limits: Limits;
  log: Log;
}

/** Starts serving the namespace. */
export function serveVoice(options: ServeVoiceOptions): void {
  const { namespace, voiceService, tickets, rates, addressOf, security, limits, log } = options;
  const serve = handle({
    table: voiceRequests,
    handlers: voiceHandlers({ voiceService, limits }),
    callerOf: (socket: VoiceSocket): VoiceCaller => ({ ticket: socket.data.ticket, socket }),
    actorOf: (socket) => socket.data.ticket,
    isStalled: (socket) => cutIfStalled(socket, limits),
    rates,
    security,
    log,
  });
  namespace.use(entrance({ admit: checkTicket(tickets, rates), addressOf, security, log }));
  namespace.on('connection', (socket) => {
    endUnlessSeated(socket, limits.voiceConnectMs);
    socket.on('disconnect', () => socket.data.seat?.peer.linkLost({ graceMs: limits.voiceGraceMs }));
    serve(socket);
  });
}

/** Returns a function that checks the handshake `{ ticket, protocol }`. It throws an AppError to refuse the connection. */
function checkTicket(tickets: VoiceTickets, rates: Rates) {
  return async (socket: VoiceSocket): Promise<void> => {
    const { ticket, protocol } = socket.handshake.auth;
    checkVersion(protocol);
    socket.data.ticket = await tickets.verify(ticket);
    checkPause(rates, socket.data.ticket.personId);
    socket.data.seat = null;
    socket.data.isOpening = false;
  };
}

/** Ends a connection that takes no seat in time: it would only occupy memory. */
function endUnlessSeated(socket: VoiceSocket, afterMs: number): void {
  const timer = setTimeout(() => {
    if (!socket.data.seat) socket.disconnect();
  }, afterMs).unref();
  socket.once('disconnect', () => clearTimeout(timer));
}

function voiceHandlers({
  voiceService,
  limits,
}: Pick<ServeVoiceOptions, 'voiceService' | 'limits'>): RequestHandlers<
  VoiceRequests,
  keyof VoiceRequests,
  VoiceCaller
> {
  return {
    async 'voice:open'({ ticket, socket }) {
      if (socket.data.seat || socket.data.isOpening) {
        throw new ConflictError(
          'voice_already_open',
          'This connection already has a seat, or is opening one. Open another connection.',
        );
      }
      socket.data.isOpening = true;
      try {
        const { seat, opened } = await voiceService.open(ticket, linkOf(socket, limits));
        socket.data.seat = seat;
        // The connection may have ended before the seat existed; then its `disconnect` listener found no seat.
        if (!socket.connected) seat.peer.linkLost({ graceMs: limits.voiceGraceMs });
        return opened;
      } finally {
        socket.data.isOpening = false;
      }
    },

    async 'transport:connect'({ socket }, { transportId, dtlsParameters }) {
      await seatOf(socket).peer.connectTransport(transportId, dtlsParameters);
      return {};
    },

    async 'transport:restart-ice'({ socket }, { transportId }) {
      const iceParameters = await seatOf(socket).peer.restartIce(transportId);
      return { iceParameters: { ...iceParameters } };
    },

    async 'producer:create'({ socket }, { rtpParameters }) {
      return { producerId: await seatOf(socket).peer.openMicrophone(rtpParameters) };
    },

    async 'producer:close'({ socket }) {
      seatOf(socket).peer.closeMicrophone();
      return {};
    },

    async 'voice:listen'({ socket }, { rtpCapabilities }) {
      seatOf(socket).peer.listen(rtpCapabilities);
      return {};
    },

    async 'consumer:resume'({ socket }, { consumerId }) {
      await seatOf(socket).peer.resumeConsumer(consumerId);
      return {};
    },

    async 'microphone:mute'({ socket }, { isMuted }) {
      await seatOf(socket).peer.setMuted(isMuted);
      return viewOf(socket);
    },

    async 'speaker:deafen'({ socket }, { isDeaf }) {
      await seatOf(socket).peer.setDeaf(isDeaf);
      return viewOf(socket);
    },

    async 'hand:raise'({ socket }, { isRaised }) {
      const { room, peer } = seatOf(socket);
      await room.raiseHand(peer, isRaised);
      return viewOf(socket);
    },

    async 'reaction:send'({ socket }, { reaction }) {
      const { room, peer } = seatOf(socket);
      room.react(peer, reaction);
      return {};
    },
  };
}

function seatOf(socket: VoiceSocket): Seat {
  const { seat } = socket.data;
  if (!seat) throw new ConflictError('voice_not_open', 'This connection has no seat yet. Send voice:open first.');
  return seat;
}

function viewOf(socket: VoiceSocket): PeerView {
  const { room, peer } = seatOf(socket);
  return room.viewOf(peer);
}

function linkOf(socket: VoiceSocket, limits: Pick<Limits, 'slowReaderBytes'>): VoiceLink {
  return {
    send: (name, payload) => {
      if (!cutIfStalled(socket, limits)) socket.emit(name, payload);
    },
    end: () => {
      socket.disconnect();
    },
  };
}

/** Cuts a connection with too much unsent data and returns whether it did. A client that was only slow rejoins its seat. */
function cutIfStalled({ conn }: VoiceSocket, { slowReaderBytes }: Pick<Limits, 'slowReaderBytes'>): boolean {
  if (unsentBytes(pipeOf({ conn })) <= slowReaderBytes) return false;
  cut(conn as unknown as Parameters<typeof cut>[0]);
  return true;
}
