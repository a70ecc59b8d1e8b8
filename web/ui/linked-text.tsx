/** Text that a person wrote, with clickable links. Only http and https become links. */
import { Fragment } from 'react';

// Full-width brackets and Japanese punctuation end a link: they follow it without a space.
const LINK = /https?:\/\/[^\s<>"'「」『』（）、。，．]+/gi;
const TRAILING = /[.,!?;:)\]]+$/;

export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {split(text).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never change their order.
        <Fragment key={index}>
          {part.isLink ? (
            <a href={part.text} target="_blank" rel="noopener noreferrer nofollow">
              {part.text}
            </a>
          ) : (
            part.text
          )}
        </Fragment>
      ))}
    </>
  );
}

interface Part {
  text: string;
  isLink: boolean;
}

function split(text: string): Part[] {
  const parts: Part[] = [];
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
