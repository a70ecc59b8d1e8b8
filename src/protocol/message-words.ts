/** Texts of notifications about messages. Shared by the server (push and mail) and clients. */
import { wireLimits } from './limits.ts';
import type { NotificationLanguage, NotificationWords } from './notification-kinds/index.ts';

/** The group of the messages of a conversation of this kind; null for a room, whose chat is for those inside. */
export function messageGroupOf(kind: 'match' | 'room' | 'meal' | 'channel'): 'messages' | 'channels' | null {
  if (kind === 'room') return null;
  return kind === 'channel' ? 'channels' : 'messages';
}

export interface MessageWordsInput {
  /** Of a meal or a channel; null for a match. */
  title: string | null;
  /** Who wrote, without people whose names are unknown. */
  names: readonly string[];
  /** `wireLimits.unreadMessages` means "this many or more". */
  count: number;
}

/** More people are only counted. */
const NAMED = 2;

const ja = ({ title, names, count }: MessageWordsInput): NotificationWords => {
  const shown = names.slice(0, NAMED).map((name) => `${name}さん`);
  const others = names.length - shown.length;
  const people = [...shown, ...(others > 0 ? [`ほか${others}人`] : [])].join('、');
  const messages =
    count === 1 ? 'メッセージ' : `${count}件${count >= wireLimits.unreadMessages ? '以上' : ''}のメッセージ`;
  if (title === null) return { title: people ? `${people}から${messages}` : `新しい${messages}`, body: '' };
  return { title: `「${title}」に${messages}`, body: people };
};

const en = ({ title, names, count }: MessageWordsInput): NotificationWords => {
  const shown = names.slice(0, NAMED);
  const others = names.length - shown.length;
  const all = [...shown, ...(others > 0 ? [`${others} more`] : [])];
  const people = all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '');
  const messages = count === 1 ? 'A message' : `${count}${count >= wireLimits.unreadMessages ? '+' : ''} messages`;
  if (title === null) return { title: people ? `${messages} from ${people}` : messages, body: '' };
  return { title: `${messages} in “${title}”`, body: people };
};

/** The title says how many messages there are and from whom or where, and the body who wrote in a meal or channel. */
export function messageWords(language: NotificationLanguage, input: MessageWordsInput): NotificationWords {
  return language === 'ja' ? ja(input) : en(input);
}
