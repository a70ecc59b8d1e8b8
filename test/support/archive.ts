/**
 * Reads ZIP files in tests, from the list at their end, as programs do, and compares each entry with its header and checksum. Written
 * from the format (APPNOTE.TXT), not from `src/exports/zip.ts`.
 */
import { crc32, inflateRawSync } from 'node:zlib';

export type ArchiveEntries = ReadonlyMap<string, Buffer>;

/** The entries by their paths. @throws Error if the file is not a whole ZIP file */
export function readArchive(zip: Buffer): ArchiveEntries {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('The file has no end');
  const [count, listBytes, listAt] = [
    zip.readUInt16LE(end + 10),
    zip.readUInt32LE(end + 12),
    zip.readUInt32LE(end + 16),
  ];
  if (listAt + listBytes !== end) throw new Error('The list of entries is not where it should be');
  const entries = new Map<string, Buffer>();
  let at = listAt;
  for (let number = 0; number < count; number++) {
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes);
    if (entries.has(name)) throw new Error(`${name} is in the archive twice`);
    entries.set(name, contentOf(zip, at, name));
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  if (at !== end) throw new Error('The list of entries is longer than its entries');
  return entries;
}

/** A file of JSON; null if it is not in the archive. */
// biome-ignore lint/suspicious/noExplicitAny: tests read fields of every kind of file.
export function jsonIn(entries: ArchiveEntries, name: string): any {
  const bytes = entries.get(name);
  return bytes ? JSON.parse(bytes.toString()) : null;
}

function contentOf(zip: Buffer, at: number, name: string): Buffer {
  const [method, crc] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 16)];
  const [packedSize, size, offset] = [20, 24, 42].map((field) => zip.readUInt32LE(at + field)) as [
    number,
    number,
    number,
  ];
  if (zip.toString('latin1', offset, offset + 4) !== 'PK\x03\x04') throw new Error(`${name} has no header`);
  if (zip.readUInt32LE(offset + 14) !== crc || zip.readUInt32LE(offset + 18) !== packedSize) {
    throw new Error(`${name} has two different headers`);
  }
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const packed = zip.subarray(start, start + packedSize);
  const content = method === 8 ? inflateRawSync(packed) : packed;
  if (content.length !== size || crc32(content) !== crc) throw new Error(`${name} is damaged`);
  return content;
}
