/** The first profile of a person whom the provider has signed in. Pure function. */

import { wireLimits } from '../protocol/limits.ts';
import { handleSchema } from '../protocol/profiles.ts';
import type { TenantEntry } from '../protocol/tenants.ts';
import { nameSchema } from '../protocol/text-schemas.ts';

export interface NamedPerson {
  email: string;
  /** What the provider says; empty if it says nothing. */
  name: string;
  username: string;
}

const displayNameSchema = nameSchema(wireLimits.displayNameChars);
const LONGEST_HANDLE = 20;

/** The person can change all of it. `attempt` is above 1 if the handles of the earlier ones are taken. */
export function entryOf({ email, name, username }: NamedPerson, attempt: number): TenantEntry {
  const local = email.slice(0, email.lastIndexOf('@'));
  const base = handleFrom(username.split('@')[0] ?? '') ?? handleFrom(local) ?? 'member';
  const handle = attempt === 1 ? base : `${base}_${attempt}`;
  const displayName = [name, username, local, handle]
    .map((text) => displayNameSchema.safeParse(text))
    .find((one) => one.success);
  return { handle, displayName: displayName?.data ?? handle, language: 'ja', timeZone: 'Asia/Tokyo' };
}

/** What a form of a sign-up begins with. Nothing is made from the address: others would see a part of it. */
export function suggestedProfile({ name, username }: Pick<NamedPerson, 'name' | 'username'>): {
  displayName: string;
  handle: string;
} {
  const displayName = [name, username].map((text) => displayNameSchema.safeParse(text)).find((one) => one.success);
  return { displayName: displayName?.data ?? '', handle: handleFrom(username.split('@')[0] ?? '') ?? '' };
}

function handleFrom(text: string): string | null {
  const letters = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[.\-+\s]+/g, '_')
    .replace(/[^a-z0-9_]/g, '')
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST_HANDLE);
  const parsed = handleSchema.safeParse(letters);
  return parsed.success ? parsed.data : null;
}
