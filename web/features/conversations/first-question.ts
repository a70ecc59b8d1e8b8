/** A first question about the topic that a conversation started from. It is a suggestion; the person decides to send it. */
import { type Conversation, cutText } from '@meshi/client';
import type { UiLanguage } from '../../i18n/language.ts';

type Topic = Pick<NonNullable<Conversation['topic']>, 'kind' | 'tags' | 'title'>;
/** The owner of the topic gets another question than the person who was interested. */
type Side = 'owner' | 'other';

const SUBJECT_CHARS = 40;

const questions: Record<UiLanguage, Record<Topic['kind'], Record<Side, (subject: string) => string>>> = {
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

/** Returns a question by the kind of the topic, about its first tag, or about its title if it has no tags. */
export function firstQuestion(topic: Topic, { language, isOwner }: { language: UiLanguage; isOwner: boolean }): string {
  const [tag] = topic.tags;
  return questions[language][topic.kind][isOwner ? 'owner' : 'other'](quoted(tag ?? topic.title, language));
}

/** The language of the topic when the reader speaks it, otherwise the language of the screen. */
export function questionLanguage({
  topicLanguage,
  readerLanguages,
  uiLanguage,
}: {
  topicLanguage: string;
  readerLanguages: readonly string[];
  uiLanguage: UiLanguage;
}): UiLanguage {
  const isWritten = topicLanguage === 'ja' || topicLanguage === 'en';
  return isWritten && readerLanguages.includes(topicLanguage) ? topicLanguage : uiLanguage;
}

function quoted(subject: string, language: UiLanguage): string {
  const short = cutText(subject, SUBJECT_CHARS);
  return language === 'ja' ? `「${short}」` : `“${short}”`;
}
