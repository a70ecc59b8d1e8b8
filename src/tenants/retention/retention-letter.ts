/** The letter to the owners of an organisation that will keep less than before. */
import { nameInMail } from '../../mail/mail-text.ts';
import type { Retention } from '../../protocol/tenants.ts';
import type { OwnerLetter } from '../owner-letters.ts';

/** Names as their people have written them. */
interface Facts {
  organisation: string;
  /** The member who has shortened it: an owner, or somebody whom a group permits it. */
  by: string;
  wanted: Retention;
  at: Date;
}

export function retentionLetter({ organisation, by, wanted, at }: Facts): OwnerLetter {
  const { messageDays, roomDays, auditDays } = wanted;
  const [named, member] = [nameInMail(organisation), nameInMail(by)];
  const time = at.toISOString();
  return {
    subject: 'Meshi: メッセージの保存期間が短くなります / Messages will be kept for a shorter time',
    text: [
      `組織「${named}」の保存期間を、メンバー「${member}」が短くしました。${time} から、これより古いものは削除され、元に戻せません。`,
      `メッセージ: ${ja(messageDays)}、閉じたルームの文章: ${ja(roomDays)}、監査ログ: ${ja(auditDays)}`,
      '心当たりがないときは、それまでに次のページで取り消してください。',
      '',
      `The member "${member}" has shortened how long the organisation "${named}" keeps what is written in it. From ${time} on, what is older is deleted for good.`,
      `Messages: ${en(messageDays)}. Text of closed rooms: ${en(roomDays)}. Audit log: ${en(auditDays)}.`,
      'If you did not expect this, cancel it before that time:',
      '',
    ].join('\n'),
  };
}

function ja(days: number | null): string {
  return days === null ? '期限なし' : `${days}日`;
}

function en(days: number | null): string {
  return days === null ? 'no limit' : `${days} days`;
}
