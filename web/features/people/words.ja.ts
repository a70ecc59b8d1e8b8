export const words = {
  tags: '興味のあるタグ',
  localTime: (time: string) => `現地時間 ${time}`,
  note: 'メモ（自分だけに表示）',
  noteHint: '話したことや約束を書いておけます。自動で保存されます。',
  noteSaved: '保存しました。',
  edit: 'プロフィールを編集',
  keepApart: 'おすすめに出さない',
  keptApart: (name: string) => `${name}さんとは、お互いにおすすめに表示されません。相手には伝わりません。`,
};
