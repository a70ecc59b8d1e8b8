/** Communities as the API returns them to one reader. A page needs the same few database queries whatever its length. */

import type { Actor } from '../kernel/actor.ts';
import { circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import { lookalikeNameKey } from '../kernel/lookalike.ts';
import type { BlockList } from '../people-lists/index.ts';
import { type ProfileService, pictureUrl } from '../profiles/index.ts';
import type { Community, CommunityCard, CommunityReason, CommunityStanding } from '../protocol/communities.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import { type CommunityContext, communityRoleIn } from './community-access.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore } from './community-store.ts';
import type { CommunityMembershipDoc } from './members/membership-model.ts';
import { can } from './rules.ts';

export interface CommunityViewsOptions {
  store: CommunityStore;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: Pick<BlockList, 'hiddenFrom'>;
  clock: Clock;
}

export class CommunityViews {
  readonly #parts: CommunityViewsOptions;

  constructor(parts: CommunityViewsOptions) {
    this.#parts = parts;
  }

  /** Cards in the given order. `reasonsOf` returns why a community is recommended; the default is no reason. */
  async cards(
    actor: Actor,
    communities: readonly StoredCommunity[],
    reasonsOf: (community: StoredCommunity) => CommunityReason[] = () => [],
  ): Promise<CommunityCard[]> {
    const { store } = this.#parts;
    const ids = communities.map(({ _id }) => _id);
    const [counts, memberships, owners] = await Promise.all([
      store.memberCounts(actor.tenantId, ids),
      store.membershipsIn(actor, ids),
      this.#namesakeOwners(actor, communities),
    ]);
    return communities.map((community) =>
      toCard(community, {
        memberCount: counts.get(community._id) ?? 0,
        standing: standingIn(community, memberships.get(community._id) ?? null),
        namesakeOwner: owners.get(community._id) ?? null,
        reasons: reasonsOf(community),
      }),
    );
  }

  async card(actor: Actor, community: StoredCommunity): Promise<CommunityCard> {
    const [card] = await this.cards(actor, [community]);
    // `cards` returns one card for each community.
    return card as CommunityCard;
  }

  async full(actor: Actor, { community, membership, role, permissions }: CommunityContext): Promise<Community> {
    const [counts, owners] = await Promise.all([
      this.#parts.store.memberCounts(actor.tenantId, [community._id]),
      this.#namesakeOwners(actor, [community]),
    ]);
    const card = toCard(community, {
      memberCount: counts.get(community._id) ?? 0,
      standing: standingIn(community, membership),
      namesakeOwner: owners.get(community._id) ?? null,
      reasons: [],
    });
    return {
      ...card,
      rules: community.rules,
      rulesVersion: community.rulesVersion,
      acceptedRulesVersion: role && membership ? membership.acceptedRulesVersion : null,
      permissions: [...permissions],
      slowModeSeconds: community.slowModeSeconds,
      mutedUntil: role && membership ? isoIfFuture(membership.mutedUntil, this.#parts.clock.now()) : null,
      bannedWords: can({ permissions }, 'community:edit') ? community.bannedWords : null,
    };
  }

  /** An owner of each of these communities whose name looks like the one of another public community. */
  async #namesakeOwners(actor: Actor, communities: readonly StoredCommunity[]): Promise<Map<string, ProfileSummary>> {
    const { store, profiles, blockList } = this.#parts;
    const keys = new Map(communities.map(({ _id, name }) => [_id, lookalikeNameKey(name)]));
    const counts = await store.countByName(actor.tenantId, [...new Set(keys.values())]);
    const ambiguous = communities.filter(({ _id, visibility }) => {
      return (counts.get(keys.get(_id) ?? '') ?? 0) > (visibility === 'public' ? 1 : 0);
    });
    if (ambiguous.length === 0) return new Map();
    const ownerIds = await Promise.all(
      ambiguous.map(async ({ _id, ownerIds }) => {
        const hidden = await blockList.hiddenFrom(actor, circleName('community', _id));
        return ownerIds.find((id) => !hidden.has(id)) ?? '';
      }),
    );
    const people = await profiles.summaries(actor.tenantId, ownerIds);
    return new Map(
      ambiguous.flatMap(({ _id }, at) => {
        const owner = people.get(ownerIds[at] ?? '');
        return owner ? [[_id, owner]] : [];
      }),
    );
  }
}

/** The time as an ISO string, or null if it has passed. */
export function isoIfFuture(time: Date, nowMs: number): string | null {
  return time.getTime() > nowMs ? time.toISOString() : null;
}

function standingIn(community: StoredCommunity, membership: CommunityMembershipDoc | null): CommunityStanding {
  const role = communityRoleIn(community, membership);
  if (role) return role;
  const standing = membership?.standing;
  return standing === 'requested' || standing === 'invited' ? standing : 'none';
}

function toCard(
  community: StoredCommunity,
  forReader: Pick<CommunityCard, 'memberCount' | 'standing' | 'namesakeOwner' | 'reasons'>,
): CommunityCard {
  const { _id: id, name, description, tags, language, visibility, joining, createdAt } = community;
  return {
    id,
    name,
    description,
    tags,
    language,
    visibility,
    joining,
    pictureUrl: pictureUrl(community.pictureId),
    ...forReader,
    createdAt: createdAt.toISOString(),
  };
}
