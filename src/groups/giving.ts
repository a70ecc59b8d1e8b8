/** What somebody can give with a group: nothing that they do not hold. */
import type { Actor } from '../kernel/actor.ts';
import { ForbiddenError, InvalidInputError } from '../kernel/errors.ts';
import type { CommunityPermission, OrganisationPermission } from '../protocol/permissions.ts';
import { covers, type TenantAccess, type TenantActor } from '../tenants/index.ts';
import type { Grants, GroupGrant, StoredSet } from './store/index.ts';

/** What communities tell about one person. */
export interface CommunityRights {
  /** Empty if the person is no member, or the community does not exist. */
  permissionsOf(actor: Actor, communityId: string): Promise<ReadonlySet<CommunityPermission>>;
  /** The names of those communities that the actor can see. */
  namesFor(actor: Actor, communityIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export interface GivingOptions {
  access: Pick<TenantAccess, 'requirePermission'>;
  grants: Pick<Grants, 'setsOf'>;
  communityRights: CommunityRights;
}

/** Somebody who can manage groups. */
export interface Giver extends TenantActor {
  actor: Actor;
}

export class Giving {
  readonly #parts: GivingOptions;

  constructor(parts: GivingOptions) {
    this.#parts = parts;
  }

  /** @throws NotFoundError in the public tenant, ForbiddenError */
  async require(actor: Actor): Promise<Giver> {
    return { ...(await this.#parts.access.requirePermission(actor, 'organisation:manage_groups')), actor };
  }

  /**
   * Checks that the giver holds all that these grants give. A set of a community needs the right to set roles there, too.
   * @throws ForbiddenError `not_held`, InvalidInputError for an unknown set, or one of another scope
   */
  async checkGives(giver: Giver, grants: readonly GroupGrant[]): Promise<void> {
    const sets = await this.#parts.grants.setsOf(giver.actor.tenantId, grants);
    for (const { setId, communityId } of grants) {
      const set = sets.get(setId);
      if (set?.scope !== (communityId === null ? 'organisation' : 'community')) throw noSuchSet();
      if (communityId === null) checkHeld(giver.permissions, set.permissions);
      else await this.#checkHeldIn(giver.actor, communityId, set);
    }
  }

  /**
   * Checks that the giver holds the permissions in the organisation that these grants take away. Those in a community can be taken by
   * everybody who manages groups: otherwise a group could not be ended after its maker has left the community.
   * @throws ForbiddenError `not_held`
   */
  async checkTakes(giver: Giver, grants: readonly GroupGrant[]): Promise<void> {
    const ofOrganisation = grants.filter(({ communityId }) => communityId === null);
    const sets = await this.#parts.grants.setsOf(giver.actor.tenantId, ofOrganisation);
    for (const { permissions } of sets.values()) checkHeld(giver.permissions, permissions);
  }

  async #checkHeldIn(actor: Actor, communityId: string, { permissions }: StoredSet): Promise<void> {
    const held = await this.#parts.communityRights.permissionsOf(actor, communityId);
    checkHeld(held, ['community:set_roles', ...permissions]);
  }
}

/** @throws ForbiddenError `not_held` */
export function checkHeld(
  held: ReadonlySet<OrganisationPermission> | ReadonlySet<CommunityPermission>,
  given: readonly string[],
): void {
  if (covers(held, given)) return;
  throw new ForbiddenError('not_held', 'This needs permissions that you do not hold. Ask somebody who holds them.');
}

function noSuchSet(): InvalidInputError {
  return new InvalidInputError('grants: there is no such permission set for this. Reload the list of sets.');
}
