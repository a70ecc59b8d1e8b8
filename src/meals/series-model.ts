/** Repeating meals as they are stored: what the next one is made from. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import type { MealEvery } from '../protocol/meals.ts';
import { type MealWords, wordsFields } from './meal-model.ts';

/** When the meals of a series are, by the clock on the wall of its zone. */
export interface SeriesTimes {
  every: MealEvery;
  timeZone: string;
  /** The local moment of meal number `anchorIndex`, such as 2026-04-03T19:00; the others are counted from it. */
  anchor: string;
  anchorIndex: number;
  minutes: number;
}

export interface SeriesDoc extends SeriesTimes {
  _id: string;
  tenantId: string;
  hostId: string;
  circle: string | null;
  words: MealWords;
  /** The first number that is not made any more; null while it goes on. */
  endsBefore: number | null;
}

const schema = new Schema<SeriesDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  hostId: { type: String, required: true },
  circle: { type: String, default: null },
  words: { type: new Schema(wordsFields, { _id: false }), required: true },
  every: { type: String, required: true },
  timeZone: { type: String, required: true },
  anchor: { type: String, required: true },
  anchorIndex: { type: Number, required: true },
  minutes: { type: Number, required: true },
  endsBefore: { type: Number, default: null },
});
schema.index({ tenantId: 1, hostId: 1 });
schema.index({ tenantId: 1, circle: 1 });

export const mealSeriesModel = defineModel<SeriesDoc>({
  name: 'MealSeries',
  collection: 'mealSeries',
  schema,
  hotQueries: [
    { name: 'series of a host', filter: { tenantId: 'public', hostId: newId() } },
    { name: 'series of a circle', filter: { tenantId: 'public', circle: `community:${newId()}` } },
  ],
});
