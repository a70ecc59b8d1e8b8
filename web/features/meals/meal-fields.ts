/** What the form of a meal holds, from a meal and back. */
import type { CreateMeal, EditMeal, Meal } from '@meshi/client';
import type { UiLanguage } from '../../i18n/language.tsx';
import { fromLocalInput, toLocalInput } from './meal-times.ts';

export interface MealFields
  extends Pick<
    CreateMeal,
    'title' | 'description' | 'tags' | 'language' | 'mode' | 'timeZone' | 'capacity' | 'needsApproval' | 'isPublic'
  > {
  area: string;
  address: string;
  isAddressHidden: boolean;
  /** By the clock of `timeZone`, as the inputs have them. */
  starts: string;
  ends: string;
  costNote: string;
  bringNote: string;
  every: NonNullable<CreateMeal['every']> | 'once';
  scope: EditMeal['scope'];
}

const HOUR_MS = 3_600_000;

/** A new one: in a week at seven in the evening, for two hours. */
export function blankMeal(language: UiLanguage, timeZone: string): MealFields {
  const day = toLocalInput(new Date(Date.now() + 7 * 24 * HOUR_MS).toISOString(), timeZone).slice(0, 10);
  return {
    ...{ title: '', description: '', tags: [], language, mode: 'online', timeZone, capacity: 6 },
    ...{ needsApproval: false, isPublic: false, area: '', address: '', isAddressHidden: true },
    ...{ starts: `${day}T19:00`, ends: `${day}T21:00`, costNote: '', bringNote: '', every: 'once', scope: 'one' },
  };
}

export function mealFieldsOf(meal: Meal): MealFields {
  const { title, description, tags, language, mode, timeZone, capacity, needsApproval, isPublic } = meal;
  return {
    ...{ title, description, tags, language, mode, timeZone, capacity, needsApproval, isPublic },
    area: meal.place?.area ?? '',
    address: meal.place?.address ?? '',
    isAddressHidden: meal.place?.isAddressHidden ?? true,
    starts: toLocalInput(meal.startsAt, timeZone),
    ends: toLocalInput(meal.endsAt, timeZone),
    ...{ costNote: meal.costNote, bringNote: meal.bringNote, every: meal.every ?? 'once', scope: 'one' },
  };
}

/** The moments that the inputs mean; null for what is no time. */
export function timesOf({ starts, ends, timeZone }: MealFields): { startsAt: string | null; endsAt: string | null } {
  return { startsAt: fromLocalInput(starts, timeZone), endsAt: fromLocalInput(ends, timeZone) };
}

export function toMeal(
  fields: MealFields,
  times: { startsAt: string; endsAt: string },
): Omit<CreateMeal, 'communityId'> {
  const { area, address, isAddressHidden, starts: _starts, ends: _ends, scope: _scope, every, ...rest } = fields;
  const place = rest.mode === 'online' ? null : { area, address, isAddressHidden };
  return { ...rest, ...times, place, every: every === 'once' ? null : every };
}
