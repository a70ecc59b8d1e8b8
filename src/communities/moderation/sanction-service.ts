/** Bans and mutes: kept with the person and the community, so that they outlive leaving and coming back. */

import { trusted } from '../../database/models.ts';
import type { PageQuery } from '../../database/page.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts';
import type { BlockList } from '../../people-lists/index.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { CommunityBan } from '../../protocol/communities.ts';
import { type CommunityAccess, noSuchMember } from '../community-access.ts';
import type { CommunityEvents } from '../community-notifications.ts';
import type { CommunityStore } from '../community-store.ts';
import type { MemberDepartures } from '../leaving.ts';
import { FOR_GOOD, INSIDE, NEVER } from '../members/membership-model.ts';
import type { ModerationLog } from './moderation-log.ts';

export interface SanctionServiceOptions {
  store: CommunityStore;
  access: CommunityAccess;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  departures: MemberDepartures;
  profiles: Pick<ProfileService, 'exists' | 'summaries'>;
  blockList: BlockList;
  clock: Clock;
}

interface Sanction {
  reason: string;
  /** Null for good. */
  until: string | null;
}

export class SanctionService {
  readonly #parts: SanctionServiceOptions;

  constructor(parts: SanctionServiceOptions) {
    this.#parts = parts;
  }

  /** Who is banned, without people in a block with the reader. @throws NotFoundError, ForbiddenError */
  async bans(actor: Actor, communityId: string, query: PageQuery): Promise<Page<CommunityBan>> {
    const { access, store, profiles, blockList } = this.#parts;
    await access.requirePermission(actor, communityId, 'ban');
    const bannedUntil = trusted({ $gt: this.#parts.clock.date() });
    const { tenantId } = actor;
    const blocked = await blockList.blockedWith(actor);
    const { docs, nextCursor } = await store.membershipPage({ tenantId, communityId, bannedUntil }, query);
    const seen = docs.filter(({ personId }) => !blocked.has(personId));
    const people = await profiles.summaries(
      tenantId,
      seen.map(({ personId }) => personId),
    );
    const items = seen.flatMap(({ personId, banReason, bannedUntil: until }) => {
      const person = people.get(personId);
      const end = until.getTime() >= FOR_GOOD.getTime() ? null : until.toISOString();
      return person ? [{ person, reason: banReason, until: end }] : [];
    });
    return { items, nextCursor };
  }

  /**
   * Puts someone out who cannot come back until then, by whatever way; also someone who is not inside yet.
   * @throws NotFoundError, ForbiddenError for who stands as high, InvalidInputError for an end that has passed
   */
  async ban(actor: Actor, communityId: string, personId: string, { reason, until }: Sanction): Promise<void> {
    const { access, store, log, departures, profiles } = this.#parts;
    const place = await access.requirePermission(actor, communityId, 'ban');
    const bannedUntil = until === null ? FOR_GOOD : this.#future(until);
    await access.requireLowerRole(actor, place, personId);
    if (!(await profiles.exists({ tenantId: actor.tenantId, personId }))) {
      throw new NotFoundError('This person does not exist, or you cannot see them.');
    }
    const key = { tenantId: actor.tenantId, communityId, personId };
    await store.put(key, {
      standing: 'none',
      createdAt: this.#parts.clock.date(),
      bannedUntil,
      banReason: reason,
      note: '',
    });
    await log.add(actor, communityId, { action: 'banned', targetId: personId, subject: until ?? '', reason });
    await departures.afterLeaving(place.community, personId);
  }

  /** Without a ban nothing changes. @throws NotFoundError, ForbiddenError */
  async unban(actor: Actor, communityId: string, personId: string): Promise<void> {
    const { access, store, log } = this.#parts;
    await access.requirePermission(actor, communityId, 'ban');
    const key = { tenantId: actor.tenantId, communityId, personId };
    const known = await store.membership(key);
    if (!known || known.bannedUntil <= this.#parts.clock.date()) return;
    await store.changeIf(key, [known.standing], { bannedUntil: NEVER, banReason: '' });
    await log.add(actor, communityId, { action: 'unbanned', targetId: personId });
  }

  /** Lets a member read, not write in channels; it outlives leaving. @throws NotFoundError, ForbiddenError */
  async mute(actor: Actor, communityId: string, personId: string, { reason, until }: Sanction): Promise<void> {
    const { access, store, log, communityEvents } = this.#parts;
    const place = await access.requirePermission(actor, communityId, 'mute');
    const mutedUntil = this.#future(until ?? '');
    const target = await access.requireLowerRole(actor, place, personId);
    const key = { tenantId: actor.tenantId, communityId, personId };
    if (target.role === null || !(await store.changeIf(key, INSIDE, { mutedUntil }))) throw noSuchMember();
    await log.add(actor, communityId, { action: 'muted', targetId: personId, subject: until ?? '', reason });
    await communityEvents.changed(place.community);
  }

  /** Without a mute nothing changes. @throws NotFoundError, ForbiddenError */
  async unmute(actor: Actor, communityId: string, personId: string): Promise<void> {
    const { access, store, log, communityEvents } = this.#parts;
    const { community } = await access.requirePermission(actor, communityId, 'mute');
    const key = { tenantId: actor.tenantId, communityId, personId };
    const known = await store.membership(key);
    if (!known || known.mutedUntil <= this.#parts.clock.date()) return;
    await store.changeIf(key, [known.standing], { mutedUntil: NEVER });
    await log.add(actor, communityId, { action: 'unmuted', targetId: personId });
    await communityEvents.changed(community);
  }

  #future(until: string): Date {
    const date = new Date(until);
    if (date > this.#parts.clock.date()) return date;
    const expected = 'a moment in the future';
    throw new InvalidInputError(`until: expected ${expected}.`, { problems: [{ path: 'body.until', expected }] });
  }
}
