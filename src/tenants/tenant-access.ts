/** Checks membership and permissions of the actor. Every service of organisations calls it first. */
import type { Grants } from '../groups/store/index.ts';
import type { Actor } from '../kernel/actor.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { OrganisationPermission } from '../protocol/permissions.ts';
import type { TenantRole } from '../protocol/tenants.ts';
import type { Memberships } from './memberships/memberships.ts';
import type { TenantDoc } from './memberships/tenant-model.ts';
import { type TenantStore, tenantRoleIn } from './memberships/tenant-store.ts';
import { canInvite, type HeldPermissions, permissionsOf } from './tenant-rules.ts';

/** The organisation of an actor, with the actor's role, permissions and account. */
export interface TenantActor {
  tenant: TenantDoc;
  role: TenantRole;
  /** Those of the role and of the groups. */
  permissions: HeldPermissions;
  accountId: string;
}

export interface TenantAccessOptions {
  memberships: Memberships;
  tenantStore: TenantStore;
  grants: Pick<Grants, 'inOrganisation'>;
}

export class TenantAccess {
  readonly #memberships: Memberships;
  readonly #tenantStore: TenantStore;
  readonly #grants: Pick<Grants, 'inOrganisation'>;

  constructor({ memberships, tenantStore, grants }: TenantAccessOptions) {
    this.#memberships = memberships;
    this.#tenantStore = tenantStore;
    this.#grants = grants;
  }

  /** The organisation of the actor's session. @throws NotFoundError in the public tenant, or if the actor was removed */
  async requireMember(actor: Actor): Promise<TenantActor> {
    const found = await this.#find(actor);
    if (!found) throw new NotFoundError('not_in_tenant', 'You are not in an organisation. Switch to one first.');
    return found;
  }

  /** As `requireMember`. @throws ForbiddenError if neither the role nor a group gives the permission */
  async requirePermission(actor: Actor, permission: OrganisationPermission): Promise<TenantActor> {
    const found = await this.requireMember(actor);
    if (!found.permissions.has(permission)) throw notAllowed();
    return found;
  }

  /** Whether the person is a member who holds the permission. */
  async isAllowed(person: Person, permission: OrganisationPermission): Promise<boolean> {
    return (await this.permissionsOf(person)).has(permission);
  }

  /** Whether the person is a member who can invite someone with this role. */
  async mayInvite(person: Person, role: 'admin' | 'member'): Promise<boolean> {
    return canInvite(await this.permissionsOf(person), role);
  }

  /** What the person holds; empty for people who are no members. */
  async permissionsOf(person: Person): Promise<HeldPermissions> {
    return (await this.#find(person))?.permissions ?? new Set();
  }

  /** The account of a member who holds the permission; otherwise null. */
  async accountWith(person: Person, permission: OrganisationPermission): Promise<string | null> {
    const found = await this.#find(person);
    return found?.permissions.has(permission) ? found.accountId : null;
  }

  async #find(person: Person): Promise<TenantActor | null> {
    const [tenant, membership, granted] = await Promise.all([
      this.#tenantStore.find(person.tenantId),
      this.#memberships.find(person),
      this.#grants.inOrganisation(person),
    ]);
    if (!tenant || !membership) return null;
    const role = tenantRoleIn(tenant, membership);
    return { tenant, role, permissions: permissionsOf(role, granted), accountId: membership.accountId };
  }
}

export function notAllowed(): ForbiddenError {
  return new ForbiddenError('not_allowed', 'Your role does not allow this. Ask an owner of the organisation.');
}
