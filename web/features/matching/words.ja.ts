export const words = {
  title: 'マッチしました',
  text: (name: string) => `${name}さんと話せるようになりました。`,
  open: '会話を始める',
  openLater: '会話を開く',
  later: 'あとで',
  newInterest: (name: string, topic: string) => `${name}さんが「${topic}」に「気になる」を押しました。`,
  see: '見る',
};
