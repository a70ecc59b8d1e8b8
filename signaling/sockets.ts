/** The types of the main namespace's sockets, and the caller that features get. */
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { Actor } from '../src/kernel/actor.ts';
import type { SocketCaller } from '../src/kernel/socket-caller.ts';

/** The data of a connection to the main namespace. Keep it small: there is one for every open tab. */
export interface MainData {
  actor: Actor;
  /** When the access token expires, in milliseconds since 1970. */
  expiresAt: number;
  /** Whether the person uses the device, as far as the client has said. */
  isActive: boolean;
}

export type MainSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, MainData>;
export type MainNamespace = Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, MainData>;

/** The caller of a request on the main namespace. */
export interface MainCaller extends SocketCaller {
  socket: MainSocket;
}

/** How many channels of one kind a connection can watch: more than any screen shows. The oldest one is left first. */
const WATCHED_AT_ONCE = 20;

export function callerOf(socket: MainSocket): MainCaller {
  return {
    actor: socket.data.actor,
    socket,
    async watch(channel) {
      const kind = channel.slice(0, channel.indexOf(':') + 1);
      const watched = [...socket.rooms].filter((name) => name.startsWith(kind) && name !== channel);
      for (const name of watched.slice(0, Math.max(0, watched.length - WATCHED_AT_ONCE + 1))) void socket.leave(name);
      await socket.join(channel);
    },
    async unwatch(channel) {
      await socket.leave(channel);
    },
  };
}
