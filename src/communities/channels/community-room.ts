/** The voice room of a community. Any member may open it; only members can see and enter it. */
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

  /** Returns the open room, or opens one. @throws NotFoundError, ForbiddenError `not_a_member` */
  async open(actor: Actor, communityId: string): Promise<Room> {
    const { access, circleRooms } = this.#parts;
    const { tenantId, personId: ownerId } = actor;
    const { community } = await access.requireMember(actor, communityId);
    const { name: title, tags, language } = community;
    const circle = circleName('community', communityId);
    const room = await circleRooms.open({ tenantId, circle, ownerId, title, tags, language });
    // Re-check after opening: if the community was closed meanwhile, the closing may have missed this room.
    if (await access.find(actor, communityId)) return room;
    await circleRooms.close(tenantId, circle);
    throw noSuchCommunity();
  }
}
