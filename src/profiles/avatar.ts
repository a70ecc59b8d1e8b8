/** From an uploaded file to the picture that is kept: recognised by its content, made anew from its pixels alone. */
import sharp from 'sharp';
import { InvalidInputError } from '../kernel/errors.ts';
import type { LimitedWork } from '../kernel/limited-work.ts';

const SIDE_PIXELS = 256;
export const AVATAR_CONTENT_TYPE = 'image/webp';

/** A flood of pictures must not push out what the rest of the process needs. */
sharp.cache(false);
sharp.concurrency(1);

const EXPECTED = 'The file is not a picture that can be read. Choose a JPEG, PNG, WebP, GIF or AVIF.';

export class AvatarMaker {
  readonly #work: LimitedWork;
  readonly #maxPixels: number;

  constructor({ work, maxPixels }: { work: LimitedWork; maxPixels: number }) {
    this.#work = work;
    this.#maxPixels = maxPixels;
  }

  /**
   * A square WebP of 256 pixels, turned upright, of the first frame. Nothing of the file but its pixels is kept: no place
   * or camera data, and no second meaning of a file that is two things at once.
   * @throws InvalidInputError for anything that is not a whole picture of a kind we take.
   */
  make(bytes: Uint8Array): Promise<Buffer> {
    // Decided here, before any decoder sees the file: some of them, as for SVG, do more than decode.
    if (!isKnownPicture(bytes)) throw new InvalidInputError('not_a_picture', EXPECTED);
    return this.#work.run(() => this.#convert(bytes));
  }

  async #convert(bytes: Uint8Array): Promise<Buffer> {
    const options = { limitInputPixels: this.#maxPixels, failOn: 'error', pages: 1, sequentialRead: true } as const;
    try {
      return await sharp(bytes, options)
        .rotate()
        .resize(SIDE_PIXELS, SIDE_PIXELS, { fit: 'cover', position: 'attention' })
        .toColourspace('srgb')
        .webp({ quality: 82 })
        .toBuffer();
    } catch (error) {
      // Whatever the decoder says, it is the file that does not fit.
      const isTooLarge = error instanceof Error && error.message.includes('pixel limit');
      if (!isTooLarge) throw new InvalidInputError('not_a_picture', EXPECTED, { cause: error });
      const message = `The picture has more than ${this.#maxPixels} pixels. Choose a smaller one.` as const;
      throw new InvalidInputError('picture_too_large', message, { cause: error });
    }
  }
}

/** By the first bytes, as https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern has them. */
function isKnownPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 32)).toString('latin1');
  return (
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    /^GIF8[79]a/.test(head) ||
    /^RIFF.{4}WEBP/s.test(head) ||
    /^.{4}ftyp(?:avif|avis)/s.test(head)
  );
}
