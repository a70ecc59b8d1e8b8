/**
 * Turns what happened into announcements: the only place where a domain event becomes a socket message. Its part for rooms
 * is in `room-events.ts`.
 */

import { hiddenMessage } from '../src/conversations/hidden-message.ts';
import { circleOf } from '../src/kernel/circles.ts';
import type { Audience, Events } from '../src/kernel/events.ts';
import type { Message } from '../src/protocol/conversations.ts';
import type { Announcement, AnnouncementName, Announcements } from '../src/protocol/events.ts';
import type { Channels } from './channels.ts';
import { personChannel, roomChannel } from './sockets.ts';

export interface NotifierOptions {
  events: Events;
  channels: Channels;
  /** Who is inside a room and must hear nothing of this person, for a block. */
  apartInRoom(roomId: string, personId: string): ReadonlySet<string>;
}

/** Announces from now on. Returns a function that ends it. */
export function startNotifier(options: NotifierOptions): () => void {
  const { events, channels } = options;
  const stops = [
    events.on('messagesCreated', (batch) => {
      for (const { message, audience } of batch) tellMessage(message, audience, options);
    }),
    events.on('messageHidden', ({ message, audience }) =>
      channels.send(channelsOf(audience), 'message:hidden', message),
    ),
    events.on('circleConversationChanged', ({ conversationId, personIds }) =>
      channels.send(personIds.map(personChannel), 'conversation:changed', { conversationId }),
    ),
    events.on('circlesChanged', ({ circle, personIds }) =>
      channels.send(personIds.map(personChannel), 'circle:changed', { circle: circleOf(circle) }),
    ),
    events.on('readMoved', ({ mark, audience }) => tellOf(mark.personId, audience, 'read:moved', mark, options)),
    events.on('typingStarted', ({ conversationId, personId, audience }) =>
      tellOthersOf(personId, audience, 'typing:started', { conversationId, personId }, options),
    ),
    events.on('typingStopped', ({ conversationId, personId, audience }) =>
      tellOthersOf(personId, audience, 'typing:stopped', { conversationId, personId }, options),
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
    events.on('talkPaired', (sides) => {
      for (const { personId, talk } of sides) channels.send([personChannel(personId)], 'talk:paired', talk);
    }),
    events.on('talkEnded', ({ personIds, talkId }) =>
      channels.send(personIds.map(personChannel), 'talk:ended', { talkId }),
    ),
    events.on('notificationCreated', ({ personId, notification }) =>
      channels.send([personChannel(personId)], 'notification:created', notification),
    ),
    events.on('notificationsRead', ({ personId, count }) =>
      channels.send([personChannel(personId)], 'notification:read', { count }),
    ),
    events.on('proposalChanged', ({ personIds, proposal }) =>
      channels.send(personIds.map(personChannel), 'proposal:changed', proposal),
    ),
    events.on('presenceChanged', ({ personId, isOnline, partnerIds }) =>
      channels.send(partnerIds.map(personChannel), 'presence:changed', { personId, isOnline }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** In a match a block closes the conversation; among many those apart get the message without its words, for its place. */
function tellMessage(message: Message, audience: Audience, { channels, apartInRoom }: NotifierOptions): void {
  const apart = apartOf(message.senderId, audience, apartInRoom);
  if (apart.size === 0) {
    channels.send(channelsOf(audience), 'message:created', message);
    return;
  }
  channels.send(channelsOf(audience), 'message:created', message, (personId) => !apart.has(personId));
  const hidden = hiddenMessage(message);
  channels.send(channelsOf(audience), 'message:created', hidden, (personId) => apart.has(personId));
}

/** Tells what someone did to all who may know of that person. */
function tellOf<Name extends AnnouncementName>(
  aboutId: string,
  audience: Audience,
  name: Name,
  payload: Announcement<Announcements, Name>,
  { channels, apartInRoom }: NotifierOptions,
): void {
  const apart = apartOf(aboutId, audience, apartInRoom);
  const isFor = apart.size > 0 ? (personId: string) => !apart.has(personId) : null;
  channels.send(channelsOf(audience), name, payload, isFor);
}

/** The same, but for the devices of the person. */
function tellOthersOf<Name extends AnnouncementName>(
  aboutId: string,
  audience: Audience,
  name: Name,
  payload: Announcement<Announcements, Name>,
  { channels, apartInRoom }: NotifierOptions,
): void {
  const apart = apartOf(aboutId, audience, apartInRoom);
  channels.send(channelsOf(audience), name, payload, (personId) => personId !== aboutId && !apart.has(personId));
}

function apartOf(
  personId: string,
  audience: Audience,
  apartInRoom: NotifierOptions['apartInRoom'],
): ReadonlySet<string> {
  if (audience.kind === 'room') return apartInRoom(audience.roomId, personId);
  return audience.apartIds && audience.apartIds.length > 0 ? new Set(audience.apartIds) : NOBODY;
}

const NOBODY: ReadonlySet<string> = new Set();

function channelsOf(audience: Audience): string[] {
  return audience.kind === 'room' ? [roomChannel(audience.roomId)] : audience.personIds.map(personChannel);
}
