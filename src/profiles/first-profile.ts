/**
 * The fields of a new profile, stored with its account or membership until the profile itself is stored. If the process ends
 * between the two writes, the profile is created from them later.
 */
import { randomInt } from 'node:crypto';
import { Schema } from 'mongoose';
import { ConflictError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { Language } from '../protocol/common.ts';
import type { Profile } from '../protocol/profiles.ts';
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

/** Attempts to find a free handle if others have taken the first ones. */
const HANDLE_TRIES = 20;
const HANDLE_CHARS = { min: 3, max: 24 };

/** The handle of a person who has chosen none, made of the Latin letters and digits of the name. It may be taken. */
export function handleOf(displayName: string): string {
  const latin = displayName
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
  const handle = latin
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, HANDLE_CHARS.max)
    .replace(/_+$/, '');
  const isUsable = handle.length >= HANDLE_CHARS.min && !isReservedHandle(handle);
  return isUsable ? handle : numbered('person');
}

/** Creates a profile with this handle, or with a similar free one if it is taken. @throws ConflictError `handle_taken` */
export async function createSimilarProfile(
  profiles: { create(profile: NewProfile): Promise<Profile> },
  person: Person,
  { handle, ...first }: FirstProfile,
): Promise<Profile> {
  for (let attempt = 1; ; attempt++) {
    const candidate = attempt === 1 ? handle : numbered(handle);
    try {
      return await profiles.create({ ...person, ...first, handle: candidate });
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === HANDLE_TRIES) throw error;
    }
  }
}

/** Random, so that many people with one name find a free handle at the first attempts, and nobody learns how many they are. */
function numbered(handle: string): string {
  const ending = `_${randomInt(1_000, 10_000)}`;
  return handle.slice(0, HANDLE_CHARS.max - ending.length) + ending;
}
