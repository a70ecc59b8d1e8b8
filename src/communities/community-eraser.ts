/** What becomes of the communities of someone who deletes the account. */
import type { Person } from '../kernel/person.ts';
import type { CommunityStore } from './community-store.ts';
import type { Departures } from './departures.ts';
import type { MembershipDoc } from './membership-model.ts';

/** Anything that keeps something about a person. */
interface Erasable {
  erasePerson(person: Person): Promise<void>;
}

export interface CommunityEraserOptions {
  store: CommunityStore;
  departures: Departures;
  /** What else refers to people. */
  others: readonly Erasable[];
}

export class CommunityEraser {
  readonly #parts: CommunityEraserOptions;

  constructor(parts: CommunityEraserOptions) {
    this.#parts = parts;
  }

  /**
   * Takes the person out of every community. Who owned one alone is followed by whoever moderated it longest, otherwise
   * by the member who has been there longest; where nobody is left it ends. Safe to run twice.
   */
  async erasePerson(person: Person): Promise<void> {
    const { tenantId, personId } = person;
    const { store, others } = this.#parts;
    const memberships = await store.membershipsOf(person);
    // One by one: each may end a community, which is much work.
    for (const membership of memberships) await this.#leave(membership);
    // Owned without being a member, after a crash between the two writes that make a community.
    for (const id of await store.ownedBy(tenantId, personId)) await this.#parts.departures.settleOwners(tenantId, id);
    for (const other of others) await other.erasePerson(person);
  }

  async #leave({ tenantId, communityId, personId }: MembershipDoc): Promise<void> {
    const { store, departures } = this.#parts;
    const community = await store.find(tenantId, communityId);
    await store.removeMemberships({ tenantId, communityId, personId });
    if (community) await departures.follow(community, personId);
  }
}
