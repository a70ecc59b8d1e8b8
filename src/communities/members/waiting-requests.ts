/** Requests to join that a person can answer, in all communities together. */
import type { Grants } from '../../groups/store/index.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { ProfileSummary } from '../../protocol/profiles.ts';
import type { CommunityStore } from '../community-store.ts';

/** A person who waits for an answer. */
export interface WaitingRequest {
  communityId: string;
  communityName: string;
  person: ProfileSummary;
  createdAt: string;
}

export interface WaitingRequestsOptions {
  store: Pick<CommunityStore, 'idsOf' | 'idsModeratedBy' | 'findAll' | 'newestRequests'>;
  grants: Pick<Grants, 'communitiesWith'>;
  profiles: Pick<ProfileService, 'summaries'>;
}

export class WaitingRequests {
  readonly #parts: WaitingRequestsOptions;

  constructor(parts: WaitingRequestsOptions) {
    this.#parts = parts;
  }

  /**
   * The newest `max` requests. Like the list of one community and its notifications, also of people in a block with the actor:
   * the actor answers for the community.
   */
  async listWaiting(actor: Actor, max: number): Promise<WaitingRequest[]> {
    const { store, profiles } = this.#parts;
    const docs = await store.newestRequests(actor.tenantId, await this.#answeredBy(actor), max);
    const [communities, people] = await Promise.all([
      store.findAll(actor.tenantId, [...new Set(docs.map(({ communityId }) => communityId))]),
      profiles.summaries(
        actor.tenantId,
        docs.map(({ personId }) => personId),
      ),
    ]);
    return docs.flatMap(({ communityId, personId, createdAt }) => {
      const [community, person] = [communities.get(communityId), people.get(personId)];
      if (!community || !person) return [];
      return [{ communityId, communityName: community.name, person, createdAt: createdAt.toISOString() }];
    });
  }

  /** The communities whose requests the person can answer: by the role, or as a member by a group. */
  async #answeredBy(actor: Actor): Promise<string[]> {
    const { store, grants } = this.#parts;
    const [moderated, given] = await Promise.all([
      store.idsModeratedBy(actor),
      grants.communitiesWith('community:admit', actor),
    ]);
    if (given.length === 0) return moderated;
    const memberOf = new Set(await store.idsOf(actor));
    return [...new Set([...moderated, ...given.filter((id) => memberOf.has(id))])];
  }
}
