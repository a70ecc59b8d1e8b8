/** The people of groups: added and removed by hand, or kept in step with a directory. */
import { decodeCursor, encodeCursor } from '../database/cursor.ts';
import type { PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import type { Giving } from './giving.ts';
import type { GroupActor, GroupAudit } from './group-audit.ts';
import { communitiesOf, untilChanged } from './group-rules.ts';
import type { GroupDoc, GroupStore } from './store/index.ts';

export interface GroupPeopleOptions {
  store: GroupStore;
  giving: Giving;
  audit: GroupAudit;
  memberships: Pick<Memberships, 'find'>;
  profiles: Pick<ProfileService, 'summaries'>;
  hooks: Pick<Hooks, 'rightsChanged'>;
  limits: { peoplePerGroup: number };
}

export class GroupPeople {
  readonly #parts: GroupPeopleOptions;

  constructor(parts: GroupPeopleOptions) {
    this.#parts = parts;
  }

  /** In the order of their ids. @throws NotFoundError, ForbiddenError */
  async list(actor: Actor, groupId: string, { cursor, limit }: PageQuery): Promise<Page<ProfileSummary>> {
    const { giving, store, profiles } = this.#parts;
    await giving.require(actor);
    const [after = ''] = cursor ? decodeCursor(cursor, ['string']) : [];
    const { personIds } = await store.get(actor.tenantId, groupId);
    const ids = personIds.filter((id) => id > after).sort();
    const shown = ids.slice(0, limit);
    const people = await profiles.summaries(actor.tenantId, shown);
    const last = shown.at(-1);
    return {
      items: shown.flatMap((id) => people.get(id) ?? []),
      nextCursor: ids.length > limit && last !== undefined ? encodeCursor([last]) : null,
    };
  }

  /** Idempotent. @throws NotFoundError, ForbiddenError `not_held`, ConflictError `group_kept`, `too_many_group_people` */
  async add(actor: Actor, groupId: string, personId: string): Promise<void> {
    const { giving, store, memberships } = this.#parts;
    const giver = await giving.require(actor);
    const group = await untilChanged(async () => {
      const before = await store.get(actor.tenantId, groupId);
      checkByHand(before);
      await giving.checkGives(giver, before.grants);
      if (!(await memberships.find({ tenantId: actor.tenantId, personId }))) throw noSuchMember();
      return this.#add(giver, before, personId);
    });
    await this.#rightsChanged(group, personId);
    if (!(await this.#isStill(giver, group, personId))) throw noSuchMember();
  }

  /** Idempotent. @throws NotFoundError, ForbiddenError `not_held`, ConflictError `group_kept` */
  async remove(actor: Actor, groupId: string, personId: string): Promise<void> {
    const { giving, store } = this.#parts;
    const giver = await giving.require(actor);
    const group = await untilChanged(async () => {
      const before = await store.get(actor.tenantId, groupId);
      checkByHand(before);
      await giving.checkTakes(giver, before.grants);
      return this.#remove(giver, before, personId);
    });
    await this.#rightsChanged(group, personId);
  }

  /**
   * For single sign-on: puts the person in exactly those groups whose `externalName` is in `names`. Groups that SCIM keeps, and
   * groups that are kept by hand, stay as they are. A group that is full stays without the person.
   */
  async syncDirectoryGroups({
    tenantId,
    personId,
    names,
  }: {
    tenantId: string;
    personId: string;
    names: readonly string[];
  }): Promise<void> {
    const { store, limits } = this.#parts;
    const wanted = new Set(names);
    for (const { _id, externalName, personIds } of await store.ofSignOn(tenantId)) {
      const isWanted = externalName !== null && wanted.has(externalName);
      if (isWanted === personIds.includes(personId)) continue;
      const group = await untilChanged(async () => {
        const before = await store.find(tenantId, _id);
        if (!before || before.externalName !== externalName || before.isProvisioned) return 'skipped';
        if (!isWanted) return this.#remove('directory', before, personId);
        return before.personIds.length >= limits.peoplePerGroup ? 'skipped' : this.#add('directory', before, personId);
      });
      if (group === 'skipped') continue;
      await this.#rightsChanged(group, personId);
      if (isWanted) await this.#isStill('directory', group, personId);
    }
  }

  /** Re-check after writing: somebody who was erased at the same moment leaves the group again. Returns whether the person stays. */
  async #isStill(by: GroupActor, { tenantId, _id }: GroupDoc, personId: string): Promise<boolean> {
    const { store, memberships } = this.#parts;
    if (await memberships.find({ tenantId, personId })) return true;
    await untilChanged(async () => {
      const group = await store.find(tenantId, _id);
      return group ? this.#remove(by, group, personId) : 'gone';
    });
    return false;
  }

  async #add(by: GroupActor, group: GroupDoc, personId: string): Promise<GroupDoc | null> {
    const { store, audit, limits } = this.#parts;
    if (group.personIds.includes(personId)) return group;
    const max = limits.peoplePerGroup;
    if (group.personIds.length >= max) throw tooManyPeople(max);
    const facts = { targetId: personId, after: { groupId: group._id } };
    const entry = audit.entry(by, group.tenantId, { action: 'tenant_group_person_added', ...facts });
    return store.change(group, { $addToSet: { personIds: personId } }, [entry]);
  }

  async #remove(by: GroupActor, group: GroupDoc, personId: string): Promise<GroupDoc | null> {
    const { store, audit } = this.#parts;
    if (!group.personIds.includes(personId)) return group;
    const facts = { targetId: personId, before: { groupId: group._id } };
    const entry = audit.entry(by, group.tenantId, { action: 'tenant_group_person_removed', ...facts });
    return store.change(group, { $pull: { personIds: personId } }, [entry]);
  }

  #rightsChanged({ tenantId, grants }: GroupDoc, personId: string): Promise<void> {
    return this.#parts.hooks.rightsChanged({ tenantId, personIds: [personId], communityIds: communitiesOf(grants) });
  }
}

function checkByHand({ externalName }: GroupDoc): void {
  if (externalName === null) return;
  throw new ConflictError('group_kept', 'A directory keeps the people of this group. Change them in the directory.');
}

function noSuchMember(): NotFoundError {
  return new NotFoundError('This person is not a member of the organisation. Reload the list of members.');
}

export function tooManyPeople(max: number): ConflictError {
  return new ConflictError('too_many_group_people', `A group can have ${max} people. Make another group.`, { max });
}
