export const words = {
  titles: {
    person: 'この人を報告',
    topic: 'この話題を報告',
    meal: 'この食事会を報告',
    room: 'このルームを報告',
    message: 'このメッセージを報告',
  },
  lead: '報告の内容は、確認する人にだけ届きます。相手には伝わりません。',
  reason: 'いちばん近い理由',
  reasonNeeded: '理由をひとつ選んでください。',
  reasons: {
    harassment: '嫌がらせ・脅し',
    solicitation: '宣伝・勧誘',
    hate: '差別・ヘイト',
    sexual: '性的な内容',
    privacy: '個人情報の公開',
    impersonation: 'なりすまし',
    other: 'その他',
  },
  words: '説明',
  wordsHint: 'どこが困るのか、前後のいきさつなど。',
  send: '報告する',
  doneTitle: '報告を受け付けました',
  againTitle: '報告済みです',
  next: {
    operators: '運営が内容を確認し、必要な対応をします。だれが報告したかは、相手に伝わりません。',
    moderators:
      'コミュニティのモデレーターが内容を確認し、必要な対応をします。だれが報告したかは、相手に伝わりません。',
  },
  again: {
    operators: '前に報告した内容を、今回のものに置き換えました。運営が確認します。',
    moderators: 'このメッセージはすでに報告しています。モデレーターの対応をお待ちください。',
  },
  danger: 'いま身の危険を感じるときは、報告を待たずに110番に電話してください。',
  blockTitle: (name: string) => `${name}さんをブロックすることもできます`,
};
