/** Words of notifications: what happened, and what is sent of it. */
import type { NotificationContent, NotificationGroup } from '@meshi/client';

type Kind = NotificationContent['kind'];
type DataOf<K extends Kind> = Extract<NotificationContent, { kind: K }>['data'];

/** The name of the person it is about, and a moment in the reader's words. */
interface Said {
  name: string;
  time(iso: string): string;
}
type Texts = { [K in Kind]: (data: DataOf<K>, said: Said) => string };

const textsJa: Texts = {
  interest_shown: ({ topicTitle }, { name }) => `${name}さんが「${topicTitle}」を気になっています。`,
  match_created: (_, { name }) => `${name}さんとマッチしました。`,
  time_proposed: ({ startsAt }, { name, time }) => `${name}さんから約束の時間の提案です: ${time(startsAt)}`,
  time_accepted: ({ startsAt }, { name, time }) => `${name}さんとの約束が決まりました: ${time(startsAt)}`,
  appointment_reminder: ({ startsAt }, { name, time }) => `まもなく${name}さんとの約束の時間です: ${time(startsAt)}`,
  appointment_cancelled: ({ startsAt }, { name, time }) => `${name}さんとの約束がなくなりました: ${time(startsAt)}`,
  community_invited: ({ communityName }) => `「${communityName}」に招待されました。`,
  community_admitted: ({ communityName }) => `「${communityName}」に参加できました。`,
  community_requested: ({ communityName }, { name }) => `${name}さんが「${communityName}」への参加を希望しています。`,
  community_announcement: ({ communityName, title }) => `「${communityName}」からのお知らせ: ${title}`,
  community_reported: ({ communityName }) => `「${communityName}」でメッセージが報告されました。`,
  round_paired: ({ partners }, { name }) =>
    partners > 1 ? `今回のラウンドは${name}さんたちと3人です。` : `今回のラウンドの相手は${name}さんです。`,
  round_left_out: () => '今回のラウンドでは相手が見つかりませんでした。次回は優先して決めます。',
  round_did_you_meet: (_, { name }) => `${name}さんと会えましたか。答えは相手に伝わりません。`,
  room_waiting: ({ roomTitle }, { name }) => `${name}さんが「${roomTitle}」で待っています。`,
  meal_reminder: ({ title, startsAt }, { time }) => `まもなく食事会「${title}」です: ${time(startsAt)}`,
  meal_offered: ({ title, holdUntil }, { time }) =>
    `食事会「${title}」の席が空きました。${time(holdUntil)}まで取ってあります。`,
  meal_asked: ({ title }, { name }) => `${name}さんが食事会「${title}」への参加を希望しています。`,
  meal_accepted: ({ title }) => `食事会「${title}」に参加できます。`,
  meal_changed: ({ title, startsAt }, { time }) => `食事会「${title}」の時間や場所が変わりました: ${time(startsAt)}`,
  meal_cancelled: ({ title, reason }) => `食事会「${title}」が中止になりました。${reason}`,
  meal_message: ({ title, text }, { name }) => `${name}さんから（${title}）: ${text}`,
  meal_next: ({ title, startsAt }, { time }) => `食事会「${title}」の次回があります: ${time(startsAt)}`,
};

const textsEn: Texts = {
  interest_shown: ({ topicTitle }, { name }) => `${name} is interested in “${topicTitle}”.`,
  match_created: (_, { name }) => `You and ${name} have a match.`,
  time_proposed: ({ startsAt }, { name, time }) => `${name} proposes a time: ${time(startsAt)}`,
  time_accepted: ({ startsAt }, { name, time }) => `Appointment with ${name}: ${time(startsAt)}`,
  appointment_reminder: ({ startsAt }, { name, time }) =>
    `Your appointment with ${name} starts soon: ${time(startsAt)}`,
  appointment_cancelled: ({ startsAt }, { name, time }) => `${name} cancelled your appointment: ${time(startsAt)}`,
  community_invited: ({ communityName }) => `You are invited to “${communityName}”.`,
  community_admitted: ({ communityName }) => `You are now in “${communityName}”.`,
  community_requested: ({ communityName }, { name }) => `${name} asks to join “${communityName}”.`,
  community_announcement: ({ communityName, title }) => `Announcement from “${communityName}”: ${title}`,
  community_reported: ({ communityName }) => `A message was reported in “${communityName}”.`,
  round_paired: ({ partners }, { name }) =>
    partners > 1 ? `This round you are three, with ${name} and one more.` : `This round you meet ${name}.`,
  round_left_out: () => 'Nobody was left for you this round. You come first in the next one.',
  round_did_you_meet: (_, { name }) => `Did you meet ${name}? Your answer stays with you.`,
  room_waiting: ({ roomTitle }, { name }) => `${name} is waiting in “${roomTitle}”.`,
  meal_reminder: ({ title, startsAt }, { time }) => `The meal “${title}” is near: ${time(startsAt)}`,
  meal_offered: ({ title, holdUntil }, { time }) =>
    `A seat at “${title}” is free for you. It is kept until ${time(holdUntil)}.`,
  meal_asked: ({ title }, { name }) => `${name} asks for a seat at “${title}”.`,
  meal_accepted: ({ title }) => `You can come to the meal “${title}”.`,
  meal_changed: ({ title, startsAt }, { time }) => `Time or place of “${title}” has changed: ${time(startsAt)}`,
  meal_cancelled: ({ title, reason }) => `The meal “${title}” is cancelled. ${reason}`.trim(),
  meal_message: ({ title, text }, { name }) => `${name} (${title}): ${text}`,
  meal_next: ({ title, startsAt }, { time }) => `There is a next “${title}”: ${time(startsAt)}`,
};

const groupsJa: Record<NotificationGroup, string> = {
  interests: '気になる',
  matches: 'マッチと約束',
  meals: '食事会',
  communities: 'コミュニティ',
  suggestions: 'おすすめ',
};

const groupsEn: Record<NotificationGroup, string> = {
  interests: 'Interest in my topics',
  matches: 'Matches and appointments',
  meals: 'Meals',
  communities: 'Communities',
  suggestions: 'Suggestions',
};

export const notificationsJa = {
  title: '通知',
  unread: (count: string) => `未読 ${count}件`,
  isUnread: '未読',
  readAll: 'すべて既読にする',
  empty: '通知はまだありません',
  emptyHint: 'だれかが話題を気になったり、マッチしたりすると、ここに届きます。',
  seeTopics: '話題を見る',
  news: (text: string) => `通知: ${text}`,
  texts: textsJa,
  groups: groupsJa,
  settings: '通知',
  settingsHint: 'プッシュ通知とメール、静かな時間',
  push: 'プッシュ通知で受け取るもの',
  pushOn: 'この端末で受け取る',
  pushOff: 'この端末で受け取るのをやめる',
  pushHint: 'アプリを閉じていても、この端末に知らせます。',
  pushIsOn: 'この端末で受け取っています。',
  pushDenied: 'ブラウザの設定で通知が止められています。許可すると受け取れます。',
  pushMissing: 'このブラウザではプッシュ通知を受け取れません。',
  mail: 'メールで受け取るもの',
  mailHint: 'オンラインでないときに、まとめて送ります。',
  quiet: '静かな時間',
  quietHint: '始まる直前の知らせのほかは、この時間が終わってから送ります。',
  quietOn: '静かな時間をつくる',
  from: '開始',
  to: '終了',
  stopTitle: 'メールの配信を止める',
  stopLead: '通知のメールを止めます。アプリの中では引き続き見られます。',
  stop: '止める',
  stopped: '止めました。設定からいつでも戻せます。',
};

export const notificationsEn: typeof notificationsJa = {
  title: 'Notifications',
  unread: (count: string) => `${count} unread`,
  isUnread: 'Unread',
  readAll: 'Mark all as read',
  empty: 'Nothing yet',
  emptyHint: 'When someone is interested in a topic of yours, or you have a match, it shows here.',
  seeTopics: 'See topics',
  news: (text: string) => `Notification: ${text}`,
  texts: textsEn,
  groups: groupsEn,
  settings: 'Notifications',
  settingsHint: 'Push, e-mail and quiet hours',
  push: 'What comes by push',
  pushOn: 'Receive on this device',
  pushOff: 'Stop on this device',
  pushHint: 'You are told on this device, also while Meshi is closed.',
  pushIsOn: 'This device receives notifications.',
  pushDenied: 'Notifications are blocked in the settings of the browser. Allow them to receive any.',
  pushMissing: 'This browser cannot receive push notifications.',
  mail: 'What comes by e-mail',
  mailHint: 'Sent together, while you are not online.',
  quiet: 'Quiet hours',
  quietHint: 'Except for what is about to begin, everything is sent after they end.',
  quietOn: 'Keep quiet hours',
  from: 'From',
  to: 'To',
  stopTitle: 'Stop e-mail',
  stopLead: 'Ends mails with notifications. You still see them in Meshi.',
  stop: 'Stop',
  stopped: 'Stopped. You can turn them on again in the settings.',
};
