/** Sets for how long an organisation keeps messages, the text of closed rooms and its audit log. */
import type { AuditTrail, PendingAuditEntry } from '../../audit/index.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Retention, TenantDetails } from '../../protocol/tenants.ts';
import type { TenantDoc, TenantStore } from '../memberships/index.ts';
import type { OwnerLetters } from '../owner-letters.ts';
import type { TenantAccess, TenantActor } from '../tenant-access.ts';
import type { TenantService } from '../tenant-service.ts';
import { retentionLetter } from './retention-letter.ts';
import { changed, isSame, retentionAt } from './retention-rules.ts';

export interface RetentionServiceOptions {
  audit: Pick<AuditTrail, 'entry'>;
  tenantStore: Pick<TenantStore, 'setRetention'>;
  access: TenantAccess;
  tenants: Pick<TenantService, 'current'>;
  ownerLetters: OwnerLetters;
  profiles: Pick<ProfileService, 'summaries'>;
  clock: Clock;
  limits: Pick<Limits, 'retentionDelayMs'>;
}

type Change = Pick<TenantDoc, 'retention' | 'nextRetention'>;

export class RetentionService {
  readonly #parts: RetentionServiceOptions;

  constructor(parts: RetentionServiceOptions) {
    this.#parts = parts;
  }

  /** Idempotent: asking again for what has been asked for does not move its time. @throws ForbiddenError */
  async set(actor: Actor, wanted: Retention): Promise<TenantDetails> {
    const { access, tenantStore, tenants, clock, limits } = this.#parts;
    const current = await access.requirePermission(actor, 'organisation:set_policy');
    const { now, next } = retentionAt(current.tenant, clock.now());
    if (isSame(next ?? now, wanted)) return tenants.current(actor);
    const after = changed(now, wanted);
    const at = new Date(clock.now() + limits.retentionDelayMs);
    const change: Change = { retention: after.now, nextRetention: after.isShorter ? { ...wanted, at } : null };
    const entry = this.#entry(actor, current, 'tenant_retention_set', { before: next ?? now, after: wanted, change });
    if (!(await tenantStore.setRetention(current.tenant, change, entry))) return this.set(actor, wanted);
    if (after.isShorter) await this.#tellOwners(actor, wanted, at);
    return tenants.current(actor);
  }

  /** Cancels a shorter retention that has not taken effect. Idempotent. @throws ForbiddenError */
  async cancel(actor: Actor): Promise<TenantDetails> {
    const { access, tenantStore, tenants, clock } = this.#parts;
    const current = await access.requirePermission(actor, 'organisation:set_policy');
    const { now, next } = retentionAt(current.tenant, clock.now());
    if (!next) return tenants.current(actor);
    const change: Change = { retention: now, nextRetention: null };
    const entry = this.#entry(actor, current, 'tenant_retention_cancelled', { before: next, after: now, change });
    if (!(await tenantStore.setRetention(current.tenant, change, entry))) return this.cancel(actor);
    return tenants.current(actor);
  }

  async #tellOwners({ tenantId, personId }: Actor, wanted: Retention, at: Date): Promise<void> {
    const { ownerLetters, profiles } = this.#parts;
    const by = (await profiles.summaries(tenantId, [personId])).get(personId)?.displayName ?? '';
    await ownerLetters.tell(tenantId, ({ name }) => retentionLetter({ organisation: name, by, wanted, at }));
  }

  #entry(
    actor: Actor,
    { tenant, role }: TenantActor,
    action: 'tenant_retention_set' | 'tenant_retention_cancelled',
    { before, after, change }: { before: Retention; after: Retention; change: Change },
  ): PendingAuditEntry {
    const { _id } = tenant;
    const dueAt = change.nextRetention?.at.toISOString();
    return this.#parts.audit.entry({
      chain: _id,
      actor,
      as: role,
      action,
      targetId: _id,
      before: factsOf(before),
      after: { ...factsOf(after), ...(dueAt && { dueAt }) },
    });
  }
}

/** In the log, null stands for a value that is unknown. */
function factsOf({ messageDays, roomDays, auditDays }: Retention) {
  return {
    messageDays: messageDays ?? 'for_ever',
    roomDays: roomDays ?? 'for_ever',
    auditDays: auditDays ?? 'for_ever',
  };
}
