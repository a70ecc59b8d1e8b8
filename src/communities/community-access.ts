/** Access checks: who may see a community, and what each member may do in it. All services of communities use them. */
import type { Grants } from '../groups/store/index.ts';
import type { Actor } from '../kernel/actor.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { Language } from '../protocol/common.ts';
import type { CommunityReason, CommunityRole } from '../protocol/communities.ts';
import type { CommunityPermission } from '../protocol/permissions.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore } from './community-store.ts';
import { type CommunityMembershipDoc, MEMBER_STANDINGS } from './members/membership-model.ts';
import { can, type HeldPermissions, outranks, permissionsOf } from './rules.ts';

/** A community together with one person's relation to it. */
export interface CommunityContext {
  community: StoredCommunity;
  /** Also set after the person left, and for a request, an invitation or a ban. Null if nothing is stored. */
  membership: CommunityMembershipDoc | null;
  /** Null if the person is not a member. */
  role: CommunityRole | null;
  /** Those of the role and of groups; empty if the person is not a member. */
  permissions: HeldPermissions;
}

/** A `CommunityContext` of a person who is a member. */
export interface MemberContext extends CommunityContext {
  membership: CommunityMembershipDoc;
  role: CommunityRole;
}

/** The person an action targets. */
export interface Target {
  personId: string;
  membership: CommunityMembershipDoc | null;
  role: CommunityRole | null;
  permissions: HeldPermissions;
}

export class CommunityAccess {
  readonly #store: CommunityStore;
  readonly #grants: Pick<Grants, 'inCommunity'>;

  constructor({ store, grants }: { store: CommunityStore; grants: Pick<Grants, 'inCommunity'> }) {
    this.#store = store;
    this.#grants = grants;
  }

  /**
   * Finds a community that the actor may see: a public one, or one of which the actor is a member.
   * @throws NotFoundError if it does not exist, or is private and the actor is not a member
   */
  async see(actor: Actor, communityId: string): Promise<CommunityContext> {
    const context = await this.find(actor, communityId);
    if (!context) throw noSuchCommunity();
    if (context.role === null && context.community.visibility === 'private') {
      throw noSuchCommunity().about({ isHidden: true });
    }
    return context;
  }

  /**
   * Like `see`, but requires the actor to be a member.
   * @throws NotFoundError like `see`, ForbiddenError `not_a_member` if the community is public and the actor is not a member
   */
  async requireMember(actor: Actor, communityId: string): Promise<MemberContext> {
    const { community, membership, role, permissions } = await this.see(actor, communityId);
    if (membership === null || role === null) {
      throw new ForbiddenError('not_a_member', 'Only members of this community can do this. Join it first.');
    }
    return { community, membership, role, permissions };
  }

  /**
   * Like `requireMember`, but requires the permission, by the role or by a group.
   * @throws NotFoundError, ForbiddenError like `requireMember`, and `not_allowed` without the permission
   */
  async requirePermission(actor: Actor, communityId: string, permission: CommunityPermission): Promise<MemberContext> {
    const context = await this.requireMember(actor, communityId);
    if (!can(context, permission)) throw notAllowed();
    return context;
  }

  /**
   * Finds the target of an action, such as a ban, that is allowed only against a lower role or a person without a role.
   * @throws ForbiddenError `not_allowed` if the target is the actor, or has the same or a higher role
   */
  async requireLowerRole(actor: Actor, context: MemberContext, personId: string): Promise<Target> {
    const target = await this.target({ tenantId: actor.tenantId, personId }, context.community);
    if (personId === actor.personId || !outranks(context, target)) {
      throw new ForbiddenError(
        'not_allowed',
        'You can only do this to someone with a lower role. Ask an owner of the community.',
      );
    }
    return target;
  }

  /** The person with their role in this community, without an access check. */
  async target({ tenantId, personId }: Person, community: StoredCommunity): Promise<Target> {
    const communityId = community._id;
    const [membership, granted] = await Promise.all([
      this.#store.membership({ tenantId, communityId, personId }),
      this.#grants.inCommunity({ tenantId, personId }, communityId),
    ]);
    const role = communityRoleIn(community, membership);
    return { personId, membership, role, permissions: permissionsOf(role, granted) };
  }

  /** Finds the community without checking access; null if it does not exist or has been closed. */
  async find({ tenantId, personId }: Person, communityId: string): Promise<CommunityContext | null> {
    const [community, membership, granted] = await Promise.all([
      this.#store.find(tenantId, communityId),
      this.#store.membership({ tenantId, communityId, personId }),
      this.#grants.inCommunity({ tenantId, personId }, communityId),
    ]);
    if (!community) return null;
    const role = communityRoleIn(community, membership);
    return { community, membership, role, permissions: permissionsOf(role, granted) };
  }
}

export function notAllowed(): ForbiddenError {
  return new ForbiddenError(
    'not_allowed',
    'Your role in this community does not allow this. Ask an owner or a moderator.',
  );
}

/** The role of a membership; null for a non-member. An owner is a member whose id is in `ownerIds`. */
export function communityRoleIn(
  { ownerIds }: Pick<StoredCommunity, 'ownerIds'>,
  membership: Pick<CommunityMembershipDoc, 'personId' | 'standing'> | null,
): CommunityRole | null {
  if (membership === null || !MEMBER_STANDINGS.includes(membership.standing)) return null;
  if (ownerIds.includes(membership.personId)) return 'owner';
  return membership.standing === 'moderator' ? 'moderator' : 'member';
}

export function noSuchCommunity(): NotFoundError {
  return new NotFoundError('This community does not exist, or you cannot see it.');
}

export function noSuchMember(): NotFoundError {
  return new NotFoundError('This person is not a member of this community. Reload the list of members.');
}

/** Why a community is recommended to the reader, strongest reason first. */
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
