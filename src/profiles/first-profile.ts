/** What a profile is to begin with, kept until it is stored: should the process end between the two writes, it is made later. */
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

/** Tries of another handle, where the one that was chosen was lost to someone else meanwhile. */
const HANDLE_TRIES = 20;

/** Makes the profile late, under a handle like the one that was chosen. */
export async function createMissingProfile(
  profiles: { create(profile: NewProfile): Promise<Profile> },
  person: Person,
  { handle, ...first }: FirstProfile,
): Promise<Profile> {
  for (let attempt = 1; ; attempt++) {
    const tried = attempt === 1 ? handle : `${handle.slice(0, 20)}_${attempt}`;
    try {
      return await profiles.create({ ...person, ...first, handle: tried });
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === HANDLE_TRIES) throw error;
    }
  }
}
