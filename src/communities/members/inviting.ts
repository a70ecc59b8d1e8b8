/**
 * Who may invite people into a community. What a person has made with this right, links and invitations by name, works only
 * while the person has it, and ends with it.
 */
import type { Model } from 'mongoose';
import type { AuditTrail } from '../../audit/index.ts';
import { trusted } from '../../database/models.ts';
import type { CommunityAccess } from '../community-access.ts';
import type { StoredCommunity } from '../community-model.ts';
import type { CommunityEvents, CommunityNotifications } from '../community-notifications.ts';
import type { CommunityStore, MembershipKey } from '../community-store.ts';
import { can } from '../rules.ts';
import type { InvitationDoc } from './invitation-model.ts';

export interface InvitingOptions {
  invitations: Model<InvitationDoc>;
  audit: Pick<AuditTrail, 'deleteMany'>;
  store: CommunityStore;
  access: CommunityAccess;
  communityEvents: CommunityEvents;
  notifications: Pick<CommunityNotifications, 'withdraw'>;
}

export class Inviting {
  readonly #parts: InvitingOptions;

  constructor(parts: InvitingOptions) {
    this.#parts = parts;
  }

  async isAllowed({ communityId, ...person }: MembershipKey): Promise<boolean> {
    const context = await this.#parts.access.find(person, communityId);
    return can(context, 'community:invite');
  }

  /** Ends what these people have made, as far as they may no longer invite. */
  async endUnheld(community: StoredCommunity, personIds: readonly string[]): Promise<void> {
    const { tenantId, _id: communityId } = community;
    const among = trusted({ $in: personIds });
    const [makers, inviters] = await Promise.all([
      this.#parts.invitations.distinct('createdById', { tenantId, communityId, createdById: among }),
      this.#parts.store.invitersAmong({ tenantId, communityId }, personIds),
    ]);
    for (const personId of new Set([...makers, ...inviters])) {
      if (!(await this.isAllowed({ tenantId, communityId, personId }))) await this.endOf(community, personId);
    }
  }

  /** Ends the links and the open invitations by name of a person who may no longer invite. Idempotent. */
  async endOf(community: StoredCommunity, personId: string): Promise<void> {
    const { invitations, audit, store, communityEvents, notifications } = this.#parts;
    const { tenantId, _id: communityId } = community;
    await audit.deleteMany(invitations, { tenantId, communityId, createdById: personId });
    const invitedIds = await store.endInvitationsBy({ tenantId, communityId, personId });
    if (invitedIds.length === 0) return;
    await notifications.withdraw(community, invitedIds);
    await communityEvents.changed(community, invitedIds);
  }
}
