/** The words of the letters to the owners of an organisation about what operators have done to it. */
import { nameInMail, withoutLinks } from '../mail/mail-text.ts';
import type { OwnerLetter } from '../tenants/index.ts';
import type { TenantDoc } from '../tenants/memberships/index.ts';

type What = 'closed' | 'reopened' | 'handed_over' | 'sessions_ended';

interface Facts {
  name: string;
  owner: string;
  deleteAt: Date | null;
}

/** What happened, in Japanese and English, each with what to do. */
const TEXTS: Record<What, (facts: Facts) => { subject: string; ja: string; en: string }> = {
  closed: ({ name, deleteAt }) => ({
    subject: '組織が運営者によって閉じられました / Your organisation was closed',
    ja: `組織「${name}」は運営者によって閉じられました。${deleteAt?.toISOString() ?? ''} に、すべてのデータとともに削除されます。それまでは使えます。異議があるときは、このメールに返信してください。`,
    en: `The operators have closed the organisation "${name}". It will be deleted with all its data at ${deleteAt?.toISOString() ?? ''}. Until then it can be used. To object, answer this letter.`,
  }),
  reopened: ({ name }) => ({
    subject: '組織の削除が取り消されました / Your organisation is kept',
    ja: `運営者が、組織「${name}」の削除を取り消しました。これまでどおり使えます。`,
    en: `The operators have cancelled the deletion of the organisation "${name}". It goes on as before.`,
  }),
  handed_over: ({ name, owner }) => ({
    subject: '組織のオーナーが追加されました / Your organisation has another owner',
    ja: `運営者が、組織「${name}」のメンバー「${owner}」をオーナーにしました。心当たりがないときは、すぐにこのメールに返信してください。オーナーは役割を変更できます。`,
    en: `The operators have made the member "${owner}" an owner of the organisation "${name}". If you did not expect this, answer this letter at once. Owners can change roles.`,
  }),
  sessions_ended: ({ name }) => ({
    subject: '組織の全員がログアウトされました / Everybody was signed out of your organisation',
    ja: `運営者が、組織「${name}」のすべてのログインを終わらせました。メンバーはもう一度入れます。`,
    en: `The operators have ended all sessions in the organisation "${name}". Its members can enter again.`,
  }),
};

/** `owner`: the name of the new one, if there is one. */
export function organisationLetter(
  { name, deleteAt }: TenantDoc,
  { what, reason, owner = '' }: { what: What; reason: string; owner?: string },
): OwnerLetter {
  const { subject, ja, en } = TEXTS[what]({ name: nameInMail(name), owner: nameInMail(owner), deleteAt });
  const quoted = withoutLinks(reason)
    .split('\n')
    .map((line) => `> ${line}`);
  return { subject: `Meshi: ${subject}`, text: [ja, '', en, '', '理由 / Reason:', ...quoted, ''].join('\n') };
}
