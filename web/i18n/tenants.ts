/** What organisations may answer. */
export const tenantErrorsJa = {
  slug_taken: 'この短い名前は使われています。',
  too_many_created: '作れる組織の数に達しています。',
  too_many_tenants: '参加できる組織の数に達しています。',
  already_member: 'もう参加しています。',
  last_owner: '最後のオーナーは抜けられません。先にほかの人をオーナーにするか、組織を削除してください。',
  free_mail: 'だれでもアドレスを持てるドメインは使えません。',
  code_wrong: 'コードが違うか、古くなっています。',
  mail_failed: 'メールを送れませんでした。アドレスを確かめてください。',
  invitation_over: 'この招待は使えません。新しい招待をもらってください。',
  role: 'あなたの役割ではできません。オーナーに頼んでください。',
};

export const tenantErrorsEn: typeof tenantErrorsJa = {
  slug_taken: 'This short name is taken.',
  too_many_created: 'You have created as many organisations as one can.',
  too_many_tenants: 'You belong to as many organisations as one can.',
  already_member: 'You belong to it already.',
  last_owner: 'The last owner stays: make someone else an owner, or delete the organisation, first.',
  free_mail: 'Anyone can have an address in this domain; it cannot be an organisation’s.',
  code_wrong: 'The code is wrong or too old.',
  mail_failed: 'The mail could not be sent. Check the address.',
  invitation_over: 'This invitation does not work any more. Ask for a new one.',
  role: 'Your role does not allow this; ask an owner.',
};
