/** Creates, lists, reads, edits and closes communities. Joining and leaving are in `MembershipService`. */

import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import type { PageQuery } from '../database/page.ts';
import { type Actor, PUBLIC_TENANT } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { ForbiddenError } from '../kernel/errors.ts';
import { lookalikeNameKey } from '../kernel/lookalike.ts';
import { searchFilter } from '../kernel/search/search-filter.ts';
import { readSearch, searchFieldsOf } from '../kernel/search/text-search.ts';
import { withoutUndefined } from '../kernel/without-undefined.ts';
import { type PictureStore, type ProfileService, pictureUrl } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type {
  Community,
  CommunityCard,
  CommunityRole,
  CreateCommunity,
  EditCommunity,
  ListCommunities,
  ReceivedInvitation,
} from '../protocol/communities.ts';
import type { PublicCommunity } from '../protocol/front.ts';
import type { OperatedCommunity } from '../protocol/operators.ts';
import type { ChannelService } from './channels/channel-service.ts';
import type { SlowMode } from './channels/slow-mode.ts';
import { type CommunityAccess, recommendationReasons } from './community-access.ts';
import type { ActingAs, CommunityAudit } from './community-audit.ts';
import type { CommunityDoc, StoredCommunity } from './community-model.ts';
import type { CommunityEvents } from './community-notifications.ts';
import { type CommunityStore, MEMBER_FILTER } from './community-store.ts';
import type { CommunityViews } from './community-views.ts';
import type { CommunityClosure } from './leaving.ts';
import type { CommunityAllowances } from './members/allowances.ts';
import { NEVER } from './members/membership-model.ts';
import type { ModerationLog } from './moderation/moderation-log.ts';
import { can } from './rules.ts';

/** How many of the newest communities by tag, and by language, are considered for recommendations. */
const RECOMMENDATION_CANDIDATES = 100;
const MAX_RECOMMENDED = 10;

export interface CommunityServiceOptions {
  audit: CommunityAudit;
  store: CommunityStore;
  access: CommunityAccess;
  views: CommunityViews;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  slowMode: Pick<SlowMode, 'announceChange'>;
  channels: Pick<ChannelService, 'createFirst'>;
  closure: CommunityClosure;
  pictures: PictureStore;
  profiles: Pick<ProfileService, 'findOwn' | 'summaries'>;
  allowances: CommunityAllowances;
  clock: Clock;
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

  /** The newest public communities of the open space, as visitors see them. */
  async listPublic(max: number): Promise<PublicCommunity[]> {
    const { docs } = await this.#parts.store.page(PUBLIC_TENANT, {}, { cursor: undefined, limit: max });
    return this.#public(docs);
  }

  /** The ids of those communities. */
  publicIds(max: number): Promise<string[]> {
    return this.#parts.store.publicIds(PUBLIC_TENANT, max);
  }

  /** A public community of the open space, as visitors see it; null for others. */
  async findPublic(communityId: string): Promise<PublicCommunity | null> {
    const found = await this.#parts.store.find(PUBLIC_TENANT, communityId);
    const [community] = await this.#public(found?.visibility === 'public' ? [found] : []);
    return community ?? null;
  }

  /** Public communities by a part of the name or by id, newest first, without asking who may: for operators. */
  async listAll(tenantId: string, { q, ...query }: PageQuery & { q: string }): Promise<Page<OperatedCommunity>> {
    const { store } = this.#parts;
    const exact = q === '' ? null : await store.find(tenantId, q);
    if (exact) return { items: await this.#operated(tenantId, [exact]), nextCursor: null };
    const search = q === '' ? undefined : readSearch(q);
    if (search === null) return { items: [], nextCursor: null };
    const { docs, nextCursor } = await store.page(tenantId, search ? searchFilter(search) : {}, query);
    return { items: await this.#operated(tenantId, docs), nextCursor };
  }

  /** Closes a community without asking who may. Idempotent. */
  async closeAnyway(tenantId: string, communityId: string, by: ActingAs, reason: string): Promise<void> {
    const { store, closure } = this.#parts;
    if (await store.find(tenantId, communityId)) await closure.close(tenantId, communityId, by, reason);
  }

  async #public(communities: readonly StoredCommunity[]): Promise<PublicCommunity[]> {
    const ids = communities.map(({ _id }) => _id);
    const counts = await this.#parts.store.memberCounts(PUBLIC_TENANT, ids);
    return communities.map(({ _id: id, name, description, tags, language, joining, pictureId, createdAt }) => {
      const memberCount = counts.get(id) ?? 0;
      return {
        id,
        name,
        description,
        tags,
        language,
        joining,
        pictureUrl: pictureUrl(pictureId),
        memberCount,
        createdAt: createdAt.toISOString(),
      };
    });
  }

  async #operated(tenantId: string, docs: readonly StoredCommunity[]): Promise<OperatedCommunity[]> {
    const { store, profiles } = this.#parts;
    const [counts, people] = await Promise.all([
      store.memberCounts(
        tenantId,
        docs.map(({ _id }) => _id),
      ),
      profiles.summaries(
        tenantId,
        docs.flatMap(({ ownerIds }) => ownerIds),
      ),
    ]);
    return docs.map(({ _id, name, description, visibility, ownerIds, createdAt }) => ({
      id: _id,
      name,
      description,
      visibility,
      owners: ownerIds.flatMap((id) => people.get(id) ?? []),
      memberCount: counts.get(_id) ?? 0,
      createdAt: createdAt.toISOString(),
    }));
  }

  /** Public communities that the actor may join and shares tags or a language with. Most relevant first, with reasons. */
  async recommended(actor: Actor): Promise<{ items: CommunityCard[] }> {
    const { tenantId } = actor;
    const { store, views, profiles } = this.#parts;
    const me = await profiles.findOwn(actor);
    if (!me) return { items: [] };
    const query = { limit: RECOMMENDATION_CANDIDATES };
    const [byTags, byLanguage] = await Promise.all([
      me.tags.length > 0 ? store.page(tenantId, { tags: trusted({ $in: me.tags }) }, query) : { docs: [] },
      store.page(tenantId, { language: trusted({ $in: me.languages }) }, query),
    ]);
    const found = new Map([...byTags.docs, ...byLanguage.docs].map((community) => [community._id, community]));
    const cards = await views.cards(actor, [...found.values()], (community) => recommendationReasons(community, me));
    const banned = await this.#bannedFrom(actor, [...found.keys()]);
    const joinable = cards.filter(({ id, standing }) => standing === 'none' && !banned.has(id));
    return { items: joinable.toSorted((a, b) => relevance(b) - relevance(a)).slice(0, MAX_RECOMMENDED) };
  }

  /** The communities of which the actor is a member, latest joined first. */
  async listMine(actor: Actor, query: PageQuery): Promise<Page<CommunityCard>> {
    const { tenantId, personId } = actor;
    const filter = { tenantId, personId, standing: MEMBER_FILTER };
    const { docs, nextCursor } = await this.#parts.store.membershipPage(filter, query);
    const found = await this.#parts.store.findAll(
      tenantId,
      docs.map(({ communityId }) => communityId),
    );
    const communities = docs.flatMap(({ communityId }) => found.get(communityId) ?? []);
    return { items: await this.#parts.views.cards(actor, communities), nextCursor };
  }

  /** Communities that invited the actor by name. Before accepting, the actor sees nothing else of a private one. */
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

  /**
   * Creates a community with a first channel, owned by the actor.
   * @throws ConflictError `too_many_owned_communities`, `too_many_communities`
   */
  async create(actor: Actor, fields: CreateCommunity): Promise<Community> {
    const { tenantId, personId } = actor;
    const { channels, log, communityEvents } = this.#parts;
    const createdAt = this.#parts.clock.date();
    const community: CommunityDoc = {
      _id: newId(),
      tenantId,
      ownerIds: [personId],
      createdById: personId,
      ...fields,
      pictureId: null,
      rulesVersion: fields.rules === '' ? 0 : 1,
      bannedWords: [],
      slowModeSeconds: 0,
      state: 'open',
      revision: 0,
      createdAt,
      ...derivedFields(fields),
    };
    await this.#insert(actor, community);
    communityEvents.membersChanged(tenantId, community._id, [personId]);
    await channels.createFirst(community);
    await log.add(actor, community._id, { action: 'created', subject: community.name });
    await communityEvents.changed(community);
    return this.get(actor, community._id);
  }

  /** @throws NotFoundError if it does not exist, or is private and the actor is not a member */
  async get(actor: Actor, communityId: string): Promise<Community> {
    return this.#parts.views.full(actor, await this.#parts.access.see(actor, communityId));
  }

  /**
   * Changes the given fields. A community that becomes private disappears at once for everyone who is not a member.
   * @throws NotFoundError, ForbiddenError `not_allowed`; only owners may change the visibility
   */
  async edit(actor: Actor, communityId: string, fields: EditCommunity): Promise<Community> {
    const { access, log, communityEvents, slowMode } = this.#parts;
    const { community, permissions } = await access.requirePermission(actor, communityId, 'community:edit');
    const changesVisibility = fields.visibility !== undefined && fields.visibility !== community.visibility;
    if (changesVisibility && !can({ permissions }, 'community:set_visibility')) {
      throw new ForbiddenError('not_allowed', 'Only an owner can make a community public or private. Ask an owner.');
    }
    const changed = await this.#change(actor, communityId, fields);
    const names = Object.keys(fields).join(', ');
    await log.add(actor, communityId, { action: 'edited', subject: names });
    if (community.visibility === 'public' && changed.visibility === 'private') communityEvents.hidden(changed);
    else await communityEvents.changed(changed);
    const isFaster = changed.slowModeSeconds < community.slowModeSeconds;
    if (isFaster) await slowMode.announceChange({ tenantId: actor.tenantId, communityId });
    return this.get(actor, communityId);
  }

  /** Closes a community and deletes everything in it. This cannot be undone. @throws NotFoundError, ForbiddenError */
  async close(actor: Actor, communityId: string): Promise<void> {
    const { role } = await this.#parts.access.requirePermission(actor, communityId, 'community:close');
    await this.#parts.closure.close(actor.tenantId, communityId, { actor, role });
  }

  /** @throws InvalidInputError if the file is not a picture, NotFoundError, ForbiddenError */
  async setPicture(actor: Actor, communityId: string, file: Uint8Array): Promise<Community> {
    const { access, pictures } = this.#parts;
    await access.requirePermission(actor, communityId, 'community:edit');
    return pictures.replace({
      tenantId: actor.tenantId,
      ownerId: communityId,
      file,
      sender: actor,
      assign: (pictureId) => this.#showPicture(actor, communityId, pictureId),
    });
  }

  async removePicture(actor: Actor, communityId: string): Promise<Community> {
    await this.#parts.access.requirePermission(actor, communityId, 'community:edit');
    const updated = await this.#showPicture(actor, communityId, null);
    await this.#parts.pictures.remove({ tenantId: actor.tenantId, ownerId: communityId });
    return updated;
  }

  async #showPicture(actor: Actor, communityId: string, pictureId: string | null): Promise<Community> {
    const { store, communityEvents } = this.#parts;
    const changed = await store.change(actor.tenantId, communityId, {}, { $set: { pictureId } });
    if (changed) await communityEvents.changed(changed);
    return this.get(actor, communityId);
  }

  /** Retries until nobody else edited in between: the search index is computed from all fields and must match them. */
  async #change(actor: Actor, communityId: string, fields: EditCommunity): Promise<StoredCommunity> {
    for (;;) {
      const { community, role } = await this.#parts.access.requirePermission(actor, communityId, 'community:edit');
      const given = withoutUndefined(fields);
      const edited = { ...community, ...given };
      const rulesVersion = community.rulesVersion + (edited.rules === community.rules ? 0 : 1);
      const changed = await this.#parts.store.change(
        actor.tenantId,
        communityId,
        { revision: community.revision },
        { $set: { ...given, rulesVersion, ...derivedFields(edited) }, $inc: { revision: 1 } },
        this.#editEntry({ actor, role }, community, { ...edited, rulesVersion }),
      );
      if (changed) return changed;
    }
  }

  /** Null if nothing changes that the log tells of. Of what people typed it tells only that it has changed. */
  #editEntry(by: { actor: Actor; role: CommunityRole }, old: StoredCommunity, edited: StoredCommunity) {
    const [before, after] = [settingsOf(old), settingsOf(edited)];
    const changed = (Object.keys(after) as (keyof typeof after)[]).filter((field) => before[field] !== after[field]);
    const texts = (['name', 'description'] as const).filter((field) => old[field] !== edited[field]);
    if (changed.length + texts.length === 0) return null;
    const { tenantId, _id: communityId } = old;
    return this.#parts.audit.of(by, { tenantId, communityId }, 'community_edited', {
      before: Object.fromEntries(changed.map((field) => [field, before[field]])),
      after: Object.fromEntries([
        ...changed.map((field) => [field, after[field]]),
        ...texts.map((field) => [field, 'changed']),
      ]),
    });
  }

  async #bannedFrom(actor: Actor, communityIds: readonly string[]): Promise<Set<string>> {
    const memberships = await this.#parts.store.membershipsIn(actor, communityIds);
    const now = this.#parts.clock.date();
    const banned = [...memberships.values()].filter(({ bannedUntil }) => (bannedUntil ?? NEVER) > now);
    return new Set(banned.map(({ communityId }) => communityId));
  }

  /** @throws ConflictError `too_many_owned_communities`, `too_many_communities` */
  async #insert(actor: Actor, community: CommunityDoc): Promise<void> {
    const { tenantId, personId } = actor;
    const { store, audit, allowances } = this.#parts;
    const { _id: communityId, createdAt, rulesVersion: acceptedRulesVersion, visibility, joining } = community;
    const by = { actor, role: 'owner' } as const;
    const entry = audit.of(by, { tenantId, communityId }, 'community_created', { after: { visibility, joining } });
    await allowances.own(
      { tenantId, personId },
      {
        write: async () => {
          // Store the owner's membership first. A crash in between then leaves a membership without a community, which is
          // harmless, and not a community without members, which nobody could close.
          await store.put(
            { tenantId, communityId, personId },
            { standing: 'moderator', createdAt, acceptedRulesVersion },
          );
          await store.insert(community, entry);
          return true;
        },
        undo: async () => {
          await store.undoInsert(tenantId, communityId);
          await store.removeMemberships({ tenantId, communityId });
        },
      },
    );
    await store.settleCreation(entry);
  }
}

function settingsOf(community: StoredCommunity) {
  const { visibility, joining, slowModeSeconds, rulesVersion, bannedWords } = community;
  return { visibility, joining, slowModeSeconds, rulesVersion, bannedWords: bannedWords.length };
}

/** The fields by which a community is found, derived from what people edit. */
function derivedFields({ name, description, tags }: Pick<CommunityDoc, 'name' | 'description' | 'tags'>) {
  return { nameKey: lookalikeNameKey(name), ...searchFieldsOf({ title: name, body: description, tags }) };
}

/** Shared tags count most, then the number of members. */
function relevance({ reasons, memberCount }: CommunityCard): number {
  const tags = reasons.find((reason) => reason.kind === 'shared_tags')?.tags.length ?? 0;
  return tags * 10 + Math.min(memberCount, 100) / 25;
}
