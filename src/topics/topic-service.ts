/** Creates, finds, changes and deletes topics. */

import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertion } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { TopicCards } from '../home/index.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import { type Circles, circleName } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Person } from '../kernel/person.ts';
import { type Quota, type Quotas, quotaOf, type Spending } from '../kernel/quotas.ts';
import { searchFilter } from '../kernel/search/search-filter.ts';
import { readSearch, searchFieldsOf } from '../kernel/search/text-search.ts';
import { withoutUndefined } from '../kernel/without-undefined.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { Page } from '../protocol/common.ts';
import type { CreateTopic, EditTopic, ListTopics, Topic } from '../protocol/topics.ts';
import type { InterestStore } from './store/interest-store.ts';
import { NO_EXPIRY, type StoredTopic, TOPIC_WITHOUT_SEARCH, type TopicDoc } from './store/topic-model.ts';
import { topicState, toStoredExpiry } from './store/topic-state.ts';
import type { TopicStore } from './store/topic-store.ts';

export interface TopicServiceOptions {
  topics: Model<TopicDoc>;
  topicStore: TopicStore;
  topicCards: TopicCards;
  interestStore: InterestStore;
  blockList: BlockList;
  circles: Pick<Circles, 'of' | 'sees'>;
  events: Events;
  quotas: Quotas;
  clock: Clock;
  limits: Pick<Limits, 'openTopicsPerPerson' | 'topicsPerPerson'>;
}

export class TopicService {
  readonly #parts: TopicServiceOptions;
  readonly #topics: Model<TopicDoc>;

  constructor(parts: TopicServiceOptions) {
    this.#parts = parts;
    this.#topics = parts.topics;
  }

  /**
   * Open topics of others, newest first. Leaves out topics of people whom the actor has blocked or who have blocked the
   * actor, and topics of circles that the actor is not in.
   */
  async list(actor: Actor, query: ListTopics): Promise<Page<Topic>> {
    const { q, cursor, limit } = query;
    const { tenantId, personId } = actor;
    const [blocked, mine] = await Promise.all([
      this.#parts.blockList.blockedWith(actor),
      this.#parts.circles.of(actor),
    ]);
    const hidden = new Set(blocked).add(personId);
    const circles = circlesToShow(mine, query.communityId);
    const search = q === undefined ? undefined : readSearch(q);
    const isEmpty = search === null || circles.length === 0 || (query.ownerId && hidden.has(query.ownerId));
    if (isEmpty) return { items: [], nextCursor: null };
    const filter = {
      ...openFilter({ tenantId, hidden, circles, now: this.#parts.clock.date() }, query),
      ...(search && searchFilter(search)),
    };
    return this.#page(actor, filter, { cursor, limit });
  }

  /** Topics of the actor, newest first, including closed and expired ones. */
  listMine(actor: Actor, query: PageQuery): Promise<Page<Topic>> {
    return this.#page(actor, { tenantId: actor.tenantId, ownerId: actor.personId }, query);
  }

  /** A topic by its id, open or not. @throws NotFoundError */
  async get(actor: Actor, topicId: string): Promise<Topic> {
    return this.#parts.topicCards.cardOf(actor, await this.#parts.topicStore.getVisible(actor, topicId));
  }

  /**
   * Creates a topic.
   * @throws ConflictError `too_many_open_topics` or `too_many_topics`
   * @throws InvalidInputError if `expiresAt` is not in the future
   * @throws NotFoundError if the actor is not a member of the community
   */
  async create(actor: Actor, { expiresAt, communityId, ...fields }: CreateTopic): Promise<Topic> {
    const now = this.#parts.clock.date();
    this.#checkExpiry(expiresAt);
    const circle = communityId === null ? null : circleName('community', communityId);
    if (!(await this.#parts.circles.sees(actor, circle))) {
      throw new NotFoundError('This community does not exist, or you cannot see it.');
    }
    checkPublic(fields.isPublic, { tenantId: actor.tenantId, circle });
    const topic: TopicDoc = {
      _id: newId(),
      tenantId: actor.tenantId,
      ownerId: actor.personId,
      circle,
      ...fields,
      isOpen: true,
      expiresAt: toStoredExpiry(expiresAt),
      shownCount: 0,
      revision: 0,
      createdAt: now,
      updatedAt: now,
      ...searchFieldsOf(fields),
    };
    await this.#spend(actor, insertion(this.#topics, topic), [this.#openQuota(actor), this.#keptQuota(actor)]);
    this.#parts.events.announceLocally('tagsChanged', { tenantId: actor.tenantId });
    this.#announcePublic(topic);
    return this.#parts.topicCards.cardOf(actor, topic);
  }

  /** Changes the given fields of the actor's topic. @throws the errors of `create`, NotFoundError, ForbiddenError */
  async edit(actor: Actor, topicId: string, { expiresAt, ...fields }: EditTopic): Promise<Topic> {
    if (expiresAt !== undefined) this.#checkExpiry(expiresAt);
    const given = withoutUndefined(fields);
    return this.#change(actor, topicId, (topic) => {
      if (fields.isPublic) checkPublic(fields.isPublic, { tenantId: topic.tenantId, circle: topic.circle ?? null });
      const edited = { ...topic, ...given };
      return {
        ...given,
        ...(expiresAt !== undefined && { expiresAt: toStoredExpiry(expiresAt) }),
        ...searchFieldsOf(edited),
      };
    });
  }

  /** Closes the actor's topic, so that it is not listed. Keeps the interest in it. @throws NotFoundError, ForbiddenError */
  close(actor: Actor, topicId: string): Promise<Topic> {
    return this.#change(actor, topicId, () => ({ isOpen: false }));
  }

  /** Closes all open topics of a person. */
  async closeAll({ tenantId, personId: ownerId }: Person): Promise<void> {
    await this.#topics.updateMany(
      { tenantId, ownerId, isOpen: true },
      { $set: { isOpen: false }, $inc: { revision: 1 } },
    );
    this.#parts.events.announce('publicChanged', { tenantId, subject: { kind: 'person', id: ownerId } });
  }

  /**
   * Reopens the actor's closed or expired topic, without an expiry. Does not change an open topic.
   * @throws ConflictError `too_many_open_topics`, NotFoundError, ForbiddenError
   */
  reopen(actor: Actor, topicId: string): Promise<Topic> {
    return this.#change(actor, topicId, (topic) =>
      this.#isOpen(topic) ? null : { isOpen: true, expiresAt: NO_EXPIRY },
    );
  }

  /** Deletes the actor's topic and the interest in it. @throws NotFoundError, ForbiddenError */
  async delete(actor: Actor, topicId: string): Promise<void> {
    const topic = await this.#getOwn(actor, topicId);
    await this.#topics.deleteOne({ _id: topicId, tenantId: actor.tenantId, ownerId: actor.personId });
    this.#announcePublic(topic);
    await this.#parts.interestStore.removeOfTopics(actor.tenantId, [topicId]);
  }

  /**
   * After a person has left a circle: closes their topics in it and withdraws their interest in topics of others in it.
   * Idempotent.
   */
  async leaveCircle({ tenantId, personId }: Person, circle: string): Promise<void> {
    const now = this.#parts.clock.date();
    await this.#topics.updateMany(
      { tenantId, circle, ownerId: personId, isOpen: true },
      { $set: { isOpen: false, updatedAt: now }, $inc: { revision: 1 } },
    );
    const topicIds = await this.#topics.distinct('_id', { tenantId, circle });
    await this.#parts.interestStore.withdrawFrom({ tenantId, personId }, topicIds);
  }

  /** Removes all topics of a circle that has ended, and the interest in them. */
  async endCircle(tenantId: string, circle: string): Promise<void> {
    const topicIds = await this.#topics.distinct('_id', { tenantId, circle });
    await this.#parts.interestStore.removeOfTopics(tenantId, topicIds);
    await this.#topics.deleteMany({ tenantId, circle });
  }

  async #page(actor: Actor, filter: Record<string, unknown>, query: PageQuery): Promise<Page<Topic>> {
    const { docs, nextCursor } = await findPage({
      model: this.#topics,
      filter,
      select: TOPIC_WITHOUT_SEARCH,
      ...query,
    });
    return { items: await this.#parts.topicCards.cardsOf(actor, docs), nextCursor };
  }

  /**
   * Writes the fields that `change` returns, or nothing if it returns null. Retries if another request changed the topic
   * in between, so that the search fields always match the stored text.
   */
  async #change(
    actor: Actor,
    topicId: string,
    change: (topic: StoredTopic) => Partial<TopicDoc> | null,
  ): Promise<Topic> {
    for (;;) {
      const topic = await this.#getOwn(actor, topicId);
      const fields = change(topic);
      if (fields === null) return this.#parts.topicCards.cardOf(actor, topic);
      const opens = !this.#isOpen(topic) && this.#isOpen({ ...topic, ...fields });
      const changed = await (opens ? this.#open(actor, topic, fields) : this.#write(topic, fields));
      if (!changed) continue;
      if (fields.tags) this.#parts.events.announceLocally('tagsChanged', { tenantId: actor.tenantId });
      return this.#parts.topicCards.cardOf(actor, changed);
    }
  }

  /** Changes a topic so that it counts as open. @throws ConflictError `too_many_open_topics` */
  async #open(actor: Actor, topic: StoredTopic, fields: Partial<TopicDoc>): Promise<StoredTopic | null> {
    let opened: StoredTopic | null = null;
    const { isOpen = topic.isOpen, expiresAt = topic.expiresAt, ...others } = fields;
    const write = async () => {
      opened = await this.#write(topic, { isOpen, expiresAt });
      return opened !== null;
    };
    const undo = async () => opened && this.#write(opened, { isOpen: topic.isOpen, expiresAt: topic.expiresAt });
    await this.#spend(actor, { write, undo }, [this.#openQuota(actor)]);
    return opened && this.#write(opened, others);
  }

  /** Returns null if another request has changed the topic since it was read. */
  async #write(topic: StoredTopic, fields: Partial<TopicDoc>): Promise<StoredTopic | null> {
    const { _id, tenantId, revision } = topic;
    const written = await this.#topics
      .findOneAndUpdate(
        { _id, tenantId, revision },
        { $set: { ...fields, updatedAt: this.#parts.clock.date() }, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      )
      .select(TOPIC_WITHOUT_SEARCH)
      .lean<StoredTopic>();
    if (written && (topic.isPublic || written.isPublic)) this.#announcePublic({ ...written, isPublic: true });
    return written;
  }

  /** After a change of a topic that visitors may see, or could see before. */
  #announcePublic({ _id: id, tenantId, isPublic }: StoredTopic): void {
    if (isPublic) this.#parts.events.announce('publicChanged', { tenantId, subject: { kind: 'topic', id } });
  }

  async #getOwn(actor: Actor, topicId: string): Promise<StoredTopic> {
    const topic = await this.#parts.topicStore.getVisible(actor, topicId);
    if (topic.ownerId !== actor.personId) throw new ForbiddenError('not_allowed', 'Only its owner can change a topic.');
    return topic;
  }

  #spend(actor: Actor, spending: Spending, quotas: readonly Quota[]): Promise<boolean> {
    return this.#parts.quotas.spend([quotaOf('topics', actor)], spending, quotas);
  }

  #openQuota({ tenantId, personId: ownerId }: Actor): Quota {
    const { clock, limits } = this.#parts;
    const open = () => ({ tenantId, ownerId, isOpen: true, expiresAt: trusted({ $gt: clock.date() }) });
    return {
      count: (max) => this.#topics.countDocuments(open()).limit(max).exec(),
      max: limits.openTopicsPerPerson,
      error: tooManyOpenTopics,
    };
  }

  #keptQuota({ tenantId, personId: ownerId }: Actor): Quota {
    return {
      count: (max) => this.#topics.countDocuments({ tenantId, ownerId }).limit(max).exec(),
      max: this.#parts.limits.topicsPerPerson,
      error: tooManyTopics,
    };
  }

  #checkExpiry(expiresAt: string | null): void {
    if (expiresAt === null || Date.parse(expiresAt) > this.#parts.clock.now()) return;
    const expected = 'a time in the future, or null';
    throw new InvalidInputError(`expiresAt: expected ${expected}.`, {
      problems: [{ path: 'body.expiresAt', expected }],
    });
  }

  #isOpen(topic: Pick<TopicDoc, 'isOpen' | 'expiresAt'>): boolean {
    return topicState(topic, this.#parts.clock.now()) === 'open';
  }
}

/** @throws InvalidInputError if a topic would be public that not everyone in the open space sees */
function checkPublic(isPublic: boolean, { tenantId, circle }: { tenantId: string; circle: string | null }): void {
  if (!isPublic || (tenantId === PUBLIC_TENANT && circle === null)) return;
  const expected = 'false, because the topic belongs to a community or an organisation';
  throw new InvalidInputError(`isPublic: expected ${expected}.`, { problems: [{ path: 'body.isPublic', expected }] });
}

function tooManyOpenTopics(max: number): ConflictError {
  return new ConflictError('too_many_open_topics', `You can have ${max} open topics. Close one first.`, { max });
}

function tooManyTopics(max: number): ConflictError {
  return new ConflictError('too_many_topics', `You can keep ${max} topics. Delete one first.`, { max });
}

interface OpenTopicScope {
  tenantId: string;
  /** People whose topics are left out. */
  hidden: ReadonlySet<string>;
  circles: readonly (string | null)[];
  now: Date;
}

function openFilter({ tenantId, hidden, circles, now }: OpenTopicScope, { tag, kind, language, ownerId }: ListTopics) {
  return {
    tenantId,
    isOpen: true,
    expiresAt: trusted({ $gt: now }),
    ownerId: ownerId ?? trusted({ $nin: [...hidden] }),
    circle: circles.length === 1 ? circles[0] : trusted({ $in: [...circles] }),
    ...(tag && { tags: tag }),
    ...(kind && { kind }),
    ...(language && { language }),
  };
}

/** Null (topics for everyone) and the reader's circles, or only the given community if the reader is a member. */
function circlesToShow(mine: ReadonlySet<string>, communityId: string | undefined): (string | null)[] {
  if (communityId === undefined) return [null, ...mine];
  const circle = circleName('community', communityId);
  return mine.has(circle) ? [circle] : [];
}
