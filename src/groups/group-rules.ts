/** What services of groups share: new groups, comparisons of grants, and changes that start again. No I/O. */
import { newId } from '../database/ids.ts';
import { ConflictError, UnavailableError } from '../kernel/errors.ts';
import type { GroupGrantInput, GroupKeeper } from '../protocol/groups.ts';
import type { GroupDoc, GroupGrant } from './store/index.ts';

type NewGroup = Pick<GroupDoc, 'tenantId' | 'name' | 'externalName' | 'createdAt'> & Partial<GroupDoc>;

/** A group without people. */
export function newGroup(fields: NewGroup): GroupDoc {
  const people = { grants: [], personIds: [], directoryUserIds: [] };
  const kept = { isProvisioned: false, externalId: null, revision: 0 };
  return { _id: newId(), ...people, ...kept, changedAt: fields.createdAt, ...fields };
}

export function keeperOf({ externalName, isProvisioned }: GroupDoc): GroupKeeper {
  if (externalName === null) return 'hand';
  return isProvisioned ? 'scim' : 'sign_on';
}

/** The communities in which these grants count. */
export function communitiesOf(grants: readonly GroupGrant[]): string[] {
  return [...new Set(grants.flatMap(({ communityId }) => communityId ?? []))];
}

/** Those grants that are not among the others. */
export function without(grants: readonly GroupGrant[], others: readonly GroupGrant[]): GroupGrant[] {
  const known = new Set(others.map(keyOf));
  return grants.filter((grant) => !known.has(keyOf(grant)));
}

export function distinct(grants: readonly GroupGrantInput[]): GroupGrant[] {
  return [...new Map(grants.map((grant) => [keyOf(grant), grant])).values()];
}

function keyOf({ setId, communityId }: GroupGrant): string {
  return `${setId}:${communityId ?? ''}`;
}

const ATTEMPTS = 20;

/** Repeats a change that returns null because another one came first. @throws UnavailableError if that goes on */
export async function untilChanged<Result>(change: () => Promise<Result | null>): Promise<Result> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const done = await change();
    if (done !== null) return done;
  }
  throw new UnavailableError('Others are changing this group right now. Try again.');
}

export function tooManyGroups(max: number): ConflictError {
  return new ConflictError('too_many_groups', `An organisation can have ${max} of these. Remove one first.`, { max });
}
