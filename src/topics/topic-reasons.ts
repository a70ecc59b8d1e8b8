/** Why a card is shown to someone: named reasons with their evidence, the strongest first. */
import type { Language } from '../protocol/common.ts';
import type { TopicReason } from '../protocol/topics.ts';
import { normaliseText } from './topic-search.ts';

export interface ReasonedTopic {
  title: string;
  tags: readonly string[];
  kind: 'teach' | 'ask' | 'talk';
  language: Language;
  createdAt: Date;
}

export interface ReasonsInput {
  topic: ReasonedTopic;
  reader: {
    tags: readonly string[];
    canTeach: readonly string[];
    wantsToLearn: readonly string[];
    languages: readonly Language[];
  };
  /** Whether the topic's owner pressed 「気になる」 on a topic of the reader's. */
  isInterestedInYours: boolean;
  nowMs: number;
  /** How long a topic counts as new. */
  newTopicMs: number;
}

/** The reasons for this reader, none repeated. */
export function topicReasons({ topic, reader, isInterestedInYours, nowMs, newTopicMs }: ReasonsInput): TopicReason[] {
  const reasons: TopicReason[] = [];
  if (isInterestedInYours) reasons.push({ kind: 'interested_in_yours' });
  const toLearn = topic.kind === 'teach' ? skillsIn(topic, reader.wantsToLearn) : [];
  if (toLearn.length > 0) reasons.push({ kind: 'you_want_to_learn', tags: toLearn });
  const toTeach = topic.kind === 'ask' ? skillsIn(topic, reader.canTeach) : [];
  if (toTeach.length > 0) reasons.push({ kind: 'you_can_teach', tags: toTeach });
  const shared = topic.tags.filter((tag) => reader.tags.includes(tag));
  if (shared.length > 0) reasons.push({ kind: 'shared_tags', tags: shared });
  if (nowMs - topic.createdAt.getTime() < newTopicMs) reasons.push({ kind: 'new' });
  if (reader.languages.includes(topic.language)) reasons.push({ kind: 'same_language', language: topic.language });
  return reasons;
}

/** What of the skills the topic is about: its tags that a skill names, or the skill itself where the title has it. */
function skillsIn(topic: ReasonedTopic, skills: readonly string[]): string[] {
  const found = skills.flatMap((skill) => {
    const tags = topic.tags.filter((tag) => names(skill, tag));
    return tags.length === 0 && names(topic.title, skill) ? [skill] : tags;
  });
  return [...new Set(found)];
}

/** Whether `text` names `word`: letters and digits only as a whole word, so that "Java" is not found in "JavaScript". */
function names(text: string, word: string): boolean {
  const [haystack, needle] = [spaced(text), spaced(word)];
  if (needle === '') return false;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    if (isBorder(haystack, at) && isBorder(haystack, at + needle.length)) return true;
  }
  return false;
}

/** No word runs across the position. Scripts without spaces have borders everywhere. */
function isBorder(text: string, at: number): boolean {
  return !/^[a-z0-9+#]{2}$/.test(`${text[at - 1] ?? ' '}${text[at] ?? ' '}`);
}

/** Tags write a space as a hyphen. */
function spaced(text: string): string {
  return normaliseText(text).replaceAll('-', ' ').trim();
}
