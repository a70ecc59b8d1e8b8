/** The operations of a PATCH (RFC 7644, section 3.5.2), in the forms that Entra ID and Okta send. Pure functions, no I/O. */
import { ScimError } from './scim-error.ts';
import { withoutUrn } from './scim-filter.ts';
import { attributeOf, isObject, type Json, memberIdsOf, textOf } from './scim-values.ts';

export interface PatchOperation {
  op: 'add' | 'replace' | 'remove';
  /** Null if the value holds the attributes. */
  path: string | null;
  value: unknown;
}

/** Operations in one request, and members that they name together. */
const MAX_OPERATIONS = 1_000;
export const MAX_MEMBERS_AT_ONCE = 1_000;
const MAX_PATH_CHARS = 200;

/** @throws ScimError `invalidSyntax` */
export function operationsOf(body: Json): PatchOperation[] {
  const list = attributeOf(body, 'Operations');
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_OPERATIONS) {
    throw invalidSyntax(`Operations: expected 1 to ${MAX_OPERATIONS} operations.`);
  }
  return list.map((each: unknown) => {
    if (!isObject(each)) throw invalidSyntax('Operations: expected objects.');
    // Entra ID sends "Add", "Replace" and "Remove".
    const op = String(attributeOf(each, 'op')).toLowerCase();
    if (op !== 'add' && op !== 'replace' && op !== 'remove') {
      throw invalidSyntax('op: expected add, replace or remove.');
    }
    const path = textOf(attributeOf(each, 'path'), 'path', MAX_PATH_CHARS) || null;
    return { op, path, value: attributeOf(each, 'value') };
  });
}

/** What a PATCH does to a group. */
export interface GroupChange {
  displayName?: string;
  externalId?: string | null;
  members: (current: readonly string[]) => string[];
}

/** @throws ScimError */
export function groupChangeOf(operations: readonly PatchOperation[]): GroupChange {
  const steps: ((members: Set<string>) => void)[] = [];
  const change: Omit<GroupChange, 'members'> = {};
  for (const { op, path, value } of operations) {
    if (path === null && op === 'remove') throw new ScimError(400, 'remove: a path is required.', 'noTarget');
    const attributes = path === null ? (isObject(value) ? value : {}) : { [path]: value };
    for (const [name, each] of Object.entries(attributes)) applyTo(change, steps, op, withoutUrn(name), each);
  }
  const members = (current: readonly string[]) => {
    const set = new Set(current);
    for (const step of steps) step(set);
    return [...set];
  };
  return { ...change, members };
}

/** `members[value eq "…"]`, as Okta removes a member. */
const ONE_MEMBER = /^members\[value eq "([\w-]{1,64})"\]$/i;

function applyTo(
  change: Omit<GroupChange, 'members'>,
  steps: ((members: Set<string>) => void)[],
  op: PatchOperation['op'],
  path: string,
  value: unknown,
): void {
  const name = path.toLowerCase();
  const [, oneId] = ONE_MEMBER.exec(path) ?? [];
  if (name === 'displayname' && op !== 'remove') change.displayName = textOf(value, 'displayName');
  else if (name === 'externalid') change.externalId = op === 'remove' ? null : textOf(value, 'externalId') || null;
  else if (oneId !== undefined && op === 'remove') steps.push((members) => members.delete(oneId));
  else if (name === 'members') steps.push(membersStep(op, value));
}

function membersStep(op: PatchOperation['op'], value: unknown): (members: Set<string>) => void {
  const ids = memberIdsOf(value, MAX_MEMBERS_AT_ONCE);
  // Without a value, all members are removed.
  const isClearing = op === 'replace' || (op === 'remove' && value === undefined);
  return (members) => {
    if (isClearing) members.clear();
    for (const id of ids) op === 'remove' ? members.delete(id) : members.add(id);
  };
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, detail, 'invalidSyntax');
}
