/** Conversations: sending, reading, catching up. The rules of who may do what are in the directory. */
import type { Model } from 'mongoose';
import type { Actor } from '../access/actor.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../config.ts';
import { afterCursor, decodeCursor, encodeCursor, type SortKey, sortBy } from '../database/cursor.ts';
import { trusted } from '../database/models.ts';
import type { Events } from '../events.ts';
import type { RawJson } from '../http/raw-json.ts';
import type { Log } from '../log.ts';
import type { BlockList } from '../moderation/block-list.ts';
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
import { audienceOf, ConversationDirectory, type SeesRoom } from './conversation-directory.ts';
import type { ConversationDoc, ConversationTopic } from './conversation-model.ts';
import { hiddenMessage } from './hidden-message.ts';
import { HotMessages } from './hot-messages.ts';
import { MessageLog } from './message-log.ts';
import type { MessageDoc } from './message-model.ts';
import { MessageReader, type Place } from './message-reader.ts';
import type { ReadMarkDoc } from './read-mark-model.ts';
import { ReadMarks } from './read-marks.ts';
import { TypingNotices } from './typing.ts';

export interface ConversationServiceOptions {
  models: { conversations: Model<ConversationDoc>; messages: Model<MessageDoc>; readMarks: Model<ReadMarkDoc> };
  profiles: { summaries(tenantId: string, ids: readonly string[]): Promise<Map<string, ProfileSummary>> };
  blocks: BlockList;
  events: Events;
  clock: Clock;
  log: Log;
  limits: Limits;
  /** Whether no other process writes messages: then the newest ones can be served from memory. */
  isOnlyWriter: boolean;
}

const BY_ACTIVITY: readonly SortKey[] = [
  ['activeAt', -1],
  ['_id', -1],
];

export class ConversationService {
  readonly #options: ConversationServiceOptions;
  readonly #directory: ConversationDirectory;
  readonly #messages: MessageLog;
  readonly #reader: MessageReader;
  readonly #marks: ReadMarks;
  readonly #typing: TypingNotices;
  readonly #activity: Activity;

  constructor(options: ConversationServiceOptions) {
    const { models, blocks, events, clock, log, limits } = options;
    const hot = options.isOnlyWriter ? new HotMessages(limits) : null;
    this.#options = options;
    this.#directory = new ConversationDirectory({ conversations: models.conversations, blocks, events, clock });
    this.#messages = new MessageLog({ messages: models.messages, events, clock, limits, hot });
    this.#reader = new MessageReader({
      messages: models.messages,
      log: this.#messages,
      hot,
      hotMessages: limits.hotMessages,
    });
    this.#marks = new ReadMarks(models.readMarks);
    this.#typing = new TypingNotices({ events, typingMs: limits.typingMs });
    this.#activity = new Activity({ conversations: models.conversations, log });
  }

  /** Opens the conversation of a match, or opens it again. Doing so twice changes nothing. */
  ensureMatchConversation(match: {
    tenantId: string;
    conversationId: string;
    personIds: readonly string[];
    topic: ConversationTopic | null;
  }): Promise<void> {
    return this.#directory.ensureMatch(match);
  }

  /** Makes the conversation of a room. Doing so twice changes nothing. */
  ensureRoomConversation(room: { tenantId: string; conversationId: string; roomId: string }): Promise<void> {
    return this.#directory.ensureRoom(room);
  }

  /** From now on it can be read, not written. */
  close(tenantId: string, conversationId: string): Promise<void> {
    return this.#directory.close(tenantId, conversationId);
  }

  /** This person is inside the room now and may write in its conversation. */
  admit(_tenantId: string, conversationId: string, personId: string): void {
    this.#directory.admit(conversationId, personId);
  }

  /** This person is no longer inside. */
  dismiss(_tenantId: string, conversationId: string, personId: string): void {
    this.#directory.dismiss(conversationId, personId);
    this.#typing.stop(conversationId, personId);
  }

  /** Says how to find out whether someone may see a room; until then everyone of the tenant may. */
  showRoomsBy(seesRoom: SeesRoom): void {
    this.#directory.showRoomsBy(seesRoom);
  }

  /**
   * Stores a message; the answer comes when it is durable. A resend is answered with what was stored first.
   * @throws NotFoundError, ForbiddenError (closed, or not inside the room), UnavailableError (send it again).
   */
  async send(actor: Actor, { conversationId, clientMessageId, text }: SendMessage): Promise<Message> {
    const conversation = await this.#directory.getWritable(actor, conversationId);
    const { tenantId, personId: senderId } = actor;
    const audience = audienceOf(conversation);
    const message = await this.#messages.append({
      tenantId,
      conversationId,
      senderId,
      clientMessageId,
      text,
      audience,
    });
    if (conversation.kind === 'match') this.#activity.note(tenantId, conversationId, new Date(message.createdAt));
    this.#typing.stop(conversationId, senderId);
    return message;
  }

  /** The messages after a seq, at most `limit`. */
  async sync(actor: Actor, { conversationId, afterSeq, limit }: SyncConversation): Promise<SyncedConversation> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const synced = await this.#reader.after({ tenantId: actor.tenantId, conversationId }, afterSeq, limit);
    return { ...synced, messages: await this.#asSeenBy(actor, conversation, synced.messages) };
  }

  /** The newest messages or those before a seq; as finished text where that is at hand. */
  async history(actor: Actor, conversationId: string, query: HistoryQuery): Promise<History | RawJson> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const place = { tenantId: actor.tenantId, conversationId };
    const hidden = await this.#hiddenFrom(actor, conversation);
    if (query.beforeSeq === undefined && hidden.size === 0) {
      const text = this.#reader.newestPageText(place, query.limit);
      if (text) return text;
    }
    const found = await this.#reader.history(place, query);
    return hidden.size === 0 ? found : { ...found, messages: found.messages.map((one) => hide(one, hidden)) };
  }

  /** Moves the read mark forward, never beyond the last message and never back. */
  async read(actor: Actor, conversationId: string, seq: number): Promise<ReadMark> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const { tenantId, personId } = actor;
    const lastSeq = await this.#reader.lastSeq({ tenantId, conversationId });
    const moved = await this.#marks.move({ tenantId, conversationId, personId }, Math.min(seq, lastSeq));
    const mark = { conversationId, personId, seq: moved.seq };
    if (moved.hasMoved) this.#options.events.announce('readMoved', { mark, audience: audienceOf(conversation) });
    return mark;
  }

  /** Tells the others that this person is typing, until it stops, sends, or says nothing for some seconds. */
  async startTyping(actor: Actor, conversationId: string): Promise<void> {
    const conversation = await this.#directory.getWritable(actor, conversationId);
    this.#typing.start(conversationId, actor.personId, audienceOf(conversation));
  }

  async stopTyping(actor: Actor, conversationId: string): Promise<void> {
    await this.#directory.getReadable(actor, conversationId);
    this.#typing.stop(conversationId, actor.personId);
  }

  /** My conversations with matches, the last active first. */
  async list(
    actor: Actor,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Page<Conversation>> {
    const { tenantId, personId } = actor;
    const blocked = await this.#options.blocks.blockedWith(tenantId, personId);
    await this.#activity.flush();
    const after = cursor ? [afterCursor(BY_ACTIVITY, decodeCursor(cursor, ['date', 'string']))] : [];
    const mine = { tenantId, personIds: trusted({ $eq: personId, $nin: [...blocked] }) };
    const found = await this.#options.models.conversations
      .find({ $and: [mine, ...after] })
      .sort(sortBy(BY_ACTIVITY))
      .limit(limit + 1)
      .lean<ConversationDoc[]>();
    const docs = found.slice(0, limit);
    const last = docs.at(-1);
    return {
      items: await this.#present(actor, docs),
      nextCursor: found.length > limit && last ? encodeCursor([last.activeAt, last._id]) : null,
    };
  }

  /** @throws NotFoundError */
  async get(actor: Actor, conversationId: string): Promise<Conversation> {
    const conversation = await this.#directory.getReadable(actor, conversationId);
    const [presented] = await this.#present(actor, [conversation]);
    // One in, one out.
    return presented as Conversation;
  }

  /** Removes what only this person's reading has left. Messages stay: they are the other person's conversation too. */
  async erasePerson({ tenantId, personId }: Actor): Promise<void> {
    await this.#marks.erase(tenantId, personId);
  }

  /** Writes what waits. To be called when no more requests come, before the database closes. */
  async shutDown(): Promise<void> {
    this.#typing.close();
    await this.#messages.close();
    await this.#activity.flush().catch((error) => {
      this.#options.log.warn({ err: error }, 'the order of conversations could not be written');
    });
  }

  async #present(actor: Actor, docs: readonly ConversationDoc[]): Promise<Conversation[]> {
    const { tenantId, personId } = actor;
    const others = docs.map(({ personIds }) => personIds.find((id) => id !== personId) ?? null);
    const [people, marks, lastMessages] = await Promise.all([
      this.#options.profiles.summaries(
        tenantId,
        others.filter((id) => id !== null),
      ),
      this.#marks.of(
        tenantId,
        docs.map(({ _id }) => _id),
      ),
      Promise.all(docs.map(({ _id }) => this.#reader.last({ tenantId, conversationId: _id }))),
    ]);
    return Promise.all(
      docs.map(async (doc, at) => {
        const otherId = others[at] ?? null;
        const read = marks.get(doc._id);
        const lastReadSeq = read?.get(personId) ?? 0;
        const [lastMessage = null] = await this.#asSeenBy(actor, doc, [lastMessages[at] ?? []].flat());
        const lastSeq = lastMessage?.seq ?? 0;
        return {
          id: doc._id,
          kind: doc.kind,
          person: (otherId && people.get(otherId)) || null,
          topic: doc.topic,
          roomId: doc.roomId,
          state: doc.state,
          lastMessage,
          lastSeq,
          lastReadSeq,
          othersReadSeq: (otherId && read?.get(otherId)) || 0,
          unreadCount: await this.#unread({ tenantId, conversationId: doc._id }, personId, lastReadSeq, lastSeq),
          createdAt: doc.createdAt.toISOString(),
          activeAt: lastMessage?.createdAt ?? doc.createdAt.toISOString(),
        };
      }),
    );
  }

  /** Always counted from the messages themselves: a counter that is kept beside them drifts. */
  async #unread(place: Place, personId: string, afterSeq: number, lastSeq: number): Promise<number> {
    if (lastSeq <= afterSeq) return 0;
    return this.#reader.countOfOthers(place, { personId, afterSeq, max: this.#options.limits.unreadCountMax });
  }

  async #asSeenBy(actor: Actor, conversation: ConversationDoc, messages: Message[]): Promise<Message[]> {
    const hidden = await this.#hiddenFrom(actor, conversation);
    return hidden.size === 0 ? messages : messages.map((message) => hide(message, hidden));
  }

  /** Whose words this person does not see here. In a match a block hides the whole conversation. */
  async #hiddenFrom(actor: Actor, { kind }: ConversationDoc): Promise<ReadonlySet<string>> {
    return kind === 'room' ? this.#options.blocks.blockedWith(actor.tenantId, actor.personId) : NOBODY;
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function hide(message: Message, hidden: ReadonlySet<string>): Message {
  return hidden.has(message.senderId) ? hiddenMessage(message) : message;
}
