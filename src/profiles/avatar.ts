/** Converts an uploaded file into the stored picture: checks the type by content, then re-encodes only the pixels. */
import sharp from 'sharp';
import { InvalidInputError } from '../kernel/errors.ts';
import type { LimitedWork } from '../kernel/limited-work.ts';

const SIDE_PIXELS = 256;
export const AVATAR_CONTENT_TYPE = 'image/webp';

/** Many uploads at once must not take the memory and threads that the rest of the process needs. */
sharp.cache(false);
sharp.concurrency(1);

const NOT_A_PICTURE = 'The server cannot read this file as a picture. Choose a JPEG, PNG, WebP, GIF or AVIF.';

export class AvatarMaker {
  readonly #work: LimitedWork;
  readonly #maxPixels: number;

  constructor({ work, maxPixels }: { work: LimitedWork; maxPixels: number }) {
    this.#work = work;
    this.#maxPixels = maxPixels;
  }

  /**
   * Returns a square WebP of 256 pixels: the first frame, rotated upright. Only the pixels of the file are kept, so location
   * and camera data are lost, and a file that is also something else (a polyglot) becomes a plain picture.
   * @throws InvalidInputError `not_a_picture`, `picture_too_large`
   */
  make(bytes: Uint8Array): Promise<Buffer> {
    // Check the type before a decoder reads the file: some decoders, for example for SVG, do more than decode.
    if (!isKnownPicture(bytes)) throw new InvalidInputError('not_a_picture', NOT_A_PICTURE);
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
      // Every decoder error is caused by the file, so it is an error of the input.
      const isTooLarge = error instanceof Error && error.message.includes('pixel limit');
      if (!isTooLarge) throw new InvalidInputError('not_a_picture', NOT_A_PICTURE, { cause: error });
      const message = `The picture has more than ${this.#maxPixels} pixels. Choose a smaller one.` as const;
      throw new InvalidInputError('picture_too_large', message, { cause: error });
    }
  }
}

/** Compares the first bytes with https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern. */
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
