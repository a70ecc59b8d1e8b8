/**
 * The text of a key: `meshi_<kind>_<id><secret><checksum>`. The prefix and the checksum make a key recognisable wherever it was
 * left, without asking the server (`npm run secrets:scan`). Only the secret is secret: it has 256 random bits.
 */
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type KeyKindName, keyKinds } from '../protocol/key-kinds.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_CHARS = 24;
/** 62^43 is more than 2^256. */
const SECRET_CHARS = 43;
/** 62^6 is more than 2^32. */
const CHECKSUM_CHARS = 6;

const prefixes = Object.values(keyKinds).flatMap(({ prefix }) => prefix ?? []);
const form = `meshi_(${prefixes.join('|')})_([0-9a-f]{${ID_CHARS}})([0-9A-Za-z]{${SECRET_CHARS}})([0-9A-Za-z]{${CHECKSUM_CHARS}})`;
const WHOLE = new RegExp(`^${form}$`);

/** What begins like a key, whether it is one or not. */
export const KEY_BEGINNING = 'meshi_';

/** The kinds of keys that leave the server. */
export type TextKind = Extract<KeyKindName, 'server' | 'organisation' | 'turn'>;

export interface KeyText {
  kind: TextKind;
  id: string;
  secret: string;
}

/** The text of a key with a new secret. */
export function makeKeyText(kind: TextKind, id: string): { text: string; secret: string } {
  const secret = randomBase62(SECRET_CHARS);
  const body = `meshi_${keyKinds[kind].prefix}_${id}${secret}`;
  return { text: body + checksumOf(body), secret };
}

/** The parts of a key; null if the text is none, or a character of it is wrong. */
export function parseKeyText(text: string): KeyText | null {
  const [, prefix, id = '', secret = '', checksum = ''] = WHOLE.exec(text) ?? [];
  if (prefix === undefined || checksumOf(text.slice(0, -CHECKSUM_CHARS)) !== checksum) return null;
  return { kind: kindOf(prefix), id, secret };
}

/** Where keys are in a text. */
export function keysIn(text: string): { index: number; text: string }[] {
  const found = [...text.matchAll(new RegExp(form, 'g'))].map((match) => ({ index: match.index, text: match[0] }));
  return found.filter((one) => parseKeyText(one.text) !== null);
}

function kindOf(prefix: string): TextKind {
  const found = (Object.keys(keyKinds) as TextKind[]).find((kind) => keyKinds[kind].prefix === prefix);
  if (!found) throw new Error(`no kind of key has the prefix ${prefix}`);
  return found;
}

function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < CHECKSUM_CHARS; place += 1) {
    text = BASE62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** Bytes of 248 and more are left out, because with them some characters would be more frequent. */
function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(2 * length)) {
      if (byte < 248 && text.length < length) text += BASE62[byte % 62];
    }
  }
  return text;
}
