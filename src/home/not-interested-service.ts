/** "Less like this": what someone asked to see less of, listed and taken back. Nobody else learns of it. */

import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, NotFoundError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { AddNotInterested, NotInterested } from '../protocol/home.ts';
import type { TopicStore } from '../topics/store/index.ts';
import type { NotInterestedDoc } from './not-interested-model.ts';
import type { NotInterested as LowersCards } from './topic-ranking.ts';

export interface NotInterestedServiceOptions {
  notInterested: Model<NotInterestedDoc>;
  topicStore: Pick<TopicStore, 'getVisible'>;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
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

  /** What the person asked for, the last first. What is about someone in a block with the person is left out. */
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
   * Lowers cards like this one from now on. The same again changes nothing.
   * @throws NotFoundError, ForbiddenError `own_topic`, ConflictError `no_tags` or `too_many_not_interested`
   */
  async add(actor: Actor, { topicId, about }: AddNotInterested): Promise<NotInterested> {
    const { tenantId, personId } = actor;
    const topic = await this.#parts.topicStore.getVisible(actor, topicId);
    if (topic.ownerId === personId) {
      throw new ForbiddenError('own_topic', 'This is your own topic. You can only hide topics of other people.');
    }
    if (about === 'tags' && topic.tags.length === 0) {
      throw new ConflictError('no_tags', 'This topic has no tags. Choose its kind or its owner instead.');
    }
    const what = {
      tags: about === 'tags' ? topic.tags : [],
      kind: about === 'kind' ? topic.kind : null,
      ownerId: about === 'owner' ? topic.ownerId : null,
    };
    const key = [about, ...[...what.tags].sort(), what.kind ?? '', what.ownerId ?? ''].join(' ');
    const stored = await this.#insert({ tenantId, personId, about, key, ...what });
    const [view] = await this.#view(actor, [stored]);
    if (!view) throw new NotFoundError('This topic does not exist, or you cannot see it.');
    return view;
  }

  /** Takes one back; one that is not there is gone already. */
  async remove({ tenantId, personId }: Actor, notInterestedId: string): Promise<void> {
    await this.#notInterested.deleteOne({ _id: notInterestedId, tenantId, personId });
  }

  /** As the ranking takes it. */
  async ofReader({ tenantId, personId }: Person): Promise<LowersCards[]> {
    const found = await this.#notInterested.find({ tenantId, personId }).lean<NotInterestedDoc[]>();
    return found.map(({ about, tags, kind, ownerId }) => ({
      about,
      tags,
      kind: kind ?? 'discuss',
      ownerId: ownerId ?? '',
    }));
  }

  /** Removes what someone who leaves asked for, and what others asked about that person. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#notInterested.deleteMany({ tenantId, personId });
    await this.#notInterested.deleteMany({ tenantId, ownerId: personId });
  }

  async #insert(notInterested: Omit<NotInterestedDoc, '_id' | 'createdAt'>): Promise<NotInterestedDoc> {
    const { tenantId, personId, key } = notInterested;
    const known = await this.#notInterested.findOne({ tenantId, personId, key }).lean<NotInterestedDoc>();
    if (known) return known;
    const max = this.#parts.limits.notInterestedPerPerson;
    if ((await this.#notInterested.countDocuments({ tenantId, personId }).limit(max)) >= max) {
      throw new ConflictError(
        'too_many_not_interested',
        `You can have ${max} entries in this list. Remove one first.`,
        {
          max,
        },
      );
    }
    const document = { _id: newId(), ...notInterested, createdAt: this.#parts.clock.date() };
    if (await insertOnce(this.#notInterested, document)) return document;
    // Another request stored the same at the same moment: return what it stored.
    return this.#insert(notInterested);
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
