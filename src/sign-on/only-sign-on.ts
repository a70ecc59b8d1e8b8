/**
 * "Only by single sign-on": which sessions may be in an organisation. Owners who were chosen for it can enter without the provider
 * in an emergency (break glass), with a session of their own account and its second factor.
 */
import { z } from 'zod';
import type { SecondSteps, SessionService } from '../accounts/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { ForbiddenError } from '../kernel/errors.ts';
import type { SignOnMark } from '../kernel/hooks.ts';
import { defineJob, type JobHandler, type Jobs } from '../kernel/jobs.ts';
import type { Person } from '../kernel/person.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import type { SignOnConnectionDoc } from './connection-model.ts';
import type { ConnectionStore } from './connection-store.ts';

export interface OnlySignOnOptions {
  store: Pick<ConnectionStore, 'find'>;
  tenantStore: Pick<TenantStore, 'find'>;
  memberships: Pick<Memberships, 'accountOf'>;
  steps: Pick<SecondSteps, 'isOn'>;
  sessions: Pick<SessionService, 'endIn'>;
  jobs: Pick<Jobs, 'schedule'>;
  clock: Clock;
}

/** Ends what a crash has left after a change of the connection. */
const endingJob = defineJob('sign_on.end_sessions', z.object({}));
const AFTER_CRASH_MS = 5_000;

export class OnlySignOn {
  readonly #parts: OnlySignOnOptions;

  constructor(parts: OnlySignOnOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [endingJob.handledBy(({ tenantId }) => this.#endOthers(tenantId))];
  }

  /** @throws ForbiddenError `single_sign_on_needed` */
  async checkEntry({ tenantId }: Person, signOn: SignOnMark | null): Promise<void> {
    const connection = await this.#parts.store.find(tenantId);
    if (!waysOut(connection).includes(signOn?.by ?? null)) return;
    throw new ForbiddenError(
      'single_sign_on_needed',
      'This organisation asks you to sign in with its identity provider. Sign in there.',
    );
  }

  /** Runs a change of the connection, and then ends the sessions that may no longer be in the organisation. */
  async changing(tenantId: string, change: () => Promise<void>): Promise<void> {
    const { jobs, clock } = this.#parts;
    // Scheduled first: if the process ends after the change, the job ends the sessions.
    const dueAt = new Date(clock.now() + AFTER_CRASH_MS);
    await jobs.schedule(endingJob, { key: `${endingJob.name}:${tenantId}`, tenantId, dueAt, data: {} });
    await change();
    await this.#endOthers(tenantId);
  }

  /** The owners among these people who have a second factor. */
  async glassBreakers(tenantId: string, personIds: readonly string[]): Promise<string[]> {
    const ownerIds = (await this.#parts.tenantStore.find(tenantId))?.ownerIds ?? [];
    const found: string[] = [];
    for (const personId of personIds) {
      if (ownerIds.includes(personId) && (await this.hasSecondFactor({ tenantId, personId }))) found.push(personId);
    }
    return found;
  }

  /**
   * Whether the person can enter without the provider. If none of the chosen owners can any longer, every owner with a second factor
   * can: otherwise a broken provider would lock the organisation out for good.
   */
  async canBreakGlass(person: Person, connection: SignOnConnectionDoc): Promise<boolean> {
    const { tenantId, personId } = person;
    const chosen = await this.glassBreakers(tenantId, connection.breakGlassIds);
    if (chosen.length > 0) return chosen.includes(personId);
    return (await this.glassBreakers(tenantId, [personId])).length > 0;
  }

  async hasSecondFactor(person: Person): Promise<boolean> {
    const accountId = await this.#parts.memberships.accountOf(person);
    return accountId !== null && (await this.#parts.steps.isOn(accountId));
  }

  async #endOthers(tenantId: string): Promise<void> {
    const ways = waysOut(await this.#parts.store.find(tenantId));
    if (ways.length > 0) await this.#parts.sessions.endIn(tenantId, ways, 'sign_on_needed');
  }
}

/** The ways to start a session that this connection does not let in; null is with the account itself. */
function waysOut(connection: SignOnConnectionDoc | null): (SignOnMark['by'] | null)[] {
  if (!connection?.isActive) return ['provider', 'break_glass'];
  return connection.isRequired ? [null] : ['break_glass'];
}
