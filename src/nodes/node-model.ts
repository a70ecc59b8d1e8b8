/** Stored nodes: the server processes that share a database. */
import { Schema } from 'mongoose';
import { namesNobody } from '../database/exported-fields.ts';
import { defineModel } from '../database/models.ts';
import { impersonal } from '../database/personal-fields.ts';

export interface NodeDoc {
  /** A new id at each start. */
  _id: string;
  /** The address at which browsers reach this process directly. */
  url: string;
  /** How full it is with voice: 0 is empty; at 1 or more the node takes no new rooms. */
  load: number;
  /** Whether it carries rooms: it listens, and is not about to stop. */
  isServing: boolean;
  /** The prefix in Redis under which it exchanges events; null if it exchanges none. */
  relay: string | null;
  /** Whether events of this process wait, because it cannot write them to Redis. */
  isBehind: boolean;
  /** By the clock of the database, like `heartbeatAt`: the clocks of processes may differ. */
  startedAt: Date;
  heartbeatAt: Date;
}

const schema = new Schema<NodeDoc>({
  _id: { type: String, required: true },
  url: { type: String, required: true },
  load: { type: Number, required: true },
  isServing: { type: Boolean, required: true },
  relay: { type: String, default: null },
  isBehind: { type: Boolean, required: true },
  startedAt: { type: Date, required: true },
  heartbeatAt: { type: Date, required: true },
});

/** All nodes are read together: there are a few. */
export const nodeModel = defineModel<NodeDoc>({
  name: 'Node',
  collection: 'nodes',
  schema,
  personal: { url: impersonal, relay: impersonal },
  exported: namesNobody,
  hotQueries: [],
});
