/** Deletes what organisations do not keep any longer, once an hour in every process. */

import type { ConversationService } from '../../conversations/index.ts';
import { isUnavailable } from '../../database/database-errors.ts';
import { RepeatedWork } from '../../database/repeated-work.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import type { Log } from '../../kernel/log.ts';
import { DAY_MS } from '../../kernel/time.ts';
import type { TenantStore } from '../memberships/index.ts';
import { cutoff, retentionAt } from './retention-rules.ts';

const FAILURE = 'messages that are past their retention could not be deleted';

export interface RetentionSweepOptions {
  tenantStore: Pick<TenantStore, 'find' | 'withRetention'>;
  conversations: Pick<ConversationService, 'removeOlder'>;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'retentionSweepMs'>;
}

export class RetentionSweep {
  readonly #options: RetentionSweepOptions;
  readonly #work: RepeatedWork;
  #isClosed = false;

  constructor(options: RetentionSweepOptions) {
    const { log, limits } = options;
    this.#options = options;
    this.#work = new RepeatedWork({
      everyMs: limits.retentionSweepMs,
      run: () => this.#run(),
      failure: FAILURE,
      log,
    });
  }

  /** The first run does not delay the start. */
  start(): void {
    void this.#work.runNow();
    this.#work.start();
  }

  /** Deletes now. The audit log is shortened by `AuditKeeping`. */
  run(): Promise<void> {
    return this.#work.runNow();
  }

  /** Stops after the current part. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work.close();
  }

  /** For how long the audit log of the organisation is kept; null: as long as the server keeps it. */
  async auditKeptMs(tenantId: string): Promise<number | null> {
    const { tenantStore, clock } = this.#options;
    const tenant = await tenantStore.find(tenantId);
    const days = tenant && retentionAt(tenant, clock.now()).now.auditDays;
    return days && days * DAY_MS;
  }

  async #run(): Promise<void> {
    for (const tenantId of await this.#options.tenantStore.withRetention()) {
      if (this.#isClosed) return;
      await this.#sweep(tenantId).catch((error: unknown) => this.#failed(tenantId, error));
    }
  }

  async #sweep(tenantId: string): Promise<void> {
    const { conversations, tenantStore, clock } = this.#options;
    // Read now: the organisations before it may have taken hours, and a shorter retention may have been cancelled meanwhile.
    const tenant = await tenantStore.find(tenantId);
    if (!tenant) return;
    const now = clock.now();
    const { messageDays, roomDays } = retentionAt(tenant, now).now;
    const cutoffs = { messages: cutoff(messageDays, now), rooms: cutoff(roomDays, now) };
    await conversations.removeOlder(tenantId, cutoffs, () => this.#isClosed);
  }

  /** One organisation does not stop those after it, unless the database is away for all. */
  #failed(tenantId: string, error: unknown): void {
    if (isUnavailable(error)) throw error;
    this.#options.log.error({ err: error, tenantId }, FAILURE);
  }
}
