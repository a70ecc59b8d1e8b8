/** Moves entries into their chains that a crash, or a database that did not answer, has left in their documents. */
import type { Connection } from 'mongoose';
import { isUnavailable } from '../database/database-errors.ts';
import { driverCollection, type ModelDefinition, model } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import type { Audited, AuditTrail } from './audit-trail.ts';

export interface AuditSweepOptions {
  connection: Connection;
  /** The models of all features, once they are created. */
  models: () => readonly ModelDefinition[];
  trail: Pick<AuditTrail, 'move'>;
  log: Log;
  clock: Clock;
  limits: Pick<Limits, 'auditSweepMs' | 'auditEntriesAtOnce'>;
}

export class AuditSweep {
  readonly #options: AuditSweepOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: AuditSweepOptions) {
    this.#options = options;
  }

  /** Moves what is left now, and then at intervals. */
  async start(): Promise<void> {
    const { auditSweepMs } = this.#options.limits;
    await this.#tryRun(0);
    this.#timer = setInterval(() => {
      // Younger ones belong to requests that may still undo what they have inserted.
      this.#running = this.#tryRun(auditSweepMs / 2);
    }, auditSweepMs).unref();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  /** Moves all entries that are at least this old. */
  async run(minAgeMs = 0): Promise<void> {
    const madeBefore = new Date(this.#options.clock.now() - minAgeMs);
    for (const definition of this.#options.models()) {
      if (definition.isAudited) await this.#sweepModel(definition, madeBefore);
    }
  }

  async #tryRun(minAgeMs: number): Promise<void> {
    try {
      await this.run(minAgeMs);
    } catch (error) {
      // The entries stay in their documents, so the next run moves them.
      if (!isUnavailable(error)) this.#options.log.error({ err: error }, 'entries of the audit log could not be moved');
    }
  }

  async #sweepModel(definition: ModelDefinition, madeBefore: Date): Promise<void> {
    const { connection, trail, log, limits } = this.#options;
    const docs = model<Audited>(connection, definition as ModelDefinition<Audited>);
    for (;;) {
      const found = await driverCollection(docs)
        .find(
          { 'pendingAudit.id': { $type: 'string' }, 'pendingAudit.at': { $lte: madeBefore } },
          { projection: { pendingAudit: 1 } },
        )
        .limit(limits.auditEntriesAtOnce)
        .toArray();
      const left = found.flatMap(({ pendingAudit = [] }) => pendingAudit.filter(({ at }) => at <= madeBefore));
      if (left.length > 0)
        log.info({ collection: definition.collection, count: left.length }, 'entries of the audit log are moved late');
      await trail.move(docs, left);
      if (found.length < limits.auditEntriesAtOnce) return;
    }
  }
}
