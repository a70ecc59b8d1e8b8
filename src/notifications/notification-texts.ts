/** The words of notifications where Meshi's screens are not at hand: in push messages and mails. */
import type { Language } from '../protocol/common.ts';
import type { NotificationContent, NotificationData, NotificationKind } from '../protocol/notifications.ts';

export interface NotificationText {
  title: string;
  body: string;
  /** Where it leads, below the public URL. */
  path: string;
}

interface Said {
  /** The name of the person it is about; empty where it is about nobody. */
  name: string;
  /** A moment, in the language and the time zone of whoever reads it. */
  time(iso: string): string;
}

type Texts = {
  [Kind in NotificationKind]: (data: NotificationData<Kind>, said: Said) => NotificationText;
};

const ja: Texts = {
  interest_shown: ({ topicId, topicTitle }, { name }) => ({
    title: `${name}さんが気になっています`,
    body: topicTitle,
    path: `/topics/mine/${topicId}`,
  }),
  match_created: ({ conversationId }, { name }) => ({
    title: 'マッチしました',
    body: `${name}さんと話せるようになりました`,
    path: `/conversations/${conversationId}`,
  }),
  time_proposed: ({ conversationId, startsAt }, { name, time }) => ({
    title: `${name}さんから約束の時間の提案`,
    body: time(startsAt),
    path: `/conversations/${conversationId}`,
  }),
  time_accepted: ({ conversationId, startsAt }, { name, time }) => ({
    title: `${name}さんとの約束が決まりました`,
    body: time(startsAt),
    path: `/conversations/${conversationId}`,
  }),
  appointment_reminder: ({ conversationId, startsAt }, { name, time }) => ({
    title: `まもなく${name}さんとの約束の時間です`,
    body: time(startsAt),
    path: `/conversations/${conversationId}`,
  }),
  appointment_cancelled: ({ conversationId, startsAt }, { name, time }) => ({
    title: `${name}さんとの約束がなくなりました`,
    body: time(startsAt),
    path: `/conversations/${conversationId}`,
  }),
  community_invited: ({ communityId, communityName }) => ({
    title: 'コミュニティに招待されました',
    body: communityName,
    path: `/communities/${communityId}`,
  }),
  community_admitted: ({ communityId, communityName }) => ({
    title: 'コミュニティに参加できました',
    body: communityName,
    path: `/communities/${communityId}`,
  }),
  community_requested: ({ communityId, communityName }, { name }) => ({
    title: `${name}さんが参加を希望しています`,
    body: communityName,
    path: `/communities/${communityId}`,
  }),
  community_announcement: ({ communityId, communityName, title }) => ({
    title: `${communityName}からのお知らせ`,
    body: title,
    path: `/communities/${communityId}`,
  }),
  community_reported: ({ communityId, communityName }) => ({
    title: 'メッセージが報告されました',
    body: communityName,
    path: `/communities/${communityId}`,
  }),
  round_paired: ({ conversationId, partners }, { name }) => ({
    title: 'ラウンドの相手が決まりました',
    body: partners > 1 ? `今回は${name}さんたちと3人です` : `今回の相手は${name}さんです`,
    path: partners > 1 ? '/rounds' : `/conversations/${conversationId}`,
  }),
  round_left_out: () => ({
    title: '今回のラウンドでは相手が見つかりませんでした',
    body: '次回は優先して相手を決めます',
    path: '/rounds',
  }),
  round_did_you_meet: (_data, { name }) => ({
    title: `${name}さんと会えましたか`,
    body: '答えは相手に伝わりません',
    path: '/rounds',
  }),
  room_waiting: ({ roomId, roomTitle }, { name }) => ({
    title: `${name}さんがルームで待っています`,
    body: roomTitle,
    path: `/rooms/${roomId}`,
  }),
  meal_reminder: ({ mealId, title, startsAt, hours }, { time }) => ({
    title: hours === 1 ? 'あと1時間で食事会です' : '明日は食事会です',
    body: `${title} ${time(startsAt)}`,
    path: `/meals/${mealId}`,
  }),
  meal_offered: ({ mealId, title, holdUntil }, { time }) => ({
    title: '席が空きました',
    body: `${title}。${time(holdUntil)}まで席を取ってあります`,
    path: `/meals/${mealId}`,
  }),
  meal_asked: ({ mealId, title }, { name }) => ({
    title: `${name}さんが参加を希望しています`,
    body: title,
    path: `/meals/${mealId}`,
  }),
  meal_accepted: ({ mealId, title, startsAt }, { time }) => ({
    title: '食事会に参加できます',
    body: `${title} ${time(startsAt)}`,
    path: `/meals/${mealId}`,
  }),
  meal_changed: ({ mealId, title, startsAt }, { time }) => ({
    title: '食事会の時間や場所が変わりました',
    body: `${title} ${time(startsAt)}`,
    path: `/meals/${mealId}`,
  }),
  meal_cancelled: ({ mealId, title, startsAt, reason }, { time }) => ({
    title: '食事会が中止になりました',
    body: [`${title} ${time(startsAt)}`, reason].filter(Boolean).join('\n'),
    path: `/meals/${mealId}`,
  }),
  meal_message: ({ mealId, title, text }, { name }) => ({
    title: `${name}さんから: ${title}`,
    body: text,
    path: `/meals/${mealId}`,
  }),
  meal_next: ({ mealId, title, startsAt }, { time }) => ({
    title: '次の食事会があります',
    body: `${title} ${time(startsAt)}`,
    path: `/meals/${mealId}`,
  }),
};

const en: Texts = {
  interest_shown: ({ topicId, topicTitle }, { name }) => ({
    title: `${name} is interested`,
    body: topicTitle,
    path: `/topics/mine/${topicId}`,
  }),
  match_created: ({ conversationId }, { name }) => ({
    title: 'You have a match',
    body: `You can now talk with ${name}`,
    path: `/conversations/${conversationId}`,
  }),
  time_proposed: ({ conversationId, startsAt }, { name, time }) => ({
    title: `${name} proposes a time`,
    body: time(startsAt),
    path: `/conversations/${conversationId}`,
  }),
  time_accepted: ({ conversationId, startsAt }, { name, time }) => ({
    title: `Appointment with ${name}`,
    body: time(startsAt),
    path: `/conversations/${conversationId}`,
  }),
  appointment_reminder: ({ conversationId, startsAt }, { name, time }) => ({
    title: `Your appointment with ${name} starts soon`,
    body: time(startsAt),
    path: `/conversations/${conversationId}`,
  }),
  appointment_cancelled: ({ conversationId, startsAt }, { name, time }) => ({
    title: `${name} cancelled your appointment`,
    body: time(startsAt),
    path: `/conversations/${conversationId}`,
  }),
  community_invited: ({ communityId, communityName }) => ({
    title: 'You are invited to a community',
    body: communityName,
    path: `/communities/${communityId}`,
  }),
  community_admitted: ({ communityId, communityName }) => ({
    title: 'You are in',
    body: communityName,
    path: `/communities/${communityId}`,
  }),
  community_requested: ({ communityId, communityName }, { name }) => ({
    title: `${name} asks to join`,
    body: communityName,
    path: `/communities/${communityId}`,
  }),
  community_announcement: ({ communityId, communityName, title }) => ({
    title: `Announcement from ${communityName}`,
    body: title,
    path: `/communities/${communityId}`,
  }),
  community_reported: ({ communityId, communityName }) => ({
    title: 'A message was reported',
    body: communityName,
    path: `/communities/${communityId}`,
  }),
  round_paired: ({ conversationId, partners }, { name }) => ({
    title: 'Your round is here',
    body: partners > 1 ? `This time you are three, with ${name} and one more` : `This time you meet ${name}`,
    path: partners > 1 ? '/rounds' : `/conversations/${conversationId}`,
  }),
  round_left_out: () => ({
    title: 'Nobody was left for you this round',
    body: 'You come first in the next one',
    path: '/rounds',
  }),
  round_did_you_meet: (_data, { name }) => ({
    title: `Did you meet ${name}?`,
    body: 'Your answer stays with you',
    path: '/rounds',
  }),
  room_waiting: ({ roomId, roomTitle }, { name }) => ({
    title: `${name} is waiting in a room`,
    body: roomTitle,
    path: `/rooms/${roomId}`,
  }),
  meal_reminder: ({ mealId, title, startsAt, hours }, { time }) => ({
    title: hours === 1 ? 'Your meal begins in an hour' : 'Your meal is tomorrow',
    body: `${title}, ${time(startsAt)}`,
    path: `/meals/${mealId}`,
  }),
  meal_offered: ({ mealId, title, holdUntil }, { time }) => ({
    title: 'A seat is free for you',
    body: `${title}. It is kept until ${time(holdUntil)}`,
    path: `/meals/${mealId}`,
  }),
  meal_asked: ({ mealId, title }, { name }) => ({
    title: `${name} asks for a seat`,
    body: title,
    path: `/meals/${mealId}`,
  }),
  meal_accepted: ({ mealId, title, startsAt }, { time }) => ({
    title: 'You can come to the meal',
    body: `${title}, ${time(startsAt)}`,
    path: `/meals/${mealId}`,
  }),
  meal_changed: ({ mealId, title, startsAt }, { time }) => ({
    title: 'The time or place of a meal has changed',
    body: `${title}, ${time(startsAt)}`,
    path: `/meals/${mealId}`,
  }),
  meal_cancelled: ({ mealId, title, startsAt, reason }, { time }) => ({
    title: 'A meal is cancelled',
    body: [`${title}, ${time(startsAt)}`, reason].filter(Boolean).join('\n'),
    path: `/meals/${mealId}`,
  }),
  meal_message: ({ mealId, title, text }, { name }) => ({
    title: `${name}: ${title}`,
    body: text,
    path: `/meals/${mealId}`,
  }),
  meal_next: ({ mealId, title, startsAt }, { time }) => ({
    title: 'There is a next one',
    body: `${title}, ${time(startsAt)}`,
    path: `/meals/${mealId}`,
  }),
};

/** The two languages that Meshi writes. */
export type WrittenLanguage = 'ja' | 'en';

/** Whoever reads it. */
export interface Reader {
  language: WrittenLanguage;
  timeZone: string;
}

/** Of the languages of a person the first decides. */
export function writtenLanguage(languages: readonly Language[]): WrittenLanguage {
  return languages[0] === 'ja' ? 'ja' : 'en';
}

/** What a notification says. */
export function notificationText(
  { language, timeZone }: Reader,
  { kind, data }: NotificationContent,
  name: string,
): NotificationText {
  const texts = language === 'ja' ? ja : en;
  const form = new Intl.DateTimeFormat(language, { timeZone, ...TIME_FORM });
  const said: Said = { name, time: (iso) => form.format(new Date(iso)) };
  // The table gives each kind the words for its own data.
  return (texts[kind] as (data: NotificationContent['data'], said: Said) => NotificationText)(data, said);
}

const TIME_FORM: Intl.DateTimeFormatOptions = {
  month: 'short',
  day: 'numeric',
  weekday: 'short',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
};
