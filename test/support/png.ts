/** PNG files whose header and pixels may disagree, and JPEG files with any number of scans. No encoder writes them. */
import { crc32, deflateSync } from 'node:zlib';

export interface PngSize {
  width: number;
  height: number;
  /** What the header says instead. */
  declared?: { width: number; height: number };
  /** Chunks before the pixels. */
  chunks?: readonly Buffer[];
}

/** A black PNG. */
export function pngOf({ width, height, declared = { width, height }, chunks = [] }: PngSize): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(declared.width, 0);
  header.writeUInt32BE(declared.height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', deflateSync(Buffer.alloc((1 + width * 3) * height), { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A grey progressive JPEG: one scan of all blocks, then scans that change nothing. */
export function jpegOf({ width, height, scans }: { width: number; height: number; scans: number }): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  // Codes of one bit: the only symbol is 0 (no difference), or 0xE0 (the next 16,384 blocks and more have no coefficients).
  const oneCode = (kind: number, symbol: number) => segment(0xc4, [kind, 1, ...new Array(15).fill(0), symbol]);
  const first = Buffer.concat([segment(0xda, [1, 1, 0, 0, 0, 0]), Buffer.alloc(Math.ceil(blocks / 8))]);
  const runs = `0${'1'.repeat(14)}`.repeat(Math.ceil(blocks / 32_767));
  const bytes = (runs.padEnd(Math.ceil(runs.length / 8) * 8, '1').match(/.{8}/g) ?? []).map((byte) =>
    parseInt(byte, 2),
  );
  const stuffed = bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]));
  const empty = Buffer.concat([segment(0xda, [1, 1, 0, 1, 63, 0]), Buffer.from(stuffed)]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, [0, ...new Array(64).fill(1)]),
    segment(0xc2, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    oneCode(0x00, 0),
    oneCode(0x10, 0xe0),
    first,
    ...new Array(scans - 1).fill(empty),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function segment(marker: number, data: number[]): Buffer {
  const length = data.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...data]);
}
