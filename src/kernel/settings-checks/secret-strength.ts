/**
 * Estimates how hard a long secret is to guess. `zxcvbn` judges the first 64 characters of a password, and takes a long phrase for as
 * strong as a random secret. Here each character costs as many bits as an attacker has to guess who tries structure first: a
 * character that continues a row, a sequence or a repetition costs little, and a dictionary word costs the same however long it is.
 * The cheapest way to write the secret counts. Random secrets lose a few bits by chance; tests measure how many.
 */
import { commonWords } from './common-words.ts';

/** A sequence and its reverse: neighbours on a keyboard, along the rows and the columns. */
const KEYBOARD = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qaz', 'wsx', 'edc', 'rfv', 'tgb', 'yhn', 'ujm'];
const COLUMNS = ['1q', '2w', '3e', '4r', '5t', '6y', '7u', '8i', '9o', '0p', 'ik', 'ol'];
const NEIGHBOURS = new Set([...KEYBOARD, ...COLUMNS].flatMap(pairsOf));

const REPEATED_BITS = 1;
const NEXT_BITS = 1.5;
/** Continues what was two characters before: 1a2b3c. */
const INTERLEAVED_BITS = 2;
/** One of the 4,000 most common words; rarer ones are not worth another bit. */
const WORD_BITS = 12;
const LONGEST_WORD = 20;
const SHORTEST_WORD = 3;
const SHORTEST_COPY = 4;
/** Where the earlier text begins, and how long it is. */
const COPY_BITS = 10;
/** The rest of a longer secret is not judged. */
const JUDGED_CHARACTERS = 512;
const LEET: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' };
/** Of all characters. */
const MOSTLY = 0.5;
/** 16 random bytes keep 75 bits at least, and random secrets of any kind 60 % of what their characters could hold. */
const RANDOM_BITS = 64;
const RANDOM_SHARE = 0.5;
/** Encodings of a text hide its words, but add nothing to guess. */
const ENCODINGS = [
  { encoding: 'hex', form: /^(?:[0-9a-f]{2}){8,}$/i },
  { encoding: 'base64', form: /^[\w+/-]{12,}={0,2}$/ },
] as const;

export interface Strength {
  /** How many bits have to be guessed at least. */
  bits: number;
  /** What is wrong with it as a long secret; null if it can be a random one. */
  weakness: 'words' | 'regular' | null;
}

/** Of the secret, or of the text that it encodes, if that is weaker. */
export function strengthOf(secret: string): Strength {
  const strengths = [secret, ...encodedTexts(secret)].map((text) => strengthOfText(text.slice(0, JUDGED_CHARACTERS)));
  return {
    bits: Math.min(...strengths.map(({ bits }) => bits)),
    weakness: strengths.find(({ weakness }) => weakness)?.weakness ?? null,
  };
}

function strengthOfText(text: string): Strength {
  const bits = bitsOf(text);
  const isRegular = bits < RANDOM_BITS || bits < RANDOM_SHARE * text.length * alphabetBits(text);
  return { bits, weakness: wordShare(text) > MOSTLY ? 'words' : isRegular ? 'regular' : null };
}

function encodedTexts(secret: string): string[] {
  return ENCODINGS.filter(({ form }) => form.test(secret))
    .map(({ encoding }) => Buffer.from(secret, encoding).toString('latin1'))
    .filter((text) => /^[\x20-\x7e\r\n\t]+$/.test(text));
}

/** The cheapest way to write the text, from its beginning to each position. */
function bitsOf(text: string): number {
  const plain = [...text.toLowerCase()].map((character) => LEET[character] ?? character).join('');
  const standard = alphabetBits(text);
  const cheapest = [0, ...Array.from(text, () => Number.POSITIVE_INFINITY)];
  const offer = (end: number, bits: number) => {
    cheapest[end] = Math.min(cheapest[end] ?? 0, bits);
  };
  for (let start = 0; start < text.length; start += 1) {
    const before = cheapest[start] ?? 0;
    offer(start + 1, before + Math.min(standard, bitsAfter(text, start)));
    for (const length of wordsAt(plain, start)) offer(start + length, before + WORD_BITS);
    const copied = copyLength(text, start);
    for (let length = SHORTEST_COPY; length <= copied; length += 1) offer(start + length, before + COPY_BITS);
  }
  return cheapest[text.length] ?? 0;
}

function alphabetBits(text: string): number {
  if (/^[0-9a-f]+$/.test(text) || /^[0-9A-F]+$/.test(text)) return /[a-f]/i.test(text) ? 4 : Math.log2(10);
  const sizes = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[^\da-z]/i, 33],
  ] as const;
  return Math.log2(sizes.reduce((sum, [characters, size]) => sum + (characters.test(text) ? size : 0), 1));
}

/** The bits of a character, given those before it. */
function bitsAfter(text: string, position: number): number {
  const [character = '', last = '', lastButOne = ''] = [text[position], text[position - 1], text[position - 2]];
  if (character === last) return REPEATED_BITS;
  if (areNext(last, character) || isSecondStep(lastButOne, last, character)) return NEXT_BITS;
  if (character === lastButOne || areNext(lastButOne, character)) return INTERLEAVED_BITS;
  return Number.POSITIVE_INFINITY;
}

function areNext(one: string, other: string): boolean {
  if (!one || !other) return false;
  return Math.abs(one.charCodeAt(0) - other.charCodeAt(0)) === 1 || NEIGHBOURS.has((one + other).toLowerCase());
}

/** The second step of two: 13579. */
function isSecondStep(lastButOne: string, last: string, character: string): boolean {
  const step = character.charCodeAt(0) - last.charCodeAt(0);
  return Math.abs(step) === 2 && last.charCodeAt(0) - lastButOne.charCodeAt(0) === step;
}

function wordsAt(text: string, start: number): number[] {
  const letters = /^[a-z]*/.exec(text.slice(start, start + LONGEST_WORD))?.[0] ?? '';
  const lengths: number[] = [];
  for (let length = SHORTEST_WORD; length <= letters.length; length += 1)
    if (commonWords().has(letters.slice(0, length))) lengths.push(length);
  return lengths;
}

/** How much of the text from here on has been there before. */
function copyLength(text: string, start: number): number {
  let longest = 0;
  const first = text.slice(start, start + SHORTEST_COPY);
  for (let from = text.indexOf(first); from < start; from = text.indexOf(first, from + 1)) {
    let length = 0;
    while (start + length < text.length && text[from + length] === text[start + length]) length += 1;
    longest = Math.max(longest, length);
  }
  return longest;
}

/** The share of the characters that are in words. A run of letters counts only if all of it is words: other ones occur by chance. */
function wordShare(text: string): number {
  const runs = text.replace(/([a-z])([A-Z])/g, '$1 $2').match(/[a-z]+/gi) ?? [];
  const inWords = runs.filter((run) => isOfWords(run.toLowerCase())).reduce((sum, run) => sum + run.length, 0);
  return inWords / text.length;
}

function isOfWords(run: string): boolean {
  const reached = new Set([0]);
  for (let start = 0; start < run.length; start += 1)
    if (reached.has(start)) for (const length of wordsAt(run, start)) reached.add(start + length);
  return reached.has(run.length);
}

function pairsOf(row: string): string[] {
  return Array.from(row.slice(1), (character, index) => [row[index] + character, character + row[index]]).flat();
}
