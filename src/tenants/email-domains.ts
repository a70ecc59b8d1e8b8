/** Which e-mail domains an organisation may call its own: none where anyone can have a mailbox. */
import freeMailDomains from 'free-email-domains';

const FREE_MAIL: ReadonlySet<string> = new Set(freeMailDomains);

/** What follows the last "@", in lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

/** Whether anyone can get an address there, so that having one proves nothing. */
export function isFreeMail(domain: string): boolean {
  // A mailbox below such a domain, as at mail.example-free.com, is anyone's too.
  const labels = domain.split('.');
  return labels.some((_, at) => labels.length - at >= 2 && FREE_MAIL.has(labels.slice(at).join('.')));
}
