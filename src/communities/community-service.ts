/** Communities: making, finding, reading, changing and closing them. Who is in one is the matter of `MembershipService`. */

import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError } from '../kernel/errors.ts';
import { withoutUndefined } from '../kernel/without-undefined.ts';
import type { PictureStore, ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type {
  Community,
  CommunityCard,
  CreateCommunity,
  EditCommunity,
  ListCommunities,
  ReceivedInvitation,
} from '../protocol/communities.ts';
import { gramsOf, readSearch, searchFilter, searchTextOf } from '../topics/store/index.ts';
import type { ChannelService } from './channels/channel-service.ts';
import { type CommunityAccess, recommendationReasons } from './community-access.ts';
import type { CommunityDoc, StoredCommunity } from './community-model.ts';
import type { CommunityEvents } from './community-notifications.ts';
import { type CommunityStore, INSIDE_FILTER } from './community-store.ts';
import type { CommunityViews } from './community-views.ts';
import type { CommunityEnd } from './leaving.ts';
import { NEVER } from './members/membership-model.ts';
import type { ModerationLog } from './moderation/moderation-log.ts';
import { can } from './rules.ts';

/** So many of the newest that fit are looked at to recommend some. */
const RECOMMENDED_FROM = 100;
const RECOMMENDED = 10;

export interface CommunityServiceOptions {
  store: CommunityStore;
  access: CommunityAccess;
  views: CommunityViews;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  channels: Pick<ChannelService, 'makeFirst'>;
  end: CommunityEnd;
  pictures: PictureStore;
  profiles: Pick<ProfileService, 'findOwn'>;
  clock: Clock;
  limits: Pick<Limits, 'communitiesPerOwner' | 'communitiesPerPerson'>;
}

export class CommunityService {
  readonly #parts: CommunityServiceOptions;

  constructor(parts: CommunityServiceOptions) {
    this.#parts = parts;
  }

  /** Public communities, newest first, by tag, language or text. */
  async list(actor: Actor, { q, tag, language, cursor, limit }: ListCommunities): Promise<Page<CommunityCard>> {
    const search = q === undefined ? undefined : readSearch(q);
    if (search === null) return { items: [], nextCursor: null };
    const filter = { ...(tag && { tags: tag }), ...(language && { language }), ...(search && searchFilter(search)) };
    const { docs, nextCursor } = await this.#parts.store.page(actor.tenantId, filter, { cursor, limit });
    return { items: await this.#parts.views.cards(actor, docs), nextCursor };
  }

  /** Public ones that share tags or a language with me and that I am not in, the nearest first, each with the reason. */
  async recommended(actor: Actor): Promise<{ items: CommunityCard[] }> {
    const { tenantId } = actor;
    const { store, views, profiles } = this.#parts;
    const me = await profiles.findOwn(actor);
    if (!me) return { items: [] };
    const query = { limit: RECOMMENDED_FROM };
    const [byTags, byLanguage] = await Promise.all([
      me.tags.length > 0 ? store.page(tenantId, { tags: trusted({ $in: me.tags }) }, query) : { docs: [] },
      store.page(tenantId, { language: trusted({ $in: me.languages }) }, query),
    ]);
    const found = new Map([...byTags.docs, ...byLanguage.docs].map((community) => [community._id, community]));
    const cards = await views.cards(actor, [...found.values()], (community) => recommendationReasons(community, me));
    const banned = await this.#bannedFrom(actor, [...found.keys()]);
    const fitting = cards.filter(({ id, standing }) => standing === 'none' && !banned.has(id));
    return { items: fitting.toSorted((a, b) => nearness(b) - nearness(a)).slice(0, RECOMMENDED) };
  }

  /** The communities I am in, those I came into last first. */
  async listMine(actor: Actor, query: PageQuery): Promise<Page<CommunityCard>> {
    const { tenantId, personId } = actor;
    const filter = { tenantId, personId, standing: INSIDE_FILTER };
    const { docs, nextCursor } = await this.#parts.store.membershipPage(filter, query);
    const found = await this.#parts.store.findAll(
      tenantId,
      docs.map(({ communityId }) => communityId),
    );
    const communities = docs.flatMap(({ communityId }) => found.get(communityId) ?? []);
    return { items: await this.#parts.views.cards(actor, communities), nextCursor };
  }

  /** Where I was invited by name: all that I may know of a private one before I say yes. */
  async listInvitations(actor: Actor, query: PageQuery): Promise<Page<ReceivedInvitation>> {
    const { tenantId, personId } = actor;
    const { store, views } = this.#parts;
    const filter = { tenantId, personId, standing: 'invited' };
    const { docs, nextCursor } = await store.membershipPage(filter, query);
    const found = await store.findAll(
      tenantId,
      docs.map(({ communityId }) => communityId),
    );
    const items = docs.map(async ({ communityId, createdAt }) => {
      const community = found.get(communityId);
      if (!community) return [];
      const { rules, rulesVersion } = community;
      const card = await views.card(actor, community);
      return [{ community: { ...card, rules, rulesVersion }, createdAt: createdAt.toISOString() }];
    });
    return { items: (await Promise.all(items)).flat(), nextCursor };
  }

  /** Makes a community with a first channel, owned by the actor. @throws ConflictError `too_many_owned_communities`, `too_many_communities` */
  async create(actor: Actor, fields: CreateCommunity): Promise<Community> {
    const { tenantId, personId } = actor;
    const { store, channels, log, communityEvents } = this.#parts;
    await this.#checkCounts(actor);
    const createdAt = this.#parts.clock.date();
    const community: CommunityDoc = {
      _id: newId(),
      tenantId,
      ownerIds: [personId],
      ...fields,
      pictureId: null,
      rulesVersion: fields.rules === '' ? 0 : 1,
      bannedWords: [],
      slowModeSeconds: 0,
      state: 'open',
      revision: 0,
      createdAt,
      ...searchable(fields),
    };
    // The owner first: a crash between the two leaves a membership of nothing, not a community of nobody.
    await store.put(
      { tenantId, communityId: community._id, personId },
      { standing: 'moderator', createdAt, acceptedRulesVersion: community.rulesVersion },
    );
    await store.insert(community);
    communityEvents.moved(tenantId, community._id, [personId]);
    await channels.makeFirst(community);
    await log.add(actor, community._id, { action: 'created', subject: community.name });
    await communityEvents.changed(community);
    return this.get(actor, community._id);
  }

  /** @throws NotFoundError also for a private one that the actor is not in */
  async get(actor: Actor, communityId: string): Promise<Community> {
    return this.#parts.views.full(actor, await this.#parts.access.see(actor, communityId));
  }

  /**
   * Changes the given fields. A community that becomes private is gone at once for everyone outside.
   * @throws NotFoundError, ForbiddenError `not_allowed`
   */
  async edit(actor: Actor, communityId: string, fields: EditCommunity): Promise<Community> {
    const { access, log, communityEvents } = this.#parts;
    const { community, role } = await access.requirePermission(actor, communityId, 'edit');
    const isMoved = fields.visibility !== undefined && fields.visibility !== community.visibility;
    if (isMoved && !can(role, 'set_visibility')) {
      throw new ForbiddenError('not_allowed', 'Only an owner can change who sees a community. Ask an owner.');
    }
    const changed = await this.#change(actor, communityId, fields);
    const names = Object.keys(fields).join(', ');
    await log.add(actor, communityId, { action: 'edited', subject: names });
    if (community.visibility === 'public' && changed.visibility === 'private') communityEvents.hidden(changed);
    else await communityEvents.changed(changed);
    return this.get(actor, communityId);
  }

  /** Ends a community for good, with all that belongs to it. @throws NotFoundError, ForbiddenError */
  async close(actor: Actor, communityId: string): Promise<void> {
    await this.#parts.access.requirePermission(actor, communityId, 'close');
    await this.#parts.end.end(actor.tenantId, communityId);
  }

  /** @throws InvalidInputError for a file that is no picture, NotFoundError, ForbiddenError */
  async setPicture(actor: Actor, communityId: string, file: Uint8Array): Promise<Community> {
    const { access, pictures } = this.#parts;
    await access.requirePermission(actor, communityId, 'edit');
    const owner = { tenantId: actor.tenantId, ownerId: communityId };
    return pictures.replace(owner, file, (pictureId) => this.#showPicture(actor, communityId, pictureId));
  }

  async removePicture(actor: Actor, communityId: string): Promise<Community> {
    await this.#parts.access.requirePermission(actor, communityId, 'edit');
    const shown = await this.#showPicture(actor, communityId, null);
    await this.#parts.pictures.remove({ tenantId: actor.tenantId, ownerId: communityId });
    return shown;
  }

  async #showPicture(actor: Actor, communityId: string, pictureId: string | null): Promise<Community> {
    const { store, communityEvents } = this.#parts;
    const changed = await store.change(actor.tenantId, communityId, {}, { $set: { pictureId } });
    if (changed) await communityEvents.changed(changed);
    return this.get(actor, communityId);
  }

  /** Two changes at once are made one after the other, so that what the search knows always fits the words. */
  async #change(actor: Actor, communityId: string, fields: EditCommunity): Promise<StoredCommunity> {
    for (;;) {
      const { community } = await this.#parts.access.requirePermission(actor, communityId, 'edit');
      const given = withoutUndefined(fields);
      const edited = { ...community, ...given };
      const rulesVersion = community.rulesVersion + (edited.rules === community.rules ? 0 : 1);
      const changed = await this.#parts.store.change(
        actor.tenantId,
        communityId,
        { revision: community.revision },
        { $set: { ...given, rulesVersion, ...searchable(edited) }, $inc: { revision: 1 } },
      );
      if (changed) return changed;
    }
  }

  async #bannedFrom(actor: Actor, communityIds: readonly string[]): Promise<Set<string>> {
    const standings = await this.#parts.store.standingsOf(actor, communityIds);
    const now = this.#parts.clock.date();
    const banned = [...standings.values()].filter(({ bannedUntil }) => (bannedUntil ?? NEVER) > now);
    return new Set(banned.map(({ communityId }) => communityId));
  }

  /** Requests at the very same moment may pass it together: the rate limit bounds by how many. */
  async #checkCounts(actor: Actor): Promise<void> {
    const { store, limits } = this.#parts;
    const [owned, all] = await Promise.all([
      store.countOwned(actor),
      store.countOf(actor, 'inside', limits.communitiesPerPerson),
    ]);
    const { communitiesPerOwner, communitiesPerPerson } = limits;
    if (owned >= communitiesPerOwner) {
      throw new ConflictError(
        'too_many_owned_communities',
        `You can own ${communitiesPerOwner} communities. Close one or hand it over first.`,
        { max: communitiesPerOwner },
      );
    }
    if (all >= communitiesPerPerson) {
      throw new ConflictError(
        'too_many_communities',
        `You can be in ${communitiesPerPerson} communities. Leave one first.`,
        { max: communitiesPerPerson },
      );
    }
  }
}

function searchable({ name, description, tags }: Pick<CommunityDoc, 'name' | 'description' | 'tags'>) {
  const text = { title: name, body: description, tags };
  return { grams: gramsOf(text), searchText: searchTextOf(text) };
}

/** Shared tags weigh most, then company. */
function nearness({ reasons, memberCount }: CommunityCard): number {
  const tags = reasons.find((reason) => reason.kind === 'shared_tags')?.tags.length ?? 0;
  return tags * 10 + Math.min(memberCount, 100) / 25;
}
