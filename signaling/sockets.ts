/** The types of the sockets, and what a feature sees of one that asks. */
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { Actor } from '../src/kernel/actor.ts';
import type { SocketCaller } from '../src/kernel/socket-caller.ts';

/** What is known of a connection on the main namespace. Kept small: there is one for every open tab. */
export interface MainData {
  actor: Actor;
  /** When the access token ends, in milliseconds. */
  expiresAt: number;
}

export type MainSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, MainData>;
export type MainNamespace = Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, MainData>;

/** Who makes a request on the main namespace. */
export interface MainCaller extends SocketCaller {
  socket: MainSocket;
}

/** Channels of one kind that a connection watches at once: more than any screen shows. The oldest is left. */
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
