/**
 * Edits, deletions and reactions. The message is changed first, in one atomic update; then an entry of the log of changes gives the
 * change its number, and only then it is announced and acknowledged. A crash in between leaves a changed message without an entry: the
 * job, which was stored before, adds it. See `docs/decisions/0046-changes-of-messages.md`.
 */
import { createHash } from 'node:crypto';
import type { Model, UpdateQuery } from 'mongoose';
import { z } from 'zod';
import { trusted } from '../../database/models.ts';
import { boundedCache } from '../../kernel/bounded-cache.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import type { Audience, Events } from '../../kernel/events.ts';
import { defineJob, type JobHandler, type Jobs } from '../../kernel/jobs.ts';
import type { Message, MessageEdits } from '../../protocol/conversations.ts';
import { ENTRY_SENDER } from './change-model.ts';
import type { HotMessages } from './hot-messages.ts';
import type { MessageLog } from './message-log.ts';
import { type MessageDoc, messageId, toMessage, updateVersion } from './message-model.ts';
import type { MessageReader, Place } from './message-reader.ts';
import { type Reaction, type ReactionLimits, reactorsOf, settingReactions, withReaction } from './reactions.ts';

/** Messages of one answer, so that it stays small. */
const CHANGES = 50;
const REMEMBERED_CONVERSATIONS = 50_000;

const listJob = defineJob(
  'conversations.listChange',
  z.object({ conversationId: z.string(), seq: z.number(), changeId: z.string() }),
);

interface Target {
  tenantId: string;
  conversationId: string;
  seq: number;
}

/** `text` null deletes the message. */
interface Change {
  changeId: string;
  senderId: string;
  text: string | null;
}

interface ReactionChange extends Reaction {
  changeId: string;
  /** People whose messages the person does not see. */
  withheldIds: ReadonlySet<string>;
}

/** The update for the message as it is now; null if it has the change already. Throws if the change is refused. */
type NextUpdate = (doc: MessageDoc) => UpdateQuery<MessageDoc> | null;

export interface MessageChangesOptions {
  messages: Model<MessageDoc>;
  /** The entries of the log of changes, their log, and its reader. */
  changes: Model<MessageDoc>;
  entries: MessageLog;
  reader: MessageReader;
  audienceOf: (tenantId: string, conversationId: string, senderId: string) => Promise<Audience | null>;
  /** Those whom a block keeps from the reactions of a person. */
  apartFrom: (tenantId: string, conversationId: string, personId: string) => Promise<string[]>;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  limits: Pick<Limits, 'editsPerMessage' | 'changeListMs'> & ReactionLimits;
  /** Null if other processes change messages too. */
  hot: HotMessages | null;
}

export class MessageChanges {
  readonly #options: MessageChangesOptions;
  readonly #lastRevs = boundedCache<number>(REMEMBERED_CONVERSATIONS);

  constructor(options: MessageChangesOptions) {
    this.#options = options;
  }

  /** Lists a change that a crash has left without an entry. */
  job(): JobHandler {
    return listJob.handledBy(async ({ tenantId, data: { conversationId, seq, changeId } }) => {
      await this.#list({ tenantId, conversationId, seq }, changeId);
    });
  }

  /** Changes a message of this sender. Idempotent for each `changeId`. @throws NotFoundError, ConflictError `too_many_edits` */
  change(target: Target, change: Change): Promise<Message> {
    return this.#make(target, change.changeId, (doc) => this.#changed(doc, change));
  }

  /**
   * Adds or removes a reaction. Idempotent for each `changeId`. @throws NotFoundError, also if the message is hidden;
   * ConflictError `too_many_emoji`, `too_many_reactions`
   */
  async react(target: Target & Place, { withheldIds, ...reaction }: ReactionChange): Promise<Message> {
    const changeId = changeIdOf(reaction);
    // A late resend must not undo what the person did afterwards.
    const isMade = await this.#isListed(target, changeId);
    return this.#make(target, changeId, (doc) => {
      const isRemoved = doc.seq <= (target.removedToSeq ?? 0);
      if (doc.hiddenAt || isRemoved || withheldIds.has(doc.senderId)) throw noSuchMessage();
      const after = isMade ? null : withReaction(doc.reactions ?? [], reaction, this.#options.limits);
      return after && settingReactions(after);
    });
  }

  /** The number of the last change that is durable; 0 if no message was changed. Read it before the messages. */
  async lastRev({ tenantId, conversationId }: Target | Place): Promise<number> {
    const known = this.#options.hot && this.#lastRevs.get(conversationId);
    if (known !== null && known !== undefined) return known;
    const rev = await this.#options.reader.lastSeq({ tenantId, conversationId });
    this.#noteRev(conversationId, rev);
    return this.#lastRevs.get(conversationId) ?? rev;
  }

  /** The messages that were changed after `sinceRev`, as they are now. */
  async since(place: Place, sinceRev: number): Promise<{ changed: Message[]; rev: number; hasMore: boolean }> {
    const { tenantId, conversationId, toSeq = Number.MAX_SAFE_INTEGER, removedToSeq = 0 } = place;
    // Usually in memory, and nothing has changed.
    if ((await this.lastRev(place)) <= sinceRev) return { changed: [], rev: sinceRev, hasMore: false };
    const found = await this.#options.reader.after({ tenantId, conversationId }, sinceRev, CHANGES);
    const seqs = new Set(found.messages.map(({ replyTo = 0 }) => replyTo));
    const ids = [...seqs]
      .filter((seq) => seq <= toSeq && seq > removedToSeq)
      .map((seq) => messageId(conversationId, seq));
    const docs = await this.#options.messages.find({ tenantId, _id: trusted({ $in: ids }) }).lean<MessageDoc[]>();
    return { changed: docs.map(toMessage), rev: found.messages.at(-1)?.seq ?? sinceRev, hasMore: found.hasMore };
  }

  /** @throws NotFoundError, also if the message is hidden or deleted */
  async editsOf({ tenantId, conversationId, seq }: Target): Promise<MessageEdits & { senderId: string }> {
    const _id = messageId(conversationId, seq);
    const doc = await this.#options.messages.findOne({ _id, tenantId }).lean<MessageDoc>();
    if (!doc || doc.hiddenAt) throw noSuchMessage();
    const { senderId, edits = [] } = doc;
    return { senderId, edits: edits.map(({ text, createdAt }) => ({ text, createdAt: createdAt.toISOString() })) };
  }

  async #make(target: Target, changeId: string, next: NextUpdate): Promise<Message> {
    const { jobs, clock, limits } = this.#options;
    const { tenantId, conversationId, seq } = target;
    // Refused before anything is stored.
    next(await this.#find(target));
    const key = `${listJob.name}:${messageId(conversationId, seq)}:${changeId}`;
    const dueAt = new Date(clock.now() + limits.changeListMs);
    await jobs.schedule(listJob, { key, tenantId, dueAt, data: { conversationId, seq, changeId } });
    await this.#write(target, next);
    const message = await this.#list(target, changeId);
    await jobs.cancel(key);
    if (!message) throw noSuchMessage();
    return message;
  }

  async #write(target: Target, next: NextUpdate): Promise<void> {
    for (;;) {
      const doc = await this.#find(target);
      const update = next(doc);
      if (!update) return;
      if (await updateVersion(this.#options.messages, doc, update)) return;
      // Another change came first.
    }
  }

  /** @throws NotFoundError */
  async #find({ tenantId, conversationId, seq }: Target): Promise<MessageDoc> {
    const _id = messageId(conversationId, seq);
    const doc = await this.#options.messages.findOne({ _id, tenantId }).lean<MessageDoc>();
    if (!doc) throw noSuchMessage();
    return doc;
  }

  async #isListed({ tenantId, conversationId, seq }: Target, changeId: string): Promise<boolean> {
    const entry = { tenantId, conversationId, senderId: ENTRY_SENDER, clientMessageId: entryId(seq, changeId) };
    return (await this.#options.changes.exists(entry)) !== null;
  }

  #changed(doc: MessageDoc, { changeId, senderId, text }: Change): UpdateQuery<MessageDoc> | null {
    const { clock, limits } = this.#options;
    if (doc.senderId !== senderId) throw noSuchMessage();
    const { edits = [] } = doc;
    const isMade = doc.changeId === changeId || edits.some((earlier) => earlier.changeId === changeId);
    if (isMade || (doc.deletedAt && text === null)) return null;
    if (doc.hiddenAt) throw noSuchMessage();
    const at = clock.date();
    if (text === null) {
      return {
        $set: { changeId, text: '', hiddenAt: at, deletedAt: at },
        $unset: { edits: 1, editedAt: 1, reactions: 1 },
      };
    }
    const max = limits.editsPerMessage;
    if (edits.length >= max) {
      throw new ConflictError('too_many_edits', `You can change a message ${max} times. Send a new one.`, { max });
    }
    const earlier = { text: doc.text, createdAt: doc.editedAt ?? doc.createdAt, changeId: doc.changeId ?? null };
    return { $set: { changeId, text, editedAt: at, edits: [...edits, earlier] } };
  }

  /** Gives the change its number, and announces the message as it is now. Null if the message is gone. */
  async #list(target: Target, changeId: string): Promise<Message | null> {
    const { messages, entries, audienceOf, events, hot } = this.#options;
    const { tenantId, conversationId, seq } = target;
    const before = await messages.findOne({ _id: messageId(conversationId, seq), tenantId }).lean<MessageDoc>();
    const audience = before?.version && (await audienceOf(tenantId, conversationId, before.senderId));
    if (!audience) return null;
    // Before the change has its number: a page that says that it includes this number has the changed message.
    hot?.replace(toMessage(before));
    const entry = { senderId: ENTRY_SENDER, clientMessageId: entryId(seq, changeId), text: '', replyTo: seq };
    const { seq: rev } = await entries.append({ tenantId, conversationId, ...entry, audience });
    this.#noteRev(conversationId, rev);
    const doc = await messages.findOne({ _id: messageId(conversationId, seq), tenantId }).lean<MessageDoc>();
    if (!doc) return null;
    const message = toMessage(doc);
    hot?.replace(message);
    const apartFromReactors = await this.#apartFromReactors(tenantId, message);
    events.announce('messageChanged', { message, rev, audience, apartFromReactors });
    return message;
  }

  async #apartFromReactors(tenantId: string, message: Message): Promise<Record<string, string[]>> {
    const apart: Record<string, string[]> = {};
    for (const personId of reactorsOf(message)) {
      const ids = await this.#options.apartFrom(tenantId, message.conversationId, personId);
      if (ids.length > 0) apart[personId] = ids;
    }
    return apart;
  }

  #noteRev(conversationId: string, rev: number): void {
    this.#lastRevs.set(conversationId, Math.max(rev, this.#lastRevs.get(conversationId) ?? 0));
  }
}

/** The id of the entry of a change, which is unique in its conversation. */
function entryId(seq: number, changeId: string): string {
  return `${seq}-${changeId}`;
}

/** Of two people who chose the same id, each has an own one. The log of changes names no person. */
function changeIdOf({ personId, changeId }: Pick<ReactionChange, 'personId' | 'changeId'>): string {
  return createHash('sha256').update(`${personId} ${changeId}`).digest('base64url');
}

function noSuchMessage(): NotFoundError {
  return new NotFoundError('This message does not exist, or you cannot change it.');
}
