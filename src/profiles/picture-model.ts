/** Stored pictures of people and communities. */
import { Schema } from 'mongoose';
import { exportedByFeature } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';

/** A picture. Its id is random, because anyone who knows the id can load the picture. */
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
  personal: {
    ownerId: person.deletesDocument,
    bytes: withDocument,
  },
  exported: exportedByFeature('pictures'),
  hotQueries: [
    { name: 'picture by id', filter: { _id: 'abc' } },
    { name: 'pictures of an owner', filter: { tenantId: 'public', ownerId: newId() } },
  ],
});
