export const words = {
  tags: '興味のあるタグ',
  localTime: (time: string) => `現地時間 ${time}`,
  note: 'メモ（自分だけに表示）',
  noteHint: '話したことや約束を書いておけます。自動で保存されます。',
  noteSaved: '保存しました。',
  noteWaits: 'まだ保存されていません。つながったら保存します。',
  edit: 'プロフィールを編集',
  neverSuggest: 'おすすめに出さない',
  neverSuggested: (name: string) => `${name}さんとは、お互いのおすすめに表示されなくなります。相手には伝わりません。`,
};
