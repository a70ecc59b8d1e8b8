/** Stored blocks: who blocked whom. A block works in both directions. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';

export interface BlockDoc {
  _id: string;
  tenantId: string;
  blockerId: string;
  blockedId: string;
  createdAt: Date;
}

const schema = new Schema<BlockDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  blockerId: { type: String, required: true },
  blockedId: { type: String, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, blockerId: 1, blockedId: 1 }, { unique: true });
schema.index({ tenantId: 1, blockedId: 1, blockerId: 1 });
schema.index({ tenantId: 1, blockerId: 1, createdAt: -1, _id: -1 });

const tenantId = 'public';
const personId = newId();

export const blockModel = defineModel<BlockDoc>({
  name: 'Block',
  collection: 'blocks',
  schema,
  hotQueries: [
    { name: 'people whom a person blocked', filter: { tenantId, blockerId: personId } },
    { name: 'people who blocked a person', filter: { tenantId, blockedId: personId } },
    {
      name: 'my blocks, newest first',
      filter: { tenantId, blockerId: personId },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
  ],
});
