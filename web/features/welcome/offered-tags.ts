/** Which tags a new person is offered. */
const OFFERED = 14;

/** For a server with few topics. */
const COMMON = [
  'typescript',
  'rust',
  'go',
  'python',
  'frontend',
  'backend',
  'infra',
  'kubernetes',
  'database',
  'security',
  'ai',
  'design',
  'career',
  'ramen',
];

/** The tags of these topics, the most frequent first, filled up with common ones. */
export function offeredTags(topics: readonly { tags: readonly string[] }[]): string[] {
  const counts = new Map<string, number>();
  for (const tag of topics.flatMap(({ tags }) => tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const used = [...counts].sort(([, one], [, other]) => other - one).map(([tag]) => tag);
  return [...new Set([...used, ...COMMON])].slice(0, OFFERED);
}
