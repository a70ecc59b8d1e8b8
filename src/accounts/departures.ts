/**
 * Leaving a tenant: whoever goes is out at once, and then who they were there is erased, step by step, each of which may be
 * done again. What was cut short is finished at the next start.
 */

import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import type { SessionService } from './session-service.ts';

export interface AccountDeparturesOptions {
  memberships: Memberships;
  tenantStore: TenantStore;
  sessions: Pick<SessionService, 'endAll'>;
  hooks: Pick<Hooks, 'erase'>;
  /** Removes whatever the collections still hold of a tenant. */
  sweep: (tenantId: string) => Promise<void>;
  clock: Clock;
  log: Log;
}

export class AccountDepartures {
  readonly #parts: AccountDeparturesOptions;

  constructor(parts: AccountDeparturesOptions) {
    this.#parts = parts;
  }

  /** Has someone out of an organisation. The last owner must have been looked for before. */
  async leave(person: Person, reason: SessionEnd): Promise<void> {
    const { memberships, clock, log } = this.#parts;
    await memberships.beginRemoval(person, clock.date());
    try {
      await this.erase(person, reason);
    } catch (error) {
      const { tenantId, personId } = person;
      log.warn({ err: error, tenantId, personId }, 'removing a member was cut short; the next start finishes it');
    }
  }

  /** Erases who someone was in one tenant; in an organisation the membership goes last. */
  async erase(person: Person, reason: SessionEnd): Promise<void> {
    const { sessions, hooks, memberships, tenantStore } = this.#parts;
    await sessions.endAll(person, { reason });
    await hooks.erase(person);
    if (person.tenantId === PUBLIC_TENANT) return;
    await tenantStore.loseOwner(person);
    await memberships.delete(person);
    if ((await memberships.everyoneOf(person.tenantId)).length === 0) await this.#end(person.tenantId);
  }

  /** Has everyone out of an organisation, and nothing of it left. */
  async eraseTenant(tenantId: string): Promise<void> {
    const everyone = await this.#parts.memberships.everyoneOf(tenantId);
    const at = this.#parts.clock.date();
    // All are out before the first is erased, which takes longer.
    for (const person of everyone) {
      await this.#parts.memberships.beginRemoval(person, at);
      await this.#parts.sessions.endAll(person, { reason: 'removed' });
    }
    // With the last of them ends the organisation.
    for (const person of everyone) await this.erase(person, 'removed');
    if (everyone.length === 0) await this.#end(tenantId);
  }

  /** Finishes removals that were cut short. */
  async finish(): Promise<void> {
    for (const person of await this.#parts.memberships.begunRemovals()) await this.leave(person, 'removed');
  }

  async #end(tenantId: string): Promise<void> {
    await this.#parts.sweep(tenantId);
    await this.#parts.tenantStore.delete(tenantId);
    this.#parts.log.info({ tenantId }, 'an organisation was deleted');
  }
}
