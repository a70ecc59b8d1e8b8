/**
 * Bans and mutes. They are stored in the membership, which is kept when a person leaves, so they outlive leaving and
 * rejoining.
 */

import { trusted } from '../../database/models.ts';
import type { PageQuery } from '../../database/page.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { CommunityBan } from '../../protocol/communities.ts';
import { type CommunityAccess, noSuchMember } from '../community-access.ts';
import type { CommunityAudit } from '../community-audit.ts';
import type { CommunityEvents } from '../community-notifications.ts';
import type { CommunityStore } from '../community-store.ts';
import type { MemberDepartures } from '../leaving.ts';
import { MEMBER_STANDINGS, NEVER, PERMANENT } from '../members/membership-model.ts';
import type { ModerationLog } from './moderation-log.ts';

export interface SanctionServiceOptions {
  audit: CommunityAudit;
  store: CommunityStore;
  access: CommunityAccess;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  departures: MemberDepartures;
  profiles: Pick<ProfileService, 'exists' | 'summaries'>;
  clock: Clock;
}

interface Sanction {
  reason: string;
  /** When it ends, as an ISO time; null for a permanent ban. */
  until: string | null;
}

export class SanctionService {
  readonly #parts: SanctionServiceOptions;

  constructor(parts: SanctionServiceOptions) {
    this.#parts = parts;
  }

  /** Banned people. @throws NotFoundError, ForbiddenError */
  async bans(actor: Actor, communityId: string, query: PageQuery): Promise<Page<CommunityBan>> {
    const { access, store, profiles } = this.#parts;
    await access.requirePermission(actor, communityId, 'community:ban');
    const bannedUntil = trusted({ $gt: this.#parts.clock.date() });
    const { tenantId } = actor;
    const { docs, nextCursor } = await store.membershipPage({ tenantId, communityId, bannedUntil }, query);
    const people = await profiles.summaries(
      tenantId,
      docs.map(({ personId }) => personId),
    );
    const items = docs.flatMap(({ personId, banReason, bannedUntil: until }) => {
      const person = people.get(personId);
      const end = until.getTime() >= PERMANENT.getTime() ? null : until.toISOString();
      return person ? [{ person, reason: banReason, until: end }] : [];
    });
    return { items, nextCursor };
  }

  /**
   * Removes a person and refuses every way to join until the ban ends. The person need not be a member.
   * @throws NotFoundError, ForbiddenError `not_allowed` for the same or a higher role,
   * InvalidInputError if the end is not in the future
   */
  async ban(actor: Actor, communityId: string, personId: string, { reason, until }: Sanction): Promise<void> {
    const { access, audit, store, log, departures, profiles } = this.#parts;
    const context = await access.requirePermission(actor, communityId, 'community:ban');
    const bannedUntil = until === null ? PERMANENT : this.#parseFuture(until);
    const target = await access.requireLowerRole(actor, context, personId);
    if (!(await profiles.exists({ tenantId: actor.tenantId, personId }))) {
      throw new NotFoundError('This person does not exist, or you cannot see them.');
    }
    const key = { tenantId: actor.tenantId, communityId, personId };
    const facts = { reason, before: { role: target.role }, after: { until: bannedUntil.toISOString() } };
    const entry = audit.ofMember({ actor, role: context.role }, key, 'community_banned', facts);
    const createdAt = this.#parts.clock.date();
    await store.put(key, { standing: 'none', createdAt, bannedUntil, banReason: reason, note: '' }, entry);
    await log.add(actor, communityId, { action: 'banned', targetId: personId, subject: until ?? '', reason });
    await departures.afterLeaving(context.community, personId);
  }

  /** Ends a ban. Does nothing without one. @throws NotFoundError, ForbiddenError */
  async unban(actor: Actor, communityId: string, personId: string): Promise<void> {
    const { access, audit, store, log } = this.#parts;
    const { role } = await access.requirePermission(actor, communityId, 'community:ban');
    const key = { tenantId: actor.tenantId, communityId, personId };
    const membership = await store.membership(key);
    if (!membership || membership.bannedUntil <= this.#parts.clock.date()) return;
    const before = { until: membership.bannedUntil.toISOString() };
    const entry = audit.ofMember({ actor, role }, key, 'community_unbanned', { before });
    if (membership.addressHash) await store.removeKeptBan(key, entry);
    else await store.changeIf(key, [membership.standing], { bannedUntil: NEVER, banReason: '' }, entry);
    await log.add(actor, communityId, { action: 'unbanned', targetId: personId });
  }

  /**
   * Stops a member from writing in channels; the member can still read.
   * @throws NotFoundError, ForbiddenError, InvalidInputError if the end is not in the future
   */
  async mute(actor: Actor, communityId: string, personId: string, { reason, until }: Sanction): Promise<void> {
    const { access, audit, store, log, communityEvents } = this.#parts;
    const context = await access.requirePermission(actor, communityId, 'community:mute');
    const mutedUntil = this.#parseFuture(until ?? '');
    const target = await access.requireLowerRole(actor, context, personId);
    const key = { tenantId: actor.tenantId, communityId, personId };
    const facts = { reason, after: { until: mutedUntil.toISOString() } };
    const entry = audit.ofMember({ actor, role: context.role }, key, 'community_muted', facts);
    const isMember = target.role !== null && (await store.changeIf(key, MEMBER_STANDINGS, { mutedUntil }, entry));
    if (!isMember) throw noSuchMember();
    await log.add(actor, communityId, { action: 'muted', targetId: personId, subject: until ?? '', reason });
    await communityEvents.changed(context.community);
  }

  /** Ends a mute. Does nothing without one. @throws NotFoundError, ForbiddenError */
  async unmute(actor: Actor, communityId: string, personId: string): Promise<void> {
    const { access, audit, store, log, communityEvents } = this.#parts;
    const { community, role } = await access.requirePermission(actor, communityId, 'community:mute');
    const key = { tenantId: actor.tenantId, communityId, personId };
    const membership = await store.membership(key);
    if (!membership || membership.mutedUntil <= this.#parts.clock.date()) return;
    const before = { until: membership.mutedUntil.toISOString() };
    const entry = audit.ofMember({ actor, role }, key, 'community_unmuted', { before });
    await store.changeIf(key, [membership.standing], { mutedUntil: NEVER }, entry);
    await log.add(actor, communityId, { action: 'unmuted', targetId: personId });
    await communityEvents.changed(community);
  }

  #parseFuture(until: string): Date {
    const date = new Date(until);
    if (date > this.#parts.clock.date()) return date;
    const expected = 'a time in the future';
    throw new InvalidInputError(`until: expected ${expected}.`, { problems: [{ path: 'body.until', expected }] });
  }
}
