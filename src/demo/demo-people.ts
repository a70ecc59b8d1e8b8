/** The people of the demo: engineers of many kinds, with the profiles that they would write. */
import type { FreeHour } from '../protocol/free-hours.ts';
import type { UpdateProfile } from '../protocol/profiles.ts';

export interface DemoPerson {
  handle: string;
  displayName: string;
  language: 'ja' | 'en';
  timeZone: string;
  profile: UpdateProfile;
}

const FRIDAY = 5;
const SATURDAY = 6;
const HOUR = 60;

/** The evenings from Tuesday to Thursday, and either Friday evening or Saturday afternoon. */
export function freeEvenings(index: number): FreeHour[] {
  const evening = (weekday: number) => ({
    weekday,
    startMinute: (index % 2 === 0 ? 20 : 21) * HOUR,
    minutes: 2 * HOUR,
  });
  const extra = index % 3 === 0 ? evening(FRIDAY) : { weekday: SATURDAY, startMinute: 14 * HOUR, minutes: 3 * HOUR };
  return [evening(2), evening(3), evening(4), extra];
}

/** The handles of the people a visitor can sign in as. They get passwords when the demo is created. */
export const signInHandles = ['minato', 'emma_w'] as const;

export const people: readonly DemoPerson[] = [
  {
    handle: 'minato',
    displayName: '港 みなと',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '受託の Web 開発をしています。昼は TypeScript、夜は Rust を少しずつ。飲みながら設計の話をするのが好きです。',
      canTeach: ['TypeScript', 'React', '受託の見積もり'],
      wantsToLearn: ['Rust', '自宅サーバー', '英会話'],
      tags: ['typescript', 'react', 'rust', '日本酒'],
      languages: ['ja', 'en'],
      links: ['https://example.com/minato'],
    },
  },
  {
    handle: 'emma_w',
    displayName: 'Emma Walker',
    language: 'en',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: 'SRE from Manchester, in Tokyo since 2021. I like calm on-call rotations, bouldering and asking silly questions.',
      canTeach: ['Kubernetes', 'incident reviews', 'English'],
      wantsToLearn: ['Japanese', 'mechanical keyboards', 'Rust'],
      tags: ['sre', 'kubernetes', 'bouldering', 'rust'],
      languages: ['en', 'ja'],
    },
  },
  {
    handle: 'haruka_k',
    displayName: '川口 はるか',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: 'Go でバックエンドを書いて八年。最近は Rust に浮気中。猫が二匹います。',
      canTeach: ['Go', 'Rust', 'PostgreSQL'],
      wantsToLearn: ['React', '登壇のしかた'],
      tags: ['go', 'rust', 'postgresql', '猫'],
      languages: ['ja'],
    },
  },
  {
    handle: 'kenji_s',
    displayName: '佐々木 健二',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '自宅の押し入れにラックがあります。妻には内緒のスイッチが一台。',
      canTeach: ['自宅サーバー', 'ネットワーク', 'Linux'],
      wantsToLearn: ['Kubernetes', '節電'],
      tags: ['自宅サーバー', 'linux', 'network', 'kubernetes'],
      languages: ['ja'],
    },
  },
  {
    handle: 'sora',
    displayName: '青井 そら',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '新卒二年目のフロントエンド。質問が多いとよく言われます。パンを焼きます。',
      canTeach: ['CSS', 'パン作り'],
      wantsToLearn: ['TypeScript', '設計', 'アクセシビリティ'],
      tags: ['css', 'react', 'typescript', 'パン'],
      languages: ['ja'],
    },
  },
  {
    handle: 'yui_m',
    displayName: '森 ゆい',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '機械学習のエンジニア。論文を読む会の相手をいつも探しています。合唱をやっています。',
      canTeach: ['機械学習', 'Python', '論文の読みかた'],
      wantsToLearn: ['Kubernetes', 'English'],
      tags: ['machine-learning', 'python', '論文', '合唱'],
      languages: ['ja', 'en'],
    },
  },
  {
    handle: 'lars',
    displayName: 'Lars Nyström',
    language: 'en',
    timeZone: 'Europe/Stockholm',
    profile: {
      bio: 'Compiler person. I maintain a small parser library and a large sourdough starter.',
      canTeach: ['compilers', 'Rust', 'sourdough'],
      wantsToLearn: ['WebAssembly', 'Japanese'],
      tags: ['compilers', 'rust', 'wasm', 'パン'],
      languages: ['en', 'de'],
    },
  },
  {
    handle: 'daichi',
    displayName: '大地',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '組込みと電子工作。はんだの匂いで落ち着きます。週末は子どもとロボット。',
      canTeach: ['電子工作', 'C', '組込み'],
      wantsToLearn: ['Rust', '3D プリンタ'],
      tags: ['embedded', 'c', '電子工作', 'robot'],
      languages: ['ja'],
    },
  },
  {
    handle: 'priya_r',
    displayName: 'Priya Raman',
    language: 'en',
    timeZone: 'Asia/Kolkata',
    profile: {
      bio: 'Distributed systems by day, Carnatic violin by night. Ask me why clocks lie.',
      canTeach: ['distributed systems', 'Go', 'interviewing'],
      wantsToLearn: ['audio programming', 'Rust'],
      tags: ['distributed-systems', 'go', 'music', 'databases'],
      languages: ['en'],
    },
  },
  {
    handle: 'takumi_o',
    displayName: '小野 匠',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: 'ゲームのグラフィックスを書いています。シェーダーは詩だと思う。',
      canTeach: ['シェーダー', 'C++', 'GPU'],
      wantsToLearn: ['WebGPU', '音声処理'],
      tags: ['graphics', 'c++', 'webgpu', 'gamedev'],
      languages: ['ja', 'en'],
    },
  },
  {
    handle: 'nagisa',
    displayName: '渚',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: 'セキュリティの仕事。CTF は解くより作るほうが好きです。紅茶派。',
      canTeach: ['セキュリティ', 'CTF', '脅威分析'],
      wantsToLearn: ['リバースエンジニアリング', 'Go'],
      tags: ['security', 'ctf', '紅茶', 'go'],
      languages: ['ja'],
    },
  },
  {
    handle: 'tomas_h',
    displayName: 'Tomáš Horák',
    language: 'en',
    timeZone: 'Europe/Prague',
    profile: {
      bio: 'Keyboards, firmware, long walks. I have built nineteen keyboards and need none of them.',
      canTeach: ['mechanical keyboards', 'firmware', 'C'],
      wantsToLearn: ['Japanese', 'PCB layout'],
      tags: ['keyboards', 'embedded', 'c', 'hiking'],
      languages: ['en'],
    },
  },
  {
    handle: 'mio_t',
    displayName: '田辺 みお',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: 'プロダクトデザイナー寄りのエンジニア。Figma とコードのあいだに住んでいます。',
      canTeach: ['デザイン', 'アクセシビリティ', 'CSS'],
      wantsToLearn: ['Swift', '採用'],
      tags: ['design', 'accessibility', 'css', '美術館'],
      languages: ['ja', 'en'],
    },
  },
  {
    handle: 'ryota',
    displayName: '亮太',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '地方でリモートワーク。畑とサーバーの世話をしています。道の駅に詳しい。',
      canTeach: ['リモートワーク', 'Ruby', '家庭菜園'],
      wantsToLearn: ['IoT', 'Elixir'],
      tags: ['ruby', 'remote', 'iot', '畑'],
      languages: ['ja'],
    },
  },
  {
    handle: 'chloe_d',
    displayName: 'Chloé Dubois',
    language: 'en',
    timeZone: 'Europe/Paris',
    profile: {
      bio: 'Data engineer, cheese optimist. Learning Japanese from recipe books.',
      canTeach: ['data pipelines', 'SQL', 'French'],
      wantsToLearn: ['Japanese', '料理', 'Rust'],
      tags: ['data', 'sql', 'python', '料理'],
      languages: ['en', 'fr'],
    },
  },
  {
    handle: 'shun_i',
    displayName: '井上 駿',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: 'スタートアップの一人目エンジニア。相談相手がほしいです。サウナで考えごとをします。',
      canTeach: ['AWS', 'スタートアップ', 'Next.js'],
      wantsToLearn: ['採用', 'マネジメント', 'SRE'],
      tags: ['startup', 'aws', 'nextjs', 'サウナ'],
      languages: ['ja'],
    },
  },
  {
    handle: 'akane',
    displayName: '茜',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: 'エンジニアリングマネージャー。1on1 の話なら何時間でも。ワインを勉強中。',
      canTeach: ['マネジメント', '1on1', '採用'],
      wantsToLearn: ['機械学習', 'ワイン'],
      tags: ['management', 'career', 'ワイン'],
      languages: ['ja', 'en'],
    },
  },
  {
    handle: 'noah_k',
    displayName: 'Noah Kim',
    language: 'en',
    timeZone: 'Asia/Seoul',
    profile: {
      bio: 'Mobile developer between Seoul and Osaka. Film cameras, slow travel, fast builds.',
      canTeach: ['Swift', 'Kotlin', 'film photography'],
      wantsToLearn: ['backend', 'Japanese'],
      tags: ['ios', 'android', 'photography', 'swift'],
      languages: ['en', 'ko'],
    },
  },
  {
    handle: 'hinata',
    displayName: 'ひなた',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '情報系の学生です。OS を自作しています。就活もそろそろ。',
      canTeach: ['OS 自作', 'C'],
      wantsToLearn: ['コンパイラ', '就活', 'Rust'],
      tags: ['os', 'c', 'rust', 'compilers'],
      languages: ['ja'],
    },
  },
  {
    handle: 'gaku',
    displayName: '岳',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: 'データベースの中の人。山に登りながら B 木のことを考えます。',
      canTeach: ['データベース', 'PostgreSQL', '登山'],
      wantsToLearn: ['distributed systems', 'Rust'],
      tags: ['databases', 'postgresql', '登山', 'rust'],
      languages: ['ja'],
    },
  },
  {
    handle: 'sofia_m',
    displayName: 'Sofía Márquez',
    language: 'en',
    timeZone: 'Europe/Madrid',
    profile: {
      bio: 'Accessibility engineer. I test with a screen reader, a keyboard and my grandmother.',
      canTeach: ['accessibility', 'testing', 'Spanish'],
      wantsToLearn: ['design systems', 'WebRTC'],
      tags: ['accessibility', 'testing', 'webrtc'],
      languages: ['en', 'es'],
    },
  },
  {
    handle: 'rin_y',
    displayName: '山口 凛',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '音まわりのエンジニア。WebRTC とシンセサイザー。耳はいいほうです。',
      canTeach: ['WebRTC', '音声処理', 'シンセサイザー'],
      wantsToLearn: ['Rust', 'GPU'],
      tags: ['webrtc', 'audio', 'music', 'synth'],
      languages: ['ja', 'en'],
    },
  },
  {
    handle: 'masa',
    displayName: 'まさ',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    profile: {
      bio: '情シス二十年。紙の帳票をなくすのがライフワーク。ラーメン屋の地図を作っています。',
      canTeach: ['情シス', '業務改善', 'ラーメン'],
      wantsToLearn: ['Python', '生成 AI'],
      tags: ['情シス', '業務改善', 'ラーメン', 'python'],
      languages: ['ja'],
    },
  },
  {
    handle: 'kofi_a',
    displayName: 'Kofi Asante',
    language: 'en',
    timeZone: 'Africa/Accra',
    profile: {
      bio: 'Open-source maintainer, teacher, terrible chess player. I like small programs that last.',
      canTeach: ['open source', 'Python', 'teaching'],
      wantsToLearn: ['Elixir', 'chess'],
      tags: ['open-source', 'python', 'teaching', 'chess'],
      languages: ['en'],
    },
  },
];
