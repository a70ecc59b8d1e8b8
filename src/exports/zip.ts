/**
 * ZIP files (APPNOTE.TXT 6.3.10) without ZIP64: each entry is packed before it is stored, so its sizes are known and its header
 * needs no second pass. Why no library is used: `docs/decisions/0035-export-of-my-data.md`.
 */
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';

/** The largest archive and the most entries that a ZIP file without ZIP64 can have. */
export const ZIP_MAX_BYTES = 0xffff_ffff;
export const ZIP_MAX_ENTRIES = 0xffff;

export interface ZipEntry {
  /** The path in the archive, with `/`. */
  name: string;
  isDeflated: boolean;
  crc: number;
  /** Bytes before and after packing. */
  size: number;
  packedSize: number;
}

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const LOCAL_BYTES = 30;
const DIRECTORY_BYTES = 46;
const END_BYTES = 22;
/** Version 2.0: folders and deflate. */
const VERSION = 20;
/** Made on Unix, so that programs read the permissions below. */
const MADE_ON_UNIX = (3 << 8) | VERSION;
/** A regular file that its owner may write and everyone may read. */
const PERMISSIONS = 0o100644 << 16;
/** The name is in UTF-8. */
const UTF8 = 0x0800;
const DEFLATED = 8;
const STORED = 0;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Packs the bytes of one entry. What is packed already, such as a picture, is only stored. */
export async function packed(name: string, bytes: Buffer, { isPacked = false } = {}) {
  const body = isPacked ? bytes : ((await deflate(bytes)) as Buffer);
  const entry: ZipEntry = {
    name,
    isDeflated: !isPacked,
    crc: crc32(bytes),
    size: bytes.length,
    packedSize: body.length,
  };
  return { entry, body };
}

export async function unpacked({ isDeflated }: ZipEntry, body: Buffer): Promise<Buffer> {
  return isDeflated ? ((await inflate(body)) as Buffer) : body;
}

/** What precedes the bytes of an entry. */
export function localHeader(entry: ZipEntry, at: Date): Buffer {
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(LOCAL_BYTES);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(VERSION, 4);
  writeShared(header, 6, entry, at);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

/** The length of an entry with its header. */
export function lengthOf({ name, packedSize }: ZipEntry): number {
  return LOCAL_BYTES + Buffer.byteLength(name) + packedSize;
}

/** The end of the archive: the list of all entries, in the order in which they are in it. */
export function directory(entries: readonly ZipEntry[], at: Date): Buffer {
  const headers: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    headers.push(directoryHeader(entry, at, offset));
    offset += lengthOf(entry);
  }
  const list = Buffer.concat(headers);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([list, end]);
}

/** The length of `directory`. */
export function directoryLength(entries: readonly ZipEntry[]): number {
  return entries.reduce((sum, { name }) => sum + DIRECTORY_BYTES + Buffer.byteLength(name), END_BYTES);
}

function directoryHeader(entry: ZipEntry, at: Date, offset: number): Buffer {
  const name = Buffer.from(entry.name);
  const header = Buffer.alloc(DIRECTORY_BYTES);
  header.writeUInt32LE(DIRECTORY_HEADER, 0);
  header.writeUInt16LE(MADE_ON_UNIX, 4);
  header.writeUInt16LE(VERSION, 6);
  writeShared(header, 8, entry, at);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(PERMISSIONS >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

/** The fields that both headers have in the same order. */
function writeShared(header: Buffer, from: number, { isDeflated, crc, size, packedSize }: ZipEntry, at: Date): void {
  header.writeUInt16LE(UTF8, from);
  header.writeUInt16LE(isDeflated ? DEFLATED : STORED, from + 2);
  header.writeUInt32LE(dosTime(at), from + 4);
  header.writeUInt32LE(crc, from + 8);
  header.writeUInt32LE(packedSize, from + 12);
  header.writeUInt32LE(size, from + 16);
}

/** Date and time as MS-DOS stored them, in UTC. They begin in 1980 and count two seconds as one. */
function dosTime(at: Date): number {
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
