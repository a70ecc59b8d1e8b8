/** The notification mail: plain text, several notifications in one mail. */
import { withoutLinks } from '../../mail/mail-text.ts';
import type { NotificationLanguage } from '../../protocol/notification-kinds/index.ts';
import type { NotificationText } from '../notification-texts.ts';

export interface LetterParts {
  /** Oldest first. */
  items: readonly NotificationText[];
  publicUrl: string;
  /** Page that turns off notification mail with one click. */
  stopUrl: string;
}

/** If there are more, the mail contains only their number. */
const SHOWN = 10;

const words = {
  ja: {
    several: (count: number) => `Meshi: 通知が${count}件あります`,
    more: (count: number, url: string) => `ほか${count}件: ${url}`,
    stop: 'このメールの配信を止める:',
  },
  en: {
    several: (count: number) => `Meshi: ${count} new notifications`,
    more: (count: number, url: string) => `And ${count} more: ${url}`,
    stop: 'Stop these emails:',
  },
};

export function mailLetter(
  language: NotificationLanguage,
  { items, publicUrl, stopUrl }: LetterParts,
): { subject: string; text: string } {
  const said = words[language];
  // The names and titles in them were written by people.
  const shown = items.map(({ title, body, path }) => ({ title: withoutLinks(title), body: withoutLinks(body), path }));
  const [first] = shown;
  const more = items.length - SHOWN;
  const lines = shown.slice(0, SHOWN).flatMap(({ title, body, path }) => [title, body, `${publicUrl}${path}`, '']);
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
