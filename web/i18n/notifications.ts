/** Words of notifications: what happened, and what is sent of it. */
import type { NotificationContent } from '@meshi/client';

type Kind = NotificationContent['kind'];
type DataOf<K extends Kind> = Extract<NotificationContent, { kind: K }>['data'];

/** The name of the person it is about, and a moment in the reader's words. */
interface Said {
  name: string;
  time(iso: string): string;
}
type Texts = { [K in Kind]: (data: DataOf<K>, said: Said) => string };

export const textsJa: Texts = {
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

export const textsEn: Texts = {
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
