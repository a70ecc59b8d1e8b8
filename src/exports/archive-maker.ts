/**
 * Makes archives in jobs of some seconds each, so that a long one neither holds up a restart nor outlives the lease of its job. Each
 * file is stored with the place where the next one begins: after a crash another process goes on there.
 */
import type { Model } from 'mongoose';
import { z } from 'zod';
import type { AccountLetters, AccountService } from '../accounts/index.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../kernel/jobs.ts';
import type { Log } from '../kernel/log.ts';
import { HOUR_MS } from '../kernel/time.ts';
import type { NotificationService } from '../notifications/index.ts';
import { type ArchiveFiles, FIRST_PLACE } from './archive-files.ts';
import type { ArchiveStore } from './archive-store.ts';
import type { DataExportDoc } from './data-export-model.ts';
import { ZIP_MAX_BYTES, ZIP_MAX_ENTRIES } from './zip.ts';

const whoseSchema = z.object({ accountId: z.string(), exportId: z.string() });
const makeJob = defineJob('exports.make', whoseSchema);
const keepJob = defineJob('exports.keep', whoseSchema);

/** How often it is checked whether an archive may still be kept. */
const KEEP_EVERY_MS = HOUR_MS;

export interface ArchiveMakerOptions {
  dataExports: Model<DataExportDoc>;
  store: ArchiveStore;
  files: ArchiveFiles;
  accounts: Pick<AccountService, 'hasCredentials'>;
  accountLetters: Pick<AccountLetters, 'dataExportReady'>;
  notifications: Pick<NotificationService, 'notify'>;
  jobs: Pick<Jobs, 'schedule' | 'scheduleOnce'>;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'dataExportSliceMs' | 'dataExportBytes'>;
}

type Whose = Pick<DataExportDoc, '_id' | 'exportId'>;

export class ArchiveMaker {
  readonly #parts: ArchiveMakerOptions;

  constructor(parts: ArchiveMakerOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [makeJob.handledBy((job) => this.#run(job)), keepJob.handledBy((job) => this.#keep(job))];
  }

  /** Makes the archive in the background. Idempotent. */
  async begin(whose: Whose): Promise<void> {
    await this.#parts.jobs.scheduleOnce(makeJob, [this.#job(makeJob.name, whose)]);
  }

  /** Goes on with archives whose job a crash has prevented. */
  async beginAll(): Promise<void> {
    const making = { tenantId: PUBLIC_TENANT, state: 'making' as const };
    for (const one of await this.#parts.dataExports.find(making, { exportId: 1 }).lean()) await this.begin(one);
  }

  /** Whether the archive may be given out: its account exists, with the credentials with which it was asked for. */
  holds({ _id, credentialsVersion, expiresAt }: DataExportDoc): Promise<boolean> {
    if (expiresAt <= this.#parts.clock.date()) return Promise.resolve(false);
    return this.#parts.accounts.hasCredentials({ tenantId: PUBLIC_TENANT, personId: _id }, credentialsVersion);
  }

  /** How much of it is made, from 0 to 1. */
  async progress(doc: DataExportDoc): Promise<number> {
    const end = await this.#parts.store.end(doc);
    return end ? this.#parts.files.progress(doc, end.place ?? FIRST_PLACE) : 0;
  }

  #job(kind: string, { _id: accountId, exportId }: Whose, inMs = 0) {
    const dueAt = new Date(this.#parts.clock.now() + inMs);
    return { key: `${kind}:${exportId}`, tenantId: PUBLIC_TENANT, dueAt, data: { accountId, exportId } };
  }

  /** Removes an archive that may not be given out any longer. */
  async #keep({ data: { accountId: _id, exportId } }: JobOf<typeof keepJob>): Promise<void> {
    const doc = await this.#find({ _id, exportId });
    if (doc?.state !== 'ready') return;
    if (!(await this.holds(doc))) return this.#end(doc, 'none');
    await this.#parts.jobs.schedule(keepJob, this.#job(keepJob.name, doc, KEEP_EVERY_MS));
  }

  async #run({ data: { accountId: _id, exportId } }: JobOf<typeof makeJob>): Promise<void> {
    const doc = await this.#find({ _id, exportId });
    if (!doc) return;
    if (doc.state === 'ready') return this.#tell(doc);
    if (doc.state !== 'making') return;
    if (!(await this.holds(doc))) return this.#end(doc, 'none');
    const isComplete = await this.#advance(doc);
    // Re-check after writing: it may have been removed, or asked for again, in the meantime; or finished by another process.
    const state = (await this.#find(doc))?.state;
    if (state === 'ready') return;
    if (state !== 'making') return this.#parts.store.removeArchive(doc);
    if (isComplete || (await this.#isTooLarge(doc))) return this.#finish(doc);
    await this.#parts.jobs.schedule(makeJob, this.#job(makeJob.name, doc));
  }

  /** Adds files for some seconds, at least one. Returns whether the archive is complete. */
  async #advance(doc: DataExportDoc): Promise<boolean> {
    const { store, files, limits } = this.#parts;
    const until = performance.now() + limits.dataExportSliceMs;
    let end = await store.end(doc);
    do {
      if (end && end.place === null) return true;
      if ((end?.number ?? 0) >= ZIP_MAX_ENTRIES) return true;
      const { file, next } = await files.at(doc, end?.place ?? FIRST_PLACE);
      await store.add(doc, end?.number ?? 0, file, next);
      // What is stored counts: another process may have been faster.
      end = await store.end(doc);
    } while (performance.now() < until);
    return end?.place === null;
  }

  async #finish(doc: DataExportDoc): Promise<void> {
    const { store, dataExports, log } = this.#parts;
    if (await this.#isTooLarge(doc)) {
      log.error('the archive of an account is too large');
      return this.#end(doc, 'failed');
    }
    const bytes = store.sizeOf(await store.entries(doc));
    const { _id, exportId } = doc;
    const making = { _id, tenantId: PUBLIC_TENANT, exportId, state: 'making' as const };
    const { matchedCount } = await dataExports.updateOne(making, { $set: { state: 'ready', bytes } });
    if (matchedCount > 0) await this.#tell(doc);
  }

  async #isTooLarge(doc: DataExportDoc): Promise<boolean> {
    const { store, limits } = this.#parts;
    const entries = await store.entries(doc);
    const max = Math.min(limits.dataExportBytes, ZIP_MAX_BYTES);
    return entries.length >= ZIP_MAX_ENTRIES || store.sizeOf(entries) > max;
  }

  async #tell({ _id: accountId, exportId, askedBy: { tenantId, personId } }: DataExportDoc): Promise<void> {
    const { notifications, accountLetters, jobs } = this.#parts;
    await jobs.schedule(keepJob, this.#job(keepJob.name, { _id: accountId, exportId }, KEEP_EVERY_MS));
    const content = { kind: 'data_export_ready', data: {} } as const;
    const key = 'data_export';
    await notifications.notify({ ...content, tenantId, personIds: [personId], key, occasion: exportId, byId: null });
    await accountLetters.dataExportReady(accountId, exportId);
  }

  async #end(doc: DataExportDoc, state: 'none' | 'failed'): Promise<void> {
    const { _id, exportId } = doc;
    await this.#parts.dataExports.updateOne({ _id, tenantId: PUBLIC_TENANT, exportId }, { $set: { state } });
    await this.#parts.store.removeArchive(doc);
  }

  #find({ _id, exportId }: Whose): Promise<DataExportDoc | null> {
    return this.#parts.dataExports.findOne({ _id, tenantId: PUBLIC_TENANT, exportId }).lean<DataExportDoc>().exec();
  }
}
