/** The pictures of people and communities. */
import { Schema } from 'mongoose';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

/** A picture. Its id is random because it is what protects the picture: everyone who knows the id may load it. */
export interface PictureDoc {
  _id: string;
  tenantId: string;
  /** The id of a person or of a community. */
  ownerId: string;
  contentType: string;
  bytes: Buffer;
  createdAt: Date;
}

const pictureSchema = new Schema<PictureDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  ownerId: { type: String, required: true },
  contentType: { type: String, required: true },
  bytes: { type: Buffer, required: true },
  createdAt: { type: Date, required: true },
});
pictureSchema.index({ tenantId: 1, ownerId: 1 });

export const pictureModel = defineModel<PictureDoc>({
  name: 'Picture',
  collection: 'pictures',
  schema: pictureSchema,
  hotQueries: [
    { name: 'a picture', filter: { _id: 'abc' } },
    { name: 'the pictures of an owner', filter: { tenantId: 'public', ownerId: newId() } },
  ],
});
