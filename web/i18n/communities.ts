/** What went wrong in communities. */
export const communityErrorsJa = {
  banned: 'このコミュニティには参加できません。',
  invitation_needed: '招待された人だけが参加できます。',
  rules_changed: 'ルールが変わりました。もう一度読んで同意してください。',
  last_owner: 'あなたが最後のオーナーです。先に誰かへ引き継いでください。',
  invitation_over: 'この招待はもう使えません。新しい招待をもらってください。',
  muted: 'いまは書き込みを止められています。',
  banned_word: 'このコミュニティで禁止されたことばが含まれています。',
  not_allowed: 'あなたの役割ではできない操作です。',
  not_a_member: 'メンバーだけが見られます。',
  own_message: 'これはあなたのメッセージです。',
  too_many_communities: '持てるコミュニティの数に達しました。',
  too_many_channels: 'チャンネルの数が上限に達しました。',
  community_full: 'このコミュニティはいっぱいです。',
};

export const communityErrorsEn: typeof communityErrorsJa = {
  banned: 'You cannot come into this community.',
  invitation_needed: 'One can join by invitation only.',
  rules_changed: 'The rules have changed. Please read and accept them again.',
  last_owner: 'You are its only owner. Hand it over first.',
  invitation_over: 'This invitation does not hold any more. Please ask for a new one.',
  muted: 'You may not write for now.',
  banned_word: 'It contains a word that this community has banned.',
  not_allowed: 'Your role does not allow this.',
  not_a_member: 'Members alone can see this.',
  own_message: 'This message is your own.',
  too_many_communities: 'You have as many communities as one can have.',
  too_many_channels: 'There are as many channels as there can be.',
  community_full: 'This community is full.',
};
