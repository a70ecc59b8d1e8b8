/**
 * When the meals of a series are. Counted on the calendar of its own time zone and only then turned into moments, so that
 * seven in the evening stays seven in the evening when summer time comes or goes.
 */
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

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** From when to when meal number `index` is. */
export function timesOf({ every, timeZone, anchor, anchorIndex, minutes }: SeriesTimes, index: number) {
  const steps = index - anchorIndex;
  const first = Date.parse(`${anchor}:00.000Z`);
  const local = every === 'month' ? monthsLater(first, steps) : first + steps * DAYS[every] * DAY_MS;
  const startsAt = instantOf(local, timeZone);
  return { startsAt, endsAt: new Date(startsAt.getTime() + minutes * MINUTE_MS) };
}

/** The moment as the clock on the wall shows it, such as 2026-04-03T19:00. */
export function localTime(at: Date, timeZone: string): string {
  return new Date(wallOf(at.getTime(), timeZone)).toISOString().slice(0, 16);
}

const DAYS = { week: 7, two_weeks: 14 } as const;

/** The same weekday of the month: the second Tuesday stays the second Tuesday, a fifth one is the last where there is none. */
function monthsLater(local: number, months: number): number {
  const from = new Date(local);
  const nth = Math.ceil(from.getUTCDate() / 7);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const first = 1 + ((from.getUTCDay() - firstWeekday + 7) % 7);
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = first + (nth - 1) * 7;
  return Date.UTC(year, month, day > days ? day - 7 : day) + (local % DAY_MS);
}

/**
 * When the clock on the wall shows `local` (milliseconds as if it were UTC). Of an hour that it shows twice the first; in
 * an hour that it leaves out, as much later as it was moved.
 */
function instantOf(local: number, timeZone: string): Date {
  const candidates = [-DAY_MS, DAY_MS].map((away) => local - offsetAt(local + away, timeZone));
  const shown = candidates.filter((at) => wallOf(at, timeZone) === local);
  return new Date(shown.length > 0 ? Math.min(...shown) : Math.max(...candidates));
}

function offsetAt(at: number, timeZone: string): number {
  return wallOf(at, timeZone) - at;
}

function wallOf(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall + (at % 1_000);
}
