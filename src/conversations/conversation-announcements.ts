/** The socket events that people in a conversation receive. */
import type { AnnouncementRules, SocketMessage, SocketState } from '../kernel/announcements.ts';
import type { Audience } from '../kernel/events.ts';
import { personChannel, roomChannel } from '../kernel/socket-channels.ts';
import type { Message } from '../protocol/conversations.ts';
import { hiddenMessage } from './messages/hidden-message.ts';

export const conversationAnnouncements: AnnouncementRules = {
  messagesCreated: (batch, sockets) => batch.flatMap(({ message, audience }) => created(message, audience, sockets)),
  messageHidden: ({ message, audience }) => [
    { channels: channelsOf(audience), name: 'message:hidden', payload: message },
  ],
  messageChanged: ({ message, rev, audience }, sockets) =>
    shownTo(message, audience, sockets).map(({ payload, ...to }) => ({
      ...to,
      name: 'message:changed',
      payload: { message: payload, rev },
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

function shownTo(message: Message, audience: Audience, sockets: SocketState) {
  const channels = channelsOf(audience);
  const apart = apartOf(message.senderId, audience, sockets);
  if (apart.size === 0) return [{ channels, payload: message }];
  const isApart = (personId: string) => apart.has(personId);
  return [
    { channels, payload: message, isFor: (personId: string) => !isApart(personId) },
    { channels, payload: hiddenMessage(message), isFor: isApart },
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
