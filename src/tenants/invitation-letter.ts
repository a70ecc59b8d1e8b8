/** The mail that invites someone to an organisation. It says who chose the name: the people of the organisation. */
import { nameInMail } from '../mail/mail-text.ts';

export function invitationLetter({ name, link, days }: { name: string; link: string; days: number }) {
  const shown = nameInMail(name);
  return {
    subject: `Meshi: 組織「${shown}」への招待 / Invitation to the organisation "${shown}"`,
    text: [
      `Meshi の組織「${shown}」に招待されました。${days}日以内に次のリンクを開いてください。`,
      `You are invited to the organisation "${shown}" on Meshi. Open this link within ${days} days:`,
      '',
      link,
      '',
      '組織の名前は、その組織の人が付けたものです。',
      'The name was chosen by the people of the organisation.',
      '',
      '心当たりがない場合は、このメールを無視してください。',
      'If you did not expect this, ignore this email.',
      '',
    ].join('\n'),
  };
}
