/** Checks membership and permissions of the actor. Every service of organisations calls it first. */
import type { Actor } from '../kernel/actor.ts';
import { ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
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
    const found = await this.#find(actor);
    if (!found) throw new NotFoundError('not_in_tenant', 'You are not in an organisation. Switch to one first.');
    return found;
  }

  /** As `requireMember`. @throws ForbiddenError if the role does not allow the action */
  async requirePermission(actor: Actor, action: TenantAction): Promise<TenantActor> {
    const found = await this.requireMember(actor);
    if (!can(found.role, action)) throw notAllowed();
    return found;
  }

  /** Whether the person is a member whose role allows the action. */
  async isAllowed(person: Person, action: TenantAction): Promise<boolean> {
    const found = await this.#find(person);
    return found !== null && can(found.role, action);
  }

  /** The account of a member whose role allows the action; otherwise null. */
  async accountWith(person: Person, action: TenantAction): Promise<string | null> {
    const found = await this.#find(person);
    return found && can(found.role, action) ? found.accountId : null;
  }

  async #find(person: Person): Promise<TenantActor | null> {
    const [tenant, membership] = await Promise.all([
      this.#tenantStore.find(person.tenantId),
      this.#memberships.find(person),
    ]);
    return tenant && membership && { tenant, role: tenantRoleIn(tenant, membership), accountId: membership.accountId };
  }
}

export function notAllowed(): ForbiddenError {
  return new ForbiddenError('not_allowed', 'Your role does not allow this. Ask an owner of the organisation.');
}
