/** The communities of the demo: one open, one with approval and one that only its members see. */
import type { CreateCommunity } from '../protocol/communities.ts';

export interface DemoCommunity extends CreateCommunity {
  owner: string;
  moderators: readonly string[];
  members: readonly string[];
  /** A person whose request to join is waiting for an answer, and the note to the moderators. */
  asking?: readonly [handle: string, note: string];
  announcement?: { title: string; text: string };
  topics: readonly { owner: string; title: string; body: string; tags: string[] }[];
  /** The messages in the first channel. */
  messages: readonly (readonly [handle: string, text: string])[];
}

export const communities: readonly DemoCommunity[] = [
  {
    owner: 'haruka_k',
    moderators: ['gaku'],
    members: ['minato', 'lars', 'kenji_s', 'hinata', 'takumi_o'],
    name: '夜の Rust もくもく会',
    description:
      '仕事のあと、それぞれの Rust を静かに進める集まりです。質問は歓迎、正解はなくて大丈夫です。木曜の夜はルームを開けています。',
    tags: ['rust', 'もくもく'],
    language: 'ja',
    visibility: 'public',
    joining: 'open',
    rules: '一、書けないことを笑わない。\n二、終電を気にする人を引き止めない。',
    announcement: {
      title: '木曜は所有権の日です',
      text: '21時からルームを開けます。つまずいた借用のエラーを一つずつ持ってきてください。',
    },
    topics: [
      {
        owner: 'hinata',
        title: 'no_std で最初に動かすもの',
        body: 'L チカの次に何を選びましたか。',
        tags: ['rust', 'embedded'],
      },
      {
        owner: 'gaku',
        title: 'B 木を unsafe なしで書けるか',
        body: '紙の設計まではできました。一緒に見てほしいです。',
        tags: ['rust', 'databases'],
      },
    ],
    messages: [
      ['haruka_k', '今夜も開けておきます。ミュートのままで大丈夫です。'],
      ['lars', 'I brought a lifetime error that I have been staring at since lunch.'],
      ['hinata', 'それ、昨日の私です。'],
      ['minato', '仕事が終わったら顔を出します。'],
    ],
  },
  {
    owner: 'emma_w',
    moderators: ['noah_k'],
    members: ['chloe_d', 'sofia_m', 'priya_r'],
    asking: ['sora', '英語で昼ごはんの話をしてみたいです。聞くだけの日があってもいいですか。'],
    name: 'English after work',
    description: 'Small talk in English for people who write Japanese all day. Slow is fine, silence too.',
    tags: ['english', 'small-talk'],
    language: 'en',
    visibility: 'public',
    joining: 'approval',
    rules: 'Correct others only when they ask for it.',
    announcement: { title: 'New here?', text: 'Say what you had for lunch. It is the only entrance exam.' },
    topics: [
      {
        owner: 'chloe_d',
        title: 'Words that do not translate: 適当',
        body: 'It means careful and careless. Discuss.',
        tags: ['english'],
      },
    ],
    messages: [
      ['emma_w', 'Welcome, everyone. Lunch reports below, please.'],
      ['sofia_m', 'Cold soba. It was worth the queue.'],
      ['noah_k', 'A sandwich that shall not be named.'],
    ],
  },
  {
    owner: 'minato',
    moderators: [],
    members: ['kenji_s', 'masa', 'ryota'],
    name: '自宅サーバー長屋',
    description: '騒音と電気代の相談所。近所づきあいのように、こぢんまりと。',
    tags: ['自宅サーバー', 'linux'],
    language: 'ja',
    visibility: 'private',
    joining: 'invitation',
    rules: '',
    topics: [],
    messages: [
      ['minato', '長屋をつくりました。家族に見つからない置き場所の話からどうぞ。'],
      ['kenji_s', '押し入れは夏に負けます。経験者は語る。'],
      ['ryota', '納屋なら空いています。'],
    ],
  },
];
