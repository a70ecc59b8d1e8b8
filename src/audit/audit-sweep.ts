/** Moves entries into their chains that a crash, or a database that did not answer, has left in their documents. */
import type { Connection } from 'mongoose';
import { isUnavailable } from '../database/database-errors.ts';
import { driverCollection, type ModelDefinition, model } from '../database/models.ts';
import type { Limits } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import { oneAtATime } from '../kernel/one-at-a-time.ts';
import type { Audited, AuditTrail } from './audit-trail.ts';

export interface AuditSweepOptions {
  connection: Connection;
  /** The models of all features, once they are created. */
  models: () => readonly ModelDefinition[];
  trail: Pick<AuditTrail, 'move'>;
  log: Log;
  limits: Pick<Limits, 'auditSweepMs' | 'auditEntriesAtOnce'>;
}

export class AuditSweep {
  readonly #options: AuditSweepOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  readonly run: () => Promise<void>;

  constructor(options: AuditSweepOptions) {
    this.#options = options;
    this.run = oneAtATime(() => this.#sweep());
  }

  /** Moves what is left now, and then at intervals. */
  async start(): Promise<void> {
    await this.#tryRun();
    this.#timer = setInterval(() => {
      this.#running = this.#tryRun();
    }, this.#options.limits.auditSweepMs).unref();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  async #tryRun(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      // The entries stay in their documents, so the next run moves them.
      if (!isUnavailable(error)) this.#options.log.error({ err: error }, 'entries of the audit log could not be moved');
    }
  }

  async #sweep(): Promise<void> {
    for (const definition of this.#options.models()) {
      if (definition.isAudited) await this.#sweepModel(definition);
    }
  }

  async #sweepModel(definition: ModelDefinition): Promise<void> {
    const { connection, trail, log, limits } = this.#options;
    const docs = model<Audited>(connection, definition as ModelDefinition<Audited>);
    for (;;) {
      const found = await driverCollection(docs)
        .find({ 'pendingAudit.id': { $type: 'string' } }, { projection: { pendingAudit: 1 } })
        .limit(limits.auditEntriesAtOnce)
        .toArray();
      const left = found.flatMap(({ pendingAudit = [] }) => pendingAudit);
      if (left.length === 0) return;
      log.info({ collection: definition.collection, count: left.length }, 'entries of the audit log are moved late');
      await trail.move(docs, left);
    }
  }
}
