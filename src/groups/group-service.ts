/** Groups of an organisation: which there are, and what they give. */
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { EditTenantGroup, NewTenantGroup, TenantGroup, TenantGroupList } from '../protocol/groups.ts';
import type { CommunityRights, Giving } from './giving.ts';
import { type GroupAudit, grantFacts } from './group-audit.ts';
import { communitiesOf, distinct, keeperOf, newGroup, tooManyGroups, untilChanged, without } from './group-rules.ts';
import { presentedSets } from './set-service.ts';
import type { GroupDoc, GroupStore } from './store/index.ts';

export interface GroupServiceOptions {
  store: GroupStore;
  giving: Giving;
  audit: GroupAudit;
  communityRights: CommunityRights;
  hooks: Pick<Hooks, 'rightsChanged'>;
  quotas: Quotas;
  clock: Clock;
  limits: { groupsPerTenant: number };
}

export class GroupService {
  readonly #parts: GroupServiceOptions;

  constructor(parts: GroupServiceOptions) {
    this.#parts = parts;
  }

  /** By name, with all sets. @throws NotFoundError in the public tenant, ForbiddenError */
  async list(actor: Actor): Promise<TenantGroupList> {
    const { giving, store } = this.#parts;
    await giving.require(actor);
    const [groups, sets] = await Promise.all([store.list(actor.tenantId), store.sets(actor.tenantId)]);
    return { items: await this.#present(actor, groups), sets: presentedSets(sets) };
  }

  /** @throws ForbiddenError `not_held`, InvalidInputError, ConflictError `group_name_taken`, `too_many_groups` */
  async create(actor: Actor, { name, externalName, grants: input }: NewTenantGroup): Promise<TenantGroup> {
    const { giving, audit, clock } = this.#parts;
    const { tenantId } = actor;
    const grants = distinct(input);
    const giver = await giving.require(actor);
    await giving.checkGives(giver, grants);
    const group = newGroup({ tenantId, name, externalName, grants, createdAt: clock.date() });
    const facts = { ...grantFacts(grants), isExternal: externalName !== null };
    const entry = audit.entry(giver, tenantId, { action: 'tenant_group_created', targetId: group._id, after: facts });
    await this.insert(group, entry);
    return this.#presentOne(actor, group);
  }

  /** Stores a group, if the organisation can have one more. @throws ConflictError `group_name_taken`, `too_many_groups` */
  async insert(group: GroupDoc, entry: Parameters<GroupStore['insert']>[1]): Promise<void> {
    const { store, quotas, limits } = this.#parts;
    const { tenantId } = group;
    const write = async () => {
      await store.insert(group, entry);
      return true;
    };
    const spending = { write, undo: () => store.undoInsert(group) };
    const quota = { count: () => store.count(tenantId), max: limits.groupsPerTenant, error: tooManyGroups };
    await quotas.spend([`tenant-groups:${tenantId}`], spending, [quota]);
    await store.settle(entry);
  }

  /** Replaces name and grants. @throws NotFoundError, and as `create` */
  async edit(actor: Actor, groupId: string, { name, grants: input }: EditTenantGroup): Promise<TenantGroup> {
    const { giving, store, audit, hooks } = this.#parts;
    const { tenantId } = actor;
    const grants = distinct(input);
    const giver = await giving.require(actor);
    const { group, changed } = await untilChanged(async () => {
      const before = await store.get(tenantId, groupId);
      await giving.checkGives(giver, without(grants, before.grants));
      await giving.checkTakes(giver, without(before.grants, grants));
      const facts = { before: grantFacts(before.grants), after: grantFacts(grants) };
      const entry = audit.entry(giver, tenantId, { action: 'tenant_group_changed', targetId: groupId, ...facts });
      const after = await store.change(before, { $set: { name, grants } }, [entry]);
      return after && { group: after, changed: [...without(grants, before.grants), ...without(before.grants, grants)] };
    });
    await hooks.rightsChanged({ tenantId, personIds: group.personIds, communityIds: communitiesOf(changed) });
    return this.#presentOne(actor, group);
  }

  /** @throws NotFoundError, ForbiddenError `not_held` */
  async remove(actor: Actor, groupId: string): Promise<void> {
    const { giving, store, audit, hooks } = this.#parts;
    const { tenantId } = actor;
    const giver = await giving.require(actor);
    const { personIds, grants } = await untilChanged(async () => {
      const group = await store.get(tenantId, groupId);
      await giving.checkTakes(giver, group.grants);
      const facts = { targetId: groupId, before: grantFacts(group.grants) };
      return store.remove(group, audit.entry(giver, tenantId, { action: 'tenant_group_removed', ...facts }));
    });
    await hooks.rightsChanged({ tenantId, personIds, communityIds: communitiesOf(grants) });
  }

  async #presentOne(actor: Actor, group: GroupDoc): Promise<TenantGroup> {
    const [shown] = await this.#present(actor, [group]);
    // `#present` returns one for each group.
    return shown as TenantGroup;
  }

  async #present(actor: Actor, groups: readonly GroupDoc[]): Promise<TenantGroup[]> {
    const ids = communitiesOf(groups.flatMap(({ grants }) => grants));
    const names = await this.#parts.communityRights.namesFor(actor, ids);
    return groups.map((group) => ({
      id: group._id,
      name: group.name,
      externalName: group.externalName,
      keptBy: keeperOf(group),
      grants: group.grants.map(({ setId, communityId }) => ({
        setId,
        communityId,
        communityName: (communityId !== null && names.get(communityId)) || null,
      })),
      peopleCount: group.personIds.length,
    }));
  }
}
