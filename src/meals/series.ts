/** Series of repeating meals. All meals start at the same wall time in the time zone of the series, in summer time as well. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { impersonal, person, withDocument } from '../database/personal-fields.ts';
import { MINUTE_MS } from '../kernel/time.ts';
import { instantOf, parseWallTime, type WallTime } from '../kernel/zoned-time.ts';
import type { MealEvery } from '../protocol/meals.ts';
import { detailFields, type MealDetails } from './meal-model.ts';

/** The times of a series, in the wall time of its time zone. */
export interface SeriesTimes {
  every: MealEvery;
  timeZone: string;
  /** The start of meal number `anchorIndex` in wall time, such as 2026-04-03T19:00. The other starts are counted from it. */
  anchor: string;
  anchorIndex: number;
  /** The length of each meal. */
  minutes: number;
}

export interface SeriesDoc extends SeriesTimes {
  _id: string;
  tenantId: string;
  hostId: string;
  circle: string | null;
  /** The details of the next meals. */
  words: MealDetails;
  /** The first number that is not created any longer; null for an open-ended series. */
  endsBefore: number | null;
}

const schema = new Schema<SeriesDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  hostId: { type: String, required: true },
  circle: { type: String, default: null },
  words: { type: new Schema(detailFields, { _id: false }), required: true },
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
  personal: {
    hostId: person.deletesDocument,
    words: withDocument,
    anchor: impersonal,
  },
  exported: exportedAs({
    file: 'mealSeries',
    by: ['hostId'],
    copied: ['words', 'every', 'timeZone', 'anchor', 'minutes', 'circle'],
  }),
  hotQueries: [
    { name: 'series of a host', filter: { tenantId: 'public', hostId: newId() } },
    { name: 'series of a circle', filter: { tenantId: 'public', circle: `community:${newId()}` } },
  ],
});

/** Start and end of meal number `index`. */
export function timesOf({ every, timeZone, anchor, anchorIndex, minutes }: SeriesTimes, index: number) {
  const startsAt = instantOf(stepsLater(parseWallTime(anchor), every, index - anchorIndex), timeZone);
  return { startsAt, endsAt: new Date(startsAt.getTime() + minutes * MINUTE_MS) };
}

function stepsLater(first: WallTime, every: MealEvery, steps: number): WallTime {
  switch (every) {
    case 'week':
      return first.add({ weeks: steps });
    case 'two_weeks':
      return first.add({ weeks: 2 * steps });
    case 'month':
      return monthsLater(first, steps);
  }
}

/** The same weekday of the month, such as the second Tuesday. A fifth one becomes the last one in a month without a fifth. */
function monthsLater(first: WallTime, months: number): WallTime {
  const month = first.with({ day: 1 }).add({ months });
  const weeksBefore = Math.ceil(first.day / 7) - 1;
  const day = 1 + ((first.dayOfWeek - month.dayOfWeek + 7) % 7) + 7 * weeksBefore;
  return month.with({ day: day > month.daysInMonth ? day - 7 : day });
}
