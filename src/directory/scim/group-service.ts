/** Groups of a directory through SCIM. The directory keeps the people; what a group gives, the organisation sets in Meshi. */
import type { PendingAuditEntry } from '../../audit/index.ts';
import {
  communitiesOf,
  type GroupAudit,
  type GroupService,
  grantFacts,
  newGroup,
  tooManyPeople,
  untilChanged,
} from '../../groups/index.ts';
import type { GroupDoc, GroupStore } from '../../groups/store/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Hooks } from '../../kernel/hooks.ts';
import { wireLimits } from '../../protocol/limits.ts';
import { cleanLine, cutText, findForbidden } from '../../protocol/text.ts';
import type { DirectoryCaller } from '../directory-caller.ts';
import type { DirectoryUsers } from '../store/index.ts';
import { invalidValue, noSuchResource, ScimError } from './scim-error.ts';
import { invalidFilter, type ScimFilter } from './scim-filter.ts';
import { type ListPage, listOf, MAX_MEMBERS_PER_PAGE } from './scim-lists.ts';
import { type GroupChange, groupChangeOf, operationsOf } from './scim-patch.ts';
import { attributeOf, type Json, memberIdsOf, textOf } from './scim-values.ts';

export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

export interface ScimGroupServiceOptions {
  store: GroupStore;
  groups: Pick<GroupService, 'insert'>;
  users: Pick<DirectoryUsers, 'peopleOf'>;
  audit: GroupAudit;
  hooks: Pick<Hooks, 'rightsChanged'>;
  clock: Clock;
  limits: { peoplePerGroup: number };
  base: () => string;
}

export class ScimGroupService {
  readonly #parts: ScimGroupServiceOptions;

  constructor(parts: ScimGroupServiceOptions) {
    this.#parts = parts;
  }

  async list(
    { tenantId }: DirectoryCaller,
    filter: ScimFilter | null,
    page: ListPage,
    withMembers: boolean,
  ): Promise<Json> {
    const { store } = this.#parts;
    const query = { isProvisioned: true, ...(filter && queryOf(filter)) };
    const [total, found] = await Promise.all([
      store.count(tenantId, query),
      page.count === 0
        ? []
        : store.page(tenantId, query, {
            skip: page.startIndex - 1,
            limit: page.count,
            maxUsers: MAX_MEMBERS_PER_PAGE,
          }),
    ]);
    const resources = found.map((group) => this.#present(group, withMembers));
    return listOf(resources, page, total);
  }

  async get({ tenantId }: DirectoryCaller, groupId: string, withMembers: boolean): Promise<Json> {
    return this.#present(await this.#find(tenantId, groupId), withMembers);
  }

  /**
   * Creates a group. A group that owners have made for this name of the directory becomes this one, with what it gives.
   * @throws ScimError, ConflictError
   */
  async create(caller: DirectoryCaller, body: Json): Promise<Json> {
    const { store, groups, audit, clock, limits } = this.#parts;
    const { tenantId } = caller;
    const displayName = nameIn(body);
    const externalId = textOf(attributeOf(body, 'externalId'), 'externalId') || null;
    const userIds = memberIdsOf(attributeOf(body, 'members'), limits.peoplePerGroup);
    await caller.recheck();
    const [known] = await store.list(tenantId, { externalName: displayName }, { limit: 1 });
    if (known?.isProvisioned) throw notUnique();
    if (known) return this.#change(caller, known, { externalId, members: () => userIds });
    const made = { name: displayName, externalName: displayName, externalId, isProvisioned: true };
    const group = named(newGroup({ tenantId, createdAt: clock.date(), ...made }), displayName);
    // Before the insert, so that a refused request leaves no group.
    await this.#personIds(tenantId, group, userIds);
    const after = { sets: 'none', communities: 0, isExternal: true };
    const action = 'tenant_group_created';
    await groups.insert(group, audit.entry('directory', tenantId, { action, targetId: group._id, after }));
    if (userIds.length === 0) return this.#present(group, true);
    return this.#change(caller, group, { members: () => userIds });
  }

  /** @throws ScimError */
  async replace(caller: DirectoryCaller, groupId: string, body: Json): Promise<Json> {
    const group = await this.#find(caller.tenantId, groupId);
    const userIds = memberIdsOf(attributeOf(body, 'members'), this.#parts.limits.peoplePerGroup);
    const externalId = textOf(attributeOf(body, 'externalId'), 'externalId') || null;
    return this.#change(caller, group, { displayName: nameIn(body), externalId, members: () => userIds });
  }

  /** @throws ScimError */
  async patch(caller: DirectoryCaller, groupId: string, body: Json): Promise<Json> {
    const group = await this.#find(caller.tenantId, groupId);
    return this.#change(caller, group, groupChangeOf(operationsOf(body)));
  }

  /** @throws ScimError */
  async remove(caller: DirectoryCaller, groupId: string): Promise<void> {
    const { store, audit, hooks } = this.#parts;
    const { tenantId } = caller;
    const { personIds, grants } = await untilChanged(async () => {
      const group = await this.#find(tenantId, groupId);
      await caller.recheck();
      const facts = { targetId: groupId, before: grantFacts(group.grants) };
      return store.remove(group, audit.entry('directory', tenantId, { action: 'tenant_group_removed', ...facts }));
    });
    await hooks.rightsChanged({ tenantId, personIds, communityIds: communitiesOf(grants) });
  }

  /** Applies a change to the group as it is then, also if others change it at the same moment. Many people follow part by part. */
  async #change(caller: DirectoryCaller, { tenantId, _id }: GroupDoc, change: GroupChange): Promise<Json> {
    const { store, hooks } = this.#parts;
    const { group, personIds, isWhole } = await untilChanged(async () => {
      const before = await store.find(tenantId, _id);
      if (!before) throw noSuchResource(_id);
      const directoryUserIds = change.members(before.directoryUserIds);
      const next = await this.#personIds(tenantId, before, directoryUserIds);
      const { changed, isWhole } = firstPart(difference(before.personIds, next));
      await caller.recheck();
      const personIds = applied(before.personIds, changed);
      // What the directory has set comes last: an interrupted request looks undone, so that the directory repeats it.
      const fields = {
        ...naming(before, change),
        isProvisioned: true,
        personIds,
        ...(isWhole && { directoryUserIds }),
      };
      const after = await store.change(before, { $set: fields }, this.#entries(before, changed));
      return after && { group: after, personIds: [...changed.added, ...changed.removed], isWhole };
    });
    await hooks.rightsChanged({ tenantId, personIds, communityIds: communitiesOf(group.grants) });
    if (!isWhole) return this.#change(caller, group, change);
    // Re-check after writing: a user may have joined at the same moment and have found itself in no group, or may have been erased.
    const current = await this.#personIds(tenantId, group, group.directoryUserIds);
    if (isSame(group.personIds, current)) return this.#present(group, true);
    return this.#change(caller, group, { members: (ids) => [...ids] });
  }

  /** The members among these users. @throws ScimError `invalidValue` for users that do not exist and were not in the group */
  async #personIds(tenantId: string, before: GroupDoc, userIds: readonly string[]): Promise<string[]> {
    const { users, limits } = this.#parts;
    if (userIds.length > limits.peoplePerGroup) throw tooManyPeople(limits.peoplePerGroup);
    const found = await users.peopleOf(tenantId, userIds);
    const known = new Set([...before.directoryUserIds, ...found.map((user) => user._id)]);
    const unknown = userIds.find((id) => !known.has(id));
    if (unknown !== undefined) throw invalidValue(`members: there is no user ${unknown.slice(0, 64)}.`);
    return found.flatMap(({ personId }) => personId ?? []);
  }

  #entries({ tenantId, _id: groupId }: GroupDoc, { added, removed }: Difference): PendingAuditEntry[] {
    const { audit } = this.#parts;
    return [
      ...added.map((targetId) => {
        const after = { groupId };
        return audit.entry('directory', tenantId, { action: 'tenant_group_person_added', targetId, after });
      }),
      ...removed.map((targetId) => {
        const before = { groupId };
        return audit.entry('directory', tenantId, { action: 'tenant_group_person_removed', targetId, before });
      }),
    ];
  }

  async #find(tenantId: string, groupId: string): Promise<GroupDoc> {
    const group = await this.#parts.store.find(tenantId, groupId);
    if (!group?.isProvisioned) throw noSuchResource(groupId);
    return group;
  }

  #present(group: GroupDoc, withMembers: boolean): Json {
    const { _id: id, externalId, externalName, directoryUserIds, createdAt, changedAt } = group;
    const base = this.#parts.base();
    return {
      schemas: [GROUP_SCHEMA],
      id,
      ...(externalId !== null && { externalId }),
      displayName: externalName,
      ...(withMembers && {
        members: directoryUserIds.map((value) => ({ value, type: 'User', $ref: `${base}/Users/${value}` })),
      }),
      meta: {
        resourceType: 'Group',
        created: createdAt.toISOString(),
        lastModified: changedAt.toISOString(),
        location: `${base}/Groups/${id}`,
      },
    };
  }
}

interface Difference {
  added: string[];
  removed: string[];
}

/** A group keeps the name that owners gave it, unless it is that of the directory. */
function naming(before: GroupDoc, { displayName, externalId }: GroupChange): Partial<GroupDoc> {
  const isSameName = before.externalName !== null && before.name === shown(before.externalName, before._id);
  const externalName = displayName === undefined ? undefined : cleaned(displayName);
  return {
    ...(externalName !== undefined && { externalName, ...(isSameName && { name: shown(externalName, before._id) }) }),
    ...(externalId !== undefined && { externalId }),
  };
}

function nameIn(body: Json): string {
  return cleaned(textOf(attributeOf(body, 'displayName'), 'displayName', wireLimits.externalNameChars));
}

/** A name as people enter it, too. @throws ScimError `invalidValue` */
function cleaned(displayName: string): string {
  const name = findForbidden(displayName) ? '' : cleanLine(displayName);
  if (name === '') throw invalidValue('displayName: expected a text with visible characters.');
  return name;
}

/**
 * The name of a group in Meshi, which people can change, is shorter than that in a directory. A name that is cut ends with a part of the
 * id: others may begin alike.
 */
function shown(externalName: string, groupId: string): string {
  const max = wireLimits.groupNameChars;
  if (cutText(externalName, max) === externalName) return externalName;
  const ending = ` ${groupId.slice(-ENDING_CHARS)}`;
  return cutText(externalName, max - ending.length).trim() + ending;
}

const ENDING_CHARS = 6;

function named(group: GroupDoc, externalName: string): GroupDoc {
  return { ...group, name: shown(externalName, group._id) };
}

function difference(before: readonly string[], after: readonly string[]): Difference {
  const [had, has] = [new Set(before), new Set(after)];
  return { added: after.filter((id) => !had.has(id)), removed: before.filter((id) => !has.has(id)) };
}

/** Each person has an entry in the log, and a document with thousands of entries is slow to write. */
const PEOPLE_AT_ONCE = 100;

/** First those who are removed: their access ends. */
function firstPart({ added, removed }: Difference): { changed: Difference; isWhole: boolean } {
  const leaving = removed.slice(0, PEOPLE_AT_ONCE);
  const changed = { removed: leaving, added: added.slice(0, PEOPLE_AT_ONCE - leaving.length) };
  return { changed, isWhole: added.length + removed.length <= PEOPLE_AT_ONCE };
}

function applied(before: readonly string[], { added, removed }: Difference): string[] {
  const leaving = new Set(removed);
  return [...before.filter((id) => !leaving.has(id)), ...added];
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  const { added, removed } = difference(one, other);
  return added.length === 0 && removed.length === 0;
}

/** @throws ScimError `invalidFilter` */
function queryOf({ attribute, value }: ScimFilter): Record<string, string> {
  if (attribute === 'displayname') return { externalName: cleanLine(value) };
  if (attribute === 'externalid') return { externalId: value };
  if (attribute === 'id') return { _id: value };
  throw invalidFilter();
}

function notUnique(): ScimError {
  return new ScimError(409, 'Another group has this displayName.', 'uniqueness');
}
