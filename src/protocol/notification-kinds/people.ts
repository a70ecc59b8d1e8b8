/** Notifications about interest, matches and appointments. */
import { z } from 'zod';
import { idSchema, timeSchema } from '../common.ts';
import { kind } from './kind.ts';

/** An appointment, or the proposal of one. */
const appointmentData = z.object({ personId: idSchema, conversationId: idSchema, startsAt: timeSchema });
const conversationPath = ({ conversationId }: { conversationId: string }) => `/conversations/${conversationId}`;

export const peopleKinds = {
  /** Someone showed interest (気になる) in a topic of mine. */
  interest_created: kind({
    group: 'interests',
    data: z.object({ personId: idSchema, topicId: idSchema, topicTitle: z.string() }),
    path: ({ topicId }) => `/topics/mine/${topicId}`,
    isReadInConversation: true,
    words: {
      ja: ({ topicTitle }, { name }) => ({ title: `${name}さんが「気になる」を押しました`, body: topicTitle }),
      en: ({ topicTitle }, { name }) => ({ title: `${name} is interested in your topic`, body: topicTitle }),
    },
  }),
  /** Someone I am interested in matched with me. */
  match_created: kind({
    group: 'matches',
    data: z.object({ personId: idSchema, matchId: idSchema, conversationId: idSchema }),
    path: conversationPath,
    words: {
      ja: (_data, { name }) => ({ title: `${name}さんとマッチしました`, body: 'メッセージを送れるようになりました' }),
      en: (_data, { name }) => ({ title: `You matched with ${name}`, body: 'You can write to each other now' }),
    },
  }),
  /** The other person of a match proposed a time to talk. */
  time_proposed: kind({
    group: 'matches',
    data: appointmentData,
    path: conversationPath,
    words: {
      ja: ({ startsAt }, { name, time }) => ({
        title: `${name}さんから話す時間の提案があります`,
        body: time(startsAt),
      }),
      en: ({ startsAt }, { name, time }) => ({ title: `${name} proposes a time to talk`, body: time(startsAt) }),
    },
  }),
  /** The other person accepted the time that I proposed. */
  time_accepted: kind({
    group: 'matches',
    data: appointmentData,
    path: conversationPath,
    words: {
      ja: ({ startsAt }, { name, time }) => ({ title: `${name}さんとの約束が決まりました`, body: time(startsAt) }),
      en: ({ startsAt }, { name, time }) => ({ title: `${name} accepted your proposal`, body: time(startsAt) }),
    },
  }),
  /** My match declined the time that I proposed. */
  time_declined: kind({
    group: 'matches',
    data: appointmentData,
    path: conversationPath,
    words: {
      ja: ({ startsAt }, { name, time }) => ({
        title: `${name}さんはその時間の都合がつかないようです`,
        body: time(startsAt),
      }),
      en: ({ startsAt }, { name, time }) => ({
        title: `${name} can’t make the time you proposed`,
        body: time(startsAt),
      }),
    },
  }),
  /** An appointment starts soon. */
  appointment_reminder: kind({
    group: 'matches',
    data: appointmentData,
    isTimely: true,
    path: conversationPath,
    words: {
      ja: ({ startsAt }, { name, time }) => ({ title: `まもなく${name}さんとの約束の時間です`, body: time(startsAt) }),
      en: ({ startsAt }, { name, time }) => ({
        title: `Your appointment with ${name} starts soon`,
        body: time(startsAt),
      }),
    },
  }),
  /** The other person cancelled our appointment. */
  appointment_cancelled: kind({
    group: 'matches',
    data: appointmentData,
    isTimely: true,
    path: conversationPath,
    words: {
      ja: ({ startsAt }, { name, time }) => ({
        title: `${name}さんとの約束が取り消されました`,
        body: time(startsAt),
      }),
      en: ({ startsAt }, { name, time }) => ({ title: `${name} cancelled your appointment`, body: time(startsAt) }),
    },
  }),
};
