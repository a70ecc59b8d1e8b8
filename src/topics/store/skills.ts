/** Finds skills, as people write them ("Rust の所有権"), in topics and among the skills of other people. */
import { LRUCache } from 'lru-cache';
import { normaliseText } from './topic-search.ts';

/** What the topic and the skills share: the topic's tags that a skill names, or else skills that the title names. */
export function skillsIn(topic: { title: string; tags: readonly string[] }, skills: readonly string[]): string[] {
  const found = skills.flatMap((skill) => {
    const tags = topic.tags.filter((tag) => names(skill, tag));
    return tags.length === 0 && names(topic.title, skill) ? [skill] : tags;
  });
  return [...new Set(found)];
}

/** The `wanted` skills that name one of the `offered` skills or are named by one. */
export function skillsShared(wanted: readonly string[], offered: readonly string[]): string[] {
  return [...new Set(wanted.filter((skill) => offered.some((other) => names(skill, other) || names(other, skill))))];
}

/** Tags that topics about a skill may have: the whole skill, and each of its words. */
export function tagsOfSkill(skill: string): string[] {
  const whole = skill.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, '-');
  // A change between Latin letters and another script also separates words.
  const words = whole.split(/[^\p{L}\p{N}+#.]+|(?<=[a-z0-9+#])(?=[^a-z0-9+#.])|(?<=[^a-z0-9+#.])(?=[a-z0-9])/u);
  return [...new Set([whole, ...words])].filter((tag) => tag.length > 1 || /^[a-z]$/.test(tag));
}

/** Whether `text` contains `word`. Latin letters and digits match whole words only: "JavaScript" does not name "Java". */
function names(text: string, word: string): boolean {
  const [haystack, needle] = [comparable(text), comparable(word)];
  if (needle === '') return false;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    if (isWordBoundary(haystack, at) && isWordBoundary(haystack, at + needle.length)) return true;
  }
  return false;
}

/** Whether no Latin word continues across the position. Scripts without spaces have a boundary at every character. */
function isWordBoundary(text: string, at: number): boolean {
  return !/^[a-z0-9+#]{2}$/.test(`${text[at - 1] ?? ' '}${text[at] ?? ' '}`);
}

/** Ranking compares each text hundreds of times, and normalising it is the expensive part. */
const comparableTexts = new LRUCache<string, string>({ max: 20_000 });

/** The text in the form used for comparison, with spaces for hyphens because tags use hyphens for spaces. */
function comparable(text: string): string {
  const cached = comparableTexts.get(text);
  if (cached !== undefined) return cached;
  const normalised = normaliseText(text).replaceAll('-', ' ').trim();
  comparableTexts.set(text, normalised);
  return normalised;
}
