/** The fields of a meal's form, and their conversion from and to a meal. */
import { type CreateMeal, dateWords, type EditMeal, type Meal } from '@meshi/client';
import type { UiLanguage } from '../../i18n/language.ts';
import { readerTimeZone } from '../../i18n/local-time.ts';
import { fromZonedInput, toZonedInput } from './zoned-input.ts';

/** `startsAt` and `endsAt` are the values of `datetime-local` inputs, in `timeZone`. */
export interface MealFields extends Required<Omit<CreateMeal, 'communityId' | 'venue' | 'every'>> {
  /** The offset of `timeZone`, if this browser does not know the zone. */
  offsetMinutes: number;
  area: string;
  address: string;
  isAddressHidden: boolean;
  every: NonNullable<CreateMeal['every']> | 'once';
  scope: NonNullable<EditMeal['scope']>;
}

const HOUR_MS = 3_600_000;

/** A new meal: in a week at seven in the evening, for two hours. */
export function blankMeal(language: UiLanguage, ownTimeZone: string): MealFields {
  const zone = { timeZone: dateWords.knowsTimeZone(ownTimeZone) ? ownTimeZone : readerTimeZone(), offsetMinutes: 0 };
  const day = toZonedInput(new Date(Date.now() + 7 * 24 * HOUR_MS).toISOString(), zone).slice(0, 10);
  return {
    title: '',
    description: '',
    tags: [],
    language,
    mode: 'online',
    ...zone,
    startsAt: `${day}T19:00`,
    endsAt: `${day}T21:00`,
    capacity: 6,
    needsApproval: false,
    isPublic: false,
    area: '',
    address: '',
    isAddressHidden: true,
    costNote: '',
    bringNote: '',
    every: 'once',
    scope: 'one',
  };
}

export function mealFieldsOf(meal: Meal): MealFields {
  const { title, description, tags, language, mode, timeZone, capacity, needsApproval, isPublic } = meal;
  const zone = { timeZone, offsetMinutes: meal.utcOffsetMinutes };
  return {
    title,
    description,
    tags,
    language,
    mode,
    ...zone,
    startsAt: toZonedInput(meal.startsAt, zone),
    endsAt: toZonedInput(meal.endsAt, zone),
    capacity,
    needsApproval,
    isPublic,
    area: meal.venue?.area ?? '',
    address: meal.venue?.address ?? '',
    isAddressHidden: meal.venue?.isAddressHidden ?? true,
    costNote: meal.costNote,
    bringNote: meal.bringNote,
    every: meal.every ?? 'once',
    scope: 'one',
  };
}

/** The instants of the start and the end; `null` for an input that is empty or invalid. */
export function timesOf({ startsAt, endsAt, timeZone, offsetMinutes }: MealFields): {
  startsAt: string | null;
  endsAt: string | null;
} {
  const zone = { timeZone, offsetMinutes };
  return { startsAt: fromZonedInput(startsAt, zone), endsAt: fromZonedInput(endsAt, zone) };
}

/** The meal that the fields describe. Invalid times become `''`, which the server refuses. */
export function toMeal(fields: MealFields, communityId: string | null): CreateMeal {
  const { area, address, isAddressHidden, scope: _scope, offsetMinutes: _offset, every, ...rest } = fields;
  const times = timesOf(fields);
  return {
    ...rest,
    startsAt: times.startsAt ?? '',
    endsAt: times.endsAt ?? '',
    venue: rest.mode === 'online' ? null : { area, address, isAddressHidden },
    every: every === 'once' ? null : every,
    communityId,
  };
}
