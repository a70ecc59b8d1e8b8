/**
 * The one place where domain events become socket messages, by the announcement rules of the features. Events of rooms
 * depend on who is inside and who watches, which only the socket layer knows: see `rooms/room-events.ts`.
 */
import type { AnnouncementRules, SocketState } from '../src/kernel/announcements.ts';
import type { DomainEvents, Events } from '../src/kernel/events.ts';
import type { Channels } from './channels.ts';

export interface AnnouncerOptions {
  rules: readonly AnnouncementRules[];
  sockets: SocketState;
  events: Events;
  channels: Channels;
}

/** Starts sending announcements. Returns a function that stops it. */
export function startAnnouncer({ rules, sockets, events, channels }: AnnouncerOptions): () => void {
  function follow<Name extends keyof DomainEvents>(name: Name, all: AnnouncementRules): () => void {
    const rule = all[name];
    if (!rule) return () => {};
    return events.on(name, (event) => {
      for (const { channels: names, name: message, payload, isFor = null } of rule(event, sockets)) {
        channels.send(names, message, payload, isFor);
      }
    });
  }
  const stops = rules.flatMap((all) => (Object.keys(all) as (keyof DomainEvents)[]).map((name) => follow(name, all)));
  return () => {
    for (const stop of stops) stop();
  };
}
