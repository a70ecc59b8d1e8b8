/** Users in SCIM: what is read of them, and how changes apply. Pure functions, no I/O. Attributes that Meshi does not keep are ignored. */
import { normalizeEmail } from '../../protocol/email.ts';
import type { DirectoryUserDoc } from '../store/index.ts';
import { invalidValue } from './scim-error.ts';
import { withoutUrn } from './scim-filter.ts';
import type { PatchOperation } from './scim-patch.ts';
import { attributeOf, booleanOf, isObject, type Json, textOf } from './scim-values.ts';

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** What a directory tells about a user. */
export interface UserFields {
  userName: string;
  externalId: string | null;
  displayName: string;
  givenName: string;
  familyName: string;
  isActive: boolean;
  /** The address that the directory marks as primary or of work; empty if it sends none. */
  workEmail: string;
}

const MAX_ADDRESS = 320;

/** The fields in the body of POST and PUT. @throws ScimError `invalidValue` */
export function userFrom(body: Json): UserFields {
  const fields = { ...NO_USER };
  for (const [name, value] of Object.entries(body)) setAttribute(fields, name, value);
  if (fields.userName === '') throw invalidValue('userName: required.');
  return fields;
}

/** The fields after the operations of a PATCH. @throws ScimError */
export function patchedUser(user: UserFields, operations: readonly PatchOperation[]): UserFields {
  const fields = { ...user };
  for (const { op, path, value } of operations) {
    if (path !== null) setAttribute(fields, path, op === 'remove' ? null : value);
    else if (isObject(value)) for (const [name, each] of Object.entries(value)) setAttribute(fields, name, each);
    else throw invalidValue('value: expected an object, because the operation has no path.');
  }
  if (fields.userName === '') throw invalidValue('userName: required.');
  return fields;
}

/** The address of a user in one of these domains: that of work, or the user name. @throws ScimError `invalidValue` */
export function addressOf(fields: UserFields, domains: readonly string[]): string {
  const found = addressesIn(fields).find((address) => domains.includes(address.slice(address.lastIndexOf('@') + 1)));
  if (found) return found;
  throw invalidValue('emails: expected an address in a domain that the organisation has verified in Meshi.');
}

/** Whether these fields leave the address of a user as it is. */
export function hasAddressOf(fields: UserFields, user: DirectoryUserDoc): boolean {
  return fields.userName.toLowerCase() === user.userNameKey && addressesIn(fields)[0] === user.email;
}

/** As `addressOf`. A user who loses the access keeps the address if no other one fits: that must not prevent it. */
export function addressAfter(fields: UserFields, user: DirectoryUserDoc, domains: readonly string[]): string {
  try {
    return addressOf(fields, domains);
  } catch (error) {
    if (fields.isActive) throw error;
    return user.email;
  }
}

function addressesIn({ workEmail, userName }: UserFields): string[] {
  return [workEmail, userName].flatMap((text) => normalizeEmail(text) ?? []);
}

export function fieldsOf(user: DirectoryUserDoc): UserFields {
  const { userName, externalId, displayName, givenName, familyName, isActive, email } = user;
  return { userName, externalId, displayName, givenName, familyName, isActive, workEmail: email };
}

export function presentUser(user: DirectoryUserDoc, base: string): Json {
  const { _id: id, userName, externalId, displayName, givenName, familyName, isActive, email } = user;
  const formatted = [givenName, familyName].filter(Boolean).join(' ') || displayName;
  return {
    schemas: [USER_SCHEMA],
    id,
    ...(externalId !== null && { externalId }),
    userName,
    name: { givenName, familyName, formatted },
    displayName,
    emails: [{ value: email, type: 'work', primary: true }],
    active: isActive,
    meta: {
      resourceType: 'User',
      created: user.createdAt.toISOString(),
      lastModified: user.changedAt.toISOString(),
      location: `${base}/Users/${id}`,
    },
  };
}

const NO_USER: UserFields = {
  userName: '',
  externalId: null,
  displayName: '',
  givenName: '',
  familyName: '',
  isActive: true,
  workEmail: '',
};

function setAttribute(fields: UserFields, name: string, value: unknown): void {
  const path = withoutUrn(name).toLowerCase();
  if (path === 'username') fields.userName = textOf(value, 'userName', MAX_ADDRESS);
  else if (path === 'externalid') fields.externalId = textOf(value, 'externalId') || null;
  else if (path === 'displayname') fields.displayName = textOf(value, 'displayName');
  else if (path === 'name.givenname') fields.givenName = textOf(value, 'name.givenName');
  else if (path === 'name.familyname') fields.familyName = textOf(value, 'name.familyName');
  else if (path === 'name') setName(fields, value);
  else if (path === 'active') fields.isActive = booleanOf(value, 'active');
  else if (path === 'emails') fields.workEmail = workEmailIn(value);
  else if (EMAIL_VALUE.test(path)) fields.workEmail = textOf(value, 'emails', MAX_ADDRESS);
}

/** `emails[type eq "work"].value`, as Entra ID writes it, and other ways to name the address of work. */
const EMAIL_VALUE = /^emails\[(?:type eq "work"|primary eq "?true"?)\](?:\.value)?$/;

function setName(fields: UserFields, value: unknown): void {
  const name = value ?? {};
  if (!isObject(name)) throw invalidValue('name: expected an object.');
  fields.givenName = textOf(attributeOf(name, 'givenName'), 'name.givenName');
  fields.familyName = textOf(attributeOf(name, 'familyName'), 'name.familyName');
}

/** The primary address, or else that of work, or else the first one. */
function workEmailIn(value: unknown): string {
  const list = (Array.isArray(value) ? value : [value]).slice(0, 20).filter(isObject);
  const isPrimary = (email: Json) => String(attributeOf(email, 'primary')).toLowerCase() === 'true';
  const isOfWork = (email: Json) => String(attributeOf(email, 'type')).toLowerCase() === 'work';
  const chosen = list.find(isPrimary) ?? list.find(isOfWork) ?? list[0];
  return chosen ? textOf(attributeOf(chosen, 'value'), 'emails', MAX_ADDRESS) : '';
}
