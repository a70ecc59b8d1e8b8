/** The policy of an organisation: whether its members need a second factor. */
import type { FactorPolicy } from '../accounts/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Events } from '../kernel/events.ts';
import type { TenantDetails, TenantPolicy } from '../protocol/tenants.ts';
import type { TenantStore } from './memberships/tenant-store.ts';
import type { TenantAccess } from './tenant-access.ts';
import type { TenantService } from './tenant-service.ts';

export interface TenantPolicyServiceOptions {
  audit: Pick<AuditTrail, 'entry'>;
  tenantStore: Pick<TenantStore, 'setFactorPolicy'>;
  access: TenantAccess;
  tenants: Pick<TenantService, 'current'>;
  factorPolicy: Pick<FactorPolicy, 'requireFactor'>;
  events: Events;
}

export class TenantPolicyService {
  readonly #parts: TenantPolicyServiceOptions;

  constructor(parts: TenantPolicyServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Idempotent. An owner who asks others for a second factor must have one, and so cannot be shut out by the change.
   * @throws ForbiddenError, also `second_factor_needed`
   */
  async set(actor: Actor, { needsSecondFactor }: TenantPolicy): Promise<TenantDetails> {
    const { audit, tenantStore, access, tenants, factorPolicy, events } = this.#parts;
    const { accountId, role } = await access.requirePermission(actor, 'organisation:set_policy');
    if (needsSecondFactor) await factorPolicy.requireFactor(accountId);
    const { tenantId } = actor;
    const entry = audit.entry({
      chain: tenantId,
      actor,
      as: role,
      action: 'tenant_policy_changed',
      targetId: tenantId,
      before: { needsSecondFactor: !needsSecondFactor },
      after: { needsSecondFactor },
    });
    await tenantStore.setFactorPolicy(tenantId, needsSecondFactor, entry);
    events.announce('tenantPolicyChanged', { tenantId });
    return tenants.current(actor);
  }
}
