/** From a domain event to socket messages: each feature describes its own as pure functions; `signaling` sends them. */
import type { Announcement, AnnouncementName, Announcements } from '../protocol/events.ts';
import type { DomainEvents } from './events.ts';

/** Whether the connections of this person receive the message. */
export type IsFor = (personId: string) => boolean;

/** One message: to everyone on these channels, or to those of them whom `isFor` picks. */
export type SocketMessage = {
  [Name in AnnouncementName]: {
    channels: readonly string[];
    name: Name;
    payload: Announcement<Announcements, Name>;
    isFor?: IsFor | null;
  };
}[AnnouncementName];

/** What only the socket layer of this process knows. */
export interface SocketState {
  /** People inside a room who must not receive anything about this person, because of a block. */
  apartInRoom(roomId: string, personId: string): ReadonlySet<string>;
}

/** For a domain event the messages that follow from it, in order. */
export type AnnouncementRules = {
  readonly [Name in keyof DomainEvents]?: (event: DomainEvents[Name], sockets: SocketState) => readonly SocketMessage[];
};
