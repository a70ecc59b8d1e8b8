/** The meals of the demo, with their hosts, times and answers. */
import type { CreateMeal, MealAnswer } from '../protocol/meals.ts';

export interface DemoMeal {
  host: string;
  /** Whole days from now; `hour` is the hour of that day in UTC, and `hours` the length of the meal. */
  inDays: number;
  hour: number;
  hours: number;
  meal: Omit<Partial<CreateMeal>, 'startsAt' | 'endsAt'> & Pick<CreateMeal, 'title'>;
  answers: readonly (readonly [handle: string, answer: MealAnswer])[];
}

export const meals: readonly DemoMeal[] = [
  {
    host: 'haruka_k',
    inDays: 3,
    hour: 10,
    hours: 3,
    meal: {
      title: '金曜の夜、ワインだけの会',
      description:
        '仕事の話でも、そうでなくても。お酒が飲めない人には、ぶどうジュースがあります。\n途中からの参加も歓迎です。',
      tags: ['ワイン', '雑談'],
      mode: 'in_person',
      venue: { area: '東京・渋谷', address: '渋谷区神南 1-2-3 「葡萄の木」2階', isAddressHidden: true },
      capacity: 6,
      costNote: 'ひとり 3,000 円くらい',
      bringNote: '好きなチーズをひとつ',
      isPublic: true,
    },
    answers: [
      ['minato', 'yes'],
      ['yui_m', 'yes'],
      ['daichi', 'maybe'],
      ['takumi_o', 'yes'],
    ],
  },
  {
    host: 'lars',
    inDays: 5,
    hour: 18,
    hours: 2,
    meal: {
      title: 'Bring your own borscht: a Rust evening',
      description: 'We cook, each at home, and talk about lifetimes. Beginners are as welcome as anyone.',
      tags: ['rust', 'cooking'],
      language: 'en',
      timeZone: 'Europe/Berlin',
      capacity: 8,
      bringNote: 'Something warm to eat',
    },
    answers: [
      ['emma_w', 'yes'],
      ['priya_r', 'yes'],
      ['tomas_h', 'yes'],
    ],
  },
  {
    host: 'kenji_s',
    inDays: 7,
    hour: 10,
    hours: 2,
    meal: {
      title: '自作キーボードと蕎麦',
      description: '打ちたての蕎麦を食べながら、打鍵音を聴きくらべます。',
      tags: ['キーボード', '蕎麦'],
      mode: 'in_person',
      venue: { area: '長野・松本', address: '', isAddressHidden: false },
      capacity: 3,
      costNote: '1,500 円',
    },
    answers: [
      ['sora', 'yes'],
      ['nagisa', 'yes'],
      ['ryota', 'yes'],
      ['akane', 'yes'],
    ],
  },
  {
    host: 'minato',
    inDays: 6,
    hour: 11,
    hours: 1,
    meal: {
      title: '週いちのもくもく飯',
      description: 'おのおの好きなものを食べながら、30分だけ手を動かして、30分だけ話します。',
      tags: ['もくもく会'],
      mode: 'both',
      venue: { area: '京都・出町', address: '左京区田中 4-5 コワーキング出町', isAddressHidden: true },
      capacity: 5,
      needsApproval: true,
      every: 'week',
    },
    answers: [
      ['hinata', 'yes'],
      ['mio_t', 'yes'],
    ],
  },
  {
    host: 'chloe_d',
    inDays: 9,
    hour: 17,
    hours: 3,
    meal: {
      title: 'Sunday soup and side projects',
      description: 'Show what you made this month. Five minutes each, then soup.',
      tags: ['side-projects'],
      language: 'en',
      timeZone: 'Europe/Paris',
      mode: 'both',
      venue: { area: 'Lyon', address: '12 rue des Capucins', isAddressHidden: false },
      capacity: 10,
    },
    answers: [
      ['noah_k', 'yes'],
      ['sofia_m', 'maybe'],
      ['emma_w', 'maybe'],
    ],
  },
];
