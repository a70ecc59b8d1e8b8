/** Who acts in which organisation, and whether they may: asked first by every service of organisations. */
import type { Actor } from '../kernel/actor.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { TenantRole } from '../protocol/tenants.ts';
import type { Memberships } from './memberships/memberships.ts';
import type { TenantDoc } from './memberships/tenant-model.ts';
import { type TenantStore, tenantRoleIn } from './memberships/tenant-store.ts';
import { can, type TenantAction } from './tenant-rules.ts';

export interface Standing {
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

  /** What the actor is in the organisation of the session. @throws NotFoundError in the open space, or once out */
  async requireMember(actor: Actor): Promise<Standing> {
    const [tenant, membership] = await Promise.all([
      this.#tenantStore.find(actor.tenantId),
      this.#memberships.find(actor),
    ]);
    if (!tenant || !membership) {
      throw new NotFoundError('not_in_tenant', 'You are in no organisation. Switch to one first.');
    }
    return { tenant, role: tenantRoleIn(tenant, membership), accountId: membership.accountId };
  }

  /** As `requireMember`. @throws ForbiddenError where the role does not allow it */
  async requirePermission(actor: Actor, action: TenantAction): Promise<Standing> {
    const standing = await this.requireMember(actor);
    if (!can(standing.role, action)) throw notAllowed();
    return standing;
  }
}

export function notAllowed(): ForbiddenError {
  return new ForbiddenError('not_allowed', 'Your role does not allow this. Ask an owner of the organisation.');
}
