/**
 * `index.html` of the archive: a page without scripts that loads nothing. It is made from the files of the archive, so it cannot
 * show more than they hold. Everything that a person typed passes `text`.
 */
import { fullTime } from '../protocol/date-words.ts';
import { messagePreview } from '../protocol/plain-text.ts';
import { archiveWords, type PageWords, pageWords } from './archive-words.ts';
import { pageStyle } from './page-style.ts';

/** A file as the page shows it. */
export interface PageFile {
  /** Such as `topics` or `conversations`. */
  file: string;
  /** The path of the (first) file with all rows. */
  path: string;
  /** The first rows, or of a conversation itself with its last messages. */
  rows: readonly Record<string, unknown>[];
  /** The number of all rows, or of all messages. */
  count: number;
}

/** The open space or an organisation. */
export interface PageSpace {
  /** Null for the open space. */
  name: string | null;
  files: readonly PageFile[];
}

export interface ArchivePage {
  language: 'ja' | 'en';
  timeZone: string;
  madeAt: Date;
  spaces: readonly PageSpace[];
  /** The picture of the profile. */
  picture: { contentType: string; bytes: Buffer } | null;
}

/** The people and times of a page are written in one language. */
interface Writer {
  language: 'ja' | 'en';
  words: PageWords;
  time(iso: string): string;
}

/** Ids are for programs. */
const QUOTE_CHARS = 120;
const ID = /^id$|Id$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Nothing is loaded, not even from the page's own place. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function archivePage(page: ArchivePage): string {
  const { language, timeZone, madeAt } = page;
  const words = pageWords[language];
  const writer = { language, words, time: (iso: string) => fullTime(iso, { language, timeZone, now: 0 }) };
  const spaces = page.spaces.map((space, at) => ({
    ...space,
    id: `space-${at}`,
    title: space.name ?? words.openSpace,
  }));
  // Without organisations, there is nothing to choose from.
  const links = spaces.length < 2 ? [] : spaces.map(({ id, title }) => `<li><a href="#${id}">${text(title)}</a></li>`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${text(words.title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${text(words.title)}</h1>
${pictureOf(page, words)}<p>${text(words.madeAt(writer.time(madeAt.toISOString())))}</p>
<p>${text(words.explanation)}</p>
${links.length > 0 ? `<nav aria-label="${text(words.contents)}"><ul>${links.join('')}</ul></nav>` : ''}
</header>
<main>
${spaces.map(({ id, title, files }) => `<section id="${id}"><h2>${text(title)}</h2>${filesOf(files, id, writer)}</section>`).join('\n')}
</main>
</body>
</html>
`;
}

function pictureOf({ picture }: ArchivePage, words: PageWords): string {
  if (!picture) return '';
  const url = `data:${picture.contentType};base64,${picture.bytes.toString('base64')}`;
  return `<img class="me" alt="${text(words.picture)}" width="96" height="96" src="${url}">\n`;
}

function filesOf(files: readonly PageFile[], id: string, writer: Writer): string {
  const order = Object.keys(archiveWords.files);
  const sorted = files.toSorted((a, b) => order.indexOf(a.file) - order.indexOf(b.file));
  const conversations = sorted.filter(({ file }) => file === 'conversations');
  const others = sorted.filter(({ file }) => file !== 'conversations');
  const sections = others.map((file) => sectionOf(file, writer));
  if (conversations.length > 0) {
    const title = archiveWords.files.conversations?.[writer.language] ?? '';
    const list = conversations.map((file) => conversationOf(file, writer)).join('\n');
    sections.splice(1, 0, `<section><h3 id="${id}-conversations">${text(title)}</h3>${list}</section>`);
  }
  return sections.join('\n');
}

function sectionOf({ file, path, rows, count }: PageFile, writer: Writer): string {
  const { language, words } = writer;
  const rest = count > rows.length ? `<p class="rest">${text(words.more(rows.length, count, path))}</p>` : '';
  const title = archiveWords.files[file]?.[language] ?? file;
  return `<section><h3>${text(title)}</h3>${rows.map((row) => rowOf(row, writer)).join('\n')}${rest}</section>`;
}

function rowOf(row: Record<string, unknown>, writer: Writer): string {
  const entries = Object.entries(row).filter(([name, value]) => !ID.test(name) && !isEmpty(value));
  const terms = entries.map(
    ([name, value]) =>
      `<div><dt>${text(archiveWords.fields[name]?.[writer.language] ?? name)}</dt><dd>${shownValue(value, writer)}</dd></div>`,
  );
  return `<dl>${terms.join('')}</dl>`;
}

function conversationOf({ path, rows, count }: PageFile, writer: Writer): string {
  const { words } = writer;
  const [conversation = {}] = rows;
  const { title, topic, people = [], messages = [] } = conversation as unknown as Conversation;
  const names = people.map(({ name }) => name ?? words.nobody).join(', ');
  const about = title ?? topic?.title ?? '';
  const heading = [names, about].filter(Boolean).join(' – ') || path;
  const rest = count > messages.length ? `<p class="rest">${text(words.more(messages.length, count, path))}</p>` : '';
  return `<article><h4>${text(heading)}</h4>${rest}<ol class="messages">${messages.map((one) => messageOf(one, messages, writer)).join('')}</ol></article>`;
}

function messageOf(message: Message, all: readonly Message[], writer: Writer): string {
  const { from, isMine, replyTo, isHidden, text: words, createdAt } = message;
  const name = text(from.name ?? writer.words.nobody);
  const body = isHidden ? `<em>${text(writer.words.hidden)}</em>` : text(words);
  // Of a message that is in the page.
  const answered = all.find(({ seq, isHidden: isGone }) => seq === replyTo && !isGone);
  const quote = answered ? `<blockquote>${text(messagePreview(answered.text, QUOTE_CHARS))}</blockquote>` : '';
  return `<li${isMine ? ' class="mine"' : ''}><p class="by"><b>${name}</b> <time datetime="${text(createdAt)}">${text(writer.time(createdAt))}</time></p>${quote}<p>${body}</p></li>`;
}

interface Conversation {
  title?: string | null;
  topic?: { title?: string } | null;
  people?: { name: string | null }[];
  messages?: Message[];
}

interface Message {
  seq: number;
  replyTo: number | null;
  from: { name: string | null };
  isMine: boolean;
  isHidden: boolean;
  text: string;
  createdAt: string;
}

/** A value of a JSON file in HTML. */
function shownValue(value: unknown, writer: Writer): string {
  if (typeof value === 'boolean') return text(value ? writer.words.yes : writer.words.no);
  if (typeof value === 'string') return text(TIME.test(value) ? writer.time(value) : value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return listOf(value, writer);
  if (typeof value !== 'object' || value === null) return '';
  if (isReference(value)) return text(value.name ?? writer.words.nobody);
  return rowOf(value as Record<string, unknown>, writer);
}

function listOf(values: readonly unknown[], writer: Writer): string {
  const isShort = values.every((value) => typeof value !== 'object' || isReference(value));
  const shown = values.map((value) => shownValue(value, writer));
  return isShort ? shown.join(writer.language === 'ja' ? '、' : ', ') : shown.join('');
}

/** `{ id, name }` of a person or community. */
function isReference(value: unknown): value is { name: string | null } {
  return typeof value === 'object' && value !== null && Object.keys(value).sort().join() === 'id,name';
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The text as HTML shows it. Each direction ends where the text ends. */
function text(value: string): string {
  return value.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '');
}
