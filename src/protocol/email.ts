/** E-mail addresses of accounts and organisations: what mail servers accept, in the one form in which an address is compared. */
import { z } from 'zod';

const MAX_ADDRESS = 254;
const MAX_LOCAL_BYTES = 64;
// Fields may be longer than the result, because "日本語" is longer in Punycode and shorter in full-width letters.
const MAX_TYPED = 320;
// Anything that is visible, except what would need quotes. Dots in any place, because Japanese carriers gave out `a..b@` and `a.@`.
const LOCAL = /^[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}"(),:;<>@[\\\]]+$/u;
// `URL` would read these as the end of the host or decode them.
const NOT_IN_HOST = /[\p{Cc}\p{Z}/?#:@\\%[\]<>^|]/u;
const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** The domain in lower case and Punycode, as mail servers and DNS use it; null if it is not one. */
export function normalizeDomain(text: string): string | null {
  const typed = text.trim();
  if (typed === '' || NOT_IN_HOST.test(typed) || !URL.canParse(`http://${typed}`)) return null;
  const { hostname } = new URL(`http://${typed}`);
  return HOST.test(hostname) ? hostname : null;
}

/** The address in lower case, with its domain in Punycode; null if no mail server would accept it. */
export function normalizeEmail(text: string): string | null {
  if (!text.isWellFormed()) return null;
  // NFKC, because Japanese keyboards also type full-width letters and "＠".
  const typed = text.normalize('NFKC').trim();
  const at = typed.lastIndexOf('@');
  const local = typed.slice(0, Math.max(0, at)).toLowerCase();
  const domain = normalizeDomain(typed.slice(at + 1));
  if (!domain || !LOCAL.test(local) || new TextEncoder().encode(local).length > MAX_LOCAL_BYTES) return null;
  const email = `${local}@${domain}`;
  return email.length <= MAX_ADDRESS ? email : null;
}

function normalized(normalize: (text: string) => string | null, expected: string) {
  return z
    .string()
    .max(MAX_TYPED)
    .check(({ value, issues }) => {
      if (normalize(value) === null) issues.push({ code: 'custom', input: value, message: expected, continue: false });
    })
    .overwrite((text) => normalize(text) ?? text);
}

/** In lower case, with the domain in Punycode: the same address is always the same text. */
export const emailSchema = normalized(normalizeEmail, 'expected an e-mail address');

/** The domain of e-mail addresses, in lower case and Punycode. */
export const emailDomainSchema = normalized(normalizeDomain, 'expected a domain such as example.com');
