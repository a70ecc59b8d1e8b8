/** Why a community is recommended to someone. Rules without input or output. */
import type { Language } from '../protocol/common.ts';
import type { CommunityReason } from '../protocol/communities.ts';

/** The strongest first. */
export function recommendationReasons(
  community: { tags: readonly string[]; language: Language },
  reader: { tags: readonly string[]; languages: readonly Language[] },
): CommunityReason[] {
  const shared = community.tags.filter((tag) => reader.tags.includes(tag));
  const isSpoken = reader.languages.includes(community.language);
  return [
    ...(shared.length > 0 ? [{ kind: 'shared_tags' as const, tags: shared }] : []),
    ...(isSpoken ? [{ kind: 'same_language' as const, language: community.language }] : []),
  ];
}
