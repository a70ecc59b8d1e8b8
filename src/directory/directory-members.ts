/** What a directory does to members: it suspends them, lets them in again, and removes them. */
import type { AccountDepartures, AccountService, SessionService } from '../accounts/index.ts';
import type { AuditTrail, NewAuditEntry, PendingAuditEntry } from '../audit/index.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import { type Memberships, type TenantStore, tenantRoleIn } from '../tenants/memberships/index.ts';

export interface DirectoryMembersOptions {
  memberships: Memberships;
  tenantStore: TenantStore;
  accounts: Pick<AccountService, 'findAccount' | 'findByEmail'>;
  sessions: Pick<SessionService, 'endAll'>;
  departures: Pick<AccountDepartures, 'leave'>;
  audit: Pick<AuditTrail, 'entry'>;
  hooks: Pick<Hooks, 'rightsChanged' | 'suspend'>;
  clock: Clock;
}

export class DirectoryMembers {
  readonly #parts: DirectoryMembersOptions;

  constructor(parts: DirectoryMembersOptions) {
    this.#parts = parts;
  }

  /** The member whose account has this address, verified by the account or by the provider of the organisation; null if there is none. */
  async withEmail(tenantId: string, email: string): Promise<string | null> {
    const { accounts, memberships } = this.#parts;
    const found = await accounts.findByEmail(PUBLIC_TENANT, email);
    if (!found) return null;
    const membership = await memberships.findOfAccount(tenantId, found.personId);
    if (!membership) return null;
    const { emailVerifiedAt } = await accounts.findAccount(found.personId);
    return emailVerifiedAt || membership.isAddressProven ? membership._id : null;
  }

  /**
   * Ends the access of a member, with sessions, sockets and voice. What the member wrote stays. An owner is an owner no longer.
   * Idempotent. @throws ConflictError `last_owner`
   */
  async suspend(person: Person): Promise<void> {
    const { memberships, sessions, hooks, clock } = this.#parts;
    await this.#endOwnership(person);
    const entry = this.#entry(person.tenantId, { action: 'tenant_member_suspended', targetId: person.personId });
    await memberships.setSuspended(person, clock.date(), entry);
    await this.#endLateOwnership(person);
    await sessions.endAll(person, { reason: 'removed' });
    await hooks.suspend(person);
    await this.#rightsChanged(person);
  }

  /** Lets a suspended member in again. Idempotent. */
  async reactivate(person: Person): Promise<void> {
    const entry = this.#entry(person.tenantId, { action: 'tenant_member_reactivated', targetId: person.personId });
    await this.#parts.memberships.setSuspended(person, null, entry);
  }

  /** Removes a member from the organisation, with the profile there. Idempotent. @throws ConflictError `last_owner` */
  async remove(person: Person): Promise<void> {
    const { memberships, departures } = this.#parts;
    if (!(await memberships.findAny(person))) return;
    await this.#endOwnership(person);
    const { tenantId, personId: targetId } = person;
    await departures.leave(person, 'removed', this.#entry(tenantId, { action: 'tenant_member_removed', targetId }));
  }

  /** @throws ConflictError `last_owner` */
  async checkNotLastOwner({ tenantId, personId }: Person): Promise<void> {
    const tenant = await this.#parts.tenantStore.find(tenantId);
    if (tenant?.ownerIds.includes(personId) && tenant.ownerIds.length === 1) throw lastOwner();
  }

  /** An owner is an owner no longer. Idempotent. @throws ConflictError `last_owner` */
  async #endOwnership(person: Person): Promise<void> {
    const { memberships, tenantStore } = this.#parts;
    const { tenantId, personId } = person;
    const [tenant, member] = await Promise.all([tenantStore.find(tenantId), memberships.findAny(person)]);
    if (!tenant || !member || tenantRoleIn(tenant, member) !== 'owner') return;
    const facts = { before: { role: 'owner' }, after: { role: member.role } };
    const entry = this.#entry(tenantId, { action: 'tenant_role_set', targetId: personId, ...facts });
    if (await tenantStore.removeOwnerUnlessLast(person, entry)) return;
    throw lastOwner();
  }

  /** Re-check after writing: the person may have become an owner just before the suspension, and even the last one. */
  async #endLateOwnership(person: Person): Promise<void> {
    try {
      await this.#endOwnership(person);
    } catch (error) {
      await this.reactivate(person);
      throw error;
    }
  }

  #rightsChanged({ tenantId, personId }: Person): Promise<void> {
    return this.#parts.hooks.rightsChanged({ tenantId, personIds: [personId], communityIds: [] });
  }

  #entry<Action extends 'tenant_role_set' | `tenant_member_${'suspended' | 'reactivated' | 'removed'}`>(
    chain: string,
    facts: Pick<NewAuditEntry<Action>, 'action' | 'targetId' | 'before' | 'after'>,
  ): PendingAuditEntry {
    return this.#parts.audit.entry({ chain, actor: null, as: 'directory', ...facts });
  }
}

function lastOwner(): ConflictError {
  return new ConflictError('last_owner', 'This person is the last owner. Make someone else an owner in Meshi first.');
}
