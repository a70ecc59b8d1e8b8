/** The socket events that people in a conversation receive. */
import type { AnnouncementRules, IsFor, SocketMessage, SocketState } from '../kernel/announcements.ts';
import type { Audience, DomainEvents } from '../kernel/events.ts';
import { personChannel, roomChannel } from '../kernel/socket-channels.ts';
import type { Message } from '../protocol/conversations.ts';
import { hiddenMessage, hide } from './messages/hidden-message.ts';
import { reactorsOf } from './messages/reactions.ts';

export const conversationAnnouncements: AnnouncementRules = {
  messagesCreated: (batch, sockets) => batch.flatMap(({ message, audience }) => created(message, audience, sockets)),
  messageHidden: ({ message, audience }) => [
    { channels: channelsOf(audience), name: 'message:hidden', payload: message },
  ],
  messageChanged: (event, sockets) =>
    changedTo(event, sockets).map(({ payload, ...to }) => ({
      ...to,
      name: 'message:changed',
      payload: { message: payload, rev: event.rev },
    })),
  circleConversationChanged: ({ conversationId, personIds }) => [
    { channels: personIds.map(personChannel), name: 'conversation:changed', payload: { conversationId } },
  ],
  messagesRemoved: ({ conversationId, toSeq, personIds }) => [
    { channels: personIds.map(personChannel), name: 'messages:removed', payload: { conversationId, toSeq } },
  ],
  conversationChangedForMe: ({ personId, conversationId }) => [
    { channels: [personChannel(personId)], name: 'conversation:changed', payload: { conversationId } },
  ],
  readMoved: ({ mark, audience }, sockets) => {
    const apart = apartOf(mark.personId, audience, sockets);
    const isFor = apart.size > 0 ? (personId: string) => !apart.has(personId) : null;
    return [{ channels: channelsOf(audience), name: 'read:moved', payload: mark, isFor }];
  },
  typingStarted: ({ conversationId, personId, audience }, sockets) => [
    {
      channels: channelsOf(audience),
      name: 'typing:started',
      payload: { conversationId, personId },
      isFor: othersThan(personId, audience, sockets),
    },
  ],
  typingStopped: ({ conversationId, personId, audience }, sockets) => [
    {
      channels: channelsOf(audience),
      name: 'typing:stopped',
      payload: { conversationId, personId },
      isFor: othersThan(personId, audience, sockets),
    },
  ],
};

/** People in a block with the sender receive the message without its text: they need its `seq`, because sequences have no gaps. */
function created(message: Message, audience: Audience, sockets: SocketState): SocketMessage[] {
  return shownTo(message, audience, sockets).map((shown) => ({ ...shown, name: 'message:created' as const }));
}

/** A copy of a message, and who receives it. */
interface Copy {
  channels: string[];
  payload: Message;
  isFor?: IsFor;
}

function shownTo(message: Message, audience: Audience, sockets: SocketState): Copy[] {
  const channels = channelsOf(audience);
  const apart = apartOf(message.senderId, audience, sockets);
  if (apart.size === 0) return [{ channels, payload: message }];
  const isApart = (personId: string) => apart.has(personId);
  return [
    { channels, payload: message, isFor: (personId: string) => !isApart(personId) },
    { channels, payload: hiddenMessage(message), isFor: isApart },
  ];
}

/** As `shownTo`; and people in a block with some who reacted receive a copy without these reactions. */
function changedTo(
  { message, audience, apartFromReactors }: DomainEvents['messageChanged'],
  sockets: SocketState,
): Copy[] {
  const withheld = new Map<string, Set<string>>();
  for (const reactorId of reactorsOf(message)) {
    const apart =
      audience.kind === 'room' ? sockets.apartInRoom(audience.roomId, reactorId) : apartFromReactors[reactorId];
    for (const readerId of apart ?? []) withheld.set(readerId, (withheld.get(readerId) ?? new Set()).add(reactorId));
  }
  if (withheld.size === 0) return shownTo(message, audience, sockets);
  const apart = apartOf(message.senderId, audience, sockets);
  const copies = [...withheld].filter(([readerId]) => !apart.has(readerId));
  return [
    ...shownTo(message, audience, sockets).map(({ channels, payload, isFor }) => ({
      channels,
      payload,
      isFor: (id: string) => (isFor?.(id) ?? true) && (apart.has(id) || !withheld.has(id)),
    })),
    ...copies.map(([readerId, hidden]) => ({
      channels: audience.kind === 'room' ? channelsOf(audience) : [personChannel(readerId)],
      payload: hide(message, hidden),
      isFor: (id: string) => id === readerId,
    })),
  ];
}

function othersThan(personId: string, audience: Audience, sockets: SocketState): (id: string) => boolean {
  const apart = apartOf(personId, audience, sockets);
  return (id) => id !== personId && !apart.has(id);
}

/** People in the audience who are in a block with this person. */
function apartOf(personId: string, audience: Audience, sockets: SocketState): ReadonlySet<string> {
  if (audience.kind === 'room') return sockets.apartInRoom(audience.roomId, personId);
  return audience.apartIds && audience.apartIds.length > 0 ? new Set(audience.apartIds) : NOBODY;
}

const NOBODY: ReadonlySet<string> = new Set();

function channelsOf(audience: Audience): string[] {
  return audience.kind === 'room' ? [roomChannel(audience.roomId)] : audience.personIds.map(personChannel);
}
