/** Profiles: reading with blocks applied, summaries for lists, creating and editing. */

import type { Model } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { trusted } from '../database/models.ts';
import { findPage } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ConflictError, NotFoundError } from '../kernel/errors.ts';
import type { DomainEvents, Events } from '../kernel/events.ts';
import { lookalikeKey } from '../kernel/lookalike.ts';
import type { Person } from '../kernel/person.ts';
import { RememberedPeople } from '../kernel/remembered.ts';
import { searchFilter } from '../kernel/search/search-filter.ts';
import { readSearch } from '../kernel/search/text-search.ts';
import { withoutUndefined } from '../kernel/without-undefined.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { Language, Page } from '../protocol/common.ts';
import type { FreeHour } from '../protocol/free-hours.ts';
import type { ListProfiles, Profile, ProfileSummary, UpdateProfile } from '../protocol/profiles.ts';
import { type PictureStore, pictureUrl } from './picture-store.ts';
import { HANDLE_INDEX, HANDLE_KEY_INDEX, namesToSearch, type ProfileDoc } from './profile-model.ts';
import { isReservedHandle } from './reserved-handles.ts';

export interface ProfileServiceOptions {
  profiles: Model<ProfileDoc>;
  pictures: PictureStore;
  blockList: BlockList;
  events: Events;
  clock: Clock;
  limits: { profileSummaries: number; profileSummaryMs: number };
}

export interface NewProfile {
  tenantId: string;
  personId: string;
  handle: string;
  displayName: string;
  language: Language;
  timeZone: string;
}

export interface ProfileTraits {
  id: string;
  tags: readonly string[];
  canTeach: readonly string[];
  wantsToLearn: readonly string[];
  languages: readonly Language[];
  /** Free hours in the wall time of `timeZone`. */
  weekly: readonly FreeHour[];
  timeZone: string;
}

/** What a person lets visitors see. `name` is null if not the name. */
export interface ShownToVisitors {
  showsTopics: boolean;
  name: ProfileSummary | null;
}

const NOT_FOUND = 'This person does not exist, or you cannot see them.';

const DESCRIPTION_FIELDS = { bio: 1, canTeach: 1, wantsToLearn: 1, tags: 1, languages: 1 };

/** What a person tells about themselves on the profile. */
export type ProfileDescription = Pick<ProfileDoc, keyof typeof DESCRIPTION_FIELDS>;

export class ProfileService {
  readonly #profiles: Model<ProfileDoc>;
  readonly #pictures: PictureStore;
  readonly #blockList: BlockList;
  readonly #events: Events;
  readonly #clock: Clock;
  readonly #summaries: RememberedPeople<ProfileSummary>;

  constructor({ profiles, pictures, blockList, events, clock, limits }: ProfileServiceOptions) {
    this.#profiles = profiles;
    this.#pictures = pictures;
    this.#blockList = blockList;
    this.#events = events;
    this.#clock = clock;
    // The TTL limits how long a name is outdated if an event from another process is lost.
    this.#summaries = new RememberedPeople({ max: limits.profileSummaries, ttlMs: limits.profileSummaryMs });
  }

  /** Drops the cached summary of this person. */
  forget(person: DomainEvents['profileChanged']): void {
    this.#summaries.forget(person);
  }

  /** Empties the cache. */
  forgetAll(): void {
    this.#summaries.forgetAll();
  }

  /** A profile. Free hours are null unless it is the actor's own. @throws NotFoundError, also if the two are in a block */
  async get(actor: Actor, personId: string): Promise<Profile> {
    return this.#visibleTo(actor, await this.#profiles.findOne({ _id: personId, tenantId: actor.tenantId }).lean());
  }

  /** People whose name or handle contains the text, newest first. Leaves out people in a block with the actor. */
  async list(actor: Actor, query: ListProfiles): Promise<Page<ProfileSummary>> {
    return this.search(actor.tenantId, query, await this.#blockList.blockedWith(actor));
  }

  /** As `list`, without these people. Does not apply blocks. */
  async search(
    tenantId: string,
    { q, cursor, limit }: ListProfiles,
    without: ReadonlySet<string> = new Set(),
  ): Promise<Page<ProfileSummary>> {
    const search = readSearch(q);
    if (search === null) return { items: [], nextCursor: null };
    const { docs, nextCursor } = await findPage({
      model: this.#profiles,
      filter: { tenantId, ...searchFilter(search), _id: trusted({ $nin: [...without] }) },
      select: [...SUMMARY_FIELDS, 'createdAt'].join(' '),
      cursor,
      limit,
    });
    return { items: docs.map(toSummary), nextCursor };
  }

  /** As `get`, by handle. */
  async getByHandle(actor: Actor, handle: string): Promise<Profile> {
    return this.#visibleTo(actor, await this.#profiles.findOne({ tenantId: actor.tenantId, handle }).lean());
  }

  /** The profile of a person as that person sees it; null if it does not exist. */
  async findOwn({ tenantId, personId }: Person): Promise<Profile | null> {
    const found = await this.#profiles.findOne({ _id: personId, tenantId }).lean();
    return found && toProfile(found);
  }

  /** What people tell about themselves, by id, in one query. People without a profile are left out. Does not apply blocks. */
  async descriptions(tenantId: string, ids: readonly string[]): Promise<Map<string, ProfileDescription>> {
    const found = await this.#profiles.find({ _id: trusted({ $in: [...ids] }), tenantId }, DESCRIPTION_FIELDS).lean();
    return new Map(found.map(({ _id, ...description }) => [_id, description]));
  }

  /** Whether the person has a profile. Does not apply blocks. */
  async exists({ tenantId, personId }: Person): Promise<boolean> {
    return (await this.#profiles.exists({ _id: personId, tenantId })) !== null;
  }

  /** The weekly free hours of people, by id. People without free hours are left out. */
  async freeTimes(
    tenantId: string,
    ids: Iterable<string>,
  ): Promise<Map<string, { weekly: readonly FreeHour[]; timeZone: string }>> {
    const found = await this.#profiles
      .find({ _id: trusted({ $in: [...new Set(ids)] }), tenantId }, { freeHours: 1, timeZone: 1 })
      .lean();
    return new Map(
      found.flatMap(({ _id, freeHours = [], timeZone }) =>
        freeHours.length > 0 ? [[_id, { weekly: freeHours, timeZone }] as const] : [],
      ),
    );
  }

  /** Profile fields for pairing people. Deleted people are left out. */
  async traits(tenantId: string, ids: Iterable<string>): Promise<ProfileTraits[]> {
    const wanted = { tags: 1, canTeach: 1, wantsToLearn: 1, languages: 1, freeHours: 1, timeZone: 1 } as const;
    const found = await this.#profiles.find({ _id: trusted({ $in: [...new Set(ids)] }), tenantId }, wanted).lean();
    return found.map(({ _id, tags, canTeach, wantsToLearn, languages, freeHours = [], timeZone }) => {
      return { id: _id, tags, canTeach, wantsToLearn, languages, weekly: freeHours, timeZone };
    });
  }

  /** Summaries by id. Every id is in the result; deleted people get a placeholder. Callers apply blocks themselves. */
  summaries(tenantId: string, ids: Iterable<string>): Promise<Map<string, ProfileSummary>> {
    return this.#summaries.get(tenantId, ids, async (missing) => {
      const stored = await this.#profiles
        .find({ _id: trusted({ $in: missing }), tenantId }, { handle: 1, displayName: 1, avatarId: 1 })
        .lean();
      const byId = new Map(stored.map((one) => [one._id, toSummary(one)]));
      return new Map(missing.map((id) => [id, byId.get(id) ?? deletedPerson(id)]));
    });
  }

  /** Checks early that a handle is free. The unique index decides when it is stored. @throws ConflictError `handle_taken` */
  async checkHandle(tenantId: string, handle: string): Promise<void> {
    if (isReservedHandle(handle)) throw handleTaken();
    if (await this.#profiles.exists({ tenantId, handle })) throw handleTaken();
    if (await this.#profiles.exists({ tenantId, handleKey: lookalikeKey(handle) })) throw handleTaken();
  }

  /**
   * What these people let visitors see, by id. People who have chosen nothing show nothing; without those whose profile does not
   * exist.
   */
  async shownToVisitors(tenantId: string, ids: Iterable<string>): Promise<Map<string, ShownToVisitors>> {
    const wanted = {
      handle: 1,
      displayName: 1,
      avatarId: 1,
      showsTopicsToVisitors: 1,
      showsNameToVisitors: 1,
    } as const;
    const found = await this.#profiles.find({ _id: trusted({ $in: [...new Set(ids)] }), tenantId }, wanted).lean();
    return new Map(
      found.map((one) => [
        one._id,
        {
          showsTopics: one.showsTopicsToVisitors === true,
          name: one.showsNameToVisitors === true ? toSummary(one) : null,
        },
      ]),
    );
  }

  /** Ids of at most `max` people who let visitors see their name, newest first. */
  async idsWithPublicName(tenantId: string, max: number): Promise<string[]> {
    const found = await this.#profiles
      .find({ tenantId, showsNameToVisitors: true }, { _id: 1 })
      .sort({ createdAt: -1, _id: -1 })
      .limit(max)
      .lean();
    return found.map(({ _id }) => _id);
  }

  /** Creates the profile of a new person. Idempotent: returns an existing one. @throws ConflictError `handle_taken` */
  async create({ tenantId, personId, language, ...first }: NewProfile): Promise<Profile> {
    if (isReservedHandle(first.handle)) throw handleTaken();
    const createdAt = this.#clock.date();
    try {
      const created = await this.#profiles.create({
        ...first,
        _id: personId,
        tenantId,
        languages: [language],
        createdAt,
        handleKey: lookalikeKey(first.handle),
        ...namesToSearch(first),
      });
      // Nobody has a card of a new person yet.
      this.#events.announce('profileChanged', { tenantId, personId, summary: null, hiddenFromIds: [] });
      return toProfile(created.toObject());
    } catch (error) {
      if (isHandleTaken(error)) throw handleTaken();
      const existing = isDuplicateKey(error) ? await this.findOwn({ tenantId, personId }) : null;
      if (existing) return existing;
      throw error;
    }
  }

  /** Changes the given fields. A handle that stays the same is not checked again. @throws ConflictError `handle_taken` */
  async update(actor: Actor, { handle, ...change }: UpdateProfile): Promise<Profile> {
    const isNewHandle = handle !== undefined && !(await this.#hasHandle(actor, handle));
    if (isNewHandle && isReservedHandle(handle)) throw handleTaken();
    try {
      return await this.#change(actor, {
        ...change,
        ...(isNewHandle && { handle, handleKey: lookalikeKey(handle) }),
      });
    } catch (error) {
      if (isHandleTaken(error)) throw handleTaken();
      throw error;
    }
  }

  /** Sets the person's picture. @throws InvalidInputError as `PictureMaker.avatar` */
  async setAvatar(actor: Actor, file: Uint8Array): Promise<Profile> {
    return this.#pictures.replace({
      tenantId: actor.tenantId,
      ownerId: actor.personId,
      file,
      sender: actor,
      assign: (avatarId) => this.#change(actor, { avatarId }),
    });
  }

  async removeAvatar(actor: Actor): Promise<Profile> {
    const profile = await this.#change(actor, { avatarId: null });
    await this.#pictures.remove({ tenantId: actor.tenantId, ownerId: actor.personId });
    return profile;
  }

  /** A picture by id, without a check of tenant or blocks: see `PictureStore.get`. @throws NotFoundError */
  getAvatar(avatarId: string): Promise<{ bytes: Uint8Array; contentType: string }> {
    return this.#pictures.get(avatarId);
  }

  /** Removes the profile and its pictures. Summaries then show the person as deleted. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#profiles.deleteOne({ _id: personId, tenantId });
    await this.#pictures.remove({ tenantId, ownerId: personId });
    await this.#announceSummary({ tenantId, personId }, deletedPerson(personId));
  }

  async #change({ tenantId, personId }: Actor, fields: Partial<ProfileDoc> | UpdateProfile): Promise<Profile> {
    const change = withoutUndefined(fields);
    const before = await this.#profiles
      .findOneAndUpdate({ _id: personId, tenantId }, { $set: change }, { returnDocument: 'before' })
      .lean();
    if (!before) throw new NotFoundError(NOT_FOUND);
    const changed: ProfileDoc = { ...before, ...change };
    if (change.displayName !== undefined || change.handle !== undefined) await this.#storeNames(changed);
    if (change.showsTopicsToVisitors !== undefined || change.showsNameToVisitors !== undefined) {
      this.#events.announce('publicChanged', { tenantId, subject: { kind: 'person', id: personId } });
    }
    if (change.tags) this.#events.announceLocally('tagsChanged', { tenantId });
    const isSummaryChanged = SUMMARY_FIELDS.some((field) => before[field] !== changed[field]);
    await this.#announceSummary({ tenantId, personId }, isSummaryChanged ? toSummary(changed) : null);
    return toProfile(changed);
  }

  async #announceSummary(person: Person, summary: ProfileSummary | null): Promise<void> {
    const hiddenFromIds = summary ? [...(await this.#blockList.blockedWith(person))] : [];
    this.#events.announce('profileChanged', { ...person, summary, hiddenFromIds });
  }

  /** Stores the search fields of these names, unless another request has changed the names in between and stores its own. */
  async #storeNames({ _id, tenantId, handle, displayName }: ProfileDoc): Promise<void> {
    await this.#profiles.updateOne(
      { _id, tenantId, handle, displayName },
      { $set: namesToSearch({ handle, displayName }) },
    );
  }

  async #hasHandle({ tenantId, personId }: Actor, handle: string): Promise<boolean> {
    return (await this.#profiles.exists({ _id: personId, tenantId, handle })) !== null;
  }

  async #visibleTo({ tenantId, personId }: Actor, found: ProfileDoc | null): Promise<Profile> {
    if (!found || (await this.#blockList.blockedWith({ tenantId, personId })).has(found._id)) {
      throw new NotFoundError(NOT_FOUND);
    }
    const profile = toProfile(found);
    return found._id === personId ? profile : { ...profile, ...HIDDEN_FROM_OTHERS };
  }
}

/** Fields that only the person sees. */
const HIDDEN_FROM_OTHERS = { freeHours: null, showsTopicsToVisitors: null, showsNameToVisitors: null } as const;

const SUMMARY_FIELDS = ['handle', 'displayName', 'avatarId'] as const;

type SummaryFields = Pick<ProfileDoc, '_id' | 'handle' | 'displayName' | 'avatarId'>;

function toSummary({ _id, handle, displayName, avatarId }: SummaryFields): ProfileSummary {
  return { id: _id, handle, displayName, avatarUrl: pictureUrl(avatarId) };
}

function toProfile(doc: ProfileDoc): Profile {
  const { bio, canTeach, wantsToLearn, tags, languages, timeZone, freeHours = [], links, createdAt } = doc;
  return {
    ...toSummary(doc),
    bio,
    canTeach,
    wantsToLearn,
    tags,
    languages,
    timeZone,
    freeHours,
    links,
    showsTopicsToVisitors: doc.showsTopicsToVisitors ?? null,
    showsNameToVisitors: doc.showsNameToVisitors ?? false,
    createdAt: createdAt.toISOString(),
  };
}

function deletedPerson(id: string): ProfileSummary {
  return { id, handle: 'deleted', displayName: '—', avatarUrl: null };
}

function isHandleTaken(error: unknown): boolean {
  return isDuplicateKey(error, HANDLE_INDEX) || isDuplicateKey(error, HANDLE_KEY_INDEX);
}

function handleTaken(): ConflictError {
  return new ConflictError('handle_taken', 'This handle is taken. Choose another one.');
}
