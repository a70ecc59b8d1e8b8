/**
 * A picture in a few hundred bytes: its greys, greatly reduced, without what varies by design. It shows that a screen has changed,
 * and is small enough to be kept in the repository.
 */
import { readFile } from 'node:fs/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import sharp, { type OverlayOptions } from 'sharp';

/** A button is still several cells wide. */
const CELLS_WIDE = 32;
/** One step of sixteen may come from rounding. */
const GREY_STEP = 16;
const STEPS_APART = 2;
/** More cells than a date that has become longer. */
const MOST_DIFFERENT = 0.02;

export interface Fingerprint {
  width: number;
  greys: Uint8Array;
}

/** `path` is without its ending. */
export async function fingerprintOf(path: string): Promise<Fingerprint> {
  const masked = await sharp(`${path}.png`)
    .composite(await masksOf(path))
    .png()
    .toBuffer();
  const { data, info } = await sharp(masked)
    .flatten()
    .greyscale()
    .resize({ width: CELLS_WIDE, kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const greys = Uint8Array.from({ length: info.width * info.height }, (_, at) =>
    Math.floor((data[at * info.channels] ?? 0) / GREY_STEP),
  );
  return { width: info.width, greys };
}

/** The share of cells that differ; 1 if the sizes do. */
export function difference(a: Fingerprint, b: Fingerprint): number {
  if (a.width !== b.width || a.greys.length !== b.greys.length) return 1;
  const differing = a.greys.filter((grey, at) => Math.abs(grey - (b.greys[at] ?? 0)) >= STEPS_APART);
  return differing.length / a.greys.length;
}

export function hasChanged(a: Fingerprint, b: Fingerprint): boolean {
  return difference(a, b) > MOST_DIFFERENT;
}

export function encode({ width, greys }: Fingerprint): string {
  return `${width}:${deflateRawSync(greys, { level: 9 }).toString('base64')}`;
}

export function decode(text: string): Fingerprint {
  const [width, data = ''] = text.split(':');
  return { width: Number(width), greys: new Uint8Array(inflateRawSync(Buffer.from(data, 'base64'))) };
}

/** Grey rectangles over what varies. The test has written where it is. */
async function masksOf(path: string): Promise<OverlayOptions[]> {
  const text = await readFile(`${path}.json`, 'utf8').catch(() => '[]');
  const { width: maxWidth, height: maxHeight } = await sharp(`${path}.png`).metadata();
  return (JSON.parse(text) as [number, number, number, number][]).flatMap(([x, y, w, h]) => {
    const [left, top] = [Math.max(0, x), Math.max(0, y)];
    const [width, height] = [Math.min(maxWidth, x + w) - left, Math.min(maxHeight, y + h) - top];
    if (width < 1 || height < 1) return [];
    return [{ left, top, input: { create: { width, height, channels: 3 as const, background: '#888' } } }];
  });
}
