export const words = {
  kind: '話題の種類',
  subject: '何について',
  subjectHints: {
    teach: '例：Rust の所有権',
    ask: '例：k8s の障害調査',
    discuss: '例：個人開発の続け方',
  },
  titles: {
    teach: (subject: string) => `${subject}を説明できます`,
    ask: (subject: string) => `${subject}のやり方を教えてください`,
    discuss: (subject: string) => `${subject}について、ご飯を食べながら話しましょう`,
  },
  preview: 'こう表示されます',
  post: '話題を出す',
};
