/**
 * Who must have a second factor: operators who hold a role, and the members of an organisation that asks for one. A member without
 * one keeps the session, but reaches nothing of the organisation until one is added.
 */
import { LRUCache } from 'lru-cache';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import { ConflictError, ForbiddenError } from '../../kernel/errors.ts';
import type { Person } from '../../kernel/person.ts';
import { tenantKey } from '../../kernel/remembered.ts';
import type { Memberships, TenantStore } from '../../tenants/memberships/index.ts';
import type { SecondFactorDoc } from './second-factor-model.ts';
import type { SecondFactorStore } from './second-factor-store.ts';

export interface FactorPolicyOptions {
  store: Pick<SecondFactorStore, 'find' | 'withFactor'>;
  memberships: Pick<Memberships, 'accountOf' | 'accountsOf' | 'listOfAccount'>;
  tenantStore: Pick<TenantStore, 'needingFactor'>;
  limits: { factorPolicyMs: number; factorSweepBatch: number };
}

const KEPT = 20_000;

export class FactorPolicy {
  readonly #parts: FactorPolicyOptions;
  /** Whether an organisation asks for a second factor. */
  readonly #needs: LRUCache<string, boolean>;
  /** People who have one. Who has none is not remembered, so that a new one counts at once. */
  readonly #having: LRUCache<string, true>;

  constructor(parts: FactorPolicyOptions) {
    this.#parts = parts;
    const options = { max: KEPT, ttl: parts.limits.factorPolicyMs };
    this.#needs = new LRUCache(options);
    this.#having = new LRUCache(options);
  }

  /** Whether the account has an authenticator app or a passkey. */
  async hasFactor(accountId: string): Promise<boolean> {
    return countOf(await this.#parts.store.find(accountId)) > 0;
  }

  /** Those of the accounts that have one. */
  havingFactor(accountIds: readonly string[]): Promise<Set<string>> {
    return this.#parts.store.withFactor(accountIds);
  }

  /** @throws ForbiddenError `second_factor_needed` if the account has none */
  async requireFactor(accountId: string): Promise<void> {
    if (!(await this.hasFactor(accountId))) throw secondFactorNeeded();
  }

  /** @throws ForbiddenError `second_factor_needed` if the person's organisation asks for a factor, and the account has none */
  async check(person: Person): Promise<void> {
    if (!(await this.allows(person))) throw secondFactorNeeded();
  }

  /** Whether the person may use the organisation. A person who no longer belongs to it is not this question. */
  async allows({ tenantId, personId }: Person): Promise<boolean> {
    if (tenantId === PUBLIC_TENANT || !(await this.#isNeededIn(tenantId))) return true;
    const key = tenantKey(tenantId, personId);
    if (this.#having.has(key)) return true;
    const accountId = await this.#parts.memberships.accountOf({ tenantId, personId });
    if (accountId === null) return true;
    const hasFactor = await this.hasFactor(accountId);
    if (hasFactor) this.#having.set(key, true);
    return hasFactor;
  }

  /** Those of the people who may not use their organisation, as the database has it now. One query if no organisation asks. */
  async shutOutAmong<One extends Person>(people: readonly One[]): Promise<One[]> {
    const tenantIds = [...new Set(people.map(({ tenantId }) => tenantId))].filter((id) => id !== PUBLIC_TENANT);
    if (tenantIds.length === 0) return [];
    const needing = await this.#parts.tenantStore.needingFactor(tenantIds);
    const asked = people.filter(({ tenantId }) => needing.has(tenantId));
    const shutOut: One[] = [];
    const size = this.#parts.limits.factorSweepBatch;
    for (let at = 0; at < asked.length; at += size) {
      shutOut.push(...(await this.#withoutFactor(asked.slice(at, at + size))));
    }
    return shutOut;
  }

  async #withoutFactor<One extends Person>(people: readonly One[]): Promise<One[]> {
    const accounts = await this.#parts.memberships.accountsOf(people);
    const having = await this.havingFactor([...new Set(accounts.values())]);
    return people.filter(({ personId }) => {
      const accountId = accounts.get(personId);
      return accountId !== undefined && !having.has(accountId);
    });
  }

  /** Whether an organisation of the account asks for a factor. Then the last one must stay: removing it would shut the person out. */
  async isAskedOf(accountId: string): Promise<boolean> {
    const memberships = await this.#parts.memberships.listOfAccount(accountId);
    const needing = await this.#parts.tenantStore.needingFactor(memberships.map(({ tenantId }) => tenantId));
    return needing.size > 0;
  }

  /** Reads the policy of an organisation again, which may have changed. */
  forget(tenantId: string): void {
    this.#needs.delete(tenantId);
  }

  async #isNeededIn(tenantId: string): Promise<boolean> {
    const known = this.#needs.get(tenantId);
    if (known !== undefined) return known;
    const isNeeded = (await this.#parts.tenantStore.needingFactor([tenantId])).has(tenantId);
    this.#needs.set(tenantId, isNeeded);
    return isNeeded;
  }
}

function countOf(factors: Pick<SecondFactorDoc, 'authenticator' | 'passkeys'> | null): number {
  return factors ? factors.passkeys.length + (factors.authenticator ? 1 : 0) : 0;
}

function secondFactorNeeded(): ForbiddenError {
  return new ForbiddenError(
    'second_factor_needed',
    'This needs a second factor. Add an authenticator app or a passkey to your account first.',
  );
}

export function factorRequired(): ConflictError {
  return new ConflictError(
    'factor_required',
    'An organisation of yours needs a second factor, and this is your last one. Add another one first, or leave the organisation.',
  );
}
