/** Rooms as clients see them. */
import { type Circles, circleOf, idInCircle } from '../src/kernel/circles.ts';
import type { Limits } from '../src/kernel/config.ts';
import type { ProfileService } from '../src/profiles/index.ts';
import type { Room } from '../src/protocol/rooms.ts';
import type { RoomDoc } from './room-model.ts';
import type { RoomViews } from './room-views.ts';

export interface RoomPresenterOptions {
  views: RoomViews;
  profiles: Pick<ProfileService, 'summaries'>;
  circles: Pick<Circles, 'members'>;
  limits: Pick<Limits, 'roomPeers'>;
}

export class RoomPresenter {
  readonly #parts: RoomPresenterOptions;

  constructor(parts: RoomPresenterOptions) {
    this.#parts = parts;
  }

  /** The room with the people inside. */
  async present(doc: RoomDoc): Promise<Room> {
    const [room] = await this.presentAll([doc]);
    // One document in, one room out.
    return room as Room;
  }

  async presentAll(docs: readonly RoomDoc[]): Promise<Room[]> {
    const byTenant = Map.groupBy(docs, ({ tenantId }) => tenantId);
    const people = new Map<string, Room['owner']>();
    const pairs = new Map<string, readonly string[]>();
    for (const [tenantId, some] of byTenant) {
      for (const doc of some) pairs.set(doc._id, await this.#pairOf(doc));
      // Only the sweep passes rooms of several tenants.
      const ids = new Set(some.flatMap(({ _id, ownerId }) => [ownerId, ...(pairs.get(_id) ?? [])]));
      for (const [id, person] of await this.#parts.profiles.summaries(tenantId, ids)) people.set(id, person);
    }
    return docs.map((doc) => this.#toRoom(doc, pairs.get(doc._id) ?? [], people));
  }

  /** The two people after whom a room is named; empty if it has a title of its own, or if their talk has ended. */
  async #pairOf({ tenantId, circle }: RoomDoc): Promise<readonly string[]> {
    if (!circle || idInCircle('instant_talk', circle) === null) return [];
    return [...(await this.#parts.circles.members(tenantId, circle))];
  }

  #toRoom(doc: RoomDoc, pair: readonly string[], people: ReadonlyMap<string, Room['owner']>): Room {
    // `summaries` returns a summary for every id, also for deleted accounts.
    const owner = people.get(doc.ownerId) as Room['owner'];
    const between = pair.flatMap((id) => people.get(id) ?? []);
    return {
      id: doc._id,
      title: doc.title,
      tags: doc.tags,
      language: doc.language,
      owner,
      conversationId: doc.conversationId,
      circle: doc.circle ? circleOf(doc.circle) : null,
      between: between.length > 0 ? between : null,
      state: doc.state,
      isLocked: doc.isLocked ?? false,
      isStage: doc.isStage ?? false,
      capacity: this.#parts.limits.roomPeers,
      peers: doc.state === 'open' ? this.#parts.views.peersOf(doc._id) : [],
      createdAt: doc.createdAt.toISOString(),
    };
  }
}
