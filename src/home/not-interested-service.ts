/**
 * "Not interested": a person marks the tags, the kind or the owner of a topic, and Home ranks matching topics lower for
 * that person (see `topic-ranking.ts`). Nobody else can see these entries.
 */

import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertion } from '../database/insert-once.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import { type Quotas, quotaOf } from '../kernel/quotas.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { AddNotInterested, NotInterested } from '../protocol/home.ts';
import type { TopicStore } from '../topics/store/index.ts';
import type { NotInterestedDoc } from './not-interested-model.ts';
import type { RankingNotInterested } from './topic-ranking.ts';

export interface NotInterestedServiceOptions {
  notInterested: Model<NotInterestedDoc>;
  topicStore: Pick<TopicStore, 'getVisible'>;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
  quotas: Quotas;
  clock: Clock;
  limits: Pick<Limits, 'notInterestedPerPerson'>;
}

export class NotInterestedService {
  readonly #parts: NotInterestedServiceOptions;
  readonly #notInterested: Model<NotInterestedDoc>;

  constructor(parts: NotInterestedServiceOptions) {
    this.#parts = parts;
    this.#notInterested = parts.notInterested;
  }

  /** The actor's entries, newest first. Leaves out entries about people with a block between them and the actor. */
  async list(actor: Actor, query: PageQuery): Promise<Page<NotInterested>> {
    const { tenantId, personId } = actor;
    const { docs, nextCursor } = await findPage({
      model: this.#notInterested,
      filter: { tenantId, personId },
      ...query,
    });
    return { items: await this.#view(actor, docs), nextCursor };
  }

  /**
   * Marks the topic's tags, kind or owner (`about`) as not interested, which ranks topics that share them lower from now
   * on. Idempotent.
   * @throws NotFoundError, ForbiddenError `own_topic`, ConflictError `no_tags` or `too_many_not_interested`
   */
  async add(actor: Actor, { topicId, about }: AddNotInterested): Promise<NotInterested> {
    const { tenantId, personId } = actor;
    const topic = await this.#parts.topicStore.getVisible(actor, topicId);
    if (topic.ownerId === personId) {
      throw new ForbiddenError(
        'own_topic',
        'This is your own topic. You can only mark topics of other people as not interested.',
      );
    }
    if (about === 'tags' && topic.tags.length === 0) {
      throw new ConflictError('no_tags', 'This topic has no tags. Choose its kind or its owner instead.');
    }
    const marked = {
      tags: about === 'tags' ? topic.tags : [],
      kind: about === 'kind' ? topic.kind : null,
      ownerId: about === 'owner' ? topic.ownerId : null,
    };
    const key = [about, ...[...marked.tags].sort(), marked.kind ?? '', marked.ownerId ?? ''].join(' ');
    const stored = await this.#insert({ tenantId, personId, about, key, ...marked });
    const [view] = await this.#view(actor, [stored]);
    if (!view) throw new NotFoundError('This topic does not exist, or you cannot see it.');
    return view;
  }

  /** Removes an entry of the actor. Idempotent. */
  async remove({ tenantId, personId }: Actor, notInterestedId: string): Promise<void> {
    await this.#notInterested.deleteOne({ _id: notInterestedId, tenantId, personId });
  }

  /** The person's entries in the form that the ranking uses. */
  async ofReader({ tenantId, personId }: Person): Promise<RankingNotInterested[]> {
    const found = await this.#notInterested.find({ tenantId, personId }).lean<NotInterestedDoc[]>();
    return found.map(({ about, tags, kind, ownerId }) => ({
      about,
      tags,
      kind: kind ?? 'discuss',
      ownerId: ownerId ?? '',
    }));
  }

  async #insert(entry: Omit<NotInterestedDoc, '_id' | 'createdAt'>): Promise<NotInterestedDoc> {
    const { tenantId, personId, key } = entry;
    const existing = await this.#notInterested.findOne({ tenantId, personId, key }).lean<NotInterestedDoc>();
    if (existing) return existing;
    const { quotas, clock, limits } = this.#parts;
    const document = { _id: newId(), ...entry, createdAt: clock.date() };
    const spending = insertion(this.#notInterested, document);
    const count = (max: number) => this.#notInterested.countDocuments({ tenantId, personId }).limit(max).exec();
    const quota = { count, max: limits.notInterestedPerPerson, error: tooManyEntries };
    if (await quotas.spend([quotaOf('not-interested', { tenantId, personId })], spending, [quota])) return document;
    // Another request stored the same entry at the same moment: return that entry.
    return this.#insert(entry);
  }

  async #view({ tenantId, personId }: Actor, docs: readonly NotInterestedDoc[]): Promise<NotInterested[]> {
    const blocked = await this.#parts.blockList.blockedWith({ tenantId, personId });
    const visible = docs.filter(({ ownerId }) => ownerId === null || !blocked.has(ownerId));
    const people = await this.#parts.profiles.summaries(
      tenantId,
      visible.flatMap(({ ownerId }) => ownerId ?? []),
    );
    return visible.map(({ _id: id, about, tags, kind, ownerId, createdAt }) => {
      const person = ownerId === null ? null : (people.get(ownerId) ?? null);
      return { id, about, tags, kind, person, createdAt: createdAt.toISOString() };
    });
  }
}

function tooManyEntries(max: number): ConflictError {
  return new ConflictError(
    'too_many_not_interested',
    `Your list of what you are not interested in is full (${max} entries). Remove one first.`,
    { max },
  );
}
