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
import type { AddLessLike, LessLike } from '../protocol/home.ts';
import type { TopicStore } from '../topics/store/index.ts';
import type { LessLikeDoc } from './less-like-model.ts';
import type { LessLike as LowersCards } from './topic-ranking.ts';

export interface LessLikeServiceOptions {
  lessLikes: Model<LessLikeDoc>;
  topicStore: Pick<TopicStore, 'getVisible'>;
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
  clock: Clock;
  limits: Pick<Limits, 'lessLikesPerPerson'>;
}

export class LessLikeService {
  readonly #parts: LessLikeServiceOptions;
  readonly #lessLikes: Model<LessLikeDoc>;

  constructor(parts: LessLikeServiceOptions) {
    this.#parts = parts;
    this.#lessLikes = parts.lessLikes;
  }

  /** What the person asked for, the last first. What is about someone in a block with the person is left out. */
  async list(actor: Actor, query: PageQuery): Promise<Page<LessLike>> {
    const { tenantId, personId } = actor;
    const { docs, nextCursor } = await findPage({ model: this.#lessLikes, filter: { tenantId, personId }, ...query });
    return { items: await this.#view(actor, docs), nextCursor };
  }

  /**
   * Lowers cards like this one from now on. The same again changes nothing.
   * @throws NotFoundError, ForbiddenError `own_topic`, ConflictError `no_tags` or `too_many_less_likes`
   */
  async add(actor: Actor, { topicId, about }: AddLessLike): Promise<LessLike> {
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
  async remove({ tenantId, personId }: Actor, lessId: string): Promise<void> {
    await this.#lessLikes.deleteOne({ _id: lessId, tenantId, personId });
  }

  /** As the ranking takes it. */
  async ofReader({ tenantId, personId }: Person): Promise<LowersCards[]> {
    const found = await this.#lessLikes.find({ tenantId, personId }).lean<LessLikeDoc[]>();
    return found.map(({ about, tags, kind, ownerId }) => ({
      about,
      tags,
      kind: kind ?? 'discuss',
      ownerId: ownerId ?? '',
    }));
  }

  /** Removes what someone who leaves asked for, and what others asked about that person. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#lessLikes.deleteMany({ tenantId, personId });
    await this.#lessLikes.deleteMany({ tenantId, ownerId: personId });
  }

  async #insert(lessLike: Omit<LessLikeDoc, '_id' | 'createdAt'>): Promise<LessLikeDoc> {
    const { tenantId, personId, key } = lessLike;
    const known = await this.#lessLikes.findOne({ tenantId, personId, key }).lean<LessLikeDoc>();
    if (known) return known;
    const max = this.#parts.limits.lessLikesPerPerson;
    if ((await this.#lessLikes.countDocuments({ tenantId, personId }).limit(max)) >= max) {
      throw new ConflictError('too_many_less_likes', `You can have ${max} entries in this list. Remove one first.`, {
        max,
      });
    }
    const document = { _id: newId(), ...lessLike, createdAt: new Date(this.#parts.clock.now()) };
    if (await insertOnce(this.#lessLikes, document)) return document;
    // Another request stored the same at the same moment: return what it stored.
    return this.#insert(lessLike);
  }

  async #view({ tenantId, personId }: Actor, docs: readonly LessLikeDoc[]): Promise<LessLike[]> {
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
