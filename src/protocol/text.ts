/**
 * What text is: which characters a text may contain, what is removed from it, what is visible, and how its characters are counted
 * and cut. Pure, and without zod, so that clients can use it too. `text-schemas.ts` applies it to the contract.
 *
 * Sources: UAX 29 (characters as people count them), UAX 31 and UTS 39 (names that cannot be confused), UAX 9 (direction).
 */
import { wireLimits } from './limits.ts';

/** Why a text is refused. */
export const textProblems = ['required', 'too_long', 'not_text', 'too_many_marks', 'mixed_scripts'] as const;
export type TextProblem = (typeof textProblems)[number];

/** What was expected instead, for error messages. */
export const EXPECTED: Record<TextProblem, string> = {
  required: 'expected at least one visible character',
  too_long: 'expected a shorter text',
  not_text: 'expected text without control characters, non-characters and lone surrogates',
  too_many_marks: `expected at most ${wireLimits.marksPerCharacter} combining marks in a row`,
  mixed_scripts: 'expected letters of one script in each word, apart from Han, kana and Hangul',
};

// ASCII is by far the most common text and needs none of the following patterns.
const PLAIN = /^[\t\n\x20-\x7e]*$/;
const LINE_BREAK = /\r\n?|[\u0085\u2028\u2029]/g;
const FORBIDDEN = /[^\P{Cc}\t\n]|\p{Noncharacter_Code_Point}/u;
const STACKED_MARKS = new RegExp(`[\\p{Mn}\\p{Me}]{${wireLimits.marksPerCharacter + 1}}`, 'u');
/** Characters that are drawn as nothing, although their category says otherwise: Braille and Egyptian blanks, and similar. */
const BLANK = '\\u2800\\ufffc\\u{1d159}\\u{13441}\\u{13442}';
const VISIBLE = new RegExp(`[^\\p{Default_Ignorable_Code_Point}\\p{White_Space}\\p{Cc}\\p{Cf}\\p{M}${BLANK}]`, 'u');
const SPACES = new RegExp(`[\\p{White_Space}${BLANK}]+`, 'gu');
const LEADING_MARKS = /^[\p{M} ]+/u;

/** Whether a person sees anything: not only spaces, fillers, joiners, variation selectors, tags or combining marks. */
export function hasVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** The problem that no cleaning can repair; null if there is none. Call it before `cleanText` and `cleanLine`. */
export function findForbidden(text: string): Extract<TextProblem, 'not_text' | 'too_many_marks'> | null {
  if (PLAIN.test(text)) return null;
  if (!text.isWellFormed() || FORBIDDEN.test(text.replace(LINE_BREAK, '\n'))) return 'not_text';
  return STACKED_MARKS.test(text.normalize('NFC')) ? 'too_many_marks' : null;
}

/** Text with several lines: in NFC, trimmed, with "\n" as line break, without characters that reorder or annotate. Idempotent. */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return trimLines(text);
  const clean = trimLines(withoutHidden(text.replace(LINE_BREAK, '\n'), 'text').normalize('NFC'));
  return hasVisible(clean) ? clean : '';
}

/** Trims a text. The first of several lines keeps its indentation: pasted code would lose its shape. */
export function trimLines(text: string): string {
  const ended = text.trimEnd();
  return ended.includes('\n') ? withoutBlankStart(ended) : ended.trim();
}

function withoutBlankStart(text: string): string {
  const first = text.search(/\S/);
  const lines = text.slice(text.lastIndexOf('\n', first) + 1);
  return lines.includes('\n') ? lines : lines.trim();
}

/** Text in one line: like `cleanText`, with single spaces, and without anything that is hidden and changes nothing. Idempotent. */
export function cleanLine(text: string): string {
  if (PLAIN.test(text)) return text.replace(/\s+/g, ' ').trim();
  const visible = withoutHidden(text.normalize('NFC'), 'line').replace(SPACES, ' ').trim();
  const clean = visible.replace(LEADING_MARKS, '').normalize('NFC').trim();
  return hasVisible(clean) ? clean : '';
}

/** Flags such as Scotland's: a black flag, tag characters and an end. Elsewhere tag characters are invisible text. */
const TAG_FLAG = '\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{1,6}\\u{e007f}';
const REORDERING = '\\u202a-\\u202e\\u2066-\\u206f';
const ANNOTATION = '\\ufff9-\\ufffc\\u{e0000}-\\u{e007f}';
const HIDDEN = {
  // Direction marks, joiners and soft spaces stay: right-to-left text, Persian, Thai and code need them.
  text: new RegExp(`${TAG_FLAG}|[${REORDERING}${ANNOTATION}]`, 'gu'),
  line: new RegExp(`${TAG_FLAG}|[\\p{Default_Ignorable_Code_Point}${ANNOTATION}]`, 'gu'),
};

/** Units of text before a hidden character that decide whether it is needed: an emoji with a modifier or a variation selector. */
const NEAR = 4;

function withoutHidden(text: string, kind: keyof typeof HIDDEN): string {
  const kept: string[] = [];
  // Looking at the last characters is enough. Cutting them from the whole result would take longer with each character.
  let near = '';
  const keep = (part: string) => {
    kept.push(part);
    near = (near + part.slice(-NEAR)).slice(-NEAR);
  };
  let end = 0;
  for (const match of text.matchAll(HIDDEN[kind])) {
    const [hidden] = match;
    keep(text.slice(end, match.index));
    end = match.index + hidden.length;
    if (hidden.length > 2 || (kind === 'line' && isNeeded(hidden, near, text.slice(end, end + 2)))) keep(hidden);
  }
  keep(text.slice(end));
  return kept.join('');
}

// Scripts in which joiners change the form of letters (UAX 31, section 2.3).
const JOINING =
  '\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Mong}\\p{scx=Nkoo}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Mymr}\\p{scx=Khmr}';
const LETTER_BEFORE = new RegExp(`(?=[\\p{L}\\p{M}])[${JOINING}]$`, 'u');
const LETTER_AFTER = new RegExp(`^(?=[\\p{L}\\p{M}])[${JOINING}]`, 'u');
const EMOJI_BEFORE = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier})\ufe0f?$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;
const VARIED_BEFORE = /[\p{Emoji}\p{Script=Han}\p{Sm}]$/u;

/** Whether a hidden character changes how its neighbours are drawn, as in an emoji family, a Persian word or a variant of a kanji. */
function isNeeded(hidden: string, near: string, after: string): boolean {
  if (hidden === '\u200d') {
    return (EMOJI_BEFORE.test(near) && EMOJI_AFTER.test(after)) || LETTER_BEFORE.test(near);
  }
  if (hidden === '\u200c') return LETTER_BEFORE.test(near) && LETTER_AFTER.test(after);
  if (/[\ufe00-\ufe0f]/.test(hidden)) return VARIED_BEFORE.test(near);
  if (/[\u{e0100}-\u{e01ef}]/u.test(hidden)) return /\p{Script=Han}$/u.test(near);
  return /[\u180b-\u180d\u180f]/.test(hidden) && /\p{Script=Mongolian}$/u.test(near);
}

// Writing systems that are mixed with each other and with others without being confused: "Rust勉強会", "λ計算".
const EAST_ASIAN = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}]/gu;
const SCRIPTS =
  'Latn Cyrl Grek Arab Armn Beng Cans Cher Copt Deva Ethi Geor Gujr Guru Hebr Khmr Knda Laoo Lisu Mlym Mong Mymr Nkoo Orya Sinh Syrc Taml Telu Tfng Thaa Thai Tibt'
    .split(' ')
    .map((script) => new RegExp(`^[\\p{scx=${script}}\\p{scx=Zyyy}\\p{scx=Zinh}]*$`, 'u'));

/**
 * Whether a word mixes letters of scripts that look alike, such as a Cyrillic "а" in "аlice". Each word counts for itself, so
 * "Иван Ivan" is fine. Based on UTS 39, "highly restrictive".
 */
export function mixesScripts(text: string): boolean {
  if (PLAIN.test(text)) return false;
  return text.split(/[\s()[\]/・|,、-]+/).some((word) => !isOfOneScript(word.replace(EAST_ASIAN, '')));
}

function isOfOneScript(word: string): boolean {
  if (SCRIPTS.some((script) => script.test(word))) return true;
  // A rare script: fine unless letters of a script above are between its letters.
  return !/[\p{scx=Latn}\p{scx=Cyrl}\p{scx=Grek}]/u.test(word.replace(/\P{L}/gu, ''));
}

/** Why a required text with several lines would be refused, without asking the server; null if it is fine. */
export function textProblem(text: string, maxChars: number): TextProblem | null {
  const forbidden = findForbidden(text);
  if (forbidden) return forbidden;
  const clean = cleanText(text);
  if (clean === '') return 'required';
  return clean.length > maxChars ? 'too_long' : null;
}

/** Why a name would be refused, without asking the server; null if it is fine. `maxChars` counts characters as people do. */
export function nameProblem(text: string, maxChars: number): TextProblem | null {
  const forbidden = findForbidden(text);
  if (forbidden) return forbidden;
  const name = cleanLine(text);
  if (name === '') return 'required';
  if (name.length > maxChars * wireLimits.unitsPerCharacter || countGraphemes(name) > maxChars) return 'too_long';
  return mixesScripts(name) ? 'mixed_scripts' : null;
}

/** A tag as it is stored: in NFKC and lower case, with hyphens for spaces. */
export function cleanTag(text: string): string {
  return cleanLine(text.normalize('NFKC')).toLowerCase().replaceAll(' ', '-');
}

/** The characters of a tag. */
export const TAG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}\p{Join_Control}+#.-]*$/u;

/** Why `cleanTag(text)` is no tag; null if it is one. `characters`: it has others than letters, digits and + # . - */
export function tagProblem(tag: string): TextProblem | 'characters' | null {
  if (tag === '') return 'required';
  if (tag.length > wireLimits.tagChars * wireLimits.unitsPerCharacter) return 'too_long';
  if (!TAG.test(tag)) return 'characters';
  if (countGraphemes(tag) > wireLimits.tagChars) return 'too_long';
  return mixesScripts(tag) ? 'mixed_scripts' : null;
}

let segmenter: Intl.Segmenter | null | undefined;

/** Created when it is needed: on a phone that takes as long as an answer of the server. Null in older browsers. */
function findSegmenter(): Intl.Segmenter | null {
  segmenter ??= typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : null;
  return segmenter;
}

// Older browsers have no `Intl.Segmenter`. This covers flags, emoji sequences and combining marks.
const CLUSTER =
  /\r\n|\p{RI}{2}|.(?:\p{M}|\p{Emoji_Modifier}|\u200c|[\u{e0020}-\u{e007f}]|\u200d\p{Extended_Pictographic}?)*/gsu;

/** The characters of a text as people count them: an emoji family or a letter with its accents is one. */
export function graphemesOf(text: string): string[] {
  const found = findSegmenter();
  if (!found) return graphemesWithoutSegmenter(text);
  return Array.from(found.segment(text), ({ segment }) => segment);
}

/** The fallback of `graphemesOf` for browsers without `Intl.Segmenter`. */
export function graphemesWithoutSegmenter(text: string): string[] {
  return text.match(CLUSTER) ?? [];
}

/** The number of characters as people count them. */
export function countGraphemes(text: string): number {
  return PLAIN.test(text) ? text.length : graphemesOf(text).length;
}

/** Units of the largest common emoji, and some more. */
const MAX_GRAPHEME_UNITS = 20;

/** The first `max` characters as people count them, never a part of an emoji. A text that was cut ends in "…", which counts too. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  // Work on a bounded part, whose last character may be incomplete.
  const part = text.slice(0, max * MAX_GRAPHEME_UNITS);
  const graphemes = graphemesOf(part);
  if (graphemes.length <= max && part === text) return text;
  return `${graphemes.slice(0, Math.min(max, graphemes.length) - 1).join('')}…`;
}

/** The first visible character, such as the letter of an avatar; '' if nothing is visible. */
export function initialOf(text: string): string {
  return graphemesOf(text.slice(0, wireLimits.displayNameChars)).find(hasVisible) ?? '';
}
