/** Members of an organisation: listing, roles, removal and leaving. */

import type { Model } from 'mongoose';
import type { AccountDepartures, FactorPolicy } from '../accounts/index.ts';
import type { AuditTrail, PendingAuditEntry } from '../audit/index.ts';
import { trusted } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Grants } from '../groups/store/index.ts';
import type { Actor } from '../kernel/actor.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { TenantMember, TenantRole } from '../protocol/tenants.ts';
import type { TenantMembershipDoc } from './memberships/membership-model.ts';
import type { Memberships } from './memberships/memberships.ts';
import type { TenantDoc } from './memberships/tenant-model.ts';
import { type TenantStore, tenantRoleIn } from './memberships/tenant-store.ts';
import { notAllowed, type TenantAccess } from './tenant-access.ts';
import { canSetRole, covers, type HeldPermissions, permissionsOf, removalOf } from './tenant-rules.ts';

export interface TenantMemberServiceOptions {
  audit: Pick<AuditTrail, 'entry'>;
  /** Only for the paged list; everything else uses `store`. */
  memberships: Model<TenantMembershipDoc>;
  store: Memberships;
  tenantStore: TenantStore;
  access: TenantAccess;
  grants: Pick<Grants, 'inOrganisation'>;
  departures: Pick<AccountDepartures, 'leave'>;
  hooks: Pick<Hooks, 'rightsChanged'>;
  factorPolicy: Pick<FactorPolicy, 'havingFactor'>;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
}

export class TenantMemberService {
  readonly #parts: TenantMemberServiceOptions;

  constructor(parts: TenantMemberServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Members, oldest first. People who can remove members also see those in a block with them, and those who are suspended. Who may see it
   * also sees who has a second factor.
   */
  async list(actor: Actor, { cursor, limit }: PageQuery): Promise<Page<TenantMember>> {
    const { tenantId } = actor;
    const { tenant, permissions } = await this.#parts.access.requireMember(actor);
    const blocked = await this.#parts.blockList.blockedWith(actor);
    const isManager = permissions.has('organisation:remove_members');
    const hidden = isManager ? [] : [...blocked];
    const { docs, nextCursor } = await findPage({
      model: this.#parts.memberships,
      filter: { tenantId, removedAt: null, ...(!isManager && { suspendedAt: null }), _id: trusted({ $nin: hidden }) },
      order: ['joinedAt', 1],
      cursor,
      limit,
    });
    return { items: await this.#present(tenant, docs, permissions), nextCursor };
  }

  /** Changes the role of a member. @throws ForbiddenError, ConflictError `last_owner`, NotFoundError */
  async setRole(actor: Actor, personId: string, role: TenantRole): Promise<TenantMember> {
    const { tenantId } = actor;
    const current = await this.#parts.access.requirePermission(actor, 'organisation:set_roles');
    const member = await this.#get({ tenantId, personId });
    const before = tenantRoleIn(current.tenant, member);
    if (!canSetRole(current.permissions, before, role)) throw notAllowed();
    const entry = this.#entry(actor, current.role, { action: 'tenant_role_set', personId, before, after: role });
    if (role === 'owner') {
      await this.#parts.tenantStore.addOwner({ tenantId, personId }, entry);
      // Re-check after writing: a person who leaves at the same moment must not stay an owner.
      if (!(await this.#parts.store.find({ tenantId, personId }))) {
        await this.#parts.tenantStore.removeDepartedOwner({ tenantId, personId });
        throw notFound();
      }
    } else {
      // Store the new role first. While the person is still an owner it has no effect, so the person never has a role other
      // than the old one or the new one.
      await this.#parts.store.setRole({ tenantId, personId }, role, before === 'owner' ? null : entry);
      if (!(await this.#parts.tenantStore.removeOwnerUnlessLast({ tenantId, personId }, entry))) throw lastOwner();
      await this.#parts.hooks.rightsChanged({ tenantId, personIds: [personId], communityIds: [] });
    }
    const tenant = await this.#parts.tenantStore.find(tenantId);
    const [shown] = tenant
      ? await this.#present(tenant, [{ ...member, ...(role !== 'owner' && { role }) }], current.permissions)
      : [];
    if (!shown) throw notFound();
    return shown;
  }

  /** Removes a member whose permissions the actor has, too. @throws ForbiddenError, ConflictError `last_owner`, NotFoundError */
  async remove(actor: Actor, personId: string): Promise<void> {
    const { tenantId } = actor;
    const { access, grants } = this.#parts;
    const { tenant, role, permissions } = await access.requirePermission(actor, 'organisation:remove_members');
    const member = await this.#get({ tenantId, personId });
    const before = tenantRoleIn(tenant, member);
    const theirs = permissionsOf(before, await grants.inOrganisation({ tenantId, personId }));
    if (!permissions.has(removalOf(before)) || !covers(permissions, theirs)) throw notAllowed();
    await this.#leave(actor, role, { action: 'tenant_member_removed', personId, before, stored: member.role });
  }

  /** Removes the actor. @throws ConflictError `last_owner` */
  async leave(actor: Actor): Promise<void> {
    const { personId } = actor;
    const { tenant, role } = await this.#parts.access.requireMember(actor);
    const member = await this.#get(actor);
    const before = tenantRoleIn(tenant, member);
    await this.#leave(actor, role, { action: 'tenant_left', personId, before, stored: member.role });
  }

  async #leave(
    actor: Actor,
    as: TenantRole,
    { action, personId, before, stored }: Pick<Change, 'personId' | 'before'> & Leaving,
  ): Promise<void> {
    const { tenantStore, departures } = this.#parts;
    const person = { tenantId: actor.tenantId, personId };
    // A change of its own: if the process ends before the removal, the person is a member who is no owner.
    const noOwner = this.#entry(actor, as, { action: 'tenant_role_set', personId, before: 'owner', after: stored });
    if (!(await tenantStore.removeOwnerUnlessLast(person, noOwner))) throw lastOwner();
    await departures.leave(person, 'removed', this.#entry(actor, as, { action, personId, before }));
  }

  #entry(actor: Actor, as: TenantRole, { action, personId, before, after }: Change): PendingAuditEntry {
    return this.#parts.audit.entry({
      chain: actor.tenantId,
      actor,
      as,
      action,
      targetId: personId,
      before: { role: before },
      ...(after && { after: { role: after } }),
    });
  }

  async #get(person: Person): Promise<TenantMembershipDoc> {
    const member = await this.#parts.store.findAny(person);
    if (!member) throw notFound();
    return member;
  }

  /** As somebody with these permissions sees them. */
  async #present(
    tenant: TenantDoc,
    members: readonly TenantMembershipDoc[],
    reader: HeldPermissions,
  ): Promise<TenantMember[]> {
    const accountIds = reader.has('organisation:see_factors') ? members.map(({ accountId }) => accountId) : [];
    const [having, people] = await Promise.all([
      this.#parts.factorPolicy.havingFactor(accountIds),
      this.#parts.profiles.summaries(
        tenant._id,
        members.map(({ _id }) => _id),
      ),
    ]);
    return members.flatMap((member) => {
      const person = people.get(member._id);
      const { joinedAt, suspendedAt } = member;
      const hasSecondFactor = accountIds.length > 0 ? having.has(member.accountId) : null;
      const shown = { role: tenantRoleIn(tenant, member), joinedAt: joinedAt.toISOString() };
      return person ? [{ person, ...shown, isSuspended: Boolean(suspendedAt), hasSecondFactor }] : [];
    });
  }
}

interface Change {
  action: 'tenant_role_set' | 'tenant_member_removed' | 'tenant_left';
  personId: string;
  before: TenantRole;
  after?: TenantRole;
}

interface Leaving {
  action: 'tenant_member_removed' | 'tenant_left';
  /** The role that is stored in the membership, which counts if the person is no owner. */
  stored: TenantMembershipDoc['role'];
}

function notFound(): NotFoundError {
  return new NotFoundError('This person is not a member of the organisation. Reload the list of members.');
}

function lastOwner(): ConflictError {
  return new ConflictError(
    'last_owner',
    'An organisation needs an owner. First make someone else an owner, or delete the organisation.',
  );
}
