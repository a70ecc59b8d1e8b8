/**
 * The text of a message without the marks of its Markdown, for places that show one plain line: notifications and lists. It needs no
 * parser.
 */
import { cutText } from './text.ts';

/** A preview reads so many times its length of a message, because marks, links and emoji take room. */
const READ = 25;
const FENCE = /^ {0,3}(?:```|~~~)[^`\n]*$/;
const QUOTE = /^(?: {0,3}> ?)+/;
const CODE = /(`+)([^`]+)\1(?!`)/;
const LINK = /!?\[([^[\]\n]+)\]\(<?https?:\/\/[^\s()<>]+>?\)/gi;
/** One pair at a time, from the inside: each pattern ends at the next mark, so that no text is searched twice. */
const PAIRS = [
  /(?<![\w*])\*(?=[^\s*])([^*]*[^\s*])\*(?!\*)/g,
  /\*\*(?=[^\s*])([^*]*[^\s*])\*\*/g,
  /(?<![\w*])\*(?=[^\s*])([^*]*[^\s*])\*(?!\*)/g,
  /(?<![\p{L}\p{N}_])_(?=[^\s_])([^_]*[^\s_])_(?![\p{L}\p{N}_])/gu,
  /(?<![\p{L}\p{N}_])__(?=[^\s_])([^_]*[^\s_])__(?![\p{L}\p{N}_])/gu,
  /~~(?=[^\s~])([^~]*[^\s~])~~/g,
];

/** The beginning of a message in one line, at most `max` characters as people count them. */
export function messagePreview(text: string, max: number): string {
  return cutText(
    plainText(text.slice(0, max * READ))
      .replace(/\s+/g, ' ')
      .trim(),
    max,
  );
}

/** Returns the text as it reads: `**bold** [Rust](https://…)` becomes `bold Rust`. Lines, spaces and code stay. */
function plainText(text: string): string {
  const parts: { isCode: boolean; lines: string[] }[] = [{ isCode: false, lines: [] }];
  for (const line of text.split('\n')) {
    const last = parts.at(-1);
    if (FENCE.test(line)) parts.push({ isCode: !last?.isCode, lines: [] });
    else last?.lines.push(line);
  }
  const shown = parts.map(({ isCode, lines }) => {
    return isCode ? lines.join('\n') : inlineText(lines.map((line) => line.replace(QUOTE, '')).join('\n'));
  });
  return shown.join('\n');
}

function inlineText(text: string): string {
  // Split by a pattern with two groups: text, ticks, code, text, …
  return text
    .split(CODE)
    .map((part, at) => (at % 3 === 0 ? withoutMarks(part) : at % 3 === 1 ? '' : part.trim()))
    .join('');
}

function withoutMarks(text: string): string {
  return PAIRS.reduce((rest, pair) => rest.replace(pair, '$1'), text.replace(LINK, '$1'));
}
