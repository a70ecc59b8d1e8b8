/** The letter that tells an owner that operators will remove the second factors of the account, with the link that prevents it. */
export function resetLetter(link: string, dueAt: Date): { subject: string; text: string } {
  const when = `${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    subject: 'Meshi: 2段階認証の解除が予定されています / Your second factors will be removed',
    text: [
      `運営者が、Meshi のアカウントの2段階認証（認証アプリ、パスキー、リカバリーコード）を ${when} に解除します。`,
      'ご自身が運営者に頼んだ場合は、その時刻のあとにパスワードでログインし、新しい認証アプリかパスキーを追加してください。',
      '心当たりがない場合は、次のリンクを開いて取り消してください。ログインしている端末の「ログインとセキュリティ」でも取り消せます。',
      '',
      `The operators will remove the second factors of your Meshi account (authenticator app, passkeys, recovery codes) at ${when}.`,
      'If you asked them to, sign in with your password after that time, and add a new authenticator app or passkey.',
      'If you did not, open this link to keep them. A signed-in device can do it too, under "Sign-in and security":',
      '',
      link,
      '',
    ].join('\n'),
  };
}
