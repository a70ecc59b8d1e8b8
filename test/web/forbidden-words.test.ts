/** Phrases that people who use Meshi found odd, unkind or unclear. No text that a person reads may contain them again. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '../..');

interface Rule {
  phrase: RegExp;
  /** What to write instead, and why if that is not obvious. */
  instead: string;
  /** By default all texts. */
  in?: 'screens';
}

const JAPANESE: readonly Rule[] = [
  { phrase: /['「]やめる['」]|やめますか/, instead: 'キャンセル or 戻る: it reads like the action that it cancels' },
  { phrase: /を気になっ/, instead: '「…」が気になっています: 気になる takes が' },
  { phrase: /だれかが話題/, instead: 'あなたの話題に「気になる」が付いたり' },
  { phrase: /気になっている人|気になった話題/, instead: '「気になる」を押した人, 気になる話題' },
  { phrase: /話し中/, instead: 'いま話しています: 話し中 is a busy telephone line' },
  { phrase: /静かなルーム|静かな時間/, instead: 'だれもいないルーム; 通知しない時間帯' },
  { phrase: /消音/, instead: 'スピーカーをオフ, スピーカーをオン' },
  { phrase: /その住所が|住所が登録/, instead: 'このメールアドレスが登録されていれば: 住所 is a street address' },
  { phrase: /声をつな|声の席/, instead: '音声に接続しています, 通話が混み合っています' },
  { phrase: /人がいます|さんがいます/, instead: '1人が参加中: nobody knows whether they are still there' },
  { phrase: /(?:コミュニティ|組織)[をから]*退会/, instead: 'コミュニティを抜ける: 退会 ends the account' },
  { phrase: /締め出/, instead: '参加を禁止する' },
  { phrase: /書き込みを許/, instead: '書き込み制限を解除' },
  {
    phrase: /(?:「気になる」|人|件|話題|コミュニティ)が多すぎます/,
    instead: 'name the limit: 「気になる」は300件までです',
  },
  { phrase: /おたがい/, instead: 'お互い; おすすめに出さない' },
  { phrase: /もう組まない|組み合わせない/, instead: '次からはペアにしない, ペアにしない人' },
  { phrase: /見られていない人|あまり見られ/, instead: 'leave it out: it is unkind' },
  { phrase: /短い名前/, instead: 'ID' },
  {
    phrase: /サーバーの中で|別の人になります/,
    instead: 'ほかの組織と同じものは使えません, 組織ごとに別のプロフィールになります',
  },
  { phrase: /開き方|会場あり/, instead: '開催方法, 現地' },
  { phrase: /'参加します'/, instead: '参加予定, as a state' },
  { phrase: /新しい版|読み込み直/, instead: '新しいバージョン, 再読み込み' },
  { phrase: /明るさ|'(?:明るい|暗い)'/, instead: 'テーマ: ライト, ダーク' },
  { phrase: /JUST_NOW.*'今'/, instead: 'たった今' },
  { phrase: /次の次/, instead: 'その次の' },
  { phrase: /届いたお知らせ|お知らせ一覧|新しいお知らせ/, instead: '通知: お知らせ is an announcement of a community' },
  { phrase: /だれかがふらっと/, instead: 'do not promise what nobody keeps' },
  {
    phrase: /あとから(?:全部|すべて)|内容は、あとから変更/,
    instead: 'name what can be changed: the email address cannot',
  },
  { phrase: /\}\s+さん/, instead: '田中さん, without a space' },
  { phrase: /\d時\d+分|時00分/, instead: '19:00' },
  { phrase: /！/, instead: '。: no exclamation marks', in: 'screens' },
];

const ENGLISH: readonly Rule[] = [
  { phrase: /what it grew from/i, instead: 'Started from' },
  { phrase: /\bput (?:it )?up(?: by)?\b/i, instead: 'Posted by; Post' },
  { phrase: /\bas one may have\b/i, instead: 'You’ve reached the limit of 30' },
  { phrase: /\brarely shown yet\b|\bhardly (?:seen|shown)\b/i, instead: 'leave it out: it is unkind' },
  { phrase: /most worthwhile/i, instead: 'Recommended' },
  { phrase: /not yours to see/i, instead: 'you may not have access' },
  { phrase: /less of nothing/i, instead: 'Nothing hidden' },
  {
    phrase: /: 'Talk'/,
    instead: 'Chats (menu), Discuss (kind), Talk now (panel): one word for one thing',
    in: 'screens',
  },
  { phrase: /\bhave a match\b(?!,)/i, instead: 'You matched with Aki', in: 'screens' },
  { phrase: /\bempty for never\b/i, instead: 'Leave empty to turn off' },
  { phrase: /'In a place'|: 'How'/, instead: 'In person; Format' },
  { phrase: /\band (?:I )?keep them\b/i, instead: 'agree to follow the rules', in: 'screens' },
  { phrase: /\bboth like #/i, instead: 'Same tags: a community likes nothing' },
  { phrase: /\bchange everything later\b/i, instead: 'name what can be changed: the email address cannot' },
  { phrase: /\bnotices?\b/i, instead: 'notification; announcement of a community', in: 'screens' },
  { phrase: /\borganization/i, instead: 'organisation', in: 'screens' },
  { phrase: /\be-mail\b|\bthese mails?\b|\bthis mail\b/i, instead: 'email', in: 'screens' },
  { phrase: /[a-z]!['`]/, instead: 'a full stop: no exclamation marks', in: 'screens' },
];

/** The words of the screens, of notifications and of mails. */
const SCREENS = [
  'web/i18n/*.ts',
  'web/features/**/words.*.ts',
  'web/ui/**/words.*.ts',
  'web/index.html',
  'web/public/*.webmanifest',
  'src/protocol/notification-kinds/*.ts',
  'src/notifications/delivery/mail-letter.ts',
  'src/accounts/email-codes.ts',
  'src/accounts/password-reset-service.ts',
  'src/tenants/invitation-letter.ts',
  'src/front/pages/*.ts',
];
/** What else people read, or what the server writes into their lists. */
const OTHERS = ['src/**/*.ts', 'rooms/**/*.ts', 'signaling/**/*.ts', 'web/**/*.tsx', 'README*.md', 'docs/*.md'];

describe('the words of the screens', () => {
  const read = (patterns: readonly string[]) =>
    globSync(patterns, { cwd: root, exclude: (path) => /node_modules|dist|generated/.test(path) }).map((file) => ({
      file,
      lines: readFileSync(join(root, file), 'utf8').split('\n'),
    }));
  const screens = read(SCREENS);
  const all = [...screens, ...read(OTHERS)];

  it('are found in both languages', () => {
    const files = screens.map(({ file }) => file);
    for (const file of ['web/i18n/words.ja.ts', 'web/features/topics/words.en.ts', 'web/ui/conversation/words.ja.ts']) {
      expect(files).to.include(file);
    }
  });

  for (const { phrase, instead, in: scope } of [...JAPANESE, ...ENGLISH]) {
    it(`do not have ${phrase}: write ${instead}`, () => {
      const texts = scope === 'screens' ? screens : all;
      const found = texts.flatMap(({ file, lines }) =>
        lines.flatMap((line, index) =>
          phrase.test(withoutComment(line)) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
      );
      expect([...new Set(found)]).to.deep.equal([]);
    });
  }
});

function withoutComment(line: string): string {
  return /^\s*(?:\/\*|\*|\/\/)/.test(line) ? '' : line;
}
