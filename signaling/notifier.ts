/**
 * Turns what happened into announcements: the only place where a domain event becomes a socket message. Its part for rooms
 * is in `room-notices.ts`.
 */
import type { Audience, Events } from '../src/events.ts';
import type { Channels } from './channels.ts';
import { personChannel, roomChannel } from './sockets.ts';

export interface NotifierOptions {
  events: Events;
  channels: Channels;
}

/** Announces from now on. Returns a function that ends it. */
export function startNotifier({ events, channels }: NotifierOptions): () => void {
  const stops = [
    events.on('messagesCreated', (batch) => {
      for (const { message, audience } of batch) channels.send(channelsOf(audience), 'message:created', message);
    }),
    events.on('readMoved', ({ mark, audience }) => channels.send(channelsOf(audience), 'read:moved', mark)),
    events.on('typingStarted', ({ conversationId, personId, audience }) =>
      channels.send(channelsOf(audience), 'typing:started', { conversationId, personId }, personId),
    ),
    events.on('typingStopped', ({ conversationId, personId, audience }) =>
      channels.send(channelsOf(audience), 'typing:stopped', { conversationId, personId }, personId),
    ),
    events.on('interestShown', ({ ownerId, interest }) =>
      channels.send([personChannel(ownerId)], 'interest:shown', interest),
    ),
    events.on('interestWithdrawn', ({ ownerId, topicId, personId }) =>
      channels.send([personChannel(ownerId)], 'interest:withdrawn', { topicId, personId }),
    ),
    events.on('matchCreated', (sides) => {
      for (const { personId, match } of sides) channels.send([personChannel(personId)], 'match:created', match);
    }),
    events.on('matchEnded', ({ personIds, matchId, conversationId }) =>
      channels.send(personIds.map(personChannel), 'match:ended', { matchId, conversationId }),
    ),
    events.on('presenceChanged', ({ personId, isOnline, partnerIds }) =>
      channels.send(partnerIds.map(personChannel), 'presence:changed', { personId, isOnline }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function channelsOf(audience: Audience): string[] {
  return audience.kind === 'room' ? [roomChannel(audience.roomId)] : audience.personIds.map(personChannel);
}
