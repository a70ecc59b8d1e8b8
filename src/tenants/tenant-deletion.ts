/** The deletion of an organisation after a grace period: for an owner, who can cancel it, or for operators, who have closed it. */
import { z } from 'zod';
import type { AccountDepartures } from '../accounts/index.ts';
import type { PendingAuditEntry } from '../audit/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { defineJob, type Job, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { TenantDoc, TenantStore } from './memberships/index.ts';

export interface TenantDeletionOptions {
  tenantStore: Pick<TenantStore, 'find' | 'change'>;
  departures: Pick<AccountDepartures, 'eraseTenant'>;
  jobs: Pick<Jobs, 'schedule' | 'cancel'>;
  clock: Clock;
  limits: Pick<Limits, 'tenantGraceMs'>;
}

/** The organisation, and whether this call has changed it. */
export interface ClosureChange {
  tenant: TenantDoc;
  hasChanged: boolean;
}

const deletionJob = defineJob('tenants.deletion', z.object({}));

export class TenantDeletion {
  readonly #parts: TenantDeletionOptions;

  constructor(parts: TenantDeletionOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [deletionJob.handledBy((job) => this.#finish(job))];
  }

  /** When an organisation would be deleted that is not going to be yet. */
  nextDate(): Date {
    return new Date(this.#parts.clock.now() + this.#parts.limits.tenantGraceMs);
  }

  async schedule(tenantId: string, dueAt: Date): Promise<void> {
    await this.#parts.jobs.schedule(deletionJob, { key: jobKey(tenantId), tenantId, dueAt, data: {} });
  }

  async cancel(tenantId: string): Promise<void> {
    await this.#parts.jobs.cancel(jobKey(tenantId));
    // Re-check after writing: it may have been closed or deleted again at the same moment.
    const deleteAt = (await this.#parts.tenantStore.find(tenantId))?.deleteAt;
    if (deleteAt) await this.schedule(tenantId, deleteAt);
  }

  /**
   * Closes an organisation for operators. Idempotent: the date that an owner or an operator has set does not move.
   * @throws NotFoundError
   */
  async close(
    tenantId: string,
    reason: string,
    entriesOf: (deleteAt: Date) => readonly PendingAuditEntry[],
  ): Promise<ClosureChange> {
    const { tenantStore, clock } = this.#parts;
    const before = await this.#get(tenantId);
    const deleteAt = before.deleteAt ?? this.nextDate();
    const condition = { deleteAt: before.deleteAt, closure: null };
    const change = { deleteAt, closure: { at: clock.date(), reason } };
    const changed = await tenantStore.change(tenantId, condition, change, entriesOf(deleteAt));
    const tenant = changed ?? (await this.#get(tenantId));
    if (!changed && !tenant.closure) return this.close(tenantId, reason, entriesOf);
    // Also if nothing has changed, to finish what a crash may have interrupted.
    if (tenant.deleteAt) await this.schedule(tenantId, tenant.deleteAt);
    return { tenant, hasChanged: changed !== null };
  }

  /** Cancels the deletion of an organisation that operators have closed. Idempotent. @throws NotFoundError */
  async reopen(
    tenantId: string,
    entriesOf: (deleteAt: Date | null) => readonly PendingAuditEntry[],
  ): Promise<ClosureChange> {
    const before = await this.#get(tenantId);
    if (!before.closure) return { tenant: before, hasChanged: false };
    const condition = { 'closure.at': before.closure.at };
    const change = { deleteAt: null, closure: null };
    const changed = await this.#parts.tenantStore.change(tenantId, condition, change, entriesOf(before.deleteAt));
    if (changed) await this.cancel(tenantId);
    return { tenant: changed ?? (await this.#get(tenantId)), hasChanged: changed !== null };
  }

  /** Checks the stored date first, because the deletion may have been cancelled or moved since the job was scheduled. */
  async #finish({ tenantId }: Job): Promise<void> {
    const tenant = await this.#parts.tenantStore.find(tenantId);
    if (!tenant?.deleteAt || tenant.deleteAt.getTime() > this.#parts.clock.now()) return;
    await this.#parts.departures.eraseTenant(tenantId);
  }

  async #get(tenantId: string): Promise<TenantDoc> {
    const found = await this.#parts.tenantStore.find(tenantId);
    if (!found) throw new NotFoundError('There is no organisation with this ID. It may have been deleted.');
    return found;
  }
}

function jobKey(tenantId: string): string {
  return `${deletionJob.name}:${tenantId}`;
}
