/** The audit log: append-only and hash-chained, with an entry for each change of rights, keys, settings, moderation and sign-on. */
import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import { AuditChains } from './audit-chains.ts';
import { AuditKeeping } from './audit-keeping.ts';
import { auditEntryModel, auditMarkModel } from './audit-model.ts';
import { AuditReader } from './audit-reader.ts';
import { AuditSweep } from './audit-sweep.ts';
import { AuditTrail } from './audit-trail.ts';
import { AuditSigner } from './signer.ts';

export { type AuditActor, type NewAuditEntry, type PendingAuditEntry, SERVER_CHAIN } from './audit-entry.ts';
export type { AuditReader, ExportQuery } from './audit-reader.ts';
export { type Audited, type AuditTrail, carrying, withEntries } from './audit-trail.ts';
export { shownEntries } from './shown-entries.ts';
export type { ChainReport } from './verify.ts';
export { headCopiesIn, type VerifyOptions, verifyDatabase, verifyFile } from './verify-database.ts';

const models = { entries: auditEntryModel, marks: auditMarkModel };

export interface AuditDeps {
  kernel: Kernel;
  /** The first key signs; all keys verify. */
  tokenKeys: readonly TokenKey[];
}

export function createAudit({ kernel, tokenKeys: keys }: AuditDeps) {
  const { connection, clock, hooks, limits, log, security } = kernel;
  const connected = connectModels(connection, models);
  const signer = new AuditSigner({ keys });
  const chains = new AuditChains({ ...connected, signer, clock, limits });
  const audit = new AuditTrail({ chains, clock, log });
  const auditSweep = new AuditSweep({ connection, models: () => hooks.models(), trail: audit, clock, log, limits });
  const auditReader = new AuditReader({ entries: connected.entries, limits });
  const auditKeeping = new AuditKeeping({ ...connected, chains, hooks, signer, security, clock, log, limits });

  return defineFeature({
    name: 'audit',
    service: { audit, auditReader, auditSweep, auditKeeping },
    models,
    async start() {
      await auditSweep.start();
      auditKeeping.start();
    },
    async close() {
      await auditSweep.close();
      await chains.close();
      await auditKeeping.close();
    },
  });
}
