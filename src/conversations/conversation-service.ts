/** Conversations: sending, reading and catching up. `ConversationDirectory` checks access. */

import type { Model } from 'mongoose';
import { findPage, type PageQuery } from '../database/page.ts';
import type { RawJson } from '../http/raw-json.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { Page } from '../protocol/common.ts';
import type {
  Conversation,
  History,
  HistoryQuery,
  Message,
  ReadMark,
  SendMessage,
  SyncConversation,
  SyncedConversation,
} from '../protocol/conversations.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import { Activity } from './activity.ts';
import { type CircleConversation, ConversationDirectory } from './conversation-directory.ts';
import { type ConversationDoc, type ConversationTopic, mineOf } from './conversation-model.ts';
import { ConversationViews } from './conversation-views.ts';
import { HotMessages } from './messages/hot-messages.ts';
import { MessageLog } from './messages/message-log.ts';
import type { MessageDoc } from './messages/message-model.ts';
import { MessageReader } from './messages/message-reader.ts';
import { Moderation } from './messages/moderation.ts';
import type { ReadMarkDoc } from './read-mark-model.ts';
import { ReadMarks } from './read-marks.ts';
import { TypingIndicators } from './typing-indicators.ts';

export interface HideMessage {
  tenantId: string;
  conversationId: string;
  seq: number;
  /** The moderator. */
  byId: string;
}

export interface ConversationServiceOptions {
  models: { conversations: Model<ConversationDoc>; messages: Model<MessageDoc>; readMarks: Model<ReadMarkDoc> };
  profiles: { summaries(tenantId: string, ids: readonly string[]): Promise<Map<string, ProfileSummary>> };
  blocks: BlockList;
  circles: Circles;
  hooks: Pick<Hooks, 'seesRoom' | 'sendGuardOf'>;
  events: Events;
  clock: Clock;
  log: Log;
  limits: Limits;
  /** Whether this is the only process that writes messages. Only then can the newest ones be served from memory. */
  isOnlyWriter: boolean;
}

export class ConversationService {
  readonly #options: ConversationServiceOptions;
  readonly #directory: ConversationDirectory;
  readonly #messages: MessageLog;
  readonly #reader: MessageReader;
  readonly #marks: ReadMarks;
  readonly #typing: TypingIndicators;
  readonly #activity: Activity;
  readonly #views: ConversationViews;
  readonly #moderation: Moderation;

  constructor(options: ConversationServiceOptions) {
    const { models, profiles, blocks, circles, events, clock, log, limits } = options;
    const hot = options.isOnlyWriter ? new HotMessages(limits) : null;
    this.#options = options;
    this.#directory = new ConversationDirectory({
      conversations: models.conversations,
      blocks,
      circles,
      hooks: options.hooks,
      events,
      clock,
    });
    this.#messages = new MessageLog({ messages: models.messages, events, clock, limits, hot });
    this.#reader = new MessageReader({
      messages: models.messages,
      log: this.#messages,
      hot,
      hotMessages: limits.hotMessages,
    });
    this.#marks = new ReadMarks(models.readMarks);
    this.#typing = new TypingIndicators({ events, typingMs: limits.typingMs });
    this.#activity = new Activity({ conversations: models.conversations, log });
    const { unreadCountMax } = limits;
    this.#views = new ConversationViews({ profiles, blocks, marks: this.#marks, reader: this.#reader, unreadCountMax });
    this.#moderation = new Moderation({ messages: models.messages, hooks: options.hooks, clock, hot });
  }

  /** Creates or reopens the conversation of a match. Idempotent. */
  ensureMatchConversation(match: {
    tenantId: string;
    conversationId: string;
    matchId: string;
    personIds: readonly string[];
    topic: ConversationTopic | null;
  }): Promise<void> {
    return this.#directory.ensureMatch(match);
  }

  /** Creates the conversation of a room. Idempotent. */
  ensureRoomConversation(room: { tenantId: string; conversationId: string; roomId: string }): Promise<void> {
    return this.#directory.ensureRoom(room);
  }

  /** Creates or reopens the conversation of a circle, and sets its title. Idempotent. */
  ensureCircleConversation(conversation: CircleConversation): Promise<void> {
    return this.#directory.ensureCircle(conversation);
  }

  /** Removes the conversation from the cache. */
  forget(conversation: { tenantId: string; conversationId: string }): void {
    this.#directory.forget(conversation);
  }

  /**
   * Deletes the text of a message for everyone, permanently. The caller has checked the permission. Returns the message as it
   * was before. Idempotent. @throws NotFoundError
   */
  async hideMessage({ tenantId, conversationId, seq, byId }: HideMessage): Promise<Message> {
    const conversation = await this.#directory.find(tenantId, conversationId);
    const hiding = conversation && (await this.#moderation.hide({ tenantId, conversationId, seq, byId }));
    if (!conversation || !hiding) throw new NotFoundError('This message does not exist. It may have been hidden.');
    // Done on every call, to finish what a crash may have interrupted. Clients ignore the repeated event.
    await this.#directory.noteHidden(tenantId, conversationId, seq);
    const audience = await this.#directory.audienceOf(conversation, byId);
    this.#options.events.announce('messageHidden', { message: hiding.hidden, audience });
    return hiding.before;
  }

  /** Makes the conversation read-only. */
  close(tenantId: string, conversationId: string): Promise<void> {
    return this.#directory.close(tenantId, conversationId);
  }

  /** Lets a person who has joined the room read and write its conversation. */
  admit({ personId }: Person, conversationId: string): void {
    this.#directory.admit(conversationId, personId);
  }

  /** Undoes `admit` when the person leaves the room. */
  dismiss({ personId }: Person, conversationId: string): void {
    this.#directory.dismiss(conversationId, personId);
    this.#typing.stop(conversationId, personId);
  }

  /**
   * Stores a message and resolves when it is durable. A resend returns the message that was stored first.
   * @throws NotFoundError, ForbiddenError (closed, or not inside the room), UnavailableError (send it again), and the errors
   * of the guard for this kind of conversation.
   */
  async send(actor: Actor, { conversationId, clientMessageId, text }: SendMessage): Promise<Message> {
    const conversation = await this.#directory.getWritable(actor, conversationId);
    const { tenantId, personId: senderId } = actor;
    const sent = { tenantId, conversationId, senderId, clientMessageId, text };
    const stored = await this.#moderation.admit(actor, conversation, sent);
    if (stored) return stored;
    const audience = await this.#directory.audienceOf(conversation, senderId);
    const message = await this.#messages.append({ ...sent, audience });
    if (conversation.kind !== 'room') this.#activity.note(tenantId, conversationId, new Date(message.createdAt));
    this.#typing.stop(conversationId, senderId);
    return message;
  }

  /** At most `limit` messages after `afterSeq`. */
  async sync(actor: Actor, { conversationId, afterSeq, limit }: SyncConversation): Promise<SyncedConversation> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const synced = await this.#reader.after({ tenantId: actor.tenantId, conversationId }, afterSeq, limit);
    const messages = await this.#views.asSeenBy(actor, conversation, synced.messages);
    const { hiddenSeqs = [] } = conversation;
    return { ...synced, messages, ...(hiddenSeqs.length > 0 && { hiddenSeqs }) };
  }

  /** The newest messages, or those before `beforeSeq`. Returns finished JSON if the page is in memory. */
  async history(actor: Actor, conversationId: string, query: HistoryQuery): Promise<History | RawJson> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const place = { tenantId: actor.tenantId, conversationId };
    const hidden = await this.#views.hiddenFrom(actor, conversation);
    if (query.beforeSeq === undefined && hidden.size === 0) {
      const text = this.#reader.newestPageText(place, query.limit);
      if (text) return text;
    }
    const found = await this.#reader.history(place, query);
    return hidden.size === 0
      ? found
      : { ...found, messages: await this.#views.asSeenBy(actor, conversation, found.messages) };
  }

  /** Moves the read mark forward: never beyond the last message, and never back. */
  async read(actor: Actor, conversationId: string, seq: number): Promise<ReadMark> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const { tenantId, personId } = actor;
    const lastSeq = await this.#reader.lastSeq({ tenantId, conversationId });
    const moved = await this.#marks.move({ tenantId, conversationId, personId }, Math.min(seq, lastSeq));
    const mark = { conversationId, personId, seq: moved.seq };
    if (moved.hasMoved) {
      const audience = await this.#directory.audienceOf(conversation, personId);
      this.#options.events.announce('readMoved', { mark, audience });
    }
    return mark;
  }

  /** Shows others that this person is typing, until the person stops, sends, or does not repeat this call for some seconds. */
  async startTyping(actor: Actor, conversationId: string): Promise<void> {
    const conversation = await this.#directory.getWritable(actor, conversationId);
    const audience = await this.#directory.audienceOf(conversation, actor.personId);
    this.#typing.start(conversationId, actor.personId, audience);
  }

  async stopTyping(actor: Actor, conversationId: string): Promise<void> {
    await this.#directory.getReadable(actor, conversationId);
    this.#typing.stop(conversationId, actor.personId);
  }

  /** The actor's conversations in matches and circles, most recently active first. */
  async list(actor: Actor, { cursor, limit }: PageQuery): Promise<Page<Conversation>> {
    const { tenantId, personId } = actor;
    const [blocked, circles] = await Promise.all([
      this.#options.blocks.blockedWith(actor),
      this.#options.circles.of(actor),
      this.#activity.flush(),
    ]);
    const { docs, nextCursor } = await findPage({
      model: this.#options.models.conversations,
      filter: mineOf({ tenantId, personId, blocked: [...blocked], circles: [...circles] }),
      order: ['activeAt', -1],
      cursor,
      limit,
    });
    return { items: await this.#views.present(actor, docs), nextCursor };
  }

  /** @throws NotFoundError */
  async get(actor: Actor, conversationId: string): Promise<Conversation> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const [presented] = await this.#views.present(actor, [conversation]);
    // `present` returns one conversation for each document.
    return presented as Conversation;
  }

  /** Removes the person's read marks. Messages stay: they belong to the other people's conversations too. */
  async erasePerson(person: Person): Promise<void> {
    await this.#marks.erase(person);
  }

  /** Writes everything that is pending. Call it after the last request and before the database closes. */
  async shutDown(): Promise<void> {
    this.#typing.close();
    await this.#messages.close();
    await this.#activity.flush().catch((error) => {
      this.#options.log.warn({ err: error }, 'the activity times of conversations could not be written');
    });
  }
}
