/** Pure functions about e-mail addresses, no I/O. */

const GMAIL = new Set(['gmail.com', 'googlemail.com']);

/**
 * The mailbox behind an address, in one form: without what follows a `+`, and for Gmail without dots. Mail to the address arrives
 * there, so a suspended person must not come back by another spelling.
 */
export function mailboxOf(email: string): string {
  const at = email.lastIndexOf('@');
  const [local = ''] = email.slice(0, at).split('+');
  const domain = email.slice(at + 1);
  return GMAIL.has(domain) ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`;
}
