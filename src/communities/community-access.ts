/** Who may see a community and do what in it: the one place that every other part of communities asks. */
import type { Actor } from '../kernel/actor.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { Language } from '../protocol/common.ts';
import type { CommunityPermission, CommunityReason, CommunityRole } from '../protocol/communities.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore } from './community-store.ts';
import { type CommunityMembershipDoc, INSIDE } from './members/membership-model.ts';
import { can, outranks } from './rules.ts';

/** A community as someone meets it. */
export interface Place {
  community: StoredCommunity;
  membership: CommunityMembershipDoc | null;
  /** Null for who is not inside. */
  role: CommunityRole | null;
}

/** The same for a member. */
export interface MemberPlace extends Place {
  membership: CommunityMembershipDoc;
  role: CommunityRole;
}

/** Of whom something is done. */
export interface Target {
  personId: string;
  membership: CommunityMembershipDoc | null;
  role: CommunityRole | null;
}

export class CommunityAccess {
  readonly #store: CommunityStore;

  constructor({ store }: { store: CommunityStore }) {
    this.#store = store;
  }

  /** A community that the actor may see. @throws NotFoundError also for a private one that the actor is not in */
  async see(actor: Actor, communityId: string): Promise<Place> {
    const place = await this.find(actor, communityId);
    if (!place || (place.role === null && place.community.visibility === 'private')) throw noSuchCommunity();
    return place;
  }

  /** As `see`, for members. @throws ForbiddenError `not_a_member` for a public one that the actor is not in */
  async requireMember(actor: Actor, communityId: string): Promise<MemberPlace> {
    const { community, membership, role } = await this.see(actor, communityId);
    if (membership === null || role === null) {
      throw new ForbiddenError('not_a_member', 'Only members of this community can do this. Join it first.');
    }
    return { community, membership, role };
  }

  /** As `requireMember`, for those whose role allows it. @throws ForbiddenError `not_allowed` */
  async requirePermission(actor: Actor, communityId: string, permission: CommunityPermission): Promise<MemberPlace> {
    const place = await this.requireMember(actor, communityId);
    if (!can(place.role, permission)) {
      throw new ForbiddenError(
        'not_allowed',
        'Your role in this community does not allow this. Ask an owner or a moderator.',
      );
    }
    return place;
  }

  /** Someone else, of whom the actor wants something that only who stands above may do. @throws ForbiddenError */
  async requireLowerRole(actor: Actor, { community, role }: MemberPlace, personId: string): Promise<Target> {
    const target = await this.target({ tenantId: actor.tenantId, personId }, community);
    if (personId === actor.personId || !outranks(role, target.role)) {
      throw new ForbiddenError(
        'not_allowed',
        'You can only do this to someone with a lower role. Ask an owner of the community.',
      );
    }
    return target;
  }

  async target({ tenantId, personId }: Person, community: StoredCommunity): Promise<Target> {
    const membership = await this.#store.membership({ tenantId, communityId: community._id, personId });
    return { personId, membership, role: communityRoleIn(community, membership) };
  }

  /** As it is, whoever may see it; null where it does not exist. */
  async find({ tenantId, personId }: Person, communityId: string): Promise<Place | null> {
    const [community, membership] = await Promise.all([
      this.#store.find(tenantId, communityId),
      this.#store.membership({ tenantId, communityId, personId }),
    ]);
    return community && { community, membership, role: communityRoleIn(community, membership) };
  }
}

/** Owners are those whom the community names, as long as they are inside. */
export function communityRoleIn(
  { ownerIds }: Pick<StoredCommunity, 'ownerIds'>,
  membership: Pick<CommunityMembershipDoc, 'personId' | 'standing'> | null,
): CommunityRole | null {
  if (membership === null || !INSIDE.includes(membership.standing)) return null;
  if (ownerIds.includes(membership.personId)) return 'owner';
  return membership.standing === 'moderator' ? 'moderator' : 'member';
}

export function noSuchCommunity(): NotFoundError {
  return new NotFoundError('This community does not exist, or you cannot see it.');
}

export function noSuchMember(): NotFoundError {
  return new NotFoundError('This person is not a member of the community. Invite the person first.');
}

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
