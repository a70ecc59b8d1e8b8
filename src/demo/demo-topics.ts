/** The topics of the demo, oldest first. */
import type { z } from 'zod';
import type { createTopicSchema } from '../protocol/topics.ts';

/** Missing fields have their defaults. */
export type DemoTopic = z.input<typeof createTopicSchema> & { owner: string };

export const topics: readonly DemoTopic[] = [
  ja('kenji_s', 'teach', '押し入れにラックを置く話', '騒音、熱、電気代、家族の説得。失敗談のほうが多いです。', [
    '自宅サーバー',
    'linux',
  ]),
  ja(
    'haruka_k',
    'teach',
    'Go から Rust に来てつまずいたところ',
    '所有権より先にモジュールで迷いました。同じ道の人に。',
    ['rust', 'go'],
  ),
  en('lars', 'teach', 'Writing a parser you can still read next year', 'Recursive descent, good errors, few tricks.', [
    'compilers',
    'rust',
  ]),
  ja('gaku', 'teach', 'B 木はなぜ速いのか、紙とペンで', '画面を使わずに説明してみたいです。', [
    'databases',
    'postgresql',
  ]),
  ja('akane', 'discuss', '1on1 で沈黙が続いたとき、どうしていますか', '正解のない話をゆっくりしたいです。', [
    'management',
    'career',
  ]),
  en('priya_r', 'teach', 'Why clocks lie, and what to do about it', 'From NTP to hybrid logical clocks, with tea.', [
    'distributed-systems',
    'databases',
  ]),
  ja('masa', 'discuss', '最後のラーメン屋を決める会', '東京で一軒だけ残すならどこか。議論は穏やかに。', ['ラーメン']),
  ja('daichi', 'teach', 'はじめてのはんだ付け、画面越しに', '手元のカメラを映しながら、LED を一つ光らせます。', [
    '電子工作',
    'embedded',
  ]),
  ja(
    'hinata',
    'ask',
    '自作 OS の次に何を作ればいいですか',
    '割り込みとページングまで来ました。先輩の話を聞きたいです。',
    ['os', 'c'],
  ),
  en('tomas_h', 'discuss', 'Show me your worst keyboard', 'Mine has a key that types a whole apology.', [
    'keyboards',
    'embedded',
  ]),
  ja('nagisa', 'teach', '小さな会社の脅威分析を一時間で', '付箋だけで始められます。実例つき。', ['security']),
  ja('mio_t', 'teach', 'デザイナーに渡す前に直せる余白の話', '八の倍数より大事なことがあります。', ['design', 'css']),
  ja('ryota', 'discuss', '畑とサーバー、どちらが手がかかるか', '夏は畑です。リモートで地方に住む話もどうぞ。', [
    'remote',
    '畑',
  ]),
  en(
    'chloe_d',
    'ask',
    'Recipes in Japanese: what does 適量 really mean',
    'I have ruined three soups.',
    ['料理'],
    'beginner',
  ),
  ja('shun_i', 'ask', '一人目エンジニアの次に誰を採るべきか', '同じ道を通った人の話を聞きたいです。', [
    'startup',
    'career',
  ]),
  ja('takumi_o', 'teach', 'シェーダーで雨を描く', '三十行でどこまでいけるか。数学は高校までで足ります。', [
    'graphics',
    'webgpu',
  ]),
  en('sofia_m', 'teach', 'Thirty minutes with a screen reader', 'Bring your own page. We listen to it together.', [
    'accessibility',
    'testing',
  ]),
  ja('rin_y', 'teach', 'WebRTC の音はなぜ途切れるのか', 'ジッターバッファの気持ちになる会です。', ['webrtc', 'audio']),
  ja('yui_m', 'discuss', '論文を一本、三十分で一緒に読む', 'その場で開いて、わからないと言い合います。', [
    '論文',
    'machine-learning',
  ]),
  en(
    'kofi_a',
    'discuss',
    'Maintaining a library nobody pays for',
    'Boundaries, burnout, and the joy of a good bug report.',
    ['open-source'],
  ),
  en('noah_k', 'discuss', 'Film cameras for people who stare at screens', 'I can bring two spare cameras in Osaka.', [
    'photography',
  ]),
  ja('sora', 'ask', '型を書く順番がわかりません', '先に型か、先に動くものか。みなさんの手順を見たいです。', [
    'typescript',
  ]),
  ja('minato', 'teach', 'TypeScript の型で仕様を書く', '受託の見積もりが楽になった書きかたを持っていきます。', [
    'typescript',
    'react',
  ]),
  en('emma_w', 'teach', 'On-call that lets you sleep', 'Alerts that mean something, and how we deleted 80% of ours.', [
    'sre',
    'kubernetes',
  ]),
  ja('gaku', 'discuss', '山で使えるコードレビューの話', '登りながら話すと、言いかたがやさしくなります。', ['登山']),
  ja(
    'haruka_k',
    'ask',
    'React の状態管理、今から始めるなら何ですか',
    'サーバー側しか知りません。手を動かしながら教わりたいです。',
    ['react'],
  ),
  ja('kenji_s', 'ask', '家の Kubernetes をやめるべきか', 'ノード三台、アプリ二つ。背中を押してください。', [
    'kubernetes',
    '自宅サーバー',
  ]),
  en('lars', 'discuss', 'Sourdough and compilers', 'Both reward patience and punish parallelism.', [
    'パン',
    'compilers',
  ]),
  ja('akane', 'ask', '機械学習チームの評価、どう決めていますか', '成果が見えにくい時期の話を聞きたいです。', [
    'machine-learning',
    'management',
  ]),
  ja('nagisa', 'discuss', '紅茶を飲みながら CTF の作問', '解かれるか解かれないかの境目を探します。', ['ctf', '紅茶']),
  ja('daichi', 'ask', '3D プリンタ、最初の一台', '子どもと使います。置き場所は机の端だけ。', ['電子工作', 'robot']),
  en('priya_r', 'ask', 'How does audio code meet its deadlines', 'Twenty years of servers, zero of real-time audio.', [
    'audio',
    'music',
  ]),
  ja('mio_t', 'ask', 'Swift でひとりアプリを出した人', 'デザインはあります。あとは全部わかりません。', [
    'swift',
    'design',
  ]),
  ja('masa', 'ask', '紙の申請書をなくす順番', '反対されない一枚目は何でしょう。', ['業務改善', '情シス']),
  en('tomas_h', 'teach', 'Your first custom firmware', 'From unboxing to a blinking layer in one evening.', [
    'keyboards',
    'c',
  ]),
  ja('shun_i', 'discuss', 'サウナで障害対応を振り返る', 'ととのう前に原因を書き出します。', ['サウナ', 'sre']),
  en('chloe_d', 'teach', 'SQL window functions without fear', 'Three pictures, ten queries, no jargon.', [
    'sql',
    'data',
  ]),
  ja('ryota', 'ask', '温度センサーを電池で一年動かしたい', 'ビニールハウスに置きます。', ['iot', 'embedded']),
  ja('yui_m', 'ask', '英語の発表、質疑が怖いです', '練習相手になってくださる方。', ['english', '論文']),
  ja('rin_y', 'discuss', 'シンセを鳴らしながら雑談', '音を聞いて名前をつける遊びをします。', ['synth', 'music']),
  en('noah_k', 'ask', 'Which backend for a tiny app', 'Two hundred users, one developer, no budget.', [
    'backend',
    'ios',
  ]),
  ja('takumi_o', 'ask', '音に合わせて絵を動かしたい', '音声処理がわかる方と組みたいです。', ['audio', 'graphics']),
  en('kofi_a', 'ask', 'Elixir for a Python person', 'I want to understand why people smile when they say OTP.', [
    'elixir',
    'python',
  ]),
  ja('hinata', 'discuss', '就活と自作、どちらも中途半端な人の会', '学生も社会人もどうぞ。', ['career', 'os']),
  en('sofia_m', 'ask', 'Captions in live voice rooms', 'What works today, and for whom?', ['webrtc', 'accessibility']),
  ja('sora', 'discuss', '焼きたてパンとコードレビュー', '土曜の朝、発酵を待つあいだに。', ['パン', 'react']),
  ja('minato', 'discuss', '金曜の夜、日本酒と設計の話', 'きれいに作れなかった話を肴に。途中で抜けても大丈夫です。', [
    '日本酒',
    '設計',
  ]),
  en('emma_w', 'ask', 'Japanese for engineers: meetings', 'I understand the words but not when it is my turn.', [
    'japanese',
    'sre',
  ]),
  ja('haruka_k', 'discuss', '猫がキーボードに乗る問題', '対策を持ち寄りましょう。猫の紹介だけでも。', ['猫']),
  ja('kenji_s', 'discuss', '深夜の配線写真を見せ合う', 'きれいな人も、そうでない人も。', ['network', '自宅サーバー']),
];

function ja(owner: string, kind: DemoTopic['kind'], title: string, body: string, tags: string[]): DemoTopic {
  return { owner, kind, title, body, tags, language: 'ja' };
}

function en(
  owner: string,
  kind: DemoTopic['kind'],
  title: string,
  body: string,
  tags: string[],
  level: DemoTopic['level'] = 'any',
): DemoTopic {
  return { owner, kind, title, body, tags, language: 'en', level };
}
