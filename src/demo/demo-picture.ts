/** Profile pictures for the demo: small patterns with mirror symmetry, different for each handle. */
import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** The number of cells in each direction. */
const CELLS = 6;
const CELL_PIXELS = 24;
const SIDE = CELLS * CELL_PIXELS;

type Colour = readonly [red: number, green: number, blue: number];

const PAPER: Colour = [251, 247, 240];
const INKS: readonly Colour[] = [
  [201, 64, 31],
  [79, 112, 66],
  [47, 79, 138],
  [176, 122, 42],
  [122, 74, 110],
  [58, 120, 124],
];

/** Returns the pattern for this handle as a PNG. */
export function demoPicture(handle: string): Uint8Array {
  const bits = createHash('sha256').update(handle).digest();
  const ink = INKS[(bits[31] ?? 0) % INKS.length] ?? PAPER;
  const rows = Array.from({ length: SIDE }, (_, y) => Buffer.from([NO_FILTER, ...rowOf(bits, ink, y)]));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header()),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const NO_FILTER = 0;

function rowOf(bits: Buffer, ink: Colour, y: number): number[] {
  return Array.from({ length: SIDE }, (_, x) => (isInked(bits, cellOf(x), cellOf(y)) ? ink : PAPER)).flat();
}

function cellOf(pixel: number): number {
  return Math.floor(pixel / CELL_PIXELS);
}

function isInked(bits: Buffer, column: number, row: number): boolean {
  const mirrored = Math.min(column, CELLS - 1 - column);
  return (bits[row * CELLS + mirrored] ?? 0) % 2 === 1;
}

/** Width, height, eight bits per channel, RGB. https://www.w3.org/TR/png-3/#11IHDR */
function header(): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(SIDE, 0);
  data.writeUInt32BE(SIDE, 4);
  data.set([8, 2, 0, 0, 0], 8);
  return data;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
