/** Conversations: sending, reading and catching up. `ConversationDirectory` checks access. */

import type { Model } from 'mongoose';
import type { AuditTrail, PendingAuditEntry } from '../audit/index.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import { RawJson } from '../http/raw-json.ts';
import type { Actor } from '../kernel/actor.ts';
import type { CircleName, Circles } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { ErasurePass } from '../kernel/erasure-counts.ts';
import { InvalidInputError, NotFoundError } from '../kernel/errors.ts';
import { type DomainEvents, Events } from '../kernel/events.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { JobHandler, Jobs } from '../kernel/jobs.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type {
  Conversation,
  DeleteMessage,
  EditMessage,
  History,
  HistoryQuery,
  Message,
  MessageEdits,
  MessagePlace,
  MuteFor,
  ReactToMessage,
  ReadMark,
  SendMessage,
  SyncConversation,
  SyncedConversation,
} from '../protocol/conversations.ts';
import { wireLimits } from '../protocol/limits.ts';
import { countUnmuted } from '../protocol/unread.ts';
import { Activity } from './activity.ts';
import { type CircleConversation, ConversationDirectory } from './conversation-directory.ts';
import { ConversationEraser } from './conversation-eraser.ts';
import { type ConversationDoc, type ConversationTopic, mineOf } from './conversation-model.ts';
import { ConversationRetention, type Cutoffs } from './conversation-retention.ts';
import { ConversationViews } from './conversation-views.ts';
import { MessageNewsReader } from './message-news.ts';
import { hide } from './messages/hidden-message.ts';
import { HotMessages } from './messages/hot-messages.ts';
import { MessageChanges } from './messages/message-changes.ts';
import { MessageLog } from './messages/message-log.ts';
import { type MessageDoc, placeOfMessage } from './messages/message-model.ts';
import { MessageReader, type Place, placeOf, removedIn } from './messages/message-reader.ts';
import { Moderation } from './messages/moderation.ts';
import type { RemovedToSeq } from './messages/sequence.ts';
import type { MuteDoc } from './mute-model.ts';
import { Mutes, muteEnd } from './mutes.ts';
import type { ReadMarkDoc } from './read-mark-model.ts';
import { ReadMarks } from './read-marks.ts';
import { TypingIndicators } from './typing-indicators.ts';
import { ViewChanges } from './view-changes.ts';
import type { VisitDoc } from './visit-model.ts';
import { Visits } from './visits.ts';

/** So many messages before the first unread one are read with it. */
const CONTEXT_MESSAGES = 15;
/** A total counts the conversations that were active last: as many as a client loads first. */
const COUNTED_CONVERSATIONS = 50;

export interface HideMessage {
  tenantId: string;
  conversationId: string;
  seq: number;
  /** The moderator. */
  byId: string;
  /** The entry of the audit log, with the sender. */
  entryOf: (senderId: string) => PendingAuditEntry;
}

export interface ConversationServiceOptions {
  models: {
    conversations: Model<ConversationDoc>;
    messages: Model<MessageDoc>;
    messageChanges: Model<MessageDoc>;
    readMarks: Model<ReadMarkDoc>;
    mutes: Model<MuteDoc>;
    visits: Model<VisitDoc>;
  };
  audit: AuditTrail;
  profiles: Pick<ProfileService, 'summaries' | 'findOwn'>;
  blocks: BlockList;
  circles: Circles;
  hooks: Pick<Hooks, 'seesRoom' | 'circleOfRoom' | 'sendGuardOf'>;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  limits: Limits;
  /** Whether this is the only process that writes messages. Only then can the newest ones be served from memory. */
  isOnlyWriter: boolean;
}

export class ConversationService {
  /** What people have not read, for notifications. */
  readonly news: MessageNewsReader;
  readonly #options: ConversationServiceOptions;
  readonly #directory: ConversationDirectory;
  readonly #messages: MessageLog;
  readonly #reader: MessageReader;
  readonly #marks: ReadMarks;
  readonly #mutes: Mutes;
  readonly #visits: Visits;
  readonly #typing: TypingIndicators;
  readonly #activity: Activity;
  readonly #views: ConversationViews;
  readonly #moderation: Moderation;
  readonly #changeLog: MessageLog;
  readonly #edits: MessageChanges;
  readonly #changes: ViewChanges;
  readonly #eraser: ConversationEraser;
  readonly #retention: ConversationRetention;

  constructor(options: ConversationServiceOptions) {
    const { models, profiles, blocks, circles, events, clock, log, limits } = options;
    const hot = options.isOnlyWriter ? new HotMessages(limits) : null;
    this.#options = options;
    const removedToSeq: RemovedToSeq = async (tenantId, conversationId) => {
      const found = await models.conversations.findOne({ _id: conversationId, tenantId }, { removedToSeq: 1 }).lean();
      return found?.removedToSeq ?? 0;
    };
    this.#messages = new MessageLog({ messages: models.messages, removedToSeq, events, clock, limits, hot });
    this.#reader = new MessageReader({
      messages: models.messages,
      log: this.#messages,
      hot,
      limits,
    });
    this.#visits = new Visits({ visits: models.visits, reader: this.#reader, log });
    this.#directory = new ConversationDirectory({
      conversations: models.conversations,
      blocks,
      circles,
      hooks: options.hooks,
      visits: this.#visits,
      events,
      clock,
    });
    this.#marks = new ReadMarks(models.readMarks);
    this.#mutes = new Mutes({ mutes: models.mutes, clock });
    this.#typing = new TypingIndicators({ events, limits });
    this.#activity = new Activity({ conversations: models.conversations, log });
    this.#views = new ConversationViews({
      profiles,
      blocks,
      hooks: options.hooks,
      circles,
      marks: this.#marks,
      mutes: this.#mutes,
      reader: this.#reader,
    });
    this.#changes = new ViewChanges({
      directory: this.#directory,
      reader: this.#reader,
      marks: this.#marks,
      events,
      log,
    });
    this.#eraser = new ConversationEraser({
      ...models,
      audit: options.audit,
      directory: this.#directory,
      hot,
    });
    this.#retention = new ConversationRetention({
      ...models,
      audit: options.audit,
      directory: this.#directory,
      circles,
      events,
      hot,
      limits,
    });
    this.#moderation = new Moderation({
      messages: models.messages,
      audit: options.audit,
      hooks: options.hooks,
      clock,
      hot,
    });
    const entries = { messages: models.messageChanges, clock, limits, hot: null };
    // Entries are announced with their messages, not as messages.
    this.#changeLog = new MessageLog({ ...entries, events: new Events(), removedToSeq: async () => 0 });
    this.#edits = new MessageChanges({
      messages: models.messages,
      changes: models.messageChanges,
      entries: this.#changeLog,
      reader: new MessageReader({ ...entries, log: this.#changeLog }),
      audienceOf: async (tenantId, conversationId, senderId) => {
        const found = await this.#directory.find(tenantId, conversationId);
        return found && this.#directory.audienceOf(found, senderId);
      },
      apartFrom: async (tenantId, conversationId, personId) => {
        const found = await this.#directory.find(tenantId, conversationId);
        return found ? this.#directory.apartFrom(found, personId) : [];
      },
      events,
      jobs: options.jobs,
      clock,
      limits,
      hot,
    });
    this.news = new MessageNewsReader({
      messages: models.messages,
      directory: this.#directory,
      reader: this.#reader,
      marks: this.#marks,
      mutes: this.#mutes,
      circles,
      blocks,
      clock,
    });
  }

  /** Creates or reopens the conversation of a match. Idempotent. */
  ensureMatchConversation(match: {
    tenantId: string;
    conversationId: string;
    matchId: string;
    personIds: readonly string[];
    topic: ConversationTopic | null;
    matchedAt: Date;
    newFor: readonly string[];
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

  /** Empties the cache of conversations. */
  forgetAll(): void {
    this.#directory.forgetAll();
  }

  /**
   * Deletes the text of a message for everyone, permanently. The caller has checked the permission. Returns the message as it
   * was before. Idempotent. @throws NotFoundError
   */
  async hideMessage({ tenantId, conversationId, seq, byId, entryOf }: HideMessage): Promise<Message> {
    const conversation = await this.#directory.find(tenantId, conversationId);
    const hiding = conversation && (await this.#moderation.hide({ tenantId, conversationId, seq, entryOf }));
    if (!conversation || !hiding) throw new NotFoundError('This message does not exist. It may have been hidden.');
    // Done on every call, to finish what a crash may have interrupted. Clients ignore the repeated event.
    await this.#directory.noteHidden(tenantId, conversationId, seq);
    const audience = await this.#directory.audienceOf(conversation, byId);
    this.#options.events.announce('messageHidden', { message: hiding.hidden, audience });
    return hiding.before;
  }

  /** Removes a conversation that was created for something that could not be stored. Nobody has written in it. */
  removeUnused(tenantId: string, conversationId: string): Promise<void> {
    return this.#directory.remove(tenantId, conversationId);
  }

  /** Makes the conversation read-only. */
  close(tenantId: string, conversationId: string): Promise<void> {
    return this.#directory.close(tenantId, conversationId);
  }

  /** Lets a person who has joined the room read and write its conversation. */
  async admit(person: Person, conversationId: string): Promise<void> {
    this.#directory.admit(conversationId, person.personId);
    await this.#visits.note(person, conversationId);
  }

  /** Ends the right to write when the person leaves the room. */
  dismiss(person: Person, conversationId: string): void {
    this.#directory.dismiss(conversationId, person.personId);
    this.#typing.stop(conversationId, person.personId);
    this.#visits.noteLeaving(person, conversationId);
  }

  /**
   * Stores a message and resolves when it is durable. A resend returns the message that was stored first.
   * @throws NotFoundError, ForbiddenError (closed, or not inside the room), UnavailableError (send it again), and the errors
   * of the guard for this kind of conversation; InvalidInputError if it answers a message that does not exist.
   */
  async send(actor: Actor, { conversationId, clientMessageId, text, replyTo }: SendMessage): Promise<Message> {
    const conversation = await this.#directory.getWritable(actor, conversationId);
    const { tenantId, personId: senderId } = actor;
    const sent = { tenantId, conversationId, senderId, clientMessageId, text };
    const stored = await this.#moderation.admit(actor, conversation, sent);
    if (stored) return this.#asSeenBy(actor, conversation, stored);
    if (replyTo !== undefined) await this.#checkReply(conversation, replyTo);
    const audience = await this.#directory.audienceOf(conversation, senderId);
    const message = await this.#messages.append({ ...sent, replyTo, audience });
    if (conversation.kind !== 'room') this.#activity.note(tenantId, conversationId, new Date(message.createdAt));
    this.#typing.stop(conversationId, senderId);
    return this.#asSeenBy(actor, conversation, message);
  }

  /** A message that was removed may be answered: its number remains, and the answer may have waited on a device. */
  async #checkReply(conversation: ConversationDoc, replyTo: number): Promise<void> {
    if (replyTo <= (await this.#reader.lastSeq(placeOf(conversation)))) return;
    const expected = 'the seq of a message of this conversation';
    throw new InvalidInputError('The message that this one answers does not exist.', {
      problems: [{ path: 'replyTo', expected }],
    });
  }

  /**
   * Changes the text of a message of the actor, under the same rules as a new message. Resolves when it is durable and has its
   * number among the changes. Idempotent for each `changeId`. @throws NotFoundError, ConflictError `too_many_edits`, and as `send`
   */
  async edit(actor: Actor, { conversationId, seq, changeId, text }: EditMessage): Promise<Message> {
    const conversation = await this.#directory.getWritable(actor, conversationId);
    const { tenantId, personId: senderId } = actor;
    await this.#moderation.admit(actor, conversation, {
      tenantId,
      conversationId,
      senderId,
      clientMessageId: changeId,
      text,
    });
    const edited = await this.#edits.change({ tenantId, conversationId, seq }, { changeId, senderId, text });
    return this.#asSeenBy(actor, conversation, edited);
  }

  /** Deletes the texts of a message of the actor, also where the actor cannot write any more. Idempotent. @throws NotFoundError */
  async delete(actor: Actor, { conversationId, seq, changeId }: DeleteMessage): Promise<Message> {
    await this.#directory.getReadable(actor, conversationId);
    const { tenantId, personId: senderId } = actor;
    return this.#edits.change({ tenantId, conversationId, seq }, { changeId, senderId, text: null });
  }

  /**
   * Adds or removes a reaction of the actor, who must be able to write. Resolves as `edit`. Idempotent for each `changeId`.
   * @throws NotFoundError, also if the message is hidden; ConflictError `too_many_emoji`, `too_many_reactions`; ForbiddenError
   */
  async react(actor: Actor, { conversationId, seq, changeId, emoji, isOn }: ReactToMessage): Promise<Message> {
    const conversation = await this.#directory.getWritable(actor, conversationId);
    await this.#moderation.checkWriter(actor, conversation);
    const { tenantId, personId } = actor;
    const withheldIds = await this.#views.hiddenFrom(actor, conversation);
    const place = { tenantId, conversationId, seq, removedToSeq: removedIn(placeOf(conversation)) };
    const reacted = await this.#edits.react(place, { changeId, personId, emoji, isOn, withheldIds });
    return hide(reacted, withheldIds);
  }

  async #asSeenBy(actor: Actor, conversation: ConversationDoc, message: Message): Promise<Message> {
    // Only reactions differ in a message of the actor's own.
    if (!message.reactions) return message;
    return hide(message, await this.#views.hiddenFrom(actor, conversation));
  }

  /** The earlier texts of a message that the actor can read. @throws NotFoundError */
  async editsOf(actor: Actor, { conversationId, seq }: MessagePlace): Promise<MessageEdits> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const { toSeq = seq } = conversation;
    const { senderId, edits } = await this.#edits.editsOf({ tenantId: actor.tenantId, conversationId, seq });
    const hidden = await this.#views.hiddenFrom(actor, conversation);
    if (hidden.has(senderId) || seq > toSeq || seq <= removedIn(placeOf(conversation))) {
      throw new NotFoundError('This message does not exist, or you cannot see it.');
    }
    return { edits };
  }

  /** Lists changes that a crash has left without a number. */
  jobs(): JobHandler[] {
    return [this.#edits.job()];
  }

  /** At most `limit` messages after `afterSeq`, and those that were changed after `sinceRev`. */
  async sync(
    actor: Actor,
    { conversationId, afterSeq, limit, sinceRev }: SyncConversation,
  ): Promise<SyncedConversation> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const place = placeOf(conversation);
    const [changes, synced] = await Promise.all([
      sinceRev === undefined ? null : this.#edits.since(place, sinceRev),
      this.#reader.after(place, afterSeq, limit),
    ]);
    const messages = await this.#views.asSeenBy(actor, conversation, synced.messages);
    const changed = changes && (await this.#views.asSeenBy(actor, conversation, changes.changed));
    const { hiddenSeqs = [] } = conversation;
    return {
      ...synced,
      messages,
      ...(hiddenSeqs.length > 0 && { hiddenSeqs }),
      ...(changes && changed && changes.rev > (sinceRev ?? 0) && { changed, rev: changes.rev }),
      ...(changes?.hasMore && { hasMoreChanges: true as const }),
    };
  }

  /** One message with the kind of its conversation. @throws NotFoundError, also if the actor does not see its text */
  async readMessage(
    actor: Actor,
    id: string,
  ): Promise<{ message: Message } & Pick<Conversation, 'kind' | 'subjectId'>> {
    const { conversationId, seq } = placeOfMessage(id);
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const place = placeOf(conversation);
    const found = await this.#reader.after(place, Math.max(seq - 1, 0), 1);
    const [message] = await this.#views.asSeenBy(actor, conversation, found.messages);
    if (message?.id !== id || message.isHidden) {
      throw new NotFoundError('This message does not exist, or you cannot see it.');
    }
    return { message, kind: conversation.kind, subjectId: conversation.subjectId ?? null };
  }

  /** A page of messages. Returns finished JSON if it is the newest page and in memory. */
  async history(actor: Actor, conversationId: string, query: HistoryQuery): Promise<History | RawJson> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const place = placeOf(conversation);
    const hidden = await this.#views.hiddenFrom(actor, conversation);
    const { around, limit, ...selected } = query;
    // Before the messages: a change that comes in between is asked for once more.
    const rev = await this.#edits.lastRev(place);
    const page = around ? await this.#pageAround(actor, place, { limit, withheldIds: hidden }) : { ...selected, limit };
    if (page.beforeSeq === undefined && page.afterSeq === undefined && hidden.size === 0) {
      const text = this.#reader.newestPageText(place, limit);
      if (text) return rev === 0 ? text : new RawJson(`{"rev":${rev},${text.text.slice(1)}`);
    }
    const found = { ...(await this.#reader.history(place, page)), ...(rev > 0 && { rev }) };
    return hidden.size === 0 ? found : { ...found, messages: found.messages.map((message) => hide(message, hidden)) };
  }

  /** The query for the messages around the first unread one; the newest ones if they contain it. */
  async #pageAround(
    { personId }: Actor,
    place: Place,
    { limit, withheldIds }: { limit: number; withheldIds: ReadonlySet<string> },
  ): Promise<HistoryQuery> {
    const { tenantId, conversationId } = place;
    const [lastReadSeq, lastSeq] = await Promise.all([
      this.#marks.seqOf({ tenantId, conversationId, personId }),
      this.#reader.lastSeq(place),
    ]);
    const before = Math.min(CONTEXT_MESSAGES, Math.floor(limit / 2));
    const isFirstUnreadInside = (seq: number) => lastSeq - seq < limit - before;
    if (isFirstUnreadInside(lastReadSeq + 1)) return { limit };
    const firstSeq = await this.#reader.firstUnreadSeq(place, { personId, lastReadSeq, withheldIds }, lastSeq);
    if (firstSeq === null || isFirstUnreadInside(firstSeq)) return { limit };
    return { afterSeq: Math.max(0, firstSeq - 1 - before), limit };
  }

  /** Moves the read mark forward: never beyond the last message, and never back. With any seq, a new match counts as opened. */
  async read(actor: Actor, conversationId: string, seq: number): Promise<ReadMark> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const { tenantId, personId } = actor;
    if (conversation.newFor?.includes(personId)) await this.#directory.noteOpened(actor, conversationId);
    const lastSeq = await this.#reader.lastSeq(placeOf(conversation));
    const moved = await this.#marks.move({ tenantId, conversationId, personId }, Math.min(seq, lastSeq));
    const mark = { conversationId, personId, seq: moved.seq };
    if (moved.hasMoved) {
      const audience = await this.#directory.receiptAudienceOf(conversation, personId);
      this.#options.events.announce('readMoved', { mark, audience });
    }
    return mark;
  }

  /**
   * Moves the read marks of people who have just joined a circle to the end of its conversations. Call it after the people are
   * in the circle and before `circlesChanged`, and only for people who were not in it: nothing that they have not read yet
   * must count as read. Idempotent.
   */
  joined(tenantId: string, circle: CircleName, personIds: readonly string[]): Promise<void> {
    return this.#changes.joined(tenantId, circle, personIds);
  }

  /** Announces to two people in which conversations a created or removed block changes what they see. Never throws. */
  blocksChanged(event: DomainEvents['blocksChanged']): Promise<void> {
    return this.#changes.blocksChanged(event);
  }

  /**
   * Shows others that this person is typing, until the person stops, sends, or does not repeat this call for some seconds.
   * @throws NotFoundError, ForbiddenError, also if the person is muted
   */
  async startTyping(actor: Actor, conversationId: string): Promise<void> {
    const conversation = await this.#directory.getWritable(actor, conversationId);
    await this.#moderation.checkWriter(actor, conversation);
    const audience = await this.#directory.audienceOf(conversation, actor.personId);
    this.#typing.start(conversationId, actor.personId, audience);
  }

  async stopTyping(actor: Actor, conversationId: string): Promise<void> {
    await this.#directory.getReadable(actor, conversationId);
    this.#typing.stop(conversationId, actor.personId);
  }

  /** The actor's conversations in matches and circles, most recently active first. */
  async list(actor: Person, { cursor, limit }: PageQuery): Promise<Page<Conversation>> {
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

  /** When something was written last in the conversations of a circle; null if it has none. */
  lastActiveIn(tenantId: string, circle: CircleName): Promise<Date | null> {
    return this.#directory.lastActiveIn(tenantId, circle);
  }

  /** The total that clients show to the person for all conversations, up to `wireLimits.unreadMessages`. */
  async countUnread(person: Person): Promise<number> {
    const { items } = await this.list(person, { limit: COUNTED_CONVERSATIONS });
    return Math.min(countUnmuted(items), wireLimits.unreadMessages);
  }

  /** @throws NotFoundError */
  async get(actor: Actor, conversationId: string): Promise<Conversation> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    return this.#views.presentOne(actor, conversation);
  }

  /** Mutes the conversation for the actor, on all devices. Replaces a running mute. @throws NotFoundError */
  async mute(actor: Actor, conversationId: string, length: MuteFor): Promise<Conversation> {
    await this.#directory.getReadable(actor, conversationId);
    const timeZone = (await this.#options.profiles.findOwn(actor))?.timeZone ?? 'UTC';
    await this.#mutes.set(actor, conversationId, muteEnd(length, this.#options.clock.date(), timeZone));
    this.#options.events.announce('conversationChangedForMe', { personId: actor.personId, conversationId });
    return this.get(actor, conversationId);
  }

  /** Ends the mute of the actor. Idempotent. @throws NotFoundError */
  async unmute(actor: Actor, conversationId: string): Promise<Conversation> {
    await this.#directory.getReadable(actor, conversationId);
    if (await this.#mutes.end(actor, conversationId)) {
      this.#options.events.announce('conversationChangedForMe', { personId: actor.personId, conversationId });
    }
    return this.get(actor, conversationId);
  }

  /** Takes a deleted person out of all conversations. Idempotent. */
  erasePerson(person: Person, pass: ErasurePass): Promise<void> {
    return this.#eraser.erasePerson(person, pass);
  }

  /**
   * Deletes the messages of a tenant that are older than these times, and what an interrupted call has left. Stops early when
   * `isStopped` says so. Idempotent.
   */
  removeOlder(tenantId: string, cutoffs: Cutoffs, isStopped: () => boolean): Promise<void> {
    return this.#retention.removeOlder(tenantId, cutoffs, isStopped);
  }

  /** Deletes a conversation that nobody can read any longer, with its messages. Idempotent. */
  remove(tenantId: string, conversationId: string): Promise<void> {
    return this.#eraser.remove(tenantId, conversationId);
  }

  /** Deletes the conversations of a circle that has been deleted, with their messages. Idempotent. */
  removeOfCircle(tenantId: string, circle: CircleName): Promise<void> {
    return this.#eraser.removeOfCircle(tenantId, circle);
  }

  /** Writes everything that is pending. Call it after the last request and before the database closes. */
  async shutDown(): Promise<void> {
    this.#typing.close();
    await this.#visits.close();
    await this.#messages.close();
    await this.#changeLog.close();
    await this.#activity.flush().catch((error) => {
      this.#options.log.warn({ err: error }, 'the activity times of conversations could not be written');
    });
  }
}
