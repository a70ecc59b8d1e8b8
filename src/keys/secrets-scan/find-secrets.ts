/**
 * Finds secrets in a text: keys of Meshi by their checksum, settings with a value, the private half of VAPID keys, and URLs of
 * databases and servers with a password. A line that says `not-a-secret` is an example, and is left out. Pure functions, no I/O.
 */
import { parseVapidKeys } from '../../kernel/vapid-keys.ts';
import { keysIn } from '../key-text.ts';

export interface FoundSecret {
  /** The first line is 1. */
  line: number;
  what: string;
  /** How it begins, for finding it; never more than a few characters of it. */
  masked: string;
}

const EXAMPLE = 'not-a-secret';
/** Settings whose whole value is secret. The others are URLs. */
const SETTINGS = /\b(TOKEN_SECRETS|KEYS_SECRET|TURN_SECRET)["']?\s*(?:=|:\s)\s*["']?([^\s"'`,;#]+(?:,[^\s"'`,;#]+)*)/g;
const VAPID = /\bB[\w-]{86}:[\w-]{43}\b/g;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/g;
const URL_WITH_PASSWORD = /\b(mongodb(?:\+srv)?|rediss?|smtps?):\/\/[^\s:@/"'`]*:([^\s@/"'`]+)@/g;
const MIN_SECRET_CHARS = 16;
const MIN_PASSWORD_CHARS = 8;
/** In code: the name of a value. */
const EXPRESSION = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;
/** A variable, a command, a place to fill in, a word that stands for one, or a sentence in Japanese. */
const STANDS_FOR_ONE =
  /[$<>{}()…*\\。]|\.\.\.|^(?:[a-z0-9_-]+:)?(?:x+|password|passwort|secret|pass|user|change-?me|example)$/i;

export function findSecrets(text: string): FoundSecret[] {
  const found = [
    ...keysIn(text).map(({ index, text: key }) => ({ index, what: 'a key of Meshi', secret: key })),
    ...matches(text, VAPID).flatMap(vapidKeys),
    ...matches(text, PRIVATE_KEY).map(({ index }) => ({ index, what: 'a private key', secret: '-----BEGIN' })),
    ...matches(text, SETTINGS).flatMap(settings),
    ...matches(text, URL_WITH_PASSWORD).flatMap(passwords),
  ];
  const lines = new Lines(text);
  return found
    .toSorted((a, b) => a.index - b.index)
    .filter(({ index }) => !lines.textAt(index).includes(EXAMPLE))
    .map(({ index, what, secret }) => ({ line: lines.numberAt(index), what, masked: masked(secret) }));
}

interface Match {
  index: number;
  groups: readonly string[];
}

interface Hit {
  index: number;
  what: string;
  secret: string;
}

function matches(text: string, form: RegExp): Match[] {
  return [...text.matchAll(form)].map((match) => ({ index: match.index, groups: [...match] }));
}

function settings({ index, groups: [, name = '', value = ''] }: Match): Hit[] {
  const isOne = value.length >= MIN_SECRET_CHARS && !STANDS_FOR_ONE.test(value) && !EXPRESSION.test(value);
  return isOne ? [{ index, what: `a value of ${name}`, secret: value }] : [];
}

function vapidKeys({ index, groups: [pair = ''] }: Match): Hit[] {
  return parseVapidKeys(pair) ? [{ index, what: 'a private VAPID key', secret: pair.split(':')[1] ?? '' }] : [];
}

function passwords({ index, groups: [, scheme = '', password = ''] }: Match): Hit[] {
  const isOne = password.length >= MIN_PASSWORD_CHARS && !STANDS_FOR_ONE.test(password);
  return isOne ? [{ index, what: `a password in ${scheme}://`, secret: password }] : [];
}

function masked(secret: string): string {
  const shown = /^meshi_[a-z]+_/.exec(secret)?.[0] ?? secret.slice(0, secret.length < 24 ? 2 : 4);
  return `${shown}…`;
}

/** The lines of a text by the index of a character. */
class Lines {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  numberAt(index: number): number {
    return this.#text.slice(0, index).split('\n').length;
  }

  textAt(index: number): string {
    const from = this.#text.lastIndexOf('\n', index - 1) + 1;
    const to = this.#text.indexOf('\n', index);
    return this.#text.slice(from, to < 0 ? undefined : to);
  }
}
