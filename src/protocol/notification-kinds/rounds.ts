/** Notifications about rounds, and about people who wait in rooms. */
import { z } from 'zod';
import { idSchema } from '../common.ts';
import { roundReasonSchema } from '../rounds.ts';
import { kind } from './kind.ts';

const roundsPath = () => '/rounds';

export const roundKinds = {
  /** A round paired me with one person, or with two. */
  round_paired: kind({
    group: 'matches',
    data: z.object({
      personId: idSchema,
      pairId: idSchema,
      conversationId: idSchema,
      /** How many others are at the table. */
      partners: z.number().int(),
      communityId: idSchema.nullable(),
      reasons: z.array(roundReasonSchema),
    }),
    path: ({ partners, conversationId }) => (partners > 1 ? '/rounds' : `/conversations/${conversationId}`),
    words: {
      ja: ({ partners }, { name }) => ({
        title: 'ラウンドのペアが決まりました',
        body: partners > 1 ? `今回は${name}さんともう1人の、3人です` : `今回の相手は${name}さんです`,
      }),
      en: ({ partners }, { name }) => ({
        title: 'You have a pair for this round',
        body:
          partners > 1
            ? `This time there are three of you: you, ${name} and one more person`
            : `This time you talk with ${name}`,
      }),
    },
  }),
  /** There was nobody to pair me with in a round; I am paired first in the next one. */
  round_left_out: kind({
    group: 'matches',
    data: z.object({ communityId: idSchema.nullable() }),
    path: roundsPath,
    words: {
      ja: () => ({ title: '今回のラウンドでは相手が見つかりませんでした', body: '次回は優先して相手を決めます' }),
      en: () => ({ title: 'No pair for you this round', body: 'You have priority in the next one' }),
    },
  }),
  /** Asks before the next round whether I met the person. */
  round_did_you_meet: kind({
    group: 'matches',
    data: z.object({ personId: idSchema, pairId: idSchema }),
    path: roundsPath,
    words: {
      ja: (_data, { name }) => ({ title: `${name}さんと話せましたか`, body: '回答は相手に伝わりません' }),
      en: (_data, { name }) => ({ title: `Did you talk with ${name}?`, body: 'Your answer stays private' }),
    },
  }),
  /** Someone is alone in a room with one of the tags for which I want to be called in. */
  room_waiting: kind({
    group: 'suggestions',
    data: z.object({ personId: idSchema, roomId: idSchema, roomTitle: z.string(), tags: z.array(z.string()) }),
    isTimely: true,
    path: ({ roomId }) => `/rooms/${roomId}`,
    words: {
      ja: ({ roomTitle }, { name }) => ({ title: `${name}さんがルームで待っています`, body: roomTitle }),
      en: ({ roomTitle }, { name }) => ({ title: `${name} is waiting in a room`, body: roomTitle }),
    },
  }),
};
