/** What a meal must be like: rules without input or output. */
import { InvalidInputError } from '../kernel/errors.ts';
import type { MealVenue } from '../protocol/meals.ts';
import type { MealDoc, MealWords } from './meal-model.ts';

interface Planned extends Pick<MealWords, 'mode' | 'venue' | 'isPublic'> {
  circle: string | null;
  startsAt: Date;
  endsAt: Date;
}

/** @throws InvalidInputError with the field that is wrong */
export function checkPlan(plan: Planned, { nowMs, aheadMs, lengthMs }: PlanLimits): void {
  const start = plan.startsAt.getTime();
  const length = plan.endsAt.getTime() - start;
  if (start <= nowMs || start > nowMs + aheadMs) throw invalid('startsAt', 'a moment in the coming year');
  if (length <= 0 || length > lengthMs) throw invalid('endsAt', 'a moment after the start, by 24 hours at most');
  checkShape(plan);
}

/** The same without the times, for edits that leave them alone. @throws InvalidInputError */
export function checkShape({ mode, venue, isPublic, circle }: Omit<Planned, 'startsAt' | 'endsAt'>): void {
  if (mode !== 'online' && !venue) throw invalid('venue', 'a venue, since it is not online');
  if (isPublic && circle !== null) throw invalid('isPublic', 'false, since it belongs to a community');
}

export interface PlanLimits {
  nowMs: number;
  aheadMs: number;
  lengthMs: number;
}

/** An online meal has no venue. */
export function venueOf({ mode, venue }: Pick<MealWords, 'mode' | 'venue'>): MealWords['venue'] {
  return mode === 'online' ? null : venue;
}

/** Whether this reader may know the address: everyone, where the host hides none. */
export function seesAddress({ venue, hostId, goingIds }: MealDoc, readerId: string | null): boolean {
  if (!venue?.isAddressHidden) return true;
  return readerId !== null && (readerId === hostId || goingIds.includes(readerId));
}

/** The venue as it is sent to this reader: without the address if the reader may not know it. The only way a venue leaves the server. */
export function venueFor(meal: MealDoc, readerId: string | null): MealVenue | null {
  if (!meal.venue) return null;
  const { area, address, isAddressHidden } = meal.venue;
  const isShown = address !== '' && seesAddress(meal, readerId);
  return { area, isAddressHidden, mapUrl: mapUrl(isShown ? address : area), ...(isShown && { address }) };
}

/** What is told as news of a change: when or where it is. */
export function hasMoved(before: MealDoc, after: MealDoc): boolean {
  return (
    before.startsAt.getTime() !== after.startsAt.getTime() ||
    before.endsAt.getTime() !== after.endsAt.getTime() ||
    before.mode !== after.mode ||
    JSON.stringify(before.venue) !== JSON.stringify(after.venue)
  );
}

function mapUrl(what: string): string {
  return `https://www.openstreetmap.org/search?query=${encodeURIComponent(what)}`;
}

function invalid(field: string, expected: string): InvalidInputError {
  return new InvalidInputError(`${field}: expected ${expected}.`, { problems: [{ path: `body.${field}`, expected }] });
}
