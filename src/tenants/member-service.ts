/** Members of an organisation: listing, roles, removal and leaving. */

import type { Model } from 'mongoose';
import type { AccountDepartures } from '../accounts/index.ts';
import type { AuditTrail, PendingAuditEntry } from '../audit/index.ts';
import { trusted } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { TenantMember, TenantRole } from '../protocol/tenants.ts';
import type { TenantInvitationService } from './invitation-service.ts';
import type { TenantMembershipDoc } from './memberships/membership-model.ts';
import type { Memberships } from './memberships/memberships.ts';
import type { TenantDoc } from './memberships/tenant-model.ts';
import { type TenantStore, tenantRoleIn } from './memberships/tenant-store.ts';
import { notAllowed, type TenantAccess } from './tenant-access.ts';
import { can, removalOf } from './tenant-rules.ts';

export interface TenantMemberServiceOptions {
  audit: Pick<AuditTrail, 'entry'>;
  /** Only for the paged list; everything else uses `store`. */
  memberships: Model<TenantMembershipDoc>;
  store: Memberships;
  tenantStore: TenantStore;
  access: TenantAccess;
  departures: Pick<AccountDepartures, 'leave'>;
  invitations: Pick<TenantInvitationService, 'revokeOf'>;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
}

export class TenantMemberService {
  readonly #parts: TenantMemberServiceOptions;

  constructor(parts: TenantMemberServiceOptions) {
    this.#parts = parts;
  }

  /** Members, oldest first. Hides people in a block with the actor, unless the actor can remove members. */
  async list(actor: Actor, { cursor, limit }: PageQuery): Promise<Page<TenantMember>> {
    const { tenantId } = actor;
    const { tenant, role } = await this.#parts.access.requireMember(actor);
    const blocked = await this.#parts.blockList.blockedWith(actor);
    const hidden = can(role, 'remove_member') ? [] : [...blocked];
    const { docs, nextCursor } = await findPage({
      model: this.#parts.memberships,
      filter: { tenantId, removedAt: null, _id: trusted({ $nin: hidden }) },
      order: ['joinedAt', 1],
      cursor,
      limit,
    });
    return { items: await this.#present(tenant, docs), nextCursor };
  }

  /** Changes the role of a member. @throws ForbiddenError, ConflictError `last_owner`, NotFoundError */
  async setRole(actor: Actor, personId: string, role: TenantRole): Promise<TenantMember> {
    const { tenantId } = actor;
    const current = await this.#parts.access.requirePermission(actor, 'set_roles');
    const member = await this.#get({ tenantId, personId });
    const before = tenantRoleIn(current.tenant, member);
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
      await this.#parts.invitations.revokeOf({ tenantId, personId }, role);
    }
    const tenant = await this.#parts.tenantStore.find(tenantId);
    const [shown] = tenant ? await this.#present(tenant, [{ ...member, ...(role !== 'owner' && { role }) }]) : [];
    if (!shown) throw notFound();
    return shown;
  }

  /** Removes a member. @throws ForbiddenError, ConflictError `last_owner`, NotFoundError */
  async remove(actor: Actor, personId: string): Promise<void> {
    const { tenantId } = actor;
    const { tenant, role } = await this.#parts.access.requirePermission(actor, 'remove_member');
    const member = await this.#get({ tenantId, personId });
    const before = tenantRoleIn(tenant, member);
    if (!can(role, removalOf(before))) throw notAllowed();
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
    const member = await this.#parts.store.find(person);
    if (!member) throw notFound();
    return member;
  }

  async #present(tenant: TenantDoc, members: readonly TenantMembershipDoc[]): Promise<TenantMember[]> {
    const people = await this.#parts.profiles.summaries(
      tenant._id,
      members.map(({ _id }) => _id),
    );
    return members.flatMap((member) => {
      const person = people.get(member._id);
      const shown = { role: tenantRoleIn(tenant, member), joinedAt: member.joinedAt.toISOString() };
      return person ? [{ person, ...shown }] : [];
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
