/** The letter to all owners of an organisation when one of them has entered without its provider. */
import { nameInMail } from '../mail/mail-text.ts';
import type { OwnerLetter } from '../tenants/index.ts';

export function breakGlassLetter(organisation: string, at: Date): OwnerLetter {
  const name = nameInMail(organisation);
  const time = at.toISOString();
  return {
    subject: 'Meshi: 緊急用のログインが使われました / Somebody entered by break-glass access',
    text: [
      `組織「${name}」に、シングルサインオンを通らない緊急用のログインで、オーナーの1人が入りました (${time})。`,
      '心当たりがない場合は、組織の監査ログを確認してください。',
      '',
      `An owner entered the organisation "${name}" by break-glass access, without its single sign-on (${time}).`,
      'If you did not expect this, look at the audit log of the organisation:',
      '',
    ].join('\n'),
  };
}
