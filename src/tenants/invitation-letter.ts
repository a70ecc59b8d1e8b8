/** The mail that invites someone to an organisation. */

export function invitationLetter({ name, link, days }: { name: string; link: string; days: number }) {
  return {
    subject: `Meshi: 「${name}」への招待 / Invitation to ${name}`,
    text: [
      `Meshi の「${name}」に招待されました。${days}日以内に次のリンクを開いてください。`,
      `You are invited to "${name}" on Meshi. Open this link within ${days} days:`,
      '',
      link,
      '',
      '心当たりがない場合は、このメールを無視してください。',
      'If you did not expect this, ignore this mail.',
      '',
    ].join('\n'),
  };
}
