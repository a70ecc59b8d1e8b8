/**
 * Leaving a tenant: the person loses access at once, then their data is erased in idempotent steps. The next start finishes
 * interrupted removals.
 */

import type { PendingAuditEntry } from '../audit/index.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ErasureCounts } from '../kernel/erasure-counts.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import type { Erasure } from './erasure.ts';
import type { SessionService } from './session-service.ts';

export interface AccountDeparturesOptions {
  memberships: Memberships;
  tenantStore: TenantStore;
  sessions: Pick<SessionService, 'endAll'>;
  erasure: Pick<Erasure, 'erase'>;
  /** Removes the remaining documents of a tenant from all collections. */
  sweep: (tenantId: string) => Promise<void>;
  clock: Clock;
  log: Log;
}

export class AccountDepartures {
  readonly #parts: AccountDeparturesOptions;

  constructor(parts: AccountDeparturesOptions) {
    this.#parts = parts;
  }

  /** Removes a member from an organisation. The caller checks before that this is not the last owner. */
  async leave(person: Person, reason: SessionEnd, entry: PendingAuditEntry | null): Promise<void> {
    const { memberships, clock, log } = this.#parts;
    await memberships.beginRemoval(person, clock.date(), entry);
    try {
      await this.erase(person, reason);
    } catch (error) {
      const { tenantId, personId } = person;
      log.warn(
        { err: error, tenantId, personId },
        'removal of a member was interrupted; the next start will finish it',
      );
    }
  }

  /**
   * Erases a person from one tenant. The membership is deleted last, so that an interrupted removal can be found again.
   * An organisation without members is deleted.
   */
  async erase(person: Person, reason: SessionEnd, counts = new ErasureCounts()): Promise<void> {
    const { sessions, erasure, memberships, tenantStore, log } = this.#parts;
    await sessions.endAll(person, { reason });
    const here = new ErasureCounts();
    await erasure.erase(person, here);
    for (const kind of here.list()) counts.add(kind);
    if (person.tenantId === PUBLIC_TENANT) return;
    await tenantStore.removeDepartedOwner(person);
    await memberships.delete(person);
    log.info({ tenantId: person.tenantId, erased: here.list() }, 'a member was removed from an organisation');
    if ((await memberships.personsOfTenant(person.tenantId)).length === 0) await this.#deleteTenant(person.tenantId);
  }

  /** Removes all members of an organisation, then deletes it with all its data. */
  async eraseTenant(tenantId: string): Promise<void> {
    const persons = await this.#parts.memberships.personsOfTenant(tenantId);
    const at = this.#parts.clock.date();
    // All members lose access before the first one is erased, because erasing takes longer.
    for (const person of persons) {
      await this.#parts.memberships.beginRemoval(person, at, null);
      await this.#parts.sessions.endAll(person, { reason: 'removed' });
    }
    // Erasing the last person also deletes the organisation.
    for (const person of persons) await this.erase(person, 'removed');
    if (persons.length === 0) await this.#deleteTenant(tenantId);
  }

  /** Finishes interrupted removals. */
  async finish(): Promise<void> {
    for (const person of await this.#parts.memberships.unfinishedRemovals()) await this.leave(person, 'removed', null);
  }

  async #deleteTenant(tenantId: string): Promise<void> {
    await this.#parts.sweep(tenantId);
    await this.#parts.tenantStore.delete(tenantId);
    this.#parts.log.info({ tenantId }, 'an organisation was deleted');
  }
}
