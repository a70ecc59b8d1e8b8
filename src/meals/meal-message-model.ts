/** When a host last sent messages to all people of a meal. One document for each host and meal: its count is one atomic step. */
import { Schema } from 'mongoose';
import { defineModel } from '../database/models.ts';

export interface MealMessagesDoc {
  /** `meal:person`. */
  _id: string;
  tenantId: string;
  personId: string;
  /** Oldest first, at most as many as the limit of a day. */
  sentAt: Date[];
  lastAt: Date;
}

const DAY_SECONDS = 24 * 3_600;

const schema = new Schema<MealMessagesDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  sentAt: { type: [Date], required: true },
  lastAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 });
schema.index({ lastAt: 1 }, { expireAfterSeconds: DAY_SECONDS });

export const mealMessagesModel = defineModel<MealMessagesDoc>({
  name: 'MealMessages',
  collection: 'mealmessages',
  schema,
  hotQueries: [
    { name: 'what a host sent to a meal', filter: { _id: 'x:y' } },
    { name: 'what a host sent', filter: { tenantId: 'public', personId: 'y' } },
  ],
});
