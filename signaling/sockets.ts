/** The types of the sockets, and the names of the channels they listen to. */
import type { DefaultEventsMap, Namespace, Socket } from 'socket.io';
import type { Actor } from '../src/kernel/actor.ts';

/** What is known of a connection on the main namespace. Kept small: there is one for every open tab. */
export interface MainData {
  actor: Actor;
  /** When the access token ends, in milliseconds. */
  expiresAt: number;
}

export type MainSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, MainData>;
export type MainNamespace = Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, MainData>;

/** Who makes a request on the main namespace. */
export interface MainCaller {
  actor: Actor;
  socket: MainSocket;
}

/** Every connection of one person. */
export const personChannel = (personId: string): string => `person:${personId}`;
/** Everyone inside a room. */
export const roomChannel = (roomId: string): string => `room:${roomId}`;
/** Everyone of a tenant who looks at communities. */
export const communitiesChannel = (tenantId: string): string => `communities:${tenantId}`;
/** Everyone of a tenant who watches the list of rooms. */
export const lobbyChannel = (tenantId: string): string => `lobby:${tenantId}`;
