/** Who may do what in a room. Pure functions, no I/O. */
import { ForbiddenError } from '../../src/kernel/errors.ts';
import type { RoomRole } from '../../src/protocol/room-moderation.ts';
import { isRoomRoleAbove } from '../../src/protocol/room-roles.ts';
import { NEVER, type RoomStandingDoc } from './room-standing-model.ts';

/** What a room says about everyone in it. */
export interface RoomRules {
  isStage: boolean;
  isLocked: boolean;
  /** The owner, or those who manage the circle of the room; and who hosts it while they are away. */
  hostIds: ReadonlySet<string>;
}

type Standing = Pick<RoomStandingDoc, 'role' | 'maySpeak' | 'bannedUntil'>;

/** The rights of one person in a room. */
export interface RoomRights {
  role: RoomRole;
  maySpeak: boolean;
  /** Whether a moderator has muted the person; a guest of a stage may not speak either, but was not muted. */
  wasMuted: boolean;
  /** Null without a ban. */
  bannedUntil: Date | null;
  /** Whether the person was removed before: a lock then also holds for them. */
  wasRemoved: boolean;
}

/** `standing` is undefined for a person about whom nothing was decided. A host is never muted or banned. */
export function rightsOf(
  personId: string,
  { hostIds, isStage }: RoomRules,
  standing: Standing | undefined,
  now: Date,
): RoomRights {
  if (hostIds.has(personId)) {
    return { role: 'host', maySpeak: true, wasMuted: false, bannedUntil: null, wasRemoved: false };
  }
  const role = standing?.role ?? 'guest';
  const bannedUntil = standing && standing.bannedUntil > now ? standing.bannedUntil : null;
  const wasRemoved = standing !== undefined && standing.bannedUntil > NEVER;
  const maySpeak = standing?.maySpeak ?? (role === 'moderator' || !isStage);
  return { role, maySpeak, wasMuted: standing?.maySpeak === false, bannedUntil, wasRemoved };
}

export function manages(role: RoomRole): boolean {
  return isRoomRoleAbove(role, 'guest');
}

/** @throws ForbiddenError unless the actor has at least this role */
export function requireRole(actor: RoomRole, least: 'host' | 'moderator'): void {
  if (isRoomRoleAbove(least, actor)) throw notAllowed();
}

/** @throws ForbiddenError unless the actor has a higher role than the other person: nobody acts on equals or on themselves */
export function requireHigher(actor: RoomRole, other: RoomRole): void {
  if (!isRoomRoleAbove(actor, other)) throw notAllowed();
}

function notAllowed(): ForbiddenError {
  return new ForbiddenError(
    'not_allowed',
    'Only a host or moderator of the room can do this, and only to people with a lower role.',
  );
}
