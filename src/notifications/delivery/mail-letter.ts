/** The mail that tells of what came meanwhile: plain text, several notifications in one. */
import type { NotificationLanguage } from '../../protocol/notification-kinds/index.ts';
import type { NotificationText } from '../notification-texts.ts';

export interface LetterParts {
  /** Oldest first. */
  items: readonly NotificationText[];
  publicUrl: string;
  /** Where e-mail is ended by one press. */
  stopUrl: string;
}

/** Of more than these only the number is told. */
const SHOWN = 10;

const words = {
  ja: {
    several: (count: number) => `Meshi: 通知が${count}件あります`,
    more: (count: number, url: string) => `ほか${count}件: ${url}`,
    stop: 'このメールの配信を止める:',
  },
  en: {
    several: (count: number) => `Meshi: ${count} things happened`,
    more: (count: number, url: string) => `And ${count} more: ${url}`,
    stop: 'Stop these mails:',
  },
};

/** Subject and text, in the language of whoever reads it. */
export function mailLetter(
  language: NotificationLanguage,
  { items, publicUrl, stopUrl }: LetterParts,
): { subject: string; text: string } {
  const said = words[language];
  const [first] = items;
  const more = items.length - SHOWN;
  const lines = items.slice(0, SHOWN).flatMap(({ title, body, path }) => [title, body, `${publicUrl}${path}`, '']);
  return {
    subject: items.length === 1 && first ? `Meshi: ${first.title}` : said.several(items.length),
    text: [
      ...lines.filter((line, at) => line !== '' || lines[at - 1] !== ''),
      ...(more > 0 ? [said.more(more, `${publicUrl}/notifications`), ''] : []),
      '-- ',
      said.stop,
      stopUrl,
      '',
    ].join('\n'),
  };
}
