/** The stored neighbours of each tag of a tenant, computed by a job and shared by all processes. */
import { Schema } from 'mongoose';
import { namesNobody } from '../database/exported-fields.ts';
import { idField } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { impersonal, kept } from '../database/personal-fields.ts';
import type { TagNeighbour } from './tag-neighbours.ts';

export interface TagNeighbourDoc {
  _id: string;
  tenantId: string;
  tag: string;
  neighbours: TagNeighbour[];
  updatedAt: Date;
}

const schema = new Schema<TagNeighbourDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  tag: { type: String, required: true },
  neighbours: { type: [new Schema<TagNeighbour>({ tag: String, weight: Number }, { _id: false })], required: true },
  updatedAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, tag: 1 }, { unique: true });
schema.index({ tenantId: 1, updatedAt: 1 });

const tenantId = 'public';

export const tagNeighbourModel = defineModel<TagNeighbourDoc>({
  name: 'TagNeighbour',
  collection: 'tagneighbours',
  schema,
  personal: {
    tag: kept('Counts of the tags that people use together, which name nobody.', 'until the next count'),
    neighbours: impersonal,
  },
  exported: namesNobody,
  hotQueries: [
    { name: 'the neighbours of a person’s tags', filter: { tenantId, tag: trusted({ $in: ['rust'] }) } },
    { name: 'outdated neighbours', filter: { tenantId, updatedAt: trusted({ $lt: new Date() }) } },
  ],
});
