/** Validates meals, and decides what a reader sees of the venue. Pure functions, no I/O. */
import { InvalidInputError } from '../kernel/errors.ts';
import type { MealVenue } from '../protocol/meals.ts';
import { seesAddress } from './address.ts';
import type { MealDetails, MealDoc } from './meal-model.ts';

interface Planned extends Pick<MealDetails, 'mode' | 'venue' | 'isPublic'> {
  circle: string | null;
  startsAt: Date;
  endsAt: Date;
}

/** Checks the times and the fields that depend on each other. @throws InvalidInputError, which names the wrong field */
export function checkPlan(plan: Planned, { nowMs, aheadMs, lengthMs }: PlanLimits): void {
  const start = plan.startsAt.getTime();
  const length = plan.endsAt.getTime() - start;
  if (start <= nowMs || start > nowMs + aheadMs)
    throw invalid('startsAt', 'a time in the future, at most a year ahead');
  if (length <= 0 || length > lengthMs) throw invalid('endsAt', 'a time after the start, at most 24 hours later');
  checkShape(plan);
}

/** Like `checkPlan` without the times, for edits that keep them. @throws InvalidInputError */
export function checkShape({ mode, venue, isPublic, circle }: Omit<Planned, 'startsAt' | 'endsAt'>): void {
  if (mode !== 'online' && !venue) throw invalid('venue', 'a venue, because the meal is not online');
  if (isPublic && circle !== null) throw invalid('isPublic', 'false, because the meal belongs to a community');
}

export interface PlanLimits {
  nowMs: number;
  aheadMs: number;
  lengthMs: number;
}

/** The venue to store: none for an online meal. */
export function venueOf({ mode, venue }: Pick<MealDetails, 'mode' | 'venue'>): MealDetails['venue'] {
  return mode === 'online' ? null : venue;
}

/**
 * The venue for this reader, without the address if the reader may not see it. Every venue that leaves the server comes from
 * here.
 */
export function venueFor(meal: MealDoc, readerId: string | null): MealVenue | null {
  if (!meal.venue) return null;
  const { area, address, isAddressHidden } = meal.venue;
  const isShown = address !== '' && seesAddress(meal, readerId);
  return { area, isAddressHidden, mapUrl: mapUrl(isShown ? address : area), ...(isShown && { address }) };
}

/** Whether the time or the venue changed, so that guests are notified. */
export function hasMoved(before: MealDoc, after: MealDoc): boolean {
  return (
    before.startsAt.getTime() !== after.startsAt.getTime() ||
    before.endsAt.getTime() !== after.endsAt.getTime() ||
    before.mode !== after.mode ||
    JSON.stringify(before.venue) !== JSON.stringify(after.venue)
  );
}

/** Whether the title or the notes changed, which calendar programs show. */
export function isReworded(before: MealDoc, after: MealDoc): boolean {
  return (['title', 'description', 'costNote', 'bringNote'] as const).some((field) => before[field] !== after[field]);
}

function mapUrl(location: string): string {
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(location)}`;
}

function invalid(field: string, expected: string): InvalidInputError {
  return new InvalidInputError(`${field}: expected ${expected}.`, { problems: [{ path: `body.${field}`, expected }] });
}
