/** Tells what changed in a community: to those who see it, and to those who have just lost sight of it. */
import { circleName } from '../kernel/circles.ts';
import type { Events } from '../kernel/events.ts';
import type { StoredCommunity } from './community-model.ts';
import type { CommunityStore } from './community-store.ts';

type Told = Pick<StoredCommunity, '_id' | 'tenantId' | 'visibility'>;

export class CommunityNews {
  readonly #store: CommunityStore;
  readonly #events: Events;

  constructor({ store, events }: { store: CommunityStore; events: Events }) {
    this.#store = store;
    this.#events = events;
  }

  /** Of a public one everyone of the tenant hears, of a private one its members and those named here alone. */
  async changed({ _id, tenantId, visibility }: Told, alsoIds: readonly string[] = []): Promise<void> {
    const memberIds = visibility === 'public' ? null : await this.#store.memberIds(tenantId, _id);
    const personIds = memberIds && [...new Set([...memberIds, ...alsoIds])];
    this.#events.announce('communityChanged', { tenantId, communityId: _id, personIds });
  }

  /** It can be seen no more from outside, or ended: whoever saw it must know. */
  hidden({ _id, tenantId }: Pick<Told, '_id' | 'tenantId'>): void {
    this.#events.announce('communityChanged', { tenantId, communityId: _id, personIds: null });
  }

  /** These people came in or went out: first of all, since everything that is theirs alone asks who is inside. */
  moved(tenantId: string, communityId: string, personIds: readonly string[]): void {
    this.#events.announce('circlesChanged', { tenantId, circle: circleName('community', communityId), personIds });
  }
}
