/** Decides which e-mail domains an organisation can claim: not those of public mail providers. Pure functions. */
import freeMailDomains from 'free-email-domains';

/** Providers and relays that the list does not have: they give an address to anyone, or forward one. */
const MORE_FREE_MAIL = [
  // Relays of Apple, GitHub, GitLab, Mozilla, Proton and others
  'privaterelay.appleid.com',
  'users.noreply.github.com',
  'users.noreply.gitlab.com',
  'noreply.gitlab.com',
  'mozmail.com',
  'relay.firefox.com',
  'passmail.net',
  'passmail.com',
  'passinbox.com',
  'passfwd.com',
  'simplelogin.com',
  'simplelogin.co',
  'simplelogin.io',
  'simplelogin.fr',
  'slmails.com',
  'slmail.me',
  'aleeas.com',
  '8alias.com',
  'dralias.com',
  'silomails.com',
  'anonaddy.com',
  'anonaddy.me',
  'addy.io',
  'addymail.com',
  'erine.email',
  'spamgourmet.com',
  // Providers
  'hey.com',
  'tutanota.com',
  'tuta.com',
  'skiff.com',
  'mailbox.org',
  'disroot.org',
  'riseup.net',
  'startmail.com',
  'zohomail.jp',
  't.vodafone.ne.jp',
  'auone.jp',
];

const FREE_MAIL: ReadonlySet<string> = new Set([...freeMailDomains, ...MORE_FREE_MAIL]);

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
