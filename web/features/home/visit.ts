/**
 * When the reader was on Home before. Kept on this device: the server keeps no record of when somebody was here. On another
 * device, "last time" is the last time there.
 */
import { readStored, writeStored } from '../../app/stored.ts';

/** Someone who was away for a shorter time has not missed much. */
const AWAY_MS = 6 * 3_600_000;

export interface Visit {
  key: string;
  /** When the reader was here before; null if that was a short time ago, or never. */
  since: string | null;
  isDismissed: boolean;
}

/** Lasts as long as the page, so that it is the same when the reader comes back from another screen. */
let visit: Visit | null = null;

/** Begins a visit if the reader was away for long enough, or is another person. */
export function arrive(key: string, nowMs = Date.now()): Visit {
  const last = readStored(key);
  const wasAway = last !== null && nowMs - Date.parse(last) >= AWAY_MS;
  if (wasAway || visit?.key !== key) visit = { key, since: wasAway ? last : null, isDismissed: false };
  return visit;
}

/** Under which a person's last visit is kept. */
export const visitKey = (personId: string) => `meshi.home.${personId}`;

/** The time away counts from now on. */
export function leave(key: string): void {
  writeStored(key, new Date().toISOString());
}

/** What is new is not shown during the rest of this visit. */
export function dismiss({ key, since }: Visit): Visit {
  visit = { key, since, isDismissed: true };
  return visit;
}

/** Since when Home counts what is new; null if it does not. What the reader has closed is not counted. */
export function countedSince({ since, isDismissed }: Pick<Visit, 'since' | 'isDismissed'>): string | null {
  return isDismissed ? null : since;
}
