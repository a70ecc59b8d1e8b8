/** The conversations of the demo, and the topics that led to them. */

export interface DemoConversation {
  /** The title of the topic. */
  topic: string;
  /** The handle of the person who was interested in the topic. The owner then said "let's talk". */
  guest: string;
  /** How long ago the two matched. */
  hoursAgo: number;
  /** The messages, oldest first. */
  messages: readonly (readonly [handle: string, text: string])[];
  /** How many of the last messages the other person has not read yet. */
  unread: number;
}

export const conversations: readonly DemoConversation[] = [
  {
    topic: 'TypeScript の型で仕様を書く',
    guest: 'sora',
    hoursAgo: 70,
    unread: 0,
    messages: [
      ['minato', '気になるをありがとうございます。型で仕様を書く話、どのあたりが気になりましたか。'],
      ['sora', 'はじめまして、そらです。いつも動いてから型を直していて、順番が逆な気がしていました。'],
      ['minato', '逆でもいいんですよ。私は「起きてはいけないこと」だけ先に型にしています。'],
      ['sora', '起きてはいけないこと、ですか。'],
      ['minato', 'たとえば、送信中なのにエラーも出ている画面。判別できる union にすると、書けなくなります。'],
      ['sora', 'それ、先週まさにやりました……。ローディングがずっと回るやつです。'],
      ['minato', '私は三回やりました。よかったら今度、その画面を一緒に直しませんか。'],
      ['sora', 'ぜひお願いします。土曜の朝ならパンが焼けるので、焼きながらでもいいですか。'],
      ['minato', '最高です。匂いは届かないのが残念ですが。'],
    ],
  },
  {
    topic: 'Go から Rust に来てつまずいたところ',
    guest: 'minato',
    hoursAgo: 52,
    unread: 2,
    messages: [
      ['haruka_k', 'こんばんは、川口です。Rust は今どのあたりですか。'],
      ['minato', 'ライフタイムの手前で止まっています。クローンばかりしています。'],
      ['haruka_k', '最初はそれで十分です。私も半年は clone でした。'],
      ['minato', '安心しました。仕事で使っていますか。'],
      ['haruka_k', '小さな集計だけ置きかえました。Go のときの三分の一のメモリで動いています。'],
      ['minato', 'おお。モジュールで迷ったというのは。'],
      ['haruka_k', 'ファイルを置けば読まれると思っていたんです。mod を書かないと存在しないのに。'],
      ['haruka_k', '図にしたので、今度ルームで話しませんか。猫が乱入するかもしれません。'],
    ],
  },
  {
    topic: 'On-call that lets you sleep',
    guest: 'minato',
    hoursAgo: 30,
    unread: 1,
    messages: [
      ['emma_w', 'Hi Minato, thanks for pressing 気になる. Do you carry a pager?'],
      ['minato', 'Hello Emma. Small company, so the pager is my phone. Last week it woke me for a full disk of logs.'],
      ['emma_w', 'Ah, the classic. Did anything break for users?'],
      ['minato', 'Nothing at all. That is what made me angry.'],
      ['emma_w', 'Then it should not have woken you. Our rule: a page must be about users, now, and need a human.'],
      ['minato', '三つとも満たさないアラートばかりでした。Three rules, very clear.'],
      ['emma_w', '日本語も練習したいので、半分ずつ話しませんか。'],
      ['minato', 'いいですね。I teach you 会議の日本語, you teach me to sleep.'],
      ['emma_w', 'Deal. Are you free on Thursday evening?'],
    ],
  },
  {
    topic: '押し入れにラックを置く話',
    guest: 'minato',
    hoursAgo: 20,
    unread: 0,
    messages: [
      ['kenji_s', '佐々木です。押し入れ、ありますか。'],
      ['minato', 'あります。今は布団が入っています。'],
      ['kenji_s', '布団は別の場所を見つけてください。まず熱です。扉は開けておくことになります。'],
      ['minato', '音はどうですか。'],
      ['kenji_s', 'ファンを替えれば冷蔵庫より静かです。型番を送りますね。'],
      ['minato', '助かります。まずは小さいのを一台から始めます。'],
      ['kenji_s', 'みんなそう言います。'],
    ],
  },
  {
    topic: '論文を一本、三十分で一緒に読む',
    guest: 'emma_w',
    hoursAgo: 44,
    unread: 1,
    messages: [
      ['yui_m', 'Hi Emma, nice to meet you. 論文は英語なので、Emma さんがいると心強いです。'],
      ['emma_w', 'Nice to meet you, Yui. I have never read an ML paper to the end, fair warning.'],
      ['yui_m', 'Nobody has. We read the figures first and guess.'],
      ['emma_w', 'That sounds like my incident reviews. Which paper?'],
      ['yui_m', '短いものを選びます。十二ページで、図が九つ。'],
      ['emma_w', 'Perfect ratio. 楽しみにしています。'],
      ['yui_m', '日曜の夜九時はどうですか。'],
    ],
  },
  {
    topic: 'Show me your worst keyboard',
    guest: 'emma_w',
    hoursAgo: 12,
    unread: 0,
    messages: [
      ['tomas_h', 'Welcome. Please present your keyboard.'],
      ['emma_w', 'Laptop keyboard, the letter E is gone. Not the key. The letter.'],
      ['tomas_h', 'For an Emma that is a serious defect.'],
      ['emma_w', 'I sign everything as mma now.'],
      ['tomas_h', 'I have a spare set of caps in your size. Where do I send one E?'],
    ],
  },
];

/** Interest without an answer, shown by or to the people one can sign in as. */
export const waitingInterests: readonly (readonly [handle: string, topic: string])[] = [
  ['daichi', 'TypeScript の型で仕様を書く'],
  ['mio_t', 'TypeScript の型で仕様を書く'],
  ['gaku', '金曜の夜、日本酒と設計の話'],
  ['akane', '金曜の夜、日本酒と設計の話'],
  ['masa', '金曜の夜、日本酒と設計の話'],
  ['shun_i', 'On-call that lets you sleep'],
  ['nagisa', 'Japanese for engineers: meetings'],
  ['priya_r', 'Japanese for engineers: meetings'],
  ['minato', '紅茶を飲みながら CTF の作問'],
  ['minato', 'シンセを鳴らしながら雑談'],
  ['emma_w', 'How does audio code meet its deadlines'],
  ['emma_w', '焼きたてパンとコードレビュー'],
];
