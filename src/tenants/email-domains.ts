/** Decides which e-mail domains an organisation can claim: not those of public mail providers. Pure functions. */
import freeMailDomains from 'free-email-domains';

const FREE_MAIL: ReadonlySet<string> = new Set(freeMailDomains);

/** The part after the last "@", in lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

/** Whether anyone can get an address in this domain, so that an address proves nothing. */
export function isFreeMail(domain: string): boolean {
  // Subdomains of a public mail provider, such as mail.example-free.com, are public too.
  const labels = domain.split('.');
  return labels.some((_, at) => labels.length - at >= 2 && FREE_MAIL.has(labels.slice(at).join('.')));
}
