/** Maps domain events to socket messages. Each feature defines its rules as pure functions; `signaling` sends the messages. */
import type { Announcement, AnnouncementName, Announcements } from '../protocol/events.ts';
import type { DomainEvents } from './events.ts';

/** Returns whether connections of this person receive the message. */
export type IsFor = (personId: string) => boolean;

/** A message to everyone on these channels, or only to those whom `isFor` selects. */
export type SocketMessage = {
  [Name in AnnouncementName]: {
    channels: readonly string[];
    name: Name;
    payload: Announcement<Announcements, Name>;
    isFor?: IsFor | null;
  };
}[AnnouncementName];

/** State that only the socket layer of this process has. */
export interface SocketState {
  /** People in a room whom a block keeps from the words of this person. */
  apartInRoom(roomId: string, personId: string): ReadonlySet<string>;
}

/** For each domain event, a function that returns the messages to send, in order. */
export type AnnouncementRules = {
  readonly [Name in keyof DomainEvents]?: (event: DomainEvents[Name], sockets: SocketState) => readonly SocketMessage[];
};
