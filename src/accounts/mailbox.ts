/** Pure functions about e-mail addresses, no I/O. */
import { withLatinLetters } from '../kernel/lookalike.ts';

const GMAIL = new Set(['gmail.com', 'googlemail.com']);

/**
 * The mailbox behind an address, in one form: without what follows a `+`, and for Gmail without dots. Mail to the address arrives
 * there, so a suspended person must not come back by another spelling. Letters of other scripts that look like Latin ones count as those:
 * they are another mailbox, but no address of a mail provider looks so, and operators could not tell the two apart.
 */
export function mailboxOf(email: string): string {
  const at = email.lastIndexOf('@');
  const [local = ''] = withLatinLetters(email.slice(0, at)).split('+');
  const domain = email.slice(at + 1);
  return GMAIL.has(domain) ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`;
}
