/**
 * What people have written, as it appears in mails. A mail may go to a stranger, who trusts the server: nothing that somebody wrote
 * may be a link in it, or look like a sentence of the server. Pure functions.
 */
import { cutText } from '../protocol/text.ts';

/** Longer names in a mail are sentences. */
const NAME_CHARS = 30;

/** Invisible. Mail programs make no link of a text that contains it. */
const BREAK = '\u200b';
/** The dots of domains, also those that browsers take for dots. */
const DOTS = /(?<=[\p{L}\p{N}\p{M}-])[.\u3002\uff0e\uff61](?=[\p{L}\p{N}])/gu;
const QUOTES = /["\u201c-\u201f\u300c-\u300f\u00ab\u00bb\uff02\uff62\uff63]/gu;

/** The text without anything that a mail program turns into a link: URLs, domains, addresses. It looks the same. */
export function withoutLinks(text: string): string {
  return text.replace(DOTS, (dot) => dot + BREAK).replace(/:(?=\/\/)|@/g, (mark) => mark + BREAK);
}

/** A name for use between quotes: short, in one line, without links, and without quotes that would end the ones around it. */
export function nameInMail(name: string): string {
  return withoutLinks(cutText(name.replace(QUOTES, "'").replace(/\s+/g, ' '), NAME_CHARS));
}
