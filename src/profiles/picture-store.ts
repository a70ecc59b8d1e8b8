/** Pictures of people and communities: made anew, kept under a random id, one for each owner. */
import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { API_PREFIX } from '../protocol/routes.ts';
import { AVATAR_CONTENT_TYPE, type AvatarMaker } from './avatar.ts';
import type { PictureDoc } from './picture-model.ts';

/** Bytes of a picture's id: it is the only thing that keeps the picture from strangers. */
const ID_BYTES = 24;

export interface PictureStoreOptions {
  pictures: Model<PictureDoc>;
  avatarMaker: AvatarMaker;
  clock: Clock;
}

/** Whose picture it is: the id of a person or of a community. */
export interface PictureOwner {
  tenantId: string;
  ownerId: string;
}

export class PictureStore {
  readonly #pictures: Model<PictureDoc>;
  readonly #maker: AvatarMaker;
  readonly #clock: Clock;

  constructor({ pictures, avatarMaker, clock }: PictureStoreOptions) {
    this.#pictures = pictures;
    this.#maker = avatarMaker;
    this.#clock = clock;
  }

  /**
   * Keeps a new picture; `show` writes its id where the owner is shown by it, and only then the pictures before it go.
   * @throws InvalidInputError for a file that is no picture
   */
  async replace<Shown>({ tenantId, ownerId }: PictureOwner, file: Uint8Array, show: (id: string) => Promise<Shown>) {
    const bytes = await this.#maker.make(file);
    const _id = randomBytes(ID_BYTES).toString('base64url');
    const createdAt = this.#clock.date();
    const contentType = AVATAR_CONTENT_TYPE;
    await this.#pictures.create({ _id, tenantId, ownerId, contentType, bytes, createdAt });
    const shown = await show(_id);
    // Whatever an earlier upload left behind goes too, should it have been cut short.
    await this.#pictures.deleteMany({
      tenantId,
      ownerId,
      _id: trusted({ $ne: _id }),
      createdAt: trusted({ $lte: createdAt }),
    });
    return shown;
  }

  async remove({ tenantId, ownerId }: PictureOwner): Promise<void> {
    await this.#pictures.deleteMany({ tenantId, ownerId });
  }

  /** A picture, for whoever knows its id: pages load pictures without a token, so no tenant is known here. */
  async get(pictureId: string): Promise<{ bytes: Uint8Array; contentType: string }> {
    const found = await this.#pictures.findById(pictureId, { bytes: 1, contentType: 1 }).lean();
    if (!found) throw new NotFoundError('This picture does not exist. It may have been replaced.');
    return { bytes: bufferOf(found.bytes), contentType: found.contentType };
  }
}

/** Where a picture is loaded from, below the address of the server. */
export function pictureUrl(pictureId: string | null): string | null {
  return pictureId && `${API_PREFIX}/avatars/${pictureId}`;
}

/** A lean read gives BSON's own kind of bytes. */
function bufferOf(bytes: Uint8Array | { buffer: Uint8Array }): Uint8Array {
  return bytes instanceof Uint8Array ? bytes : bytes.buffer;
}
