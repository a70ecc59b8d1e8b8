/**
 * Removes entries that are older than the limit, and writes the ends of chains into the security log, so that a copy exists
 * outside of the database.
 */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import { RepeatedWork } from '../database/repeated-work.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Log } from '../kernel/log.ts';
import type { SecurityLog } from '../kernel/security-log.ts';
import type { AuditChains } from './audit-chains.ts';
import type { AuditEntryDoc, AuditMarkDoc } from './audit-model.ts';
import { type AuditSigner, textOfMark } from './signer.ts';

export interface AuditKeepingOptions {
  entries: Model<AuditEntryDoc>;
  marks: Model<AuditMarkDoc>;
  chains: AuditChains;
  hooks: Pick<Hooks, 'auditKeptMs'>;
  signer: AuditSigner;
  security: Pick<SecurityLog, 'record'>;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'auditKeptMs' | 'auditKeepingMs' | 'auditEntriesAtOnce'>;
}

type OldEntry = Pick<AuditEntryDoc, '_id' | 'seq' | 'hash' | 'at'>;

export class AuditKeeping {
  readonly #options: AuditKeepingOptions;
  /** The last number of each chain whose end is in the security log. */
  readonly #logged = new Map<string, number>();
  readonly #work: RepeatedWork;

  constructor(options: AuditKeepingOptions) {
    const { log, limits } = options;
    this.#options = options;
    this.#work = new RepeatedWork({
      everyMs: limits.auditKeepingMs,
      run: () => this.run().finally(() => this.logEnds()),
      failure: 'the audit log could not be kept in order',
      log,
    });
  }

  /** The first run does not delay the start: there may be many chains. */
  start(): void {
    void this.#work.runNow();
    this.#work.start();
  }

  async close(): Promise<void> {
    await this.#work.close();
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

  /** Part by part, so that no write takes long, however many entries have become too old meanwhile. */
  async #removeOld(chain: string): Promise<void> {
    const { entries, clock, hooks, limits } = this.#options;
    const keptMs = Math.min(limits.auditKeptMs, (await hooks.auditKeptMs(chain)) ?? limits.auditKeptMs);
    const before = new Date(clock.now() - keptMs);
    if (!(await entries.exists({ tenantId: chain, at: trusted({ $lt: before }) }))) return;
    for (let removed = limits.auditEntriesAtOnce; removed === limits.auditEntriesAtOnce; ) {
      const oldest = await this.#oldest(chain, limits.auditEntriesAtOnce + 1);
      // The last of them stays: it may be the newest of the chain, which always stays. Otherwise it is in the next part.
      const firstKept = oldest.findIndex(({ at }, index) => at >= before || index === oldest.length - 1);
      removed = Math.max(firstKept, 0);
      const last = oldest[removed - 1];
      if (last) await this.#removeTo(chain, last);
    }
  }

  #oldest(chain: string, limit: number): Promise<OldEntry[]> {
    const found = this.#options.entries.find({ tenantId: chain }, { seq: 1, hash: 1, at: 1 });
    return found.sort({ seq: 1 }).limit(limit).lean<OldEntry[]>().exec();
  }

  /** The signed mark comes first: if the process ends between the writes, the chain still verifies. */
  async #removeTo(chain: string, last: OldEntry): Promise<void> {
    const { entries, marks, chains } = this.#options;
    const mark = chains.mark(chain, 'beginning', last);
    const { _id, tenantId, ...moved } = mark;
    const isEarlier = { _id, tenantId, seq: trusted({ $lt: last.seq }) };
    const { matchedCount } = await marks.updateOne(isEarlier, { $set: moved });
    if (matchedCount === 0 && !(await marks.exists({ _id, tenantId }))) await marks.create(mark);
    await entries.deleteMany({ tenantId: chain, seq: trusted({ $lte: last.seq }) });
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
