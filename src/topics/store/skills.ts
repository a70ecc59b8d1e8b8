/** Finds skills, as people write them ("Rust の所有権"), in topics and among the skills of other people. */
import { containsWord } from '../../kernel/search/words.ts';

/** What the topic and the skills share: the topic's tags that a skill names, or else skills that the title names. */
export function skillsIn(topic: { title: string; tags: readonly string[] }, skills: readonly string[]): string[] {
  const found = skills.flatMap((skill) => {
    const tags = topic.tags.filter((tag) => containsWord(skill, tag));
    return tags.length === 0 && containsWord(topic.title, skill) ? [skill] : tags;
  });
  return [...new Set(found)];
}

/** The `wanted` skills that name one of the `offered` skills or are named by one. */
export function skillsShared(wanted: readonly string[], offered: readonly string[]): string[] {
  return [
    ...new Set(
      wanted.filter((skill) => offered.some((other) => containsWord(skill, other) || containsWord(other, skill))),
    ),
  ];
}

/** Tags that topics about a skill may have: the whole skill, and each of its words. */
export function tagsOfSkill(skill: string): string[] {
  const whole = skill.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, '-');
  // A change between Latin letters and another script also separates words.
  const words = whole.split(/[^\p{L}\p{N}+#.]+|(?<=[a-z0-9+#])(?=[^a-z0-9+#.])|(?<=[^a-z0-9+#.])(?=[a-z0-9])/u);
  return [...new Set([whole, ...words])].filter((tag) => tag.length > 1 || /^[a-z]$/.test(tag));
}
