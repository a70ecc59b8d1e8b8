export const words = {
  tags: '興味のあるタグ',
  localTime: (time: string) => `現地時間 ${time}`,
  edit: 'プロフィールを編集',
  keepApart: 'おすすめに出さない',
  keptApart: (name: string) => `${name}さんとは、お互いにおすすめに表示されません。相手には伝わりません。`,
};
