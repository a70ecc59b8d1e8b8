/**
 * The small Markdown of messages: bold, italic, strike, quotes, lists, links and code. Anything else, HTML and images too, stays as it was
 * written, with every space and line break. Pure.
 */
import { Lexer, type Token, Tokenizer, type Tokens } from 'marked';
import { isWebUrl, splitLinks } from '../../links.ts';

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'em' | 'del'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; href: string; children: Inline[] };

export type Block =
  | { type: 'text'; children: Inline[] }
  | { type: 'quote'; children: Block[] }
  | { type: 'list'; start: number | null; items: Block[][] }
  | {
      type: 'code';
      /** What was written behind the fence: the language first. */
      info: string;
      text: string;
    };

/** Deeper quotes, lists and emphasis stay as they were written. */
const MAX_DEPTH = 6;
/** More marks of one message stay as they were written: each may search the rest of the text for its end. */
const MAX_MARKS = 500;

/** A line with a bullet or "1.", or an indented line below one. "1)", "+1" and "2024." inside a line are plain text. */
const LIST_LINES =
  /^ {0,3}(?:[-*]|\d{1,9}\.)[ \t]+\S[^\n]*(?:\n(?: {0,3}(?:[-*]|\d{1,9}\.)[ \t]+\S|[ \t]{2,}\S)[^\n]*)*/;
const QUOTED_LINES = /^ {0,3}>[^\n]*(?:\n {0,3}>[^\n]*)*/;

// CommonMark wants a space or punctuation of the other side around "**" next to punctuation. Japanese has no spaces: これは**「強調」**です.
const EAST_ASIAN = '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Bopo}\\u3000-\\u303f\\uff00-\\uffef]';
const EAST_ASIAN_BEFORE = new RegExp(`${EAST_ASIAN}$`, 'u');
const EAST_ASIAN_PUNCTUATION = /[\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/g;
// Of a mark or a bracket before "**", followed by such a letter: **`code`**です.
const PUNCTUATION_AT_END = new RegExp(`[!-)+-/:-@[-\`{-~](?=\\*+${EAST_ASIAN})`, 'gu');
const LETTER = '字';

const LATIN_BEFORE = /[a-z0-9+.-]$/i;

class MessageTokenizer extends Tokenizer {
  #depth = 0;
  #marks = 0;
  /** The last plain text, and how much of the source followed it. */
  #before = { text: '', rest: -1 };
  #masked = { source: '', text: '' };

  // CommonMark continues a list or a quote with the next line, but the line after a quote is usually the answer to it.
  override blockquote(src: string) {
    const [lines] = QUOTED_LINES.exec(src) ?? [];
    return lines === undefined ? undefined : this.#within(() => super.blockquote(lines));
  }

  override list(src: string) {
    const [lines] = LIST_LINES.exec(src) ?? [];
    return lines === undefined ? undefined : this.#within(() => super.list(lines));
  }

  override fences(src: string) {
    const token = super.fences(src);
    // The token may end with several line breaks; those after the first one are blank lines of the text behind it.
    return token && { ...token, raw: token.raw.replace(/\n+$/, '\n') };
  }

  override emStrong(src: string, maskedSrc: string, prevChar = '') {
    if (src.startsWith('_')) return this.#within(() => super.emStrong(src, maskedSrc, prevChar));
    // "2*3*4"
    if (/^\*[^*]/.test(src) && /\w$/.test(prevChar)) return undefined;
    return this.#within(() =>
      super.emStrong(src, this.#withoutPunctuation(maskedSrc), EAST_ASIAN_BEFORE.test(prevChar) ? '' : prevChar),
    );
  }

  override del(src: string, maskedSrc: string, prevChar = '') {
    // A single "~" is common in Japanese and in paths.
    return src.startsWith('~~') ? this.#within(() => super.del(src, maskedSrc, prevChar)) : undefined;
  }

  override link(src: string) {
    return src.startsWith('[') ? this.#within(() => super.link(src)) : undefined;
  }

  override inlineText(src: string) {
    const token = super.inlineText(src);
    if (token) this.#before = { text: token.raw, rest: src.length - token.raw.length };
    return token;
  }

  /** An address, found by the same rule as elsewhere, so that marks inside it are not read as Markdown. */
  override url(src: string): Tokens.Link | undefined {
    if (this.#before.rest === src.length && LATIN_BEFORE.test(this.#before.text)) return undefined;
    const [first] = splitLinks(/^\S*/.exec(src)?.[0] ?? '');
    if (!first?.isLink) return undefined;
    const { text } = first;
    return { type: 'link', raw: text, href: text, text, title: null, tokens: [{ type: 'text', raw: text, text }] };
  }

  // What messages do not have.
  override autolink() {
    return undefined;
  }
  override br() {
    return undefined;
  }
  override code() {
    return undefined;
  }
  override def() {
    return undefined;
  }
  override heading() {
    return undefined;
  }
  override hr() {
    return undefined;
  }
  override html() {
    return undefined;
  }
  override lheading() {
    return undefined;
  }
  override reflink() {
    return undefined;
  }
  override table() {
    return undefined;
  }
  override tag() {
    return undefined;
  }

  /** Called with the same source for each "*" of a line. */
  #withoutPunctuation(source: string): string {
    if (this.#masked.source !== source) {
      const text = source.replace(EAST_ASIAN_PUNCTUATION, LETTER).replace(PUNCTUATION_AT_END, LETTER);
      this.#masked = { source, text };
    }
    return this.#masked.text;
  }

  #within<T>(read: () => T): T | undefined {
    this.#marks += 1;
    if (this.#depth >= MAX_DEPTH || this.#marks > MAX_MARKS) return undefined;
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }
}

/** The blocks of a message. Never throws. */
export function parseMarkdown(text: string): Block[] {
  try {
    const lexer = new Lexer({ gfm: true, tokenizer: new MessageTokenizer() });
    return blocksOf(lexer.blockTokens(text), lexer);
  } catch {
    // The parser gives up on some input. A message is shown in any case.
    return [{ type: 'text', children: [{ type: 'text', text }] }];
  }
}

/** What is no block of its own is put together again, and so keeps its spaces and line breaks. */
function blocksOf(tokens: readonly Token[], lexer: Lexer): Block[] {
  const blocks: Block[] = [];
  let plain = '';
  const endPlain = (isBeforeBlock: boolean) => {
    // A block begins and ends its line by itself.
    const afterBlock = blocks.length > 0 ? plain.replace(/^\n/, '') : plain;
    const text = isBeforeBlock ? afterBlock.replace(/\n$/, '') : afterBlock.trimEnd();
    if (text !== '') blocks.push({ type: 'text', children: inlinesOf(lexer.inlineTokens(text)) });
    plain = '';
  };
  for (const token of tokens) {
    const block = blockOf(token, lexer);
    if (!block) {
      plain += token.raw;
      continue;
    }
    endPlain(true);
    blocks.push(block);
    // A token may take the line breaks behind it.
    plain = /\n*$/.exec(token.raw)?.[0] ?? '';
  }
  endPlain(false);
  return blocks;
}

function blockOf(token: Token, lexer: Lexer): Block | null {
  switch (token.type) {
    case 'blockquote':
      return { type: 'quote', children: blocksOf(token.tokens ?? [], lexer) };
    case 'list': {
      const { ordered, start, items } = token as Tokens.List;
      return {
        type: 'list',
        start: ordered ? Number(start) : null,
        items: items.map((item) => blocksOf(item.tokens, lexer)),
      };
    }
    case 'code': {
      const { lang = '', text } = token as Tokens.Code;
      return { type: 'code', info: lang, text };
    }
    default:
      return null;
  }
}

function inlinesOf(tokens: readonly Token[]): Inline[] {
  const inlines: Inline[] = [];
  for (const inline of tokens.map(inlineOf)) {
    const last = inlines.at(-1);
    if (inline.type === 'text' && last?.type === 'text') last.text += inline.text;
    else inlines.push(inline);
  }
  return inlines;
}

function inlineOf(token: Token): Inline {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return { type: token.type, children: inlinesOf(token.tokens ?? []) };
    case 'codespan':
      return { type: 'code', text: (token as Tokens.Codespan).text };
    case 'link': {
      const { href, tokens, raw } = token as Tokens.Link;
      const children = inlinesOf(tokens);
      return isHonest(href, children) ? { type: 'link', href, children } : { type: 'text', text: raw };
    }
    case 'escape':
      return { type: 'text', text: (token as Tokens.Escape).text };
    default:
      return { type: 'text', text: token.raw };
  }
}

/** Whether the link is one to the web, and its label does not look like an address of something else. */
function isHonest(href: string, label: readonly Inline[]): boolean {
  if (!isWebUrl(href)) return false;
  const text = textOf(label);
  return text === href || !/:\/\/|www\.|mailto:/i.test(text);
}

function textOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => ('text' in inline ? inline.text : textOf(inline.children))).join('');
}
