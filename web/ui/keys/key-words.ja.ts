import type { KeyKindName, KeyPermission, KeyState } from '@meshi/client';

const states: Record<KeyState, string> = { in_use: '利用中', rehearsal: '停止の予行中', disabled: '無効' };
const permissions: Record<KeyPermission, string> = {
  'people:read': 'アカウント情報の読み取り',
  'reports:read': '通報の読み取り',
  'audit:read': '監査ログの読み取り',
  'server:read': 'サーバーの状態の読み取り',
  'organisation:read_audit': '監査ログの読み取り',
  'organisation:manage_directory': 'ディレクトリ（SCIM）',
};
const kinds: Record<KeyKindName, string> = {
  server: 'サーバー',
  organisation: '組織',
  signing: '署名',
  push: 'プッシュ通知',
  turn: 'TURN',
};

type ActName = 'rehearse' | 'disable' | 'enable' | 'delete';
const actTexts: Partial<Record<KeyKindName, Partial<Record<ActName, string>>>> = {
  signing: { enable: 'このキーで署名されたトークンが、また使えるようになります。' },
  push: {
    rehearse:
      'プッシュ通知は引き続き届き、1通ごとに数えます。ブラウザーは、次に開かれたときに新しいキーへ切り替わります。',
    disable: 'このキーのブラウザーには、プッシュ通知が届かなくなります。登録は残り、いつでも元に戻せます。',
    enable: 'このキーのブラウザーにまた通知が届き、新しい登録にも使われます。今のキーは停止の予行に移ります。',
    delete:
      'このキーのブラウザーの登録を消します。その間に開かなかった人は、もう一度オンにする必要があります。元に戻せません。',
  },
  turn: {
    rehearse: 'ほかにキーがないときだけ、認証情報をつくるのに使い、そのたびに数えます。',
    disable:
      '認証情報をつくらなくなります。すでにつくったものは、TURN サーバーからこのキーを消すまで、最長12時間使えます。',
    enable: '先に TURN サーバーに設定しておいてください。認証情報をこのキーでつくり、今のキーは停止の予行に移ります。',
    delete: 'TURN サーバーからも消してください。元に戻せません。',
  },
};

export const words = {
  title: 'キー',
  hint: 'プログラムが使うキーです。やめるときは、停止を予行して影響を確かめ、無効にしてから削除します。',
  none: 'キーはまだありません。',
  create: 'キーをつくる',
  name: '名前',
  nameHint: '使うプログラムの名前など',
  allowed: '用途',
  reason: '理由',
  reasonHint: '監査ログに残ります',
  created: 'キーをつくりました。',
  text: '新しいキー',
  textHint: '表示されるのは今だけです。コピーして、安全な場所に保存してください。',
  states,
  permissions,
  kinds,
  madeBy: (name: string) => `作成: ${name}`,
  owner: (name: string) => `責任者: ${name}`,
  noOwner: '責任者がいません。利用を再開した人が責任者になります。',
  neverUsed: 'まだ使われていません',
  lastUsed: '最後の利用: ',
  uses: (count: number) => `利用: ${count}回`,
  rehearsalUses: (count: number) => `無効にすると断られる利用: ${count}回`,
  refusedUses: (count: number) => `断った利用: ${count}回`,
  lastRefused: '最後に断った利用: ',
  deletableFrom: (time: string) => `このまま使われなければ、${time}から削除できます`,
  deletable: '削除できます',
  devices: (count: number) => `登録しているブラウザー: ${count}`,
  actTexts,
  firstUse: {
    action: '利用を開始',
    title: (name: string) => `「${name}」の利用を開始する`,
    text: '',
    done: '利用を始めました。',
  },
  acts: {
    rehearse: {
      action: '停止を予行',
      title: (name: string) => `「${name}」の停止を予行する`,
      text: 'キーは引き続き使えます。利用のたびに数え、プログラムに警告を返します。',
      done: '予行を始めました。',
    },
    disable: {
      action: '無効にする',
      title: (name: string) => `「${name}」を無効にする`,
      text: 'キーの利用はすぐに断られます。いつでも元に戻せます。',
      done: '無効にしました。',
    },
    enable: {
      action: '利用を再開',
      title: (name: string) => `「${name}」の利用を再開する`,
      text: 'これからはあなたが責任者です。あなたがその権限を失うと、キーも使えなくなります。',
      done: '利用を再開しました。',
    },
    delete: {
      action: '削除',
      title: (name: string) => `「${name}」を削除する`,
      text: '元に戻せません。',
      done: '削除しました。',
    },
  },
};
