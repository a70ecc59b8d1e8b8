/** Channels: conversations of all members. Moderators create, rename and archive them. */

import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { ConversationService } from '../../conversations/index.ts';
import { notExported } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { ofCommunity } from '../../database/personal-fields.ts';
import type { Actor } from '../../kernel/actor.ts';
import { circleName } from '../../kernel/circles.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import type { Quotas } from '../../kernel/quotas.ts';
import type { Channel } from '../../protocol/community-life.ts';
import type { CommunityAccess } from '../community-access.ts';
import type { StoredCommunity } from '../community-model.ts';
import type { CommunityEvents } from '../community-notifications.ts';
import { ownerOf } from '../members/allowances.ts';
import type { ModerationLog } from '../moderation/moderation-log.ts';

export interface ChannelDoc {
  _id: string;
  tenantId: string;
  communityId: string;
  name: string;
  conversationId: string;
  state: 'open' | 'archived';
  createdAt: Date;
}

const schema = new Schema<ChannelDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  communityId: { type: String, required: true },
  name: { type: String, required: true },
  conversationId: { type: String, required: true },
  state: { type: String, required: true },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, communityId: 1, createdAt: 1, _id: 1 });
schema.index({ tenantId: 1, conversationId: 1 }, { unique: true });

const tenantId = 'public';

export const channelModel = defineModel<ChannelDoc>({
  name: 'CommunityChannel',
  collection: 'communityChannels',
  schema,
  personal: {
    name: ofCommunity,
  },
  exported: notExported('It belongs to the community.'),
  hotQueries: [
    { name: 'channels of a community', filter: { tenantId, communityId: newId() }, sort: { createdAt: 1, _id: 1 } },
    { name: 'the channel of a conversation', filter: { tenantId, conversationId: newId() } },
  ],
});

/** The name of the first channel, by the language of the community. */
const FIRST_NAME = { ja: '雑談', other: 'General' } as const;

export interface ChannelServiceOptions {
  channels: Model<ChannelDoc>;
  conversations: Pick<ConversationService, 'ensureCircleConversation' | 'removeUnused' | 'close'>;
  access: CommunityAccess;
  communityEvents: CommunityEvents;
  log: ModerationLog;
  quotas: Quotas;
  clock: Clock;
  limits: Pick<Limits, 'channelsPerCommunity'>;
}

/** The fields of a community that a new channel needs. */
type ChannelParent = Pick<StoredCommunity, '_id' | 'tenantId' | 'language'>;

export class ChannelService {
  readonly #parts: ChannelServiceOptions;

  constructor(parts: ChannelServiceOptions) {
    this.#parts = parts;
  }

  /** All channels, oldest first, archived ones included. @throws NotFoundError, ForbiddenError `not_a_member` */
  async list(actor: Actor, communityId: string): Promise<{ items: Channel[] }> {
    const { community } = await this.#parts.access.requireMember(actor, communityId);
    const found = await this.#all(actor.tenantId, communityId);
    // Without a channel, the server crashed while it created the community: create the first channel now.
    const docs = found.length > 0 ? found : [await this.createFirst(community)];
    return { items: docs.map(toChannel) };
  }

  /** Creates the channel that every new community has. */
  async createFirst(community: ChannelParent): Promise<ChannelDoc> {
    const channel = this.#newChannel(community, community.language === 'ja' ? FIRST_NAME.ja : FIRST_NAME.other);
    await this.#store(channel);
    return channel;
  }

  /**
   * Creates a channel. Archived channels count towards the limit.
   * @throws NotFoundError, ForbiddenError, ConflictError `too_many_channels`
   */
  async create(actor: Actor, communityId: string, name: string): Promise<Channel> {
    const { access, limits, log, communityEvents, channels, quotas } = this.#parts;
    const { tenantId } = actor;
    const { community } = await access.requirePermission(actor, communityId, 'community:keep_channels');
    const channel = this.#newChannel(community, name);
    const spending = { write: () => this.#store(channel), undo: () => this.#discard(channel) };
    const count = (max: number) => channels.countDocuments({ tenantId, communityId }).limit(max).exec();
    await quotas.spend([ownerOf('channels', tenantId, communityId)], spending, [
      { count, max: limits.channelsPerCommunity, error: tooManyChannels },
    ]);
    await log.add(actor, communityId, { action: 'channel_made', subject: name });
    await communityEvents.changed(community);
    return toChannel(channel);
  }

  /** @throws NotFoundError, ForbiddenError */
  async rename(actor: Actor, communityId: string, channelId: string, name: string): Promise<Channel> {
    const { access, log, communityEvents } = this.#parts;
    const { community } = await access.requirePermission(actor, communityId, 'community:keep_channels');
    const channel = await this.#change(actor.tenantId, communityId, channelId, { name });
    if (channel.state === 'open') await this.#ensureConversation(channel);
    await log.add(actor, communityId, { action: 'channel_renamed', subject: name });
    await communityEvents.changed(community);
    return toChannel(channel);
  }

  /** Makes a channel read-only. Archiving it again has no effect on it, but is logged. @throws NotFoundError, ForbiddenError */
  async archive(actor: Actor, communityId: string, channelId: string): Promise<Channel> {
    const { access, log, communityEvents, conversations } = this.#parts;
    const { community } = await access.requirePermission(actor, communityId, 'community:keep_channels');
    const channel = await this.#change(actor.tenantId, communityId, channelId, { state: 'archived' });
    await conversations.close(actor.tenantId, channel.conversationId);
    await log.add(actor, communityId, { action: 'channel_archived', subject: channel.name });
    await communityEvents.changed(community);
    return toChannel(channel);
  }

  /** Whether a conversation is a channel of this community. */
  async isIn(tenantId: string, communityId: string, conversationId: string): Promise<boolean> {
    return (await this.#parts.channels.exists({ tenantId, conversationId, communityId })) !== null;
  }

  /** Closes and removes all channels of a community that is being closed. Idempotent. */
  async closeAll(tenantId: string, communityId: string): Promise<void> {
    const { channels, conversations } = this.#parts;
    const all = await this.#all(tenantId, communityId);
    await Promise.all(all.map(({ conversationId }) => conversations.close(tenantId, conversationId)));
    await channels.deleteMany({ tenantId, communityId });
  }

  #newChannel({ _id: communityId, tenantId }: ChannelParent, name: string): ChannelDoc {
    const createdAt = this.#parts.clock.date();
    const ids = { _id: newId(), tenantId, communityId, conversationId: newId() };
    return { ...ids, name, state: 'open', createdAt };
  }

  async #store(channel: ChannelDoc): Promise<true> {
    // Create the conversation first: members must be able to write in every listed channel.
    await this.#ensureConversation(channel);
    await this.#parts.channels.create(channel);
    return true;
  }

  async #discard({ _id, tenantId, conversationId }: ChannelDoc): Promise<void> {
    await this.#parts.channels.deleteOne({ _id, tenantId });
    await this.#parts.conversations.removeUnused(tenantId, conversationId);
  }

  #ensureConversation({ tenantId, communityId, conversationId, name }: ChannelDoc): Promise<void> {
    return this.#parts.conversations.ensureCircleConversation({
      tenantId,
      conversationId,
      kind: 'channel',
      title: name,
      subjectId: communityId,
      circle: circleName('community', communityId),
    });
  }

  async #change(
    tenantId: string,
    communityId: string,
    channelId: string,
    change: Partial<ChannelDoc>,
  ): Promise<ChannelDoc> {
    const changed = await this.#parts.channels
      .findOneAndUpdate({ _id: channelId, tenantId, communityId }, { $set: change }, { returnDocument: 'after' })
      .lean<ChannelDoc>();
    if (!changed)
      throw new NotFoundError('This channel does not exist in this community. Reload the list of channels.');
    return changed;
  }

  #all(tenantId: string, communityId: string): Promise<ChannelDoc[]> {
    return this.#parts.channels.find({ tenantId, communityId }).sort({ createdAt: 1, _id: 1 }).lean<ChannelDoc[]>();
  }
}

function tooManyChannels(max: number): ConflictError {
  return new ConflictError(
    'too_many_channels',
    `A community can have at most ${max} channels, archived ones included. Rename one instead.`,
    { max },
  );
}

function toChannel({ _id: id, name, conversationId, state, createdAt }: ChannelDoc): Channel {
  return { id, name, conversationId, state, createdAt: createdAt.toISOString() };
}
