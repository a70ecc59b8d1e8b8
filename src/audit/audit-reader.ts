/** Reads the audit log of one chain: pages for a screen, and files to keep. The caller checks who may read it. */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { AuditAction, AuditEntry, AuditExport } from '../protocol/audit.ts';
import type { AuditEntryDoc } from './audit-model.ts';
import { csvOf } from './csv.ts';

export interface AuditFilter {
  action?: AuditAction | undefined;
  actorId?: string | undefined;
  targetId?: string | undefined;
  /** From the first time, up to but not including the second. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface ExportQuery {
  format: 'jsonl' | 'csv';
  /** The number of the first entry. */
  fromSeq: number;
}

export interface AuditReaderOptions {
  entries: Model<AuditEntryDoc>;
  limits: { auditExportEntries: number };
}

export class AuditReader {
  readonly #options: AuditReaderOptions;

  constructor(options: AuditReaderOptions) {
    this.#options = options;
  }

  /** Newest first. */
  async list(chain: string, { from, to, cursor, limit, ...filter }: AuditFilter & PageQuery) {
    const given = Object.entries(filter).filter(([, value]) => value !== undefined);
    const times = { ...(from && { $gte: new Date(from) }), ...(to && { $lt: new Date(to) }) };
    const { docs, nextCursor } = await findPage({
      model: this.#options.entries,
      filter: { tenantId: chain, ...Object.fromEntries(given), ...((from || to) && { at: trusted(times) }) },
      order: ['at', -1],
      cursor,
      limit,
    });
    return { items: docs.map(toEntry), nextCursor };
  }

  /** The entries in the order of the chain, as a file. `nextSeq` is null if these are the last. */
  async export(chain: string, { format, fromSeq }: ExportQuery): Promise<AuditExport> {
    const { entries, limits } = this.#options;
    const found = await entries
      .find({ tenantId: chain, seq: trusted({ $gte: fromSeq }) })
      .sort({ seq: 1 })
      .limit(limits.auditExportEntries + 1)
      .lean<AuditEntryDoc[]>();
    const next = found.splice(limits.auditExportEntries).at(0);
    const items = found.map(toEntry);
    const text = format === 'csv' ? csvOf(items) : items.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    return { fileName: `audit-${chain}-${fromSeq}.${format}`, text, nextSeq: next?.seq ?? null };
  }
}

function toEntry({ _id: id, tenantId: chain, at, ...doc }: AuditEntryDoc): AuditEntry {
  return { id, chain, at: at.toISOString(), ...doc };
}
