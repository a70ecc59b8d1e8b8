import { counted } from '../../i18n/counted.ts';
import type { words as ja } from './words.ja.ts';

export const words: typeof ja = {
  empty: 'No messages yet. A short hello is enough.',
  older: 'Load earlier messages',
  newest: 'Jump to newest',
  unreadLine: 'New messages',
  today: 'Today',
  yesterday: 'Yesterday',
  hidden: 'Hidden because of a block',
  hiddenByModerator: 'This message is hidden',
  typing: (name) => `${name} is typing`,
  composer: 'Message',
  composerHint: 'Write a message',
  firstQuestion: 'A way to begin',
  send: 'Send',
  sendHint: 'Enter to send, Shift+Enter for a new line',
  tooLong: (count) => `${counted(count, 'character', 'characters')} too many`,
  queued: 'Waiting to send',
  sending: 'Sending',
  sent: 'Sent',
  read: 'Read',
  failed: 'Not sent',
  resend: 'Send again',
  discard: 'Discard',
};
