import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  title: 'Chats',
  emptyTitle: 'No conversations yet',
  emptyHint: 'Press “Interested” on a topic. When the other person wants to talk too, a conversation starts.',
  findTopics: 'See topics',
  pick: 'Choose a conversation',
  online: 'Online',
  offline: 'Offline',
  from: 'Started from',
  noMessages: 'No messages yet',
  log: (name) => `Conversation with ${name}`,
  kinds: { meal: 'Meal', channel: 'Community', room: 'Room' },
  closed: 'This conversation has ended. You can still read it.',
  endMatch: 'Unmatch',
  endMatchTitle: (name) => `Unmatch ${name}?`,
  endMatchHint: 'Neither of you can write here any more. You can still read it.',
  ended: 'Unmatched.',
  youWrote: (text) => `You: ${text}`,
};
