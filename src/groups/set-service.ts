/** Permission sets that an organisation makes for its groups. A set never changes, so nobody gets more through a group that they know. */
import { newId } from '../database/ids.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { InvalidInputError, NotFoundError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { NewPermissionSet, PermissionSet } from '../protocol/groups.ts';
import { builtInSets, isBuiltInSet } from '../protocol/permissions.ts';
import { checkHeld, type Giving } from './giving.ts';
import type { GroupAudit } from './group-audit.ts';
import { communitiesOf, tooManyGroups } from './group-rules.ts';
import { type GroupStore, groupNameTaken, type PermissionSetDoc } from './store/index.ts';

export interface SetServiceOptions {
  store: GroupStore;
  giving: Giving;
  audit: GroupAudit;
  hooks: Pick<Hooks, 'rightsChanged'>;
  quotas: Quotas;
  clock: Clock;
  limits: { permissionSetsPerTenant: number };
}

export class SetService {
  readonly #parts: SetServiceOptions;

  constructor(parts: SetServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Makes a set. Permissions in the organisation must be held by the actor; those in a community are checked when the set is given
   * for one. @throws ForbiddenError `not_held`, ConflictError `group_name_taken`, `too_many_groups`
   */
  async create(actor: Actor, { name, scope, permissions: input }: NewPermissionSet): Promise<PermissionSet> {
    const { giving, store, audit, quotas, clock, limits } = this.#parts;
    const { tenantId } = actor;
    const giver = await giving.require(actor);
    const permissions = [...new Set(input)];
    if (scope === 'organisation') checkHeld(giver.permissions, permissions);
    if (isBuiltInSet(name)) throw groupNameTaken();
    const set: PermissionSetDoc = { _id: newId(), tenantId, name, scope, permissions, createdAt: clock.date() };
    const after = { scope, permissions: permissions.length };
    const entry = audit.entry(giver, tenantId, { action: 'tenant_set_created', targetId: set._id, after });
    const write = async () => {
      await store.insertSet(set, entry);
      return true;
    };
    const quota = { count: () => store.countSets(tenantId), max: limits.permissionSetsPerTenant, error: tooManyGroups };
    const spending = { write, undo: () => store.undoInsertSet(set) };
    await quotas.spend([`permission-sets:${tenantId}`], spending, [quota]);
    await store.settleSet(entry);
    return presented(set);
  }

  /** Idempotent. @throws InvalidInputError for a built-in set, NotFoundError, ForbiddenError `not_held` */
  async remove(actor: Actor, setId: string): Promise<void> {
    const { giving, store, audit, hooks } = this.#parts;
    const { tenantId } = actor;
    const giver = await giving.require(actor);
    if (isBuiltInSet(setId)) throw new InvalidInputError('This set is built in and cannot be removed.');
    const set = await store.findSet(tenantId, setId);
    if (!set) throw new NotFoundError('There is no permission set with this ID. It may have been removed.');
    if (set.scope === 'organisation') checkHeld(giver.permissions, set.permissions);
    const before = { scope: set.scope, permissions: set.permissions.length };
    const entry = audit.entry(giver, tenantId, { action: 'tenant_set_removed', targetId: setId, before });
    const groups = await store.removeSet(set, entry);
    const personIds = [...new Set(groups.flatMap(({ personIds: people }) => people))];
    const grants = groups.flatMap((group) => group.grants.filter((grant) => grant.setId === setId));
    await hooks.rightsChanged({ tenantId, personIds, communityIds: communitiesOf(grants) });
  }
}

/** The built-in sets, then those of the organisation. */
export function presentedSets(own: readonly PermissionSetDoc[]): PermissionSet[] {
  const builtIn = Object.entries(builtInSets).map(([id, { scope, permissions }]) => {
    return { id, name: id, isBuiltIn: true, scope, permissions: [...permissions] };
  });
  return [...builtIn, ...own.map(presented)];
}

function presented({ _id: id, name, scope, permissions }: PermissionSetDoc): PermissionSet {
  return { id, name, isBuiltIn: false, scope, permissions };
}
