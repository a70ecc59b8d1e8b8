/** Finds links in text that a person wrote, also next to Japanese text and punctuation. Pure. */
import { LinkifyIt } from 'linkify-it';

// `urlAuth`: "https://bank.example@evil.example" is found as a whole, and then refused.
const linkify = new LinkifyIt({ fuzzyEmail: false, urlAuth: true });

// linkify-it wants a space or punctuation before a link. In Japanese text a letter often comes first: "これhttps://a.example".
const SCHEME = /(?:https?|mailto):/gi;
const LATIN_BEFORE = /[a-z0-9+.-]$/i;

export interface TextPart {
  text: string;
  isLink: boolean;
}

/** Divides a text into links and the text between them. Only http, https and mailto become links. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const { index, 0: scheme } of text.matchAll(SCHEME)) {
    if (index < end || LATIN_BEFORE.test(text.slice(Math.max(0, index - 1), index))) continue;
    const length = linkify.testSchemaAt(text, scheme.toLowerCase(), index + scheme.length);
    const link = text.slice(index, index + scheme.length + length);
    if (length === 0 || !isSafeLink(link)) continue;
    parts.push({ text: text.slice(end, index), isLink: false }, { text: link, isLink: true });
    end = index + link.length;
  }
  parts.push({ text: text.slice(end), isLink: false });
  return parts.filter((part) => part.text !== '');
}

/** Whether the text is a web link that is safe to follow. */
export function isWebUrl(text: string): boolean {
  return isSafeLink(text) && !text.toLowerCase().startsWith('mailto:');
}

function isSafeLink(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  // A name before "@" looks like the host, so it could hide the real one.
  return ['http:', 'https:', 'mailto:'].includes(protocol) && username === '' && password === '';
}
