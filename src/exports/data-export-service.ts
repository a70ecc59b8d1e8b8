/** The archive of all that is a person's: asking for it, its state, downloading and removing it. One at a time for each account. */
import type { Model } from 'mongoose';
import type { AccountService, SessionService } from '../accounts/index.ts';
import { type AuditTrail, withEntries } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Archive } from '../http/route-handlers.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { LimitExceededError, NotFoundError, UnauthenticatedError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { DataExport, RequestDataExport } from '../protocol/data-exports.ts';
import type { Memberships, TenantStore } from '../tenants/memberships/index.ts';
import type { ArchiveMaker } from './archive-maker.ts';
import type { ArchiveStore } from './archive-store.ts';
import type { DataExportDoc, ExportedPerson } from './data-export-model.ts';

export interface DataExportServiceOptions {
  dataExports: Model<DataExportDoc>;
  store: ArchiveStore;
  maker: Pick<ArchiveMaker, 'begin' | 'holds' | 'progress'>;
  audit: AuditTrail;
  accounts: Pick<AccountService, 'accountOf' | 'credentialsVersion'>;
  sessions: Pick<SessionService, 'endedAmong'>;
  memberships: Pick<Memberships, 'listOfAccount'>;
  tenantStore: Pick<TenantStore, 'find'>;
  clock: Clock;
  limits: Pick<Limits, 'dataExportsPerDay' | 'dataExportKeptMs'>;
}

const NONE: DataExport = { state: 'none', requestedAt: null, progress: 0, bytes: null, expiresAt: null };

export class DataExportService {
  readonly #parts: DataExportServiceOptions;

  constructor(parts: DataExportServiceOptions) {
    this.#parts = parts;
  }

  async get(actor: Actor): Promise<DataExport> {
    const { id } = await this.#parts.accounts.accountOf(actor);
    return this.#view(await this.#current(id));
  }

  /**
   * Asks for an archive, which replaces an earlier one. While one is being made, nothing changes.
   * @throws LimitExceededError if too many were asked for within a day
   */
  async request(actor: Actor, { language }: RequestDataExport): Promise<DataExport> {
    const { accounts, sessions, store, maker } = this.#parts;
    const { id } = await accounts.accountOf(actor);
    const credentialsVersion = await accounts.credentialsVersion(actor);
    // Only then: a session that ends after this check ends before the next version of the credentials.
    if ((await sessions.endedAmong([actor])).length > 0) {
      throw new UnauthenticatedError('session_ended', 'This session was ended. Sign in again.');
    }
    const current = await this.#current(id);
    if (current?.state === 'making') {
      await maker.begin(current);
      return this.#view(current);
    }
    const begun = await this.#begin(actor, id, { language, credentialsVersion }, current?.exportId ?? null);
    // Of the former archive; a job that still adds to it removes what it has added.
    if (begun && current) await store.removeArchive(current);
    if (begun) await maker.begin(begun);
    return this.#view(begun ?? (await this.#current(id)));
  }

  /** The archive, and a line of the audit log about it. @throws NotFoundError if none is ready */
  async download(actor: Actor): Promise<Archive> {
    const { accounts, store, dataExports, audit, clock } = this.#parts;
    const { id } = await accounts.accountOf(actor);
    const doc = await this.#current(id);
    if (doc?.state !== 'ready') throw noArchive();
    const entry = audit.entry({ ...this.#entryOf(actor, id), action: 'data_export_downloaded' });
    const filter = { _id: id, tenantId: PUBLIC_TENANT, exportId: doc.exportId, state: 'ready' as const };
    if (!(await audit.update(dataExports, filter, { $set: { downloadedAt: clock.date() } }, entry))) throw noArchive();
    const entries = await store.entries(doc);
    return {
      fileName: `meshi-${doc.requestedAt.toISOString().slice(0, 10)}.zip`,
      version: doc.exportId,
      size: store.sizeOf(entries),
      bytes: (from, to) => store.bytes(doc, entries, from, to),
    };
  }

  async remove(actor: Actor): Promise<void> {
    const { id } = await this.#parts.accounts.accountOf(actor);
    await this.#parts.dataExports.updateOne({ _id: id, tenantId: PUBLIC_TENANT }, { $set: { state: 'none' } });
    await this.#parts.store.remove(id);
  }

  /** Removes the archives with data of a person who leaves an organisation, or is deleted. */
  async erasePerson({ personId }: Person): Promise<void> {
    const { dataExports, store } = this.#parts;
    const found = { tenantId: PUBLIC_TENANT, 'people.personId': personId };
    for (const { _id } of await dataExports.find(found, { _id: 1 }).lean()) {
      const ended = { state: 'none', people: [], askedBy: NOBODY } as const;
      await dataExports.updateOne({ _id, tenantId: PUBLIC_TENANT }, { $set: ended });
      await store.remove(_id);
    }
  }

  /** Stores the request in one step with its count. Null if another request was faster. @throws LimitExceededError */
  async #begin(
    actor: Actor,
    accountId: string,
    asked: Pick<DataExportDoc, 'language' | 'credentialsVersion'>,
    formerId: string | null,
  ): Promise<DataExportDoc | null> {
    const { dataExports, audit, clock, limits } = this.#parts;
    const { tenantId, personId } = actor;
    const requestedAt = clock.date();
    const request = {
      ...asked,
      exportId: newId(),
      state: 'making' as const,
      people: await this.#peopleOf(accountId),
      askedBy: { tenantId, personId },
      requestedAt,
      bytes: null,
      expiresAt: new Date(requestedAt.getTime() + limits.dataExportKeptMs),
    };
    await this.#ensure(accountId, { ...request, exportId: newId(), state: 'none', people: [] });
    const max = limits.dataExportsPerDay;
    const isCounted = { [`requests.${max - 1}`]: trusted({ $not: { $gt: new Date(requestedAt.getTime() - DAY_MS) } }) };
    const free = { _id: accountId, tenantId: PUBLIC_TENANT, ...(formerId !== null ? { exportId: formerId } : FREE) };
    const counting = { $push: { requests: { $each: [requestedAt], $position: 0, $slice: max } } };
    const entry = audit.entry({ ...this.#entryOf(actor, accountId), action: 'data_export_requested' });
    const update = withEntries<DataExportDoc>({ $set: request, ...counting }, [entry]);
    const doc = await dataExports
      .findOneAndUpdate({ ...free, ...isCounted }, update, { returnDocument: 'after' })
      .lean<DataExportDoc>();
    if (doc) await audit.settle(dataExports, [entry]);
    else if (await dataExports.exists(free)) throw tooMany();
    return doc;
  }

  /** Stores the document that counts the requests. Idempotent. */
  async #ensure(_id: string, { ...fields }: Omit<DataExportDoc, '_id' | 'tenantId' | 'requests'>): Promise<void> {
    const filter = { _id, tenantId: PUBLIC_TENANT };
    const insert = { $setOnInsert: { ...fields, requests: [] } };
    await upsertOnce(() => this.#parts.dataExports.updateOne(filter, insert, { upsert: true }));
  }

  async #peopleOf(accountId: string): Promise<ExportedPerson[]> {
    const { memberships, tenantStore } = this.#parts;
    const people = (await memberships.listOfAccount(accountId)).map(async ({ _id: personId, tenantId }) => {
      const tenant = await tenantStore.find(tenantId);
      return tenant ? [{ tenantId, personId, folder: `organisations/${tenant.slug}/`, name: tenant.name }] : [];
    });
    const open = { tenantId: PUBLIC_TENANT, personId: accountId, folder: '', name: null };
    return [open, ...(await Promise.all(people)).flat()];
  }

  /** The archive of an account; null without one, and if it has expired or its credentials have changed. */
  async #current(_id: string): Promise<DataExportDoc | null> {
    const doc = await this.#parts.dataExports.findOne({ _id, tenantId: PUBLIC_TENANT }).lean<DataExportDoc>();
    if (!doc || doc.state === 'none') return null;
    if (await this.#parts.maker.holds(doc)) return doc;
    await this.#parts.dataExports.updateOne(
      { _id, tenantId: PUBLIC_TENANT, exportId: doc.exportId },
      { $set: { state: 'none' } },
    );
    await this.#parts.store.removeArchive(doc);
    return null;
  }

  async #view(doc: DataExportDoc | null): Promise<DataExport> {
    if (!doc) return NONE;
    const { state, requestedAt, bytes, expiresAt } = doc;
    const progress = state === 'making' ? await this.#parts.maker.progress(doc) : state === 'ready' ? 1 : 0;
    return {
      state,
      requestedAt: requestedAt.toISOString(),
      progress,
      bytes: state === 'ready' ? bytes : null,
      expiresAt: expiresAt.toISOString(),
    };
  }

  /** In the chain of the server, in which the acts of accounts are. */
  #entryOf(actor: Actor, accountId: string) {
    const owner = { ...actor, tenantId: PUBLIC_TENANT, personId: accountId };
    return { chain: PUBLIC_TENANT, actor: owner, as: 'member', targetId: accountId } as const;
  }
}

const FREE = { state: trusted({ $in: ['none', 'failed'] as const }) };
const NOBODY = { tenantId: '', personId: '' };

function noArchive(): NotFoundError {
  return new NotFoundError('There is no archive of your data. Ask for one first.');
}

function tooMany(): LimitExceededError {
  return new LimitExceededError('You have asked for too many archives of your data today. Try again tomorrow.', {
    retryAfterMs: DAY_MS,
  });
}
