/** How a person enters rooms, and with which devices. This browser remembers it. */
import type { JoinRoomOptions, VoiceSnapshot } from '@meshi/client';
import { readStored, writeStored } from '../../app/stored.ts';

export const ENTRY_WAYS = ['listen', 'muted', 'talk'] as const;
export type EntryWay = (typeof ENTRY_WAYS)[number];

export interface EntryChoice {
  way: EntryWay;
  /** Null: the browser's default. */
  microphoneId: string | null;
  speakerId: string | null;
}

/** The first suggestion: it opens no microphone, and a person who wants to talk is one press away. */
export const FIRST_CHOICE: EntryChoice = { way: 'muted', microphoneId: null, speakerId: null };

const STORED = 'meshi.room-entry';

/** Null if this browser has not chosen yet. */
export function readEntryChoice(): EntryChoice | null {
  return parseEntryChoice(readStored(STORED));
}

export function rememberEntryChoice({ way, microphoneId, speakerId }: EntryChoice): void {
  writeStored(STORED, JSON.stringify({ way, microphoneId, speakerId }));
}

/** Null if it is not a choice, for example because an older version has stored it. */
export function parseEntryChoice(text: string | null): EntryChoice | null {
  try {
    const { way, microphoneId, speakerId } = JSON.parse(text ?? 'null') ?? {};
    if (!ENTRY_WAYS.includes(way)) return null;
    return { way, microphoneId: idOrNull(microphoneId), speakerId: idOrNull(speakerId) };
  } catch {
    return null;
  }
}

/** Only a person who enters to talk is asked for the microphone at once. The others are asked when they unmute. */
export function joinOptionsOf({ way, microphoneId, speakerId }: EntryChoice): JoinRoomOptions {
  return { microphone: way === 'talk', isMuted: way === 'muted', microphoneId, speakerId };
}

/** The choice that brings a person back as they are now. */
export function choiceOf({ isMuted, microphone, microphoneId, speakerId }: VoiceSnapshot): EntryChoice {
  const way = isMuted ? 'muted' : microphone === 'off' ? 'listen' : 'talk';
  return { way, microphoneId, speakerId };
}

function idOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
