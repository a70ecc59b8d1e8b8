/**
 * The fields of a new profile, stored with its account or membership until the profile itself is stored. If the process ends
 * between the two writes, the profile is created from them later.
 */
import { Schema } from 'mongoose';
import { ConflictError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { Language } from '../protocol/common.ts';
import type { Profile } from '../protocol/profiles.ts';
import type { NewProfile } from './profile-service.ts';

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

/** Attempts to find a free handle if another person has taken the chosen one in the meantime. */
const HANDLE_TRIES = 20;

/** Creates a profile that was not stored, with the chosen handle or a similar free one. @throws ConflictError `handle_taken` */
export async function createMissingProfile(
  profiles: { create(profile: NewProfile): Promise<Profile> },
  person: Person,
  { handle, ...first }: FirstProfile,
): Promise<Profile> {
  for (let attempt = 1; ; attempt++) {
    const candidate = attempt === 1 ? handle : `${handle.slice(0, 20)}_${attempt}`;
    try {
      return await profiles.create({ ...person, ...first, handle: candidate });
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === HANDLE_TRIES) throw error;
    }
  }
}
