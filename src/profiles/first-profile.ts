/**
 * The fields of a new profile, stored with its account or membership until the profile itself is stored. If the process ends
 * between the two writes, the profile is created from them later.
 */
import { randomInt } from 'node:crypto';
import { Schema } from 'mongoose';
import { ConflictError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { Language } from '../protocol/common.ts';
import { handleSchema, type Profile } from '../protocol/profiles.ts';
import type { NewProfile } from './profile-service.ts';
import { isReservedHandle } from './reserved-handles.ts';

export interface FirstProfile {
  handle: string;
  displayName: string;
  language: Language;
  timeZone: string;
}

export const firstProfileSchema = new Schema<FirstProfile>(
  { handle: String, displayName: String, language: String, timeZone: String },
  { _id: false },
);

/** Attempts to find a free handle if others have taken the first ones. From half of them on, chance alone finds one. */
const HANDLE_TRIES = 20;
const MAX_CHARS = 24;
/** Latin letters that are no letter of ASCII with a mark. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** The handle of a person who has chosen none, made of the Latin letters and digits of the name. It may be taken. */
export function handleOf(displayName: string): string {
  const latin = displayName
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
  const handle = latin
    .replace(/[ßæœøłđðþı]/g, (letter) => LATIN[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_CHARS)
    .replace(/_+$/, '');
  const isUsable = handleSchema.safeParse(handle).success && !isReservedHandle(handle);
  return isUsable ? handle : numbered('person', 4);
}

/** Creates a profile with this handle, or with a similar free one if it is taken. @throws ConflictError `handle_taken` */
export async function createSimilarProfile(
  profiles: { create(profile: NewProfile): Promise<Profile> },
  person: Person,
  { handle, ...first }: FirstProfile,
): Promise<Profile> {
  for (let attempt = 1; ; attempt++) {
    const candidate = attempt === 1 ? handle : numbered(handle, attempt <= HANDLE_TRIES / 2 ? 4 : 10);
    try {
      return await profiles.create({ ...person, ...first, handle: candidate });
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === HANDLE_TRIES) throw error;
    }
  }
}

/** Random, so that many people with one name find a free handle at the first attempts, and nobody learns how many they are. */
function numbered(handle: string, digits: number): string {
  const ending = `_${randomInt(10 ** (digits - 1), 10 ** digits)}`;
  return handle.slice(0, MAX_CHARS - ending.length) + ending;
}
