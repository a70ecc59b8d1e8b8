/** The rights behind keys: a key works only while its owner has the right that the key was given. */
import type { Person } from '../kernel/person.ts';
import type { ApiKeyKind, KeyPermission } from '../protocol/key-kinds.ts';

/** For each kind of key: whether a person has a right now. */
export type KeyRights = Readonly<Record<ApiKeyKind, (owner: Person, permission: KeyPermission) => Promise<boolean>>>;
