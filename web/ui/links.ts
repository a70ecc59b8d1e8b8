/** Finds links in text that a person wrote. Pure. */

// Full-width brackets and Japanese punctuation end a link: they follow it without a space.
const LINK = /https?:\/\/[^\s<>"'「」『』（）、。，．]+/gi;
const TRAILING = /[.,!?;:)\]]+$/;

export interface TextPart {
  text: string;
  isLink: boolean;
}

/** Divides a text into links and the text between them. Only http and https become links. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const link = match[0].replace(TRAILING, '');
    if (!isWebUrl(link)) continue;
    parts.push({ text: text.slice(end, match.index), isLink: false }, { text: link, isLink: true });
    end = match.index + link.length;
  }
  parts.push({ text: text.slice(end), isLink: false });
  return parts.filter((part) => part.text !== '');
}

/** Whether the text is a link that is safe to follow. */
export function isWebUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol } = new URL(text);
  return protocol === 'http:' || protocol === 'https:';
}
