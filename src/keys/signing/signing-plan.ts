/** When signing keys are made, sign, and go through their life by themselves. Pure functions, no I/O. */
import { createHash } from 'node:crypto';
import { deletableAt, type KeyAct } from '../store/key-life.ts';
import type { KeyDoc } from '../store/key-model.ts';

export interface SigningTimes {
  /** How long a key signs. */
  signingKeyMs: number;
  /** How long all processes have to read a new key before it signs. */
  signingKeyLeadMs: number;
  /** How long the rehearsal of a former key lasts at least. */
  signingKeyRehearsalMs: number;
  keyRestMs: number;
  accessTokenMs: number;
  voiceTicketMs: number;
}

/** The clocks of two processes may differ by so much. */
const MARGIN_MS = 60_000;

/** The key that signs now: the newest in use whose time has come. Null: the keys of the environment sign. */
export function signingKeyAt(keys: readonly KeyDoc[], now: number): KeyDoc | null {
  const ready = keys.filter(({ state, signsFrom }) => state === 'in_use' && signsFrom !== null && +signsFrom <= now);
  return ready.toSorted(newestFirst)[0] ?? null;
}

/** Whether a new key is to be made. */
export function needsNewKey(keys: readonly KeyDoc[], now: number, { signingKeyMs }: SigningTimes): boolean {
  const newest = keys.filter(({ state }) => state === 'in_use').toSorted(newestFirst)[0];
  return newest === undefined || +newest.madeAt + signingKeyMs <= now;
}

/** The id of the next key. It follows from the newest, so that of two processes that make it only one can store it. */
export function nextKeyId(keys: readonly KeyDoc[]): string {
  const newest = keys.toSorted(newestFirst)[0]?._id ?? 'first';
  return createHash('sha256').update(`meshi:signing-key:${newest}`).digest('hex').slice(0, 24);
}

/**
 * The act that is due for a former key: a rehearsal when all its tokens have expired; then, if nobody has used it, the end. Null for
 * the key that signs, and for one that a person must look at.
 */
export function dueAct(key: KeyDoc, keys: readonly KeyDoc[], now: number, times: SigningTimes): KeyAct | null {
  const current = signingKeyAt(keys, now);
  if (!current || newestFirst(current, key) >= 0) return null;
  if (key.state === 'in_use') return now >= +(current.signsFrom ?? 0) + longestToken(times) ? 'rehearse' : null;
  const since = +key.stateSince;
  if (key.state === 'rehearsal') {
    return key.rehearsalUses === 0 && now >= since + times.signingKeyRehearsalMs ? 'disable' : null;
  }
  const lastRefusedAt = key.lastRefusedAt && +key.lastRefusedAt;
  return now >= deletableAt({ stateSince: since, lastRefusedAt }, times.keyRestMs) ? 'delete' : null;
}

function longestToken({ accessTokenMs, voiceTicketMs }: SigningTimes): number {
  return Math.max(accessTokenMs, voiceTicketMs) + MARGIN_MS;
}

function newestFirst(a: KeyDoc, b: KeyDoc): number {
  return +b.madeAt - +a.madeAt || (b._id < a._id ? -1 : 1);
}
