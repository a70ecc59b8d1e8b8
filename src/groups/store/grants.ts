/** What the groups of an organisation give their people. Read from the database at each question, so that a change counts at once. */
import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Person } from '../../kernel/person.ts';
import {
  builtInSets,
  type CommunityPermission,
  type GroupPermission,
  isBuiltInSet,
  type OrganisationPermission,
} from '../../protocol/permissions.ts';
import type { GroupDoc, GroupGrant, PermissionSetDoc } from './group-model.ts';

const NOTHING: ReadonlySet<never> = new Set();

export interface GrantsOptions {
  groups: Model<GroupDoc>;
  sets: Model<PermissionSetDoc>;
}

/** A permission set, built in or made by the organisation. */
export type StoredSet = Pick<PermissionSetDoc, 'scope'> & { permissions: readonly GroupPermission[] };

export class Grants {
  readonly #groups: Model<GroupDoc>;
  readonly #sets: Model<PermissionSetDoc>;

  constructor({ groups, sets }: GrantsOptions) {
    this.#groups = groups;
    this.#sets = sets;
  }

  /** The permissions in the organisation that the groups of a person give. */
  async inOrganisation(person: Person): Promise<ReadonlySet<OrganisationPermission>> {
    return this.#granted(person, null);
  }

  /** The permissions in one community that the groups of a person give, if the person is a member of it. */
  async inCommunity(person: Person, communityId: string): Promise<ReadonlySet<CommunityPermission>> {
    return this.#granted(person, communityId);
  }

  /** The communities in which the groups of a person give the permission, whether the person is a member or not. */
  async communitiesWith(permission: CommunityPermission, { tenantId, personId }: Person): Promise<string[]> {
    if (tenantId === PUBLIC_TENANT) return [];
    const grants = await this.#grantsOf({ tenantId, personId });
    const sets = await this.setsOf(tenantId, grants);
    const giving = grants.filter(({ setId }) => sets.get(setId)?.permissions.includes(permission));
    return [...new Set(giving.flatMap(({ communityId }) => communityId ?? []))];
  }

  /** The people to whom groups give the permission in a community, members or not. */
  async peopleWith(permission: CommunityPermission, tenantId: string, communityId: string): Promise<string[]> {
    if (tenantId === PUBLIC_TENANT) return [];
    const groups = await this.#groups
      .find({ tenantId, 'grants.communityId': communityId }, { grants: 1, personIds: 1 })
      .lean<GroupDoc[]>();
    const sets = await this.setsOf(
      tenantId,
      groups.flatMap(({ grants }) => grants),
    );
    const giving = groups.filter(({ grants }) =>
      grants.some(
        (grant) => grant.communityId === communityId && sets.get(grant.setId)?.permissions.includes(permission),
      ),
    );
    return [...new Set(giving.flatMap(({ personIds }) => personIds))];
  }

  /** The sets of these grants that exist, by id. */
  async setsOf(tenantId: string, grants: readonly GroupGrant[]): Promise<Map<string, StoredSet>> {
    const found = new Map<string, StoredSet>();
    const ids = [...new Set(grants.map(({ setId }) => setId))];
    for (const id of ids) if (isBuiltInSet(id)) found.set(id, builtInSets[id]);
    const own = ids.filter((id) => !isBuiltInSet(id));
    if (own.length === 0) return found;
    for (const set of await this.#sets.find({ tenantId, _id: trusted({ $in: own }) }).lean<PermissionSetDoc[]>())
      found.set(set._id, set);
    return found;
  }

  async #grantsOf({ tenantId, personId }: Person): Promise<GroupGrant[]> {
    const groups = await this.#groups.find({ tenantId, personIds: personId }, { grants: 1 }).lean<GroupDoc[]>();
    return groups.flatMap(({ grants }) => grants);
  }

  async #granted<P extends GroupPermission>(
    { tenantId, personId }: Person,
    communityId: string | null,
  ): Promise<ReadonlySet<P>> {
    if (tenantId === PUBLIC_TENANT) return NOTHING;
    const grants = (await this.#grantsOf({ tenantId, personId })).filter((grant) => grant.communityId === communityId);
    if (grants.length === 0) return NOTHING;
    const scope = communityId === null ? 'organisation' : 'community';
    const sets = [...(await this.setsOf(tenantId, grants)).values()].filter((set) => set.scope === scope);
    // A set holds only permissions of its scope.
    return new Set(sets.flatMap(({ permissions }) => permissions)) as ReadonlySet<string> as ReadonlySet<P>;
  }
}
