/** Converts an uploaded file into the stored picture. Runs in the picture process. */
import sharp from 'sharp';

const SIDE_PIXELS = 256;
/** Only the middle of a longer picture is looked at. */
const MAX_PROPORTION = 4;
/** For one pixel of the limit: eight bits of red, green, blue and opacity. */
const BYTES_PER_PIXEL = 4;

/** The picture has more pixels, or takes more memory, than allowed. */
export class TooManyPixels extends Error {}

/**
 * Returns a square WebP: the first frame, rotated upright and cropped to what attracts attention. Only the pixels of the file
 * are kept, so location and camera data are lost, and a file that is also something else (a polyglot) becomes a plain picture.
 *
 * A picture is cropped before it is resized and is never enlarged: work and memory follow the pixels of the file, whatever its
 * proportion. The side is 256 pixels, or the shorter side of a smaller picture.
 * @throws TooManyPixels, or the decoder's error
 */
export async function toAvatar(bytes: Uint8Array, maxPixels: number): Promise<Buffer> {
  const options = { limitInputPixels: maxPixels, failOn: 'error', pages: 1, sequentialRead: true } as const;
  const { autoOrient, channels, depth } = await sharp(bytes, options).metadata().catch(asTooManyPixels);
  const { width, height } = autoOrient;
  if (width * height * channels * bytesOf(depth) > maxPixels * BYTES_PER_PIXEL) throw new TooManyPixels();
  const shorter = Math.min(width, height);
  const side = Math.min(SIDE_PIXELS, shorter);
  return sharp(bytes, options)
    .autoOrient()
    .extract(middleOf({ width, height }, shorter * MAX_PROPORTION))
    .resize(side, side, { fit: 'cover', position: 'attention' })
    .toColourspace('srgb')
    .webp({ quality: 82 })
    .toBuffer();
}

function middleOf(size: { width: number; height: number }, longest: number) {
  const [width, height] = [Math.min(size.width, longest), Math.min(size.height, longest)];
  return { left: Math.floor((size.width - width) / 2), top: Math.floor((size.height - height) / 2), width, height };
}

function bytesOf(depth: string): number {
  return /short/.test(depth) ? 2 : /char/.test(depth) ? 1 : 8;
}

function asTooManyPixels(error: unknown): never {
  if (error instanceof Error && error.message.includes('pixel limit')) throw new TooManyPixels();
  throw error;
}
