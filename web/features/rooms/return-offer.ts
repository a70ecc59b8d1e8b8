/** The way back into a room after a reload or a crash: kept in this tab for a minute, for the same person. */
import type { VoiceSnapshot } from '@meshi/client';
import { choiceOf, type EntryChoice, parseEntryChoice } from './entry-choice.ts';

/** After this time the others no longer expect the person to come back. */
export const RETURN_MS = 60_000;

export interface ReturnOffer {
  roomId: string;
  title: string;
  choice: EntryChoice;
  /** Milliseconds since 1970, after which it is no longer offered. */
  endsAt: number;
}

const STORED = 'meshi.room-return';

/** Keeps how the person is in the room now. */
export function keepReturn(personId: string, title: string, snapshot: VoiceSnapshot): void {
  const choice = JSON.stringify(choiceOf(snapshot));
  const kept = { personId, roomId: snapshot.room.id, title, choice, endsAt: Date.now() + RETURN_MS };
  try {
    sessionStorage.setItem(STORED, JSON.stringify(kept));
  } catch {
    // Without storage nothing is offered; the person can still enter the room again.
  }
}

export function forgetReturn(): void {
  try {
    sessionStorage.removeItem(STORED);
  } catch {
    // Nothing was stored.
  }
}

/** What this tab can offer to this person now, or null. */
export function readReturn(personId: string, now = Date.now()): ReturnOffer | null {
  try {
    return parseReturn(sessionStorage.getItem(STORED), personId, now);
  } catch {
    return null;
  }
}

/** Null if it belongs to another person, is too old, or cannot be read. */
export function parseReturn(text: string | null, personId: string, now: number): ReturnOffer | null {
  const kept = JSON.parse(text ?? 'null');
  const choice = parseEntryChoice(kept?.choice ?? null);
  if (!choice || kept.personId !== personId || typeof kept.roomId !== 'string') return null;
  // A clock that was set back must not keep the offer for hours.
  if (!(kept.endsAt > now && kept.endsAt <= now + RETURN_MS)) return null;
  return { roomId: kept.roomId, title: String(kept.title), choice, endsAt: kept.endsAt };
}
