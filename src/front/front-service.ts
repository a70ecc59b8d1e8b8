/** What visitors see, who have no account. Every answer is parsed with its schema, so that it has no other fields. */
import type { CommunityInvitationService, CommunityService } from '../communities/index.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Limits } from '../kernel/config.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { MealService, PublicMealFacts } from '../meals/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { writtenFields } from '../protocol/fields.ts';
import {
  type FrontTable,
  type PublicCommunity,
  type PublicInvitation,
  type PublicMeal,
  type PublicProfile,
  type PublicRoom,
  type PublicTopic,
  publicCommunitySchema,
  publicMealSchema,
  publicProfileSchema,
  publicRoomSchema,
  publicTopicSchema,
} from '../protocol/front.ts';
import type { Room } from '../protocol/rooms.ts';
import { topicFields } from '../protocol/topics.ts';
import type { StoredTopic, TopicStore } from '../topics/store/index.ts';
import type { FrontCache } from './front-cache.ts';
import type { FrontPeople, ShownPeople } from './front-people.ts';

/** Rooms of the open space, as the feature of rooms knows them. */
export interface VisibleRooms {
  liveForVisitors(max: number): Room[];
  findForVisitors(roomId: string): Promise<Room | null>;
}

export interface FrontServiceOptions {
  /** Whether this server shows anything to visitors. */
  isOn: boolean;
  cache: FrontCache;
  people: FrontPeople;
  topicStore: Pick<TopicStore, 'findPublic' | 'listPublic' | 'publicIds'>;
  rooms: VisibleRooms;
  meals: Pick<MealService, 'findPublic' | 'listPublic' | 'publicIds'>;
  communities: Pick<CommunityService, 'findPublic' | 'listPublic' | 'publicIds'>;
  invitations: Pick<CommunityInvitationService, 'readAsVisitor'>;
  profiles: Pick<ProfileService, 'idsWithPublicName'>;
  limits: Limits;
}

/** The kinds of things that have a public page. */
export type FrontKind = 'topic' | 'room' | 'meal' | 'community' | 'person';

/** Ids of everything that the site map lists. */
export type FrontIds = Readonly<Record<'topic' | 'meal' | 'community' | 'person', readonly string[]>>;

const NOTHING: FrontIds = { topic: [], meal: [], community: [], person: [] };

const LIST_OF: Readonly<Record<FrontKind, string>> = {
  topic: 'topics',
  room: 'rooms',
  meal: 'meals',
  community: 'communities',
  person: 'people',
};
/** Topics whose owners no longer show them are left out after reading, so more are read than shown. */
const READ_FACTOR = 4;

export class FrontService {
  readonly #parts: FrontServiceOptions;

  constructor(parts: FrontServiceOptions) {
    this.#parts = parts;
  }

  get isOn(): boolean {
    return this.#parts.isOn;
  }

  /** Tonight's table. Empty if the server shows nothing to visitors. */
  async table(): Promise<FrontTable> {
    const { frontTopics, frontRooms, frontMeals, frontCommunities } = this.#parts.limits;
    const [rooms, topics, meals, communities] = await Promise.all([
      this.#list('rooms', () => this.#liveRooms(frontRooms)),
      this.#list('topics', () => this.#topics(frontTopics)),
      this.#list('meals', () => this.#meals(frontMeals)),
      this.#list('communities', () => this.#communities(frontCommunities)),
    ]);
    return { rooms, topics, meals, communities };
  }

  /** Null if visitors see no such topic. So are the answers of the other methods. */
  topic(topicId: string): Promise<PublicTopic | null> {
    return this.#one('topic', topicId, async () => {
      const topic = await this.#parts.topicStore.findPublic(PUBLIC_TENANT, topicId);
      const [shown] = await this.#shownTopics(topic ? [topic] : []);
      return { value: shown ?? null, personIds: topic ? [topic.ownerId] : [] };
    });
  }

  room(roomId: string): Promise<PublicRoom | null> {
    return this.#one('room', roomId, async () => {
      const room = await this.#parts.rooms.findForVisitors(roomId);
      const [shown] = await this.#shownRooms(room ? [room] : []);
      return { value: shown ?? null, personIds: room ? peopleIn([room]) : [] };
    });
  }

  meal(mealId: string): Promise<PublicMeal | null> {
    return this.#one('meal', mealId, async () => {
      const meal = await this.#parts.meals.findPublic(mealId);
      const [shown] = await this.#shownMeals(meal ? [meal] : []);
      return { value: shown ?? null, personIds: meal ? [meal.hostId] : [] };
    });
  }

  community(communityId: string): Promise<PublicCommunity | null> {
    return this.#one('community', communityId, async () => {
      const community = await this.#parts.communities.findPublic(communityId);
      return { value: community && publicCommunitySchema.parse(community), personIds: [] };
    });
  }

  profile(personId: string): Promise<PublicProfile | null> {
    return this.#one('person', personId, async () => {
      const { topicStore, people, limits } = this.#parts;
      const shown = await people.shown([personId]);
      const topics = await topicStore.listPublic(PUBLIC_TENANT, { ownerId: personId, max: limits.frontTopicsOfPerson });
      const name = shown.name(personId);
      const value = name && publicProfileSchema.parse({ ...name, topics: toTopics(topics, shown) });
      // Any topic of this person may come or go.
      return { value, personIds: [personId], tags: ['topics'] };
    });
  }

  /** Not cached: the token is a secret. @throws NotFoundError `invitation_expired` */
  async invitation(token: string): Promise<PublicInvitation> {
    if (!this.isOn) throw new NotFoundError('invitation_expired', 'This invitation has expired. Ask for a new one.');
    const communityId = await this.#parts.invitations.readAsVisitor(token);
    return { community: communityId === null ? null : await this.community(communityId) };
  }

  /** The newest things of each kind, for the site map. */
  async ids(): Promise<FrontIds> {
    const max = this.#parts.limits.siteMapEntries;
    if (!this.isOn) return NOTHING;
    const all = await this.#parts.cache.get<FrontIds>('ids', async () => {
      const [topic, meal, community, person] = await Promise.all([
        this.#topicIds(max),
        this.#mealIds(max),
        this.#parts.communities.publicIds(max),
        this.#peopleIds(max),
      ]);
      const value: FrontIds = { topic, meal, community, person };
      return { value, tags: (Object.keys(value) as (keyof FrontIds)[]).map((kind) => LIST_OF[kind]) };
    });
    return all ?? NOTHING;
  }

  /** After a change of one thing. Lists may show it from now on, or no longer. */
  changed(kind: FrontKind, id: string): void {
    this.#parts.cache.drop(tagOf(kind, id), LIST_OF[kind]);
  }

  /** After a change of what a person shows: everything of the person changes. */
  personChanged(personId: string): void {
    this.#parts.cache.drop(personTag(personId), ...Object.values(LIST_OF));
  }

  changedAll(): void {
    this.#parts.cache.dropAll();
  }

  async #one<Value extends object>(
    kind: FrontKind,
    id: string,
    make: () => Promise<{ value: Value | null; personIds: readonly string[]; tags?: readonly string[] }>,
  ): Promise<Value | null> {
    if (!this.isOn) return null;
    return this.#parts.cache.get(tagOf(kind, id), async () => {
      const { value, personIds, tags = [] } = await make();
      // Also an answer that there is nothing: the person may begin to show it.
      return { value, tags: [tagOf(kind, id), ...personIds.map(personTag), ...tags] };
    });
  }

  async #list<Item extends object>(name: string, make: () => Promise<Item[]>): Promise<Item[]> {
    if (!this.isOn) return [];
    return (await this.#parts.cache.get(name, async () => ({ value: await make(), tags: [name] }))) ?? [];
  }

  async #topics(max: number): Promise<PublicTopic[]> {
    const topics = await this.#parts.topicStore.listPublic(PUBLIC_TENANT, { max: max * READ_FACTOR });
    return (await this.#shownTopics(topics)).slice(0, max);
  }

  async #meals(max: number): Promise<PublicMeal[]> {
    return (await this.#shownMeals(await this.#parts.meals.listPublic(max * READ_FACTOR))).slice(0, max);
  }

  async #liveRooms(max: number): Promise<PublicRoom[]> {
    return this.#shownRooms(this.#parts.rooms.liveForVisitors(max));
  }

  async #communities(max: number): Promise<PublicCommunity[]> {
    const communities = await this.#parts.communities.listPublic(max);
    return communities.map((community) => publicCommunitySchema.parse(community));
  }

  async #topicIds(max: number): Promise<string[]> {
    const found = await this.#parts.topicStore.publicIds(PUBLIC_TENANT, max);
    const shown = await this.#parts.people.shown(found.map(({ ownerId }) => ownerId));
    return idsOf(found.filter(({ ownerId }) => shown.showsTopics(ownerId)));
  }

  async #mealIds(max: number): Promise<string[]> {
    const found = await this.#parts.meals.publicIds(max);
    const shown = await this.#parts.people.shown(found.map(({ hostId }) => hostId));
    return idsOf(found.filter(({ hostId }) => shown.isActive(hostId)));
  }

  async #peopleIds(max: number): Promise<string[]> {
    const ids = await this.#parts.profiles.idsWithPublicName(PUBLIC_TENANT, max);
    const shown = await this.#parts.people.shown(ids);
    return ids.filter((id) => shown.name(id) !== null);
  }

  async #shownTopics(topics: readonly StoredTopic[]): Promise<PublicTopic[]> {
    return toTopics(topics, await this.#parts.people.shown(topics.map(({ ownerId }) => ownerId)));
  }

  async #shownMeals(meals: readonly PublicMealFacts[]): Promise<PublicMeal[]> {
    const shown = await this.#parts.people.shown(meals.map(({ hostId }) => hostId));
    return meals.flatMap((meal) =>
      shown.isActive(meal.hostId) ? [publicMealSchema.parse({ ...meal, host: shown.name(meal.hostId) })] : [],
    );
  }

  async #shownRooms(rooms: readonly Room[]): Promise<PublicRoom[]> {
    const shown = await this.#parts.people.shown(peopleIn(rooms));
    return rooms.flatMap((room) => {
      if (!shown.isActive(room.owner.id)) return [];
      const people = room.peers.flatMap(({ person }) => shown.name(person.id) ?? []);
      return [publicRoomSchema.parse({ ...room, peopleCount: room.peers.length, people })];
    });
  }
}

function toTopics(topics: readonly StoredTopic[], shown: ShownPeople): PublicTopic[] {
  return topics.flatMap((topic) => {
    if (!shown.showsTopics(topic.ownerId)) return [];
    const { _id: id, ownerId, createdAt } = topic;
    const fields = writtenFields(topicFields, topic);
    const owner = shown.name(ownerId);
    return [publicTopicSchema.parse({ ...fields, id, owner, createdAt: createdAt.toISOString() })];
  });
}

/** Everyone whose standing decides what of these rooms is shown. */
function peopleIn(rooms: readonly Room[]): string[] {
  return rooms.flatMap(({ owner, peers }) => [owner.id, ...peers.map(({ person }) => person.id)]);
}

function tagOf(kind: FrontKind, id: string): string {
  return `${kind}:${id}`;
}

function personTag(id: string): string {
  return tagOf('person', id);
}

function idsOf(items: readonly { id: string }[]): string[] {
  return items.map(({ id }) => id);
}
