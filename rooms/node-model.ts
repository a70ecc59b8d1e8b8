/** Stored nodes: the server processes that carry rooms, if several share a database. */
import { Schema } from 'mongoose';
import { defineModel, trusted } from '../src/database/models.ts';

export interface NodeDoc {
  /** A new id at each start. */
  _id: string;
  /** The address at which browsers reach this process directly. */
  url: string;
  /** 0 is empty; at 1 or more the node takes no new rooms. */
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
  hotQueries: [{ name: 'nodes that are alive', filter: { heartbeatAt: trusted({ $gte: new Date(0) }) } }],
});
