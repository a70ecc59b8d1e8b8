/** Skills as people write them ("Rust の所有権"), found in topics and among the skills of others. */
import { LRUCache } from 'lru-cache';
import { normaliseText } from './topic-search.ts';

/** What of the skills the topic is about: its tags that a skill names, or the skill itself where the title has it. */
export function skillsIn(topic: { title: string; tags: readonly string[] }, skills: readonly string[]): string[] {
  const found = skills.flatMap((skill) => {
    const tags = topic.tags.filter((tag) => names(skill, tag));
    return tags.length === 0 && names(topic.title, skill) ? [skill] : tags;
  });
  return [...new Set(found)];
}

/** Those of `wanted` that name one of the `offered`, or are named by one. */
export function skillsShared(wanted: readonly string[], offered: readonly string[]): string[] {
  return [...new Set(wanted.filter((skill) => offered.some((other) => names(skill, other) || names(other, skill))))];
}

/** Tags under which topics about a skill may be found: the whole of it, and each of its words. */
export function tagsOfSkill(skill: string): string[] {
  const whole = skill.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, '-');
  // Where Latin letters end and another script begins, a word ends too.
  const words = whole.split(/[^\p{L}\p{N}+#.]+|(?<=[a-z0-9+#])(?=[^a-z0-9+#.])|(?<=[^a-z0-9+#.])(?=[a-z0-9])/u);
  return [...new Set([whole, ...words])].filter((tag) => tag.length > 1 || /^[a-z]$/.test(tag));
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

/** Ranking compares each text hundreds of times: bringing one into the form in which it is compared is what costs. */
const known = new LRUCache<string, string>({ max: 20_000 });

/** Tags write a space as a hyphen. */
function spaced(text: string): string {
  const kept = known.get(text);
  if (kept !== undefined) return kept;
  const made = normaliseText(text).replaceAll('-', ' ').trim();
  known.set(text, made);
  return made;
}
