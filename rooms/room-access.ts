/** Who may see, enter and manage a room, by what is stored. */
import type { Actor } from '../src/kernel/actor.ts';
import type { Circles } from '../src/kernel/circles.ts';
import type { Clock } from '../src/kernel/clock.ts';
import { ConflictError, ForbiddenError } from '../src/kernel/errors.ts';
import type { Room } from '../src/protocol/rooms.ts';
import { manages, type RoomRights, type RoomRules, rightsOf } from './moderation/room-rights.ts';
import { PERMANENT, type RoomStandingDoc } from './moderation/room-standing-model.ts';
import type { RoomStandings } from './moderation/room-standings.ts';
import type { RoomDoc } from './room-model.ts';
import type { RoomPresenter } from './room-presenter.ts';
import type { RoomStore } from './room-store.ts';
import { isHidden, noSuchRoom } from './room-visibility.ts';

export interface RoomAccessOptions {
  store: Pick<RoomStore, 'find'>;
  standings: Pick<RoomStandings, 'find' | 'among'>;
  presenter: Pick<RoomPresenter, 'present'>;
  circles: Pick<Circles, 'of' | 'managers' | 'isManaged'>;
  clock: Clock;
}

export class RoomAccess {
  readonly #parts: RoomAccessOptions;

  constructor(parts: RoomAccessOptions) {
    this.#parts = parts;
  }

  /** An open or closed room that the actor can see. @throws NotFoundError */
  async visible({ tenantId, personId }: Actor, roomId: string): Promise<{ doc: RoomDoc; room: Room }> {
    const { store, presenter, circles } = this.#parts;
    const doc = await store.find(tenantId, roomId);
    if (!doc) throw noSuchRoom();
    const [room, ownCircles] = await Promise.all([presenter.present(doc), circles.of({ tenantId, personId })]);
    if (isHidden(room, ownCircles)) throw noSuchRoom().about({ isHidden: true });
    return { doc, room };
  }

  /**
   * A room that belongs to the actor: that of a community or meal to those who manage it, regardless of who opened it, others to their
   * owner. @throws NotFoundError, ForbiddenError
   */
  async managed(actor: Actor, roomId: string): Promise<{ doc: RoomDoc; room: Room }> {
    const found = await this.visible(actor, roomId);
    if ((await this.#managerIds(found.doc)).has(actor.personId)) return found;
    throw new ForbiddenError(
      'not_allowed',
      'Only the owner of a room, the moderators of its community or the hosts of its meal can do this.',
    );
  }

  /** The rights of one person in a room. */
  async rightsOf(doc: RoomDoc, personId: string): Promise<RoomRights> {
    const { tenantId, _id: roomId } = doc;
    const [rules, standing] = await Promise.all([
      this.#rulesOf(doc),
      this.#parts.standings.find({ tenantId, roomId, personId }),
    ]);
    return this.#rightsOf(personId, rules, standing);
  }

  /** The rights of these people in a room, by their ids. */
  async rightsAmong(doc: RoomDoc, personIds: readonly string[]): Promise<Map<string, RoomRights>> {
    const { tenantId, _id: roomId } = doc;
    const [rules, standings] = await Promise.all([
      this.#rulesOf(doc),
      this.#parts.standings.among({ tenantId, roomId }, personIds),
    ]);
    return new Map(personIds.map((id) => [id, this.#rightsOf(id, rules, standings.get(id))]));
  }

  /**
   * `isInside`: now; `wasInside`: now, or a short time ago. @throws ForbiddenError `removed_from_room` for a person with a ban,
   * ConflictError `room_locked` unless the person is or was inside, or manages the room
   */
  checkEntry(
    { role, bannedUntil, wasRemoved }: RoomRights,
    { isLocked, isInside, wasInside }: { isLocked: boolean; isInside: boolean; wasInside: boolean },
  ): void {
    this.checkNotRemoved({ bannedUntil });
    const belongs = isInside || (wasInside && !wasRemoved) || manages(role);
    if (isLocked && !belongs) {
      throw new ConflictError('room_locked', 'This room is locked. Ask somebody inside to let you in.');
    }
  }

  /** @throws ForbiddenError `removed_from_room` for a person with a ban */
  checkNotRemoved({ bannedUntil }: Pick<RoomRights, 'bannedUntil'>): void {
    if (!bannedUntil) return;
    const retryAfterMs = bannedUntil.getTime() - this.#parts.clock.now();
    const end = bannedUntil < PERMANENT ? { retryAfterMs } : {};
    throw new ForbiddenError('removed_from_room', 'You were removed from this room.', end);
  }

  async #rulesOf(doc: RoomDoc): Promise<RoomRules> {
    const { isLocked = false, isStage = false, circle, hostId } = doc;
    // The room of two people has no host: either of them leaves, or blocks the other.
    const isOfPair = Boolean(circle) && !this.#parts.circles.isManaged(circle ?? '');
    const managerIds = isOfPair ? [] : await this.#managerIds(doc);
    return { isLocked, isStage, hostIds: new Set([...managerIds, ...(hostId ? [hostId] : [])]) };
  }

  async #managerIds({ tenantId, circle = null, ownerId }: RoomDoc): Promise<ReadonlySet<string>> {
    const { circles } = this.#parts;
    return circle && circles.isManaged(circle) ? circles.managers(tenantId, circle) : new Set([ownerId]);
  }

  #rightsOf(personId: string, rules: RoomRules, standing: RoomStandingDoc | null | undefined): RoomRights {
    return rightsOf(personId, rules, standing ?? undefined, this.#parts.clock.date());
  }
}
