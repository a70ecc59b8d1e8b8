/** Decodes uploaded pictures and draws pictures with text, within limits on time, memory and each person's share. */

import type { Limits } from '../kernel/config.ts';
import { InvalidInputError, type Sentence, UnavailableError } from '../kernel/errors.ts';
import { LimitedWork, type Share } from '../kernel/limited-work.ts';
import type { Person } from '../kernel/person.ts';
import { isKnownPicture, jpegScans } from './picture-file.ts';
import { PictureProcess, PictureProcessEnded } from './picture-process.ts';
import type { PictureTask } from './picture-task.ts';

export const AVATAR_CONTENT_TYPE = 'image/webp';

const NOT_A_PICTURE = 'The server cannot read this file as a picture. Choose a JPEG, PNG, WebP, GIF or AVIF.';
/** Programs write at most about 20. */
const MAX_JPEG_SCANS = 64;

export interface PictureMakerOptions {
  limits: Pick<
    Limits,
    'avatarPixels' | 'pictureMs' | 'pictureIdleMs' | 'pictureQueue' | 'pictureQueuePerPerson' | 'drawingQueue'
  >;
  /** The folder with the fonts of the machine in a `fonts.conf`. Tests replace it. */
  systemFonts?: string | undefined;
}

export class PictureMaker {
  readonly #options: PictureMakerOptions;
  /** One picture at a time: two decoders would need twice the memory. */
  readonly #work: LimitedWork;
  #process: PictureProcess | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: PictureMakerOptions) {
    this.#options = options;
    this.#work = new LimitedWork({ atOnce: 1, maxWaiting: options.limits.pictureQueue });
  }

  /**
   * Returns a square WebP, as `toAvatar`. People take turns, so that nobody waits for all uploads of another person.
   * @throws InvalidInputError `not_a_picture`, `picture_too_large`; UnavailableError if too many pictures are waiting, or the
   * picture process does not start
   */
  async avatar(bytes: Uint8Array, { tenantId, personId }: Person): Promise<Buffer> {
    const { avatarPixels, pictureQueuePerPerson } = this.#options.limits;
    // Check the type before a decoder reads the file.
    if (!isKnownPicture(bytes)) throw new InvalidInputError('not_a_picture', NOT_A_PICTURE);
    if (jpegScans(bytes, MAX_JPEG_SCANS) === MAX_JPEG_SCANS) throw tooLarge('It has too many layers.');
    const share = { of: `${tenantId}:${personId}`, maxWaiting: pictureQueuePerPerson };
    return this.#make({ kind: 'avatar', bytes, maxPixels: avatarPixels }, share).catch((error: unknown) => {
      // A decoder that crashes or takes too long does so because of the file.
      if (!(error instanceof PictureProcessEnded)) throw error;
      if (error.isLate) throw tooLarge('It takes too long to read.', error);
      throw new InvalidInputError('not_a_picture', NOT_A_PICTURE, { cause: error });
    });
  }

  /** Returns a PNG. All drawings together have the share of one person. @throws UnavailableError */
  drawing(svg: string): Promise<Buffer> {
    const share = { of: 'drawings', maxWaiting: this.#options.limits.drawingQueue };
    return this.#make({ kind: 'drawing', svg }, share).catch((error: unknown) => {
      if (!(error instanceof PictureProcessEnded)) throw error;
      throw new UnavailableError('The picture could not be drawn. Try again in a moment.', { cause: error });
    });
  }

  /** Ends the picture process. Idempotent. */
  close(): void {
    clearTimeout(this.#idle);
    this.#process?.close();
    this.#process = null;
  }

  #make(task: PictureTask, share: Share): Promise<Buffer> {
    return this.#work.run(async () => {
      const answer = await this.#run(task);
      switch (answer.kind) {
        case 'picture':
          return Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength);
        case 'too_many_pixels':
          throw tooLarge(`It has more than ${this.#options.limits.avatarPixels} pixels.`);
        case 'unreadable':
          throw new InvalidInputError('not_a_picture', NOT_A_PICTURE, { cause: new Error(answer.detail) });
        case 'ready':
          throw new Error('The picture process started twice');
      }
    }, share);
  }

  async #run(task: PictureTask) {
    const { pictureMs, pictureIdleMs } = this.#options.limits;
    clearTimeout(this.#idle);
    if (!this.#process?.isRunning) {
      this.#process = PictureProcess.start({ taskMs: pictureMs, systemFonts: this.#options.systemFonts });
    }
    try {
      return await this.#process.run(task);
    } finally {
      this.#idle = setTimeout(() => this.close(), pictureIdleMs).unref();
    }
  }
}

function tooLarge(why: Sentence, cause?: Error): InvalidInputError {
  const message = `The picture is too large. ${why} Choose a smaller one.` as const;
  return new InvalidInputError('picture_too_large', message, { cause });
}
