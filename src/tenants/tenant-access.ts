/** Checks membership and permissions of the actor. Every service of organisations calls it first. */
import type { Actor } from '../kernel/actor.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { TenantRole } from '../protocol/tenants.ts';
import type { Memberships } from './memberships/memberships.ts';
import type { TenantDoc } from './memberships/tenant-model.ts';
import { type TenantStore, tenantRoleIn } from './memberships/tenant-store.ts';
import { can, type TenantAction } from './tenant-rules.ts';

/** The organisation of an actor, with the actor's role and account. */
export interface TenantActor {
  tenant: TenantDoc;
  role: TenantRole;
  accountId: string;
}

export class TenantAccess {
  readonly #memberships: Memberships;
  readonly #tenantStore: TenantStore;

  constructor({ memberships, tenantStore }: { memberships: Memberships; tenantStore: TenantStore }) {
    this.#memberships = memberships;
    this.#tenantStore = tenantStore;
  }

  /** The organisation of the actor's session. @throws NotFoundError in the public tenant, or if the actor was removed */
  async requireMember(actor: Actor): Promise<TenantActor> {
    const [tenant, membership] = await Promise.all([
      this.#tenantStore.find(actor.tenantId),
      this.#memberships.find(actor),
    ]);
    if (!tenant || !membership) {
      throw new NotFoundError('not_in_tenant', 'You are not in an organisation. Switch to one first.');
    }
    return { tenant, role: tenantRoleIn(tenant, membership), accountId: membership.accountId };
  }

  /** As `requireMember`. @throws ForbiddenError if the role does not allow the action */
  async requirePermission(actor: Actor, action: TenantAction): Promise<TenantActor> {
    const found = await this.requireMember(actor);
    if (!can(found.role, action)) throw notAllowed();
    return found;
  }
}

export function notAllowed(): ForbiddenError {
  return new ForbiddenError('not_allowed', 'Your role does not allow this. Ask an owner of the organisation.');
}
