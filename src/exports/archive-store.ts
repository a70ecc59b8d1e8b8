/** The stored entries of archives, and the ZIP file that they make. */
import type { Model } from 'mongoose';
import { insertOnce } from '../database/insert-once.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { DataExportDoc, DataExportPartDoc, Place } from './data-export-model.ts';
import { directory, directoryLength, lengthOf, localHeader, packed, unpacked, type ZipEntry } from './zip.ts';

/** A file to add. */
export interface ArchiveFile {
  name: string;
  bytes: Buffer;
  /** Set for pictures. */
  isPacked?: boolean;
}

type Of = Pick<DataExportDoc, '_id' | 'exportId' | 'requestedAt' | 'expiresAt'>;
/** An entry without its bytes. */
export type StoredEntry = ZipEntry & Pick<DataExportPartDoc, 'number'>;

export class ArchiveStore {
  readonly #parts: Model<DataExportPartDoc>;

  constructor(parts: Model<DataExportPartDoc>) {
    this.#parts = parts;
  }

  /** The number of the next entry and where it begins; a place of null: the archive is complete. Null before the first entry. */
  async end({ exportId }: Pick<Of, 'exportId'>): Promise<{ number: number; place: Place | null } | null> {
    const [last] = await this.#parts
      .find({ tenantId: PUBLIC_TENANT, exportId }, { number: 1, next: 1 })
      .sort({ number: -1 })
      .limit(1)
      .lean();
    return last ? { number: last.number + 1, place: last.next } : null;
  }

  /** Adds an entry. If another process has added one with this number, that one stays. */
  async add({ _id: accountId, exportId, expiresAt }: Of, number: number, file: ArchiveFile, next: Place | null) {
    const { entry, body } = await packed(file.name, file.bytes, { isPacked: file.isPacked ?? false });
    const id = `${exportId}:${number}`;
    const owner = { tenantId: PUBLIC_TENANT, accountId, exportId, expiresAt };
    await insertOnce(this.#parts, { _id: id, ...owner, number, ...entry, body, next });
  }

  /** The entries without their bytes, in order. */
  async entries({ exportId }: Pick<Of, 'exportId'>): Promise<StoredEntry[]> {
    const wanted = { number: 1, name: 1, isDeflated: 1, crc: 1, size: 1, packedSize: 1 } as const;
    return this.#parts.find({ tenantId: PUBLIC_TENANT, exportId }, wanted).sort({ number: 1 }).lean<StoredEntry[]>();
  }

  /** The bytes of an entry. */
  async read({ exportId }: Pick<Of, 'exportId'>, entry: StoredEntry): Promise<Buffer> {
    return unpacked(entry, await this.#body(exportId, entry.number));
  }

  /** The size of the ZIP file. */
  sizeOf(entries: readonly ZipEntry[]): number {
    return entries.reduce((sum, entry) => sum + lengthOf(entry), directoryLength(entries));
  }

  /** The bytes of the ZIP file from `from` up to `to`, both inclusive. One entry at a time is in memory. */
  async *bytes({ exportId, requestedAt }: Of, entries: readonly StoredEntry[], from: number, to: number) {
    let start = 0;
    for (const entry of entries) {
      const end = start + lengthOf(entry);
      if (end > from && start <= to) {
        const whole = Buffer.concat([localHeader(entry, requestedAt), await this.#body(exportId, entry.number)]);
        yield whole.subarray(Math.max(0, from - start), Math.min(whole.length, to + 1 - start));
      }
      start = end;
    }
    const list = directory(entries, requestedAt);
    if (start <= to) yield list.subarray(Math.max(0, from - start), Math.min(list.length, to + 1 - start));
  }

  /** Removes all archives of the account. */
  async remove(accountId: string): Promise<void> {
    await this.#parts.deleteMany({ tenantId: PUBLIC_TENANT, accountId });
  }

  /** Removes one archive. */
  async removeArchive({ exportId }: Pick<Of, 'exportId'>): Promise<void> {
    await this.#parts.deleteMany({ tenantId: PUBLIC_TENANT, exportId });
  }

  /** @throws Error if the archive was removed while it was read */
  async #body(exportId: string, number: number): Promise<Buffer> {
    const found = await this.#parts.findOne({ tenantId: PUBLIC_TENANT, exportId, number }, { body: 1 }).lean();
    if (!found) throw new Error('The archive was removed while it was read');
    // Without Mongoose's casts, the driver returns its own type for binary data.
    return Buffer.isBuffer(found.body) ? found.body : Buffer.from((found.body as { buffer: Uint8Array }).buffer);
  }
}
