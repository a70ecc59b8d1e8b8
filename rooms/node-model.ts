/** Nodes as they are stored: the server processes that carry rooms, where several share a database. */
import { Schema } from 'mongoose';
import { defineModel, trusted } from '../src/database/models.ts';

export interface NodeDoc {
  /** Made anew at each start. */
  _id: string;
  /** Where browsers reach this very process. */
  url: string;
  /** How full it is: 0 is empty, 1 takes no new rooms. */
  load: number;
  heartbeatAt: Date;
}

const schema = new Schema<NodeDoc>({
  _id: { type: String, required: true },
  url: { type: String, required: true },
  load: { type: Number, required: true },
  heartbeatAt: { type: Date, required: true },
});
schema.index({ heartbeatAt: 1 });

export const nodeModel = defineModel<NodeDoc>({
  name: 'MediaNode',
  collection: 'mediaNodes',
  schema,
  hotQueries: [{ name: 'nodes that live', filter: { heartbeatAt: trusted({ $gte: new Date(0) }) } }],
});
