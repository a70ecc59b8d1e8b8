/**
 * Operators remove the second factors of a person who has lost all of them. Nothing happens before a delay, within which the person
 * can keep them: with the link of the letter, or on any device that is signed in.
 */
import { z } from 'zod';
import type { PendingAuditEntry } from '../../audit/index.ts';
import { newId } from '../../database/ids.ts';
import { type Actor, PUBLIC_TENANT } from '../../kernel/actor.ts';
import { newToken } from '../../kernel/capabilities.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ConflictError, ForbiddenError, InvalidInputError, UnavailableError } from '../../kernel/errors.ts';
import { hashOf } from '../../kernel/hash.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../../kernel/jobs.ts';
import type { SecurityLog } from '../../kernel/security-log.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { AccountDoc } from '../account-model.ts';
import type { AccountService } from '../account-service.ts';
import type { FactorLetters } from './factor-letters.ts';
import { resetLetter } from './factor-reset-letter.ts';
import { type FactorReset, waitingReset } from './second-factor-model.ts';
import type { SecondFactorStore } from './second-factor-store.ts';

export interface FactorResetsOptions {
  store: SecondFactorStore;
  accounts: Pick<AccountService, 'accountOf' | 'endSessions' | 'entryOf' | 'findAccount' | 'exists'>;
  letters: Pick<FactorLetters, 'tell'>;
  /** Null if no mail server is configured. */
  mailer: Pick<Mailer, 'send'> | null;
  jobs: Pick<Jobs, 'schedule'>;
  security: Pick<SecurityLog, 'record'>;
  publicUrl: () => string;
  clock: Clock;
  limits: { factorResetMs: number };
}

const jobData = z.object({ accountId: z.string(), resetId: z.string() });
const letterJob = defineJob('accounts.factor_reset_letter', jobData);
const resetJob = defineJob('accounts.factor_reset', jobData);

export class FactorResets {
  readonly #parts: FactorResetsOptions;

  constructor(parts: FactorResetsOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [letterJob.handledBy((job) => this.#mail(job)), resetJob.handledBy((job) => this.#finish(job))];
  }

  /** The reset that waits; null if none does. */
  async find(accountId: string): Promise<FactorReset | null> {
    return waitingReset(await this.#parts.store.find(accountId));
  }

  /**
   * Schedules the removal of all second factors, and tells the owner at once. Returns when it takes effect; idempotent. Without a letter
   * that reaches the owner, a stranger who convinces an operator would have the account.
   * @throws UnavailableError `no_mail`, ForbiddenError `email_unverified`, ConflictError `no_second_factor`
   */
  async schedule({ _id: accountId, emailVerifiedAt }: AccountDoc, entry: PendingAuditEntry): Promise<Date> {
    const { store, mailer, clock, limits } = this.#parts;
    if (!mailer) throw new UnavailableError('no_mail', 'This server cannot send mail, so it cannot tell the person.');
    if (!emailVerifiedAt) {
      throw new ForbiddenError(
        'email_unverified',
        'The address of the account was never verified: nobody can be told.',
      );
    }
    const reset = {
      id: newId(),
      dueAt: new Date(clock.now() + limits.factorResetMs),
      tokenHash: null,
      toldAt: null,
      doneAt: null,
    };
    // The jobs first: they do nothing unless the reset is stored, and a crash in between must not lose the letter.
    await this.#schedule(accountId, reset);
    if (await store.scheduleReset(accountId, reset, entry)) {
      await this.#scheduleLetter(accountId, reset.id);
      return reset.dueAt;
    }
    const stored = (await store.find(accountId))?.reset;
    if (!stored) throw new ConflictError('no_second_factor', 'The account has no second factor.');
    return this.#takeUp(accountId, stored);
  }

  /** Jobs are given up after many attempts: asking again begins them anew. Returns when the reset takes effect. */
  async #takeUp(accountId: string, reset: FactorReset): Promise<Date> {
    if (reset.doneAt) await this.#scheduleRemoval(accountId, reset.id, reset.dueAt);
    const isGivenUp = !reset.toldAt && reset.dueAt.getTime() <= this.#parts.clock.now();
    if (!isGivenUp) return reset.dueAt;
    const dueAt = this.#dueAfter(reset);
    await this.#parts.store.setResetDue(accountId, reset.id, dueAt);
    await this.#scheduleLetter(accountId, reset.id);
    return dueAt;
  }

  /** Operators change their mind. Returns whether a reset waited. */
  withdraw(accountId: string, entry: PendingAuditEntry): Promise<boolean> {
    return this.#parts.store.cancelReset(accountId, {}, entry);
  }

  /** The person keeps the second factors, on a device that is signed in. Idempotent. */
  async keep(actor: Actor): Promise<void> {
    const { accounts, store } = this.#parts;
    const { id } = await accounts.accountOf(actor);
    await store.cancelReset(id, {}, accounts.entryOf(actor, id, { action: 'factor_reset_cancelled' }));
  }

  /** As `keep`, with the link of the letter. Returns the id of the account. @throws InvalidInputError `keep_expired` */
  async keepByLink(token: string, network: string): Promise<string> {
    const { accounts, store } = this.#parts;
    const tokenHash = hashOf(token);
    const found = await store.findByResetToken(tokenHash);
    if (!found) throw keepExpired();
    const entry = accounts.entryOf({ address: network }, found._id, { action: 'factor_reset_cancelled' });
    if (!(await store.cancelReset(found._id, { 'reset.tokenHash': tokenHash }, entry))) throw keepExpired();
    return found._id;
  }

  async #schedule(accountId: string, { id: resetId, dueAt }: FactorReset): Promise<void> {
    await this.#scheduleRemoval(accountId, resetId, dueAt);
    // If the process ends before the letter is scheduled, this one is sent.
    const lateAt = new Date(this.#parts.clock.now() + CATCH_UP_MS);
    await this.#scheduleLetter(accountId, resetId, lateAt);
  }

  async #scheduleRemoval(accountId: string, resetId: string, dueAt: Date): Promise<void> {
    const key = `${resetJob.name}:${resetId}:${dueAt.getTime()}`;
    await this.#parts.jobs.schedule(resetJob, { key, tenantId: PUBLIC_TENANT, dueAt, data: { accountId, resetId } });
  }

  async #scheduleLetter(accountId: string, resetId: string, dueAt = this.#parts.clock.date()): Promise<void> {
    const key = `${letterJob.name}:${resetId}`;
    await this.#parts.jobs.schedule(letterJob, { key, tenantId: PUBLIC_TENANT, dueAt, data: { accountId, resetId } });
  }

  async #mail({ data: { accountId, resetId } }: JobOf<typeof letterJob>): Promise<void> {
    const { store, accounts, mailer, publicUrl } = this.#parts;
    const { token, tokenHash } = newToken();
    const reset = await store.setResetToken(accountId, resetId, tokenHash);
    if (!reset || !mailer || !(await accounts.exists(accountId))) return;
    const { email } = await accounts.findAccount(accountId);
    const dueAt = this.#dueAfter(reset);
    await mailer.send({ to: email, ...resetLetter(`${publicUrl()}/keep-factors#token=${token}`, dueAt) });
    await store.setResetTold(accountId, resetId, dueAt);
    // Also without a later time: the removal may have come up, and found that nobody was told.
    await this.#scheduleRemoval(accountId, resetId, dueAt);
  }

  /** A letter that could not leave for long postpones the removal: the person has the whole delay to answer. */
  #dueAfter({ dueAt }: FactorReset): Date {
    const wholeDelay = this.#parts.clock.now() + this.#parts.limits.factorResetMs;
    return wholeDelay - dueAt.getTime() > LATE_MS ? new Date(wholeDelay) : dueAt;
  }

  /**
   * Also ends the sessions: somebody else may have the lost device. Repeated after an interruption: the reset stays until all has
   * happened.
   */
  async #finish({ data: { accountId, resetId } }: JobOf<typeof resetJob>): Promise<void> {
    const { store, accounts, letters, security } = this.#parts;
    if (await store.removeByReset(accountId, resetId))
      security.record({ event: 'factors_reset', facts: { accountId } });
    const reset = (await store.find(accountId))?.reset;
    if (reset?.id !== resetId || !reset.doneAt) return;
    await accounts.endSessions(accountId);
    await letters.tell(accountId, 'factors_reset');
    await store.closeReset(accountId, resetId);
  }
}

const CATCH_UP_MS = 60_000;
/** A letter that leaves this much later counts as late. */
const LATE_MS = 10 * 60_000;

function keepExpired(): InvalidInputError {
  return new InvalidInputError(
    'keep_expired',
    'This link no longer works: the removal was cancelled, or is done. Look at your sign-in settings.',
  );
}
