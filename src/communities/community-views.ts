/** Communities as the API returns them to one reader. A page needs the same few database queries whatever its length. */

import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { pictureUrl } from '../profiles/index.ts';
import type { Community, CommunityCard, CommunityReason, CommunityStanding } from '../protocol/communities.ts';
import { type CommunityContext, communityRoleIn } from './community-access.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore } from './community-store.ts';
import type { CommunityMembershipDoc } from './members/membership-model.ts';
import { can, ROLE_PERMISSIONS } from './rules.ts';

export class CommunityViews {
  readonly #store: CommunityStore;
  readonly #clock: Clock;

  constructor({ store, clock }: { store: CommunityStore; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Cards in the given order. `reasonsOf` returns why a community is recommended; the default is no reason. */
  async cards(
    { tenantId, personId }: Actor,
    communities: readonly StoredCommunity[],
    reasonsOf: (community: StoredCommunity) => CommunityReason[] = () => [],
  ): Promise<CommunityCard[]> {
    const ids = communities.map(({ _id }) => _id);
    const [counts, memberships] = await Promise.all([
      this.#store.memberCounts(tenantId, ids),
      this.#store.membershipsIn({ tenantId, personId }, ids),
    ]);
    return communities.map((community) =>
      toCard(community, {
        memberCount: counts.get(community._id) ?? 0,
        standing: standingIn(community, memberships.get(community._id) ?? null),
        reasons: reasonsOf(community),
      }),
    );
  }

  async card(actor: Actor, community: StoredCommunity): Promise<CommunityCard> {
    const [card] = await this.cards(actor, [community]);
    // `cards` returns one card for each community.
    return card as CommunityCard;
  }

  async full({ tenantId }: Actor, { community, membership, role }: CommunityContext): Promise<Community> {
    const counts = await this.#store.memberCounts(tenantId, [community._id]);
    const card = toCard(community, {
      memberCount: counts.get(community._id) ?? 0,
      standing: standingIn(community, membership),
      reasons: [],
    });
    return {
      ...card,
      rules: community.rules,
      rulesVersion: community.rulesVersion,
      acceptedRulesVersion: role && membership ? membership.acceptedRulesVersion : null,
      permissions: role ? [...ROLE_PERMISSIONS[role]] : [],
      slowModeSeconds: community.slowModeSeconds,
      mutedUntil: role && membership ? isoIfFuture(membership.mutedUntil, this.#clock.now()) : null,
      bannedWords: can(role, 'edit') ? community.bannedWords : null,
    };
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
  forReader: Pick<CommunityCard, 'memberCount' | 'standing' | 'reasons'>,
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
