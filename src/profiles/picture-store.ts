/** Stores pictures of people and communities: re-encoded, under a random id, one for each owner. */
import { randomBytes } from 'node:crypto';
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import { AVATAR_CONTENT_TYPE, type PictureMaker } from '../pictures/index.ts';
import { API_PREFIX } from '../protocol/routes.ts';
import type { PictureDoc } from './picture-model.ts';

/** Random bytes in a picture's id. Only the id protects the picture, so it must not be guessable. */
const ID_BYTES = 24;

export interface PictureStoreOptions {
  pictures: Model<PictureDoc>;
  pictureMaker: Pick<PictureMaker, 'avatar'>;
  clock: Clock;
}

/** The owner of a picture: `ownerId` is the id of a person or of a community. */
export interface PictureOwner {
  tenantId: string;
  ownerId: string;
}

export interface NewPicture<Owner> extends PictureOwner {
  file: Uint8Array;
  /** Who uploads it. */
  sender: Person;
  assign: (id: string) => Promise<Owner>;
}

export class PictureStore {
  readonly #pictures: Model<PictureDoc>;
  readonly #maker: Pick<PictureMaker, 'avatar'>;
  readonly #clock: Clock;

  constructor({ pictures, pictureMaker, clock }: PictureStoreOptions) {
    this.#pictures = pictures;
    this.#maker = pictureMaker;
    this.#clock = clock;
  }

  /**
   * Stores a new picture, lets `assign` write its id to the owner, then deletes the owner's earlier pictures.
   * Returns the result of `assign`. @throws InvalidInputError, UnavailableError as `PictureMaker.avatar`
   */
  async replace<Owner>({ tenantId, ownerId, file, sender, assign }: NewPicture<Owner>): Promise<Owner> {
    const bytes = await this.#maker.avatar(file, sender);
    const _id = randomBytes(ID_BYTES).toString('base64url');
    const createdAt = this.#clock.date();
    const contentType = AVATAR_CONTENT_TYPE;
    await this.#pictures.create({ _id, tenantId, ownerId, contentType, bytes, createdAt });
    const owner = await assign(_id);
    // This also deletes the pictures of earlier uploads that were interrupted.
    await this.#pictures.deleteMany({
      tenantId,
      ownerId,
      _id: trusted({ $ne: _id }),
      createdAt: trusted({ $lte: createdAt }),
    });
    return owner;
  }

  async remove({ tenantId, ownerId }: PictureOwner): Promise<void> {
    await this.#pictures.deleteMany({ tenantId, ownerId });
  }

  /** A picture by id. Pages load pictures without a token, so the tenant is unknown and is not checked. @throws NotFoundError */
  async get(pictureId: string): Promise<{ bytes: Uint8Array; contentType: string }> {
    const found = await this.#pictures.findById(pictureId, { bytes: 1, contentType: 1 }).lean();
    if (!found) throw new NotFoundError('This picture does not exist. It may have been replaced.');
    return { bytes: bufferOf(found.bytes), contentType: found.contentType };
  }
}

/** The path of a picture on this server; null without a picture. */
export function pictureUrl(pictureId: string | null): string | null {
  return pictureId && `${API_PREFIX}/avatars/${pictureId}`;
}

/** A lean read returns BSON's `Binary` instead of a `Buffer`. */
function bufferOf(bytes: Uint8Array | { buffer: Uint8Array }): Uint8Array {
  return bytes instanceof Uint8Array ? bytes : bytes.buffer;
}
