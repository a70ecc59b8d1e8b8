/**
 * Removes entries that are older than the limit, and writes the ends of chains into the security log, so that a copy exists
 * outside of the database.
 */
import type { Model } from 'mongoose';
import { isUnavailable } from '../database/database-errors.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import type { SecurityLog } from '../kernel/security-log.ts';
import type { AuditChains, ChainEnd } from './audit-chains.ts';
import type { AuditEntryDoc, AuditMarkDoc } from './audit-model.ts';
import { type AuditSigner, textOfMark } from './signer.ts';

export interface AuditKeepingOptions {
  entries: Model<AuditEntryDoc>;
  marks: Model<AuditMarkDoc>;
  chains: AuditChains;
  signer: AuditSigner;
  security: Pick<SecurityLog, 'record'>;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'auditKeptMs' | 'auditKeepingMs'>;
}

export class AuditKeeping {
  readonly #options: AuditKeepingOptions;
  /** The last number of each chain whose end is in the security log. */
  readonly #logged = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: AuditKeepingOptions) {
    this.#options = options;
  }

  /** The first run does not delay the start: there may be many chains. */
  start(): void {
    this.#running = this.#tryRun();
    this.#timer = setInterval(() => {
      this.#running = this.#tryRun();
    }, this.#options.limits.auditKeepingMs).unref();
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#running;
    this.logEnds();
  }

  /** Writes the ends of the chains that have grown since the last call. */
  logEnds(): void {
    const { chains, security } = this.#options;
    for (const [chainId, { seq, hash }] of chains.ends()) {
      if (this.#logged.get(chainId) === seq) continue;
      this.#logged.set(chainId, seq);
      security.record({ event: 'audit_head', facts: { chainId, seq, hash } });
    }
  }

  /** Removes old entries of all chains, and signs all marks with the current key. */
  async run(): Promise<void> {
    for (const chain of await this.#options.marks.distinct('tenantId')) {
      await this.#removeOld(chain);
      await this.#signAgain(chain);
    }
  }

  async #tryRun(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      // The next run goes on.
      if (!isUnavailable(error)) this.#options.log.error({ err: error }, 'the audit log could not be kept in order');
    }
    this.logEnds();
  }

  /** The signed mark comes first: if the process ends between the writes, the chain still verifies. */
  async #removeOld(chain: string): Promise<void> {
    const { entries, marks, chains } = this.#options;
    const last = await this.#lastToRemove(chain);
    if (!last) return;
    const mark = chains.mark(chain, 'beginning', last);
    const { _id, tenantId, ...moved } = mark;
    const isEarlier = { _id, tenantId, seq: trusted({ $lt: last.seq }) };
    const { matchedCount } = await marks.updateOne(isEarlier, { $set: moved });
    if (matchedCount === 0 && !(await marks.exists({ _id, tenantId }))) await marks.create(mark);
    await entries.deleteMany({ tenantId: chain, seq: trusted({ $lte: last.seq }) });
  }

  /** The entry before the first one that stays. The newest entry always stays. */
  async #lastToRemove(chain: string): Promise<ChainEnd | null> {
    const { entries, clock, limits } = this.#options;
    const before = new Date(clock.now() - limits.auditKeptMs);
    const [oldest] = await entries.find({ tenantId: chain }).sort({ seq: 1 }).limit(1).lean<AuditEntryDoc[]>();
    if (!oldest || oldest.at >= before) return null;
    const kept = await entries
      .findOne({ tenantId: chain, at: trusted({ $gte: before }) }, { seq: 1 })
      .sort({ seq: 1 })
      .lean<ChainEnd>();
    const newest = await entries.findOne({ tenantId: chain }, { seq: 1 }).sort({ seq: -1 }).lean<ChainEnd>();
    const seq = (kept ?? newest)?.seq ?? 0;
    return entries.findOne({ tenantId: chain, seq: seq - 1 }, { seq: 1, hash: 1 }).lean<ChainEnd>();
  }

  /** So that an older key can be removed. A mark that is not genuine is left for `npm run audit:verify` to find. */
  async #signAgain(chain: string): Promise<void> {
    const { marks, signer } = this.#options;
    const old = await marks.find({ tenantId: chain, keyId: trusted({ $ne: signer.keyId }) }).lean<AuditMarkDoc[]>();
    for (const mark of old) {
      const text = textOfMark({ ...mark, chain });
      if (signer.check(text, mark) !== 'valid') continue;
      await marks.updateOne({ _id: mark._id, tenantId: chain, mac: mark.mac }, { $set: signer.sign(text) });
    }
  }
}
