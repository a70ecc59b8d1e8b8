/** A first question from the card that a conversation grew from. Only ever suggested: it is sent by whoever presses send. */
import type { Conversation } from '@meshi/client';
import type { UiLanguage } from '../../i18n/language.tsx';

type Card = Pick<NonNullable<Conversation['topic']>, 'kind' | 'tags' | 'title'>;
/** The card's owner asks something else than who was interested in it. */
type Side = 'owner' | 'other';

const SUBJECT_CHARS = 40;

const questions: Record<UiLanguage, Record<Card['kind'], Record<Side, (subject: string) => string>>> = {
  ja: {
    teach: {
      owner: (subject) => `${subject}のことで、まず聞いてみたいのはどんなところですか。`,
      other: (subject) => `${subject}をこれから始めるなら、どこからがおすすめですか。`,
    },
    ask: {
      owner: (subject) => `${subject}は、最初はどうやって覚えましたか。`,
      other: (subject) => `${subject}で、いまいちばん気になっているのはどこですか。`,
    },
    discuss: {
      owner: (subject) => `${subject}のどんなところが気になりましたか。`,
      other: (subject) => `${subject}の話をしたいと思ったきっかけは何でしたか。`,
    },
  },
  en: {
    teach: {
      owner: (subject) => `What would you like to hear first about ${subject}?`,
      other: (subject) => `If I were to start with ${subject} today, where should I begin?`,
    },
    ask: {
      owner: (subject) => `How did you first get the hang of ${subject}?`,
      other: (subject) => `What puzzles you most about ${subject} right now?`,
    },
    discuss: {
      owner: (subject) => `What caught your eye about ${subject}?`,
      other: (subject) => `What made you want to talk about ${subject}?`,
    },
  },
};

/** By the card's kind and its first tag, or its title where it has none. */
export function firstQuestion(card: Card, { language, isOwner }: { language: UiLanguage; isOwner: boolean }): string {
  const [tag] = card.tags;
  return questions[language][card.kind][isOwner ? 'owner' : 'other'](quoted(tag ?? card.title, language));
}

/** The card's language where both can be counted on to read it, otherwise the reader's own. */
export function questionLanguage({
  cardLanguage,
  readerLanguages,
  uiLanguage,
}: {
  cardLanguage: string;
  readerLanguages: readonly string[];
  uiLanguage: UiLanguage;
}): UiLanguage {
  const isWritten = cardLanguage === 'ja' || cardLanguage === 'en';
  return isWritten && readerLanguages.includes(cardLanguage) ? cardLanguage : uiLanguage;
}

function quoted(subject: string, language: UiLanguage): string {
  const chars = [...subject];
  const short = chars.length > SUBJECT_CHARS ? `${chars.slice(0, SUBJECT_CHARS - 1).join('')}…` : subject;
  return language === 'ja' ? `「${short}」` : `“${short}”`;
}
