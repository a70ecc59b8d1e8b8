/** Roles, mutes and removals in a room. They are stored, and the process that carries the room applies them at once. */
import type { AuditTrail, PendingAuditEntry } from '../../src/audit/index.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { NotFoundError } from '../../src/kernel/errors.ts';
import type { Events } from '../../src/kernel/events.ts';
import { MINUTE_MS } from '../../src/kernel/time.ts';
import type { ProfileService } from '../../src/profiles/index.ts';
import type { AuditAction, AuditFacts } from '../../src/protocol/audit.ts';
import type {
  RemoveFromRoom,
  RoomBans,
  RoomRole,
  SetRoomRole,
  SetRoomVoice,
} from '../../src/protocol/room-moderation.ts';
import { roomClosed } from '../placement.ts';
import type { RoomAccess } from '../room-access.ts';
import type { RoomDoc } from '../room-model.ts';
import type { RoomStore } from '../room-store.ts';
import { requireHigher, requireRole } from './room-rights.ts';
import { NEVER, PERMANENT } from './room-standing-model.ts';
import type { Decision, RoomStandings, StandingKey } from './room-standings.ts';

type RoomAction = Extract<AuditAction, `room_${'role_set' | 'voice_set' | 'person_removed' | 'ban_ended'}`>;

export interface RoomModerationOptions {
  access: RoomAccess;
  store: Pick<RoomStore, 'isOver'>;
  standings: RoomStandings;
  audit: Pick<AuditTrail, 'entry'>;
  profiles: Pick<ProfileService, 'exists' | 'summaries'>;
  events: Events;
  clock: Clock;
}

/** All methods throw NotFoundError if the actor cannot see the room or the person, and ForbiddenError without the role for it. */
export class RoomModeration {
  readonly #parts: RoomModerationOptions;

  constructor(parts: RoomModerationOptions) {
    this.#parts = parts;
  }

  /** Makes a person a moderator, or a guest again. Only for hosts. @throws ConflictError `room_closed`, `too_many_room_people` */
  async setRole(actor: Actor, roomId: string, personId: string, { role }: SetRoomRole): Promise<void> {
    const by = await this.#actOn(actor, roomId, personId, 'host');
    const entry = this.#entry(actor, by, personId, 'room_role_set', { after: { roomId, role } });
    // A moderator who becomes a guest of a stage again is not left with the microphone of a moderator.
    await this.#store(by.key, actor, { role, maySpeak: null }, entry);
  }

  /** Mutes a person until somebody who manages the room lets them speak; or lets them speak. @throws as `setRole` */
  async setVoice(actor: Actor, roomId: string, personId: string, { maySpeak, reason }: SetRoomVoice): Promise<void> {
    const by = await this.#actOn(actor, roomId, personId, 'moderator');
    const entry = this.#entry(actor, by, personId, 'room_voice_set', { reason, after: { roomId, maySpeak } });
    await this.#store(by.key, actor, { maySpeak, reason }, entry);
  }

  /** Removes a person on all devices. With a time, they cannot come back before its end. @throws as `setRole` */
  async remove(actor: Actor, roomId: string, personId: string, { minutes, reason }: RemoveFromRoom): Promise<void> {
    const by = await this.#actOn(actor, roomId, personId, 'moderator');
    const { clock, events } = this.#parts;
    const bannedUntil = minutes === null ? PERMANENT : new Date(clock.now() + minutes * MINUTE_MS);
    const until = bannedUntil.toISOString();
    const entry = this.#entry(actor, by, personId, 'room_person_removed', { reason, after: { roomId, until } });
    await this.#store(by.key, actor, { role: 'guest', bannedUntil, reason }, entry);
    events.announce('roomLeft', { tenantId: actor.tenantId, roomId, personId, joinId: null, reason: 'removed' });
  }

  /** The people who cannot come back. */
  async bans(actor: Actor, roomId: string): Promise<RoomBans> {
    const { standings, profiles, clock } = this.#parts;
    await this.#managed(actor, roomId, 'moderator');
    const { tenantId } = actor;
    const banned = await standings.bans({ tenantId, roomId }, clock.date());
    const ids = new Set(banned.flatMap(({ personId, byId }) => [personId, byId]));
    const people = await profiles.summaries(tenantId, ids);
    const items = banned.flatMap(({ personId, byId, reason, bannedUntil, at }) => {
      const [person, by] = [people.get(personId), people.get(byId)];
      const until = bannedUntil >= PERMANENT ? null : bannedUntil.toISOString();
      return person && by ? [{ person, reason, until, by, at: at.toISOString() }] : [];
    });
    return { items };
  }

  /** Lets a person come back. Does nothing without a ban. */
  async endBan(actor: Actor, roomId: string, personId: string): Promise<void> {
    const { standings, clock } = this.#parts;
    const { role } = await this.#managed(actor, roomId, 'moderator');
    const key = { tenantId: actor.tenantId, roomId, personId };
    const before = await standings.find(key);
    if (!before) return;
    const until = before.bannedUntil.toISOString();
    const entry = this.#entry(actor, { role }, personId, 'room_ban_ended', {
      before: { roomId, until },
      after: { roomId, until: NEVER.toISOString() },
    });
    await standings.endBan(key, { byId: actor.personId, at: clock.date() }, entry);
  }

  /** The open room and the role of the actor, who must have a higher one than the other person. */
  async #actOn(actor: Actor, roomId: string, personId: string, least: 'host' | 'moderator') {
    const { access, store, profiles } = this.#parts;
    const { doc, role } = await this.#managed(actor, roomId, least);
    if (store.isOver(doc)) throw roomClosed();
    const { tenantId } = actor;
    if (!(await profiles.exists({ tenantId, personId }))) {
      throw new NotFoundError('This person does not exist, or you cannot see them.');
    }
    requireHigher(role, (await access.rightsOf(doc, personId)).role);
    return { role, key: { tenantId, roomId, personId } };
  }

  async #managed(actor: Actor, roomId: string, least: 'host' | 'moderator'): Promise<{ doc: RoomDoc; role: RoomRole }> {
    const { access } = this.#parts;
    const { doc } = await access.visible(actor, roomId);
    const { role } = await access.rightsOf(doc, actor.personId);
    requireRole(role, least);
    return { doc, role };
  }

  async #store(
    key: StandingKey,
    { personId: byId }: Actor,
    decision: Decision,
    entry: PendingAuditEntry,
  ): Promise<void> {
    const { standings, events, clock } = this.#parts;
    await standings.put(key, { ...decision, byId, at: clock.date() }, entry);
    events.announce('roomStandingsChanged', { tenantId: key.tenantId, roomId: key.roomId });
  }

  #entry<Action extends RoomAction>(
    actor: Actor,
    { role }: { role: RoomRole },
    targetId: string,
    action: Action,
    facts: { reason?: string; before?: AuditFacts<Action>; after?: AuditFacts<Action> },
  ): PendingAuditEntry {
    const as = role === 'host' ? 'host' : 'moderator';
    return this.#parts.audit.entry({ chain: actor.tenantId, actor, as, action, targetId, ...facts });
  }
}
