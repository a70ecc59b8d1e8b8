/** The last letter to the owner of an account: what was deleted, what stays without the name, and what is kept. */
import type { ErasedKind } from '../protocol/accounts.ts';

interface Words {
  ja: string;
  en: string;
}

/** What people look for among what was deleted, by collection. The rest is counted together. */
const deletedWords: Readonly<Record<string, Words>> = {
  profiles: { ja: 'プロフィール', en: 'profiles' },
  pictures: { ja: '画像', en: 'pictures' },
  topics: { ja: '話題', en: 'topics' },
  interests: { ja: '「気になる」', en: 'interests' },
  matches: { ja: 'マッチ', en: 'matches' },
  conversations: { ja: '会話', en: 'conversations' },
  messages: { ja: 'メッセージ', en: 'messages' },
  reactions: { ja: 'メッセージへのリアクション', en: 'reactions to messages' },
  proposals: { ja: '約束と提案', en: 'appointments and proposals' },
  meals: { ja: '主催した食事会', en: 'meals you hosted' },
  rooms: { ja: '開いたルーム', en: 'rooms you opened' },
  communityMemberships: { ja: 'コミュニティへの参加', en: 'memberships of communities' },
  notes: { ja: 'メモ', en: 'notes' },
  notifications: { ja: '通知', en: 'notifications' },
  blocks: { ja: 'ブロック', en: 'blocks' },
};

/** What may stay without a name, by collection. A test compares it with the models. */
export const anonymisedWords: Readonly<Record<string, Words>> = {
  messages: { ja: '送ったメッセージ', en: 'messages you sent' },
  conversations: { ja: '会話', en: 'conversations' },
  communityAnnouncements: { ja: 'コミュニティのお知らせ', en: 'announcements in communities' },
  communityModerationEntries: { ja: 'コミュニティの管理の記録', en: 'lines in moderation logs' },
  communityReports: { ja: '対応した通報', en: 'reports you handled' },
  communityMemberships: { ja: 'コミュニティへの招待', en: 'invitations to communities' },
  communities: { ja: 'つくったコミュニティ、オーナーだったコミュニティ', en: 'communities you created or owned' },
  notifications: { ja: 'ほかの人への通知', en: 'notifications of others' },
  keys: { ja: 'サーバーや組織のキー', en: 'keys of the server or of organisations' },
  meals: { ja: '参加した食事会', en: 'meals you joined' },
  rounds: { ja: 'ペアの回', en: 'rounds' },
  rooms: { ja: 'ホストを引き継いだルーム', en: 'rooms you hosted for their owner' },
  roomStandings: { ja: 'ルームでの役割と入室禁止の設定', en: 'roles and bans that you set in rooms' },
  signOnConnections: { ja: '緊急用ログインを使える人の一覧', en: 'lists of people with emergency access' },
  signOnIdentities: {
    ja: '会社のアカウントとの連携(会社側の番号から計算した照合用の値だけを残します)',
    en: 'links to company accounts (only a value computed from your id there is kept)',
  },
  roundpairs: { ja: '3人の回の記録', en: 'tables of three in rounds' },
  organisationGroups: { ja: '組織のグループ', en: 'groups of organisations' },
  directoryUsers: { ja: '組織のディレクトリのユーザー', en: 'users in directories of organisations' },
};

/** What may be kept, and for how long, by collection. */
export const keptWords: Readonly<Record<string, Words>> = {
  communityMemberships: {
    ja: 'コミュニティの参加禁止(禁止が終わるまで。アドレスから計算した照合用の値だけを残します)',
    en: 'bans from communities (until they end; only a value computed from your address is kept)',
  },
  sessions: {
    ja: 'ログアウトした端末の記録(約20分。古い通信を断るため)',
    en: 'ended sessions (about 20 minutes, to refuse requests that still arrive)',
  },
  suspensions: {
    ja: 'アカウントの停止(停止が終わるまで。アドレスから計算した照合用の値だけを残します)',
    en: 'a suspension (until it ends; only a value computed from your address is kept)',
  },
  auditEntries: {
    ja: '監査ログの記録(権限などの変更の証拠として。名前ではなく番号だけを残します)',
    en: 'entries of the audit log (as evidence of changes of rights; with ids and no names)',
  },
  directoryUsers: {
    ja: '組織のディレクトリにあるメールアドレス(組織がディレクトリから削除するまで)',
    en: 'your address in the directory of an organisation (until the organisation removes it there)',
  },
  jobs: { ja: '後片づけの予定(20分)', en: 'planned clean-up (20 minutes)' },
};

export function deletionLetter(kinds: readonly ErasedKind[]): { subject: string; text: string } {
  const lines = (language: keyof Words) => ({
    deleted: deletedLines(kinds, language),
    anonymised: linesOf(kinds, 'anonymised', anonymisedWords, language),
    kept: linesOf(kinds, 'kept', keptWords, language),
  });
  const [ja, en] = [lines('ja'), lines('en')];
  return {
    subject: 'Meshi: アカウントを削除しました / Your account was deleted',
    text: [
      'Meshi のアカウントを削除しました。このメールが最後のお知らせです。',
      ...titled('削除したデータ:', ja.deleted),
      ...titled('あなたの名前を外して残したデータ:', ja.anonymised),
      ...titled('しばらく残るデータ:', ja.kept),
      '心当たりがない場合は、パスワードを知られたおそれがあります。ほかのサービスで同じパスワードを使っていれば、変更してください。',
      '',
      'Your Meshi account was deleted. This is the last mail from Meshi.',
      ...titled('Deleted:', en.deleted),
      ...titled('Kept without your name:', en.anonymised),
      ...titled('Kept for a while:', en.kept),
      'If this was not you, somebody may know your password. If you use it elsewhere, change it there.',
      '',
    ].join('\n'),
  };
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, ...lines] : [];
}

/** The kinds that have words, and the number of all other records. */
function deletedLines(kinds: readonly ErasedKind[], language: keyof Words): string[] {
  const named = kinds.filter(({ what }) => what in deletedWords);
  const others = kinds.filter(({ what, outcome }) => outcome === 'deleted' && !(what in deletedWords));
  const count = others.reduce((sum, one) => sum + one.count, 0);
  const rest = language === 'ja' ? 'そのほかの記録' : 'other records';
  return [...linesOf(named, 'deleted', deletedWords, language), ...(count > 0 ? [`- ${rest}: ${count}`] : [])];
}

function linesOf(
  kinds: readonly ErasedKind[],
  outcome: ErasedKind['outcome'],
  words: Readonly<Record<string, Words>>,
  language: keyof Words,
): string[] {
  return kinds
    .filter((kind) => kind.outcome === outcome)
    .map(({ what, count }) => `- ${words[what]?.[language] ?? what}: ${count}`);
}
