/** Moves entries into their chains that a crash, or a database that did not answer, has left in their documents. */
import type { Connection, Model } from 'mongoose';
import { driverCollection, type ModelDefinition, model } from '../database/models.ts';
import { RepeatedWork } from '../database/repeated-work.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import type { PendingAuditEntry } from './audit-entry.ts';
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
  readonly #work: RepeatedWork;
  /** Younger entries belong to requests that may still undo what they have inserted; before the start there are none. */
  #minAgeMs = 0;

  constructor(options: AuditSweepOptions) {
    const { log, limits } = options;
    this.#options = options;
    this.#work = new RepeatedWork({
      everyMs: limits.auditSweepMs,
      run: () => this.run(this.#minAgeMs),
      failure: 'entries of the audit log could not be moved',
      log,
    });
  }

  /** Moves what is left now, and then at intervals. */
  async start(): Promise<void> {
    await this.#work.runNow();
    this.#minAgeMs = this.#options.limits.auditSweepMs / 2;
    this.#work.start();
  }

  close(): Promise<void> {
    return this.#work.close();
  }

  /** Moves all entries that are at least this old. */
  async run(minAgeMs = 0): Promise<void> {
    const madeBefore = new Date(this.#options.clock.now() - minAgeMs);
    for (const definition of this.#options.models()) {
      if (definition.isAudited) await this.#sweepModel(definition, madeBefore);
    }
  }

  async #sweepModel(definition: ModelDefinition, madeBefore: Date): Promise<void> {
    const docs = model<Audited>(this.#options.connection, definition as ModelDefinition<Audited>);
    const found = driverCollection(docs).find(
      { 'pendingAudit.id': { $exists: true }, 'pendingAudit.at': { $lte: madeBefore } },
      { projection: { pendingAudit: 1 } },
    );
    let left: PendingAuditEntry[] = [];
    for await (const { pendingAudit = [] } of found) {
      left.push(...pendingAudit.filter(({ at }) => at <= madeBefore));
      if (left.length < this.#options.limits.auditEntriesAtOnce) continue;
      await this.#move(docs, left);
      left = [];
    }
    await this.#move(docs, left);
  }

  async #move(docs: Model<Audited>, left: readonly PendingAuditEntry[]): Promise<void> {
    const { trail, log } = this.#options;
    if (left.length === 0) return;
    const collection = docs.collection.collectionName;
    log.info({ collection, count: left.length }, 'entries of the audit log are moved late');
    await trail.move(docs, left);
  }
}
