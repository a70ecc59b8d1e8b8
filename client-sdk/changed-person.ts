/** Puts the new name, handle and picture of a person wherever a value shows that person. */
import type { ProfileSummary } from '../src/protocol/index.ts';

/**
 * A copy of a JSON value in which everything about this person is up to date; the same value if it does not contain the person.
 * For your own caches, in a listener of `profile:changed`.
 */
export function withChangedPerson<Value>(value: Value, person: ProfileSummary): Value {
  return changed(value, person) as Value;
}

function changed(value: unknown, person: ProfileSummary): unknown {
  if (Array.isArray(value)) return changedArray(value, person);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, changed(inner, person)] as const);
  const isSame = entries.every(([key, inner]) => inner === (value as Record<string, unknown>)[key]);
  const copy = isSame ? value : Object.fromEntries(entries);
  return isSummaryOf(copy, person) ? { ...copy, ...person } : copy;
}

function changedArray(items: readonly unknown[], person: ProfileSummary): readonly unknown[] {
  const copy = items.map((item) => changed(item, person));
  return copy.every((item, index) => item === items[index]) ? items : copy;
}

function isSummaryOf(value: object, { id, handle, displayName, avatarUrl }: ProfileSummary): boolean {
  if (!('id' in value && 'handle' in value && 'displayName' in value && 'avatarUrl' in value)) return false;
  const isSame = value.handle === handle && value.displayName === displayName && value.avatarUrl === avatarUrl;
  return value.id === id && !isSame;
}
