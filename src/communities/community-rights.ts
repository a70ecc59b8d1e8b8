/** What members hold in communities, for the groups of an organisation, and what happens when a group gives more or less. */
import type { Actor } from '../kernel/actor.ts';
import type { RightsChange } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { SlowMode } from './channels/slow-mode.ts';
import type { CommunityAccess } from './community-access.ts';
import type { CommunityEvents } from './community-notifications.ts';
import type { CommunityStore } from './community-store.ts';
import type { Inviting } from './members/inviting.ts';
import type { HeldPermissions } from './rules.ts';

export interface CommunityRightsOptions {
  store: CommunityStore;
  access: CommunityAccess;
  inviting: Inviting;
  communityEvents: CommunityEvents;
  slowMode: Pick<SlowMode, 'announceChange'>;
}

export class CommunityRights {
  readonly #parts: CommunityRightsOptions;

  constructor(parts: CommunityRightsOptions) {
    this.#parts = parts;
  }

  /** What the actor holds in a community; empty for people who are no members. */
  async permissionsOf(actor: Actor, communityId: string): Promise<HeldPermissions> {
    return (await this.#parts.access.find(actor, communityId))?.permissions ?? new Set();
  }

  /** The names of those communities that the actor can see. */
  async namesFor(actor: Actor, communityIds: readonly string[]): Promise<Map<string, string>> {
    const { store } = this.#parts;
    const [found, mine] = await Promise.all([store.findAll(actor.tenantId, communityIds), store.idsOf(actor)]);
    const seen = [...found.values()].filter(({ _id, visibility }) => visibility === 'public' || mine.includes(_id));
    return new Map(seen.map(({ _id, name }) => [_id, name]));
  }

  /** Ends the links and the open invitations by name of a suspended person, in all communities. */
  async suspended(person: Person): Promise<void> {
    const { store, inviting } = this.#parts;
    const communities = await store.findAll(person.tenantId, await store.idsOf(person));
    for (const community of communities.values()) await inviting.endOf(community, person.personId);
  }

  /** Ends what people have made with rights that they have lost, and tells their devices to read again what they can do. */
  async changed({ tenantId, personIds, communityIds }: RightsChange): Promise<void> {
    if (communityIds.length === 0 || personIds.length === 0) return;
    const { store, inviting, communityEvents, slowMode } = this.#parts;
    for (const community of (await store.findAll(tenantId, communityIds)).values()) {
      const { _id: communityId } = community;
      const here = await store.membersAmong({ tenantId, communityId }, personIds);
      await inviting.endUnheld(community, here);
      communityEvents.membersChanged(tenantId, communityId, here);
      await communityEvents.changed(community);
      await slowMode.announceChange({ tenantId, communityId });
    }
  }
}
