/**
 * Bans of people who have deleted their account or left the organisation. Otherwise the next sign-up would end a ban. What is
 * kept of the person is the id, the end of the ban, and a keyed hash of the e-mail address; not the address, and not the reason.
 */
import type { AddressHashes } from '../../accounts/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { CommunityStore, MembershipKey } from '../community-store.ts';
import type { CommunityMembershipDoc } from '../members/membership-model.ts';

export interface KeptBansOptions {
  store: CommunityStore;
  addressHashes: Pick<AddressHashes, 'of'>;
  clock: Clock;
}

export class KeptBans {
  readonly #parts: KeptBansOptions;

  constructor(parts: KeptBansOptions) {
    this.#parts = parts;
  }

  /** Removes the membership of a person who is being erased, except for a ban. Idempotent. */
  async erase(membership: CommunityMembershipDoc): Promise<void> {
    const { store, addressHashes, clock } = this.#parts;
    const { tenantId, communityId, personId, bannedUntil } = membership;
    // Only the ban is left, of an earlier call. The address is gone by now.
    if (membership.addressHash && bannedUntil > clock.date()) return;
    const key = { tenantId, communityId, personId };
    const [addressHash] = bannedUntil > clock.date() ? await addressHashes.of(membership) : [];
    if (addressHash) await store.keepBan(key, { addressHash, keptUntil: bannedUntil });
    else await store.removeMemberships(key);
  }

  /** Whether the person is banned, with this account or with a former one with the same e-mail address. */
  async isBanned(key: MembershipKey, membership: CommunityMembershipDoc | null): Promise<boolean> {
    const { store, addressHashes, clock } = this.#parts;
    const now = clock.date();
    if (membership && membership.bannedUntil > now) return true;
    return store.hasKeptBan(key, await addressHashes.of(key), now);
  }
}
