/** The room of a community: opened by whoever of its members comes first, seen and entered by its members alone. */
import type { Actor } from '../../kernel/actor.ts';
import type { CircleRooms } from '../../kernel/circle-rooms.ts';
import { circleName } from '../../kernel/circles.ts';
import type { Room } from '../../protocol/rooms.ts';
import { type CommunityAccess, noSuchCommunity } from '../community-access.ts';

export interface CommunityRoomOptions {
  access: CommunityAccess;
  circleRooms: CircleRooms;
}

export class CommunityRoom {
  readonly #parts: CommunityRoomOptions;

  constructor(parts: CommunityRoomOptions) {
    this.#parts = parts;
  }

  /** The open room, made where there is none. @throws NotFoundError, ForbiddenError `not_a_member` */
  async open(actor: Actor, communityId: string): Promise<Room> {
    const { access, circleRooms } = this.#parts;
    const { tenantId, personId: ownerId } = actor;
    const { community } = await access.requireMember(actor, communityId);
    const { name: title, tags, language } = community;
    const circle = circleName('community', communityId);
    const room = await circleRooms.open({ tenantId, circle, ownerId, title, tags, language });
    // It ended while the room was made: whoever is later closes it.
    if (await access.find(actor, communityId)) return room;
    await circleRooms.close(tenantId, circle);
    throw noSuchCommunity();
  }
}
