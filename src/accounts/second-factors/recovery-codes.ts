/**
 * Recovery codes, each of which replaces the second factor once. They have 120 random bits, so a fast hash is enough, and they work
 * also after the keys of the server were replaced.
 */
import { randomBytes } from 'node:crypto';
import { hashOf } from '../../kernel/hash.ts';

const COUNT = 10;
/** Without the letters i, l, o and u, which look like digits or spell words (Crockford's base32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CHARACTERS = 24;
const GROUP = /.{6}(?=.)/g;

/** Ten new codes, such as `4kd7qw-9xmb2p-…`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, newCode);
}

/** The hash to store. Case, hyphens and spaces do not count, and letters that were read as others are corrected. */
export function recoveryHash(code: string): string {
  const typed = code.toLowerCase().replaceAll(/[^0-9a-z]/g, '');
  return hashOf(typed.replaceAll('o', '0').replaceAll(/[il]/g, '1'));
}

function newCode(): string {
  // 256 is a multiple of 32, so every character is equally likely.
  const text = [...randomBytes(CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return text.replaceAll(GROUP, '$&-');
}
