export const words = {
  title: '保存期間',
  rules: {
    messageDays: (days: number | null) =>
      days === null ? 'メッセージは期限なく保存されます' : `メッセージは${days}日間保存されます`,
    roomDays: (days: number | null) =>
      days === null ? '閉じたルームの文章は期限なく保存されます' : `閉じたルームの文章は${days}日間保存されます`,
    auditDays: (days: number | null) =>
      days === null ? '監査ログはサーバーの期限まで保存されます' : `監査ログは${days}日間保存されます`,
  },
  fields: {
    messageDays: 'メッセージ',
    roomDays: '閉じたルームの文章',
    auditDays: '監査ログ',
  },
  hints: {
    messageDays: 'マッチ、食事会、チャンネルの会話です。',
    roomDays: '書かれてからの日数です。開いているルームの文章は残ります。',
    auditDays: '90日より短くはできません。',
  },
  days: (days: number | null) => (days === null ? '期限なし' : `${days}日`),
  asServer: 'サーバーの期限まで',
  noHold:
    '期限を過ぎたものは全員の画面から消え、元に戻せません。一部だけを残すこと（リーガルホールド）はできません。運営への報告の控えは残ります。',
  save: '保存期間を変更する',
  saved: '保存期間を変更しました。',
  savedForLater: '7日後に変わります。オーナー全員に知らせます。',
  shortenTitle: '保存期間を短くしますか',
  shorten: {
    messageDays: (days: number) => `${days}日より古いメッセージが、全員の会話から削除されます。`,
    roomDays: (days: number) => `${days}日より古い、閉じたルームの文章が削除されます。`,
    auditDays: (days: number) => `${days}日より古い監査ログが削除されます。`,
  },
  sentences: (texts: readonly string[]) => texts.join(''),
  shortenText:
    '7日後に始まります。それまでは取り消せますが、削除されたものは元に戻せません。オーナー全員にメールで知らせます。',
  shortenAction: '短くする',
  nextFrom: (time: string) => `${time}から:`,
  cancel: '変更を取り消す',
  cancelled: '変更を取り消しました。',
};
