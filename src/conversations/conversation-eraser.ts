/**
 * Takes a deleted person out of conversations. The others keep what was written to them; its author becomes a random id of
 * that conversation, which leads to no other conversation and to nobody. See `docs/decisions/0024-what-deletion-leaves.md`.
 */
import type { Model } from 'mongoose';
import type { AuditTrail } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { trusted } from '../database/models.ts';
import { DELETED_PERSON_ID } from '../database/personal-fields.ts';
import type { ErasureCounts, ErasurePass } from '../kernel/erasure-counts.ts';
import type { Person } from '../kernel/person.ts';
import type { ConversationDirectory } from './conversation-directory.ts';
import type { ConversationDoc } from './conversation-model.ts';
import type { HotMessages } from './messages/hot-messages.ts';
import { between, type MessageDoc, reactedToBy, updateVersion, writtenBy } from './messages/message-model.ts';
import { settingReactions, withoutPeople } from './messages/reactions.ts';
import type { MuteDoc } from './mute-model.ts';
import type { ReadMarkDoc } from './read-mark-model.ts';
import type { VisitDoc } from './visit-model.ts';

/** So many conversations are looked through in one query. */
const BATCH = 500;

export interface ConversationEraserOptions {
  conversations: Model<ConversationDoc>;
  messages: Model<MessageDoc>;
  messageChanges: Model<MessageDoc>;
  readMarks: Model<ReadMarkDoc>;
  mutes: Model<MuteDoc>;
  visits: Model<VisitDoc>;
  audit: Pick<AuditTrail, 'deleteMany'>;
  directory: Pick<ConversationDirectory, 'forgetEverywhere' | 'idsOfCircles' | 'remove'>;
  hot: HotMessages | null;
}

export class ConversationEraser {
  readonly #parts: ConversationEraserOptions;

  constructor(parts: ConversationEraserOptions) {
    this.#parts = parts;
  }

  /** Idempotent: a repeated call finds what an interrupted one has left, and uses other ids for it. */
  async erasePerson(person: Person, { counts, isRepeat }: ErasurePass): Promise<void> {
    const { tenantId, personId } = person;
    const own = await this.#parts.conversations.find({ tenantId, personIds: personId }).lean<ConversationDoc[]>();
    for (const conversation of own) await this.#leave(person, conversation, counts);
    for await (const ids of this.#batches(tenantId, isRepeat)) {
      const written = await this.#parts.messages.distinct('conversationId', writtenBy(tenantId, ids, personId));
      for (const id of written) {
        const count = await this.#renameAuthor(person, id, newAuthor());
        counts.add({ what: 'messages', outcome: 'anonymised', count });
      }
    }
    counts.add({ what: 'reactions', outcome: 'deleted', count: await this.#removeReactions(person) });
  }

  /** Deletes a conversation with its messages. Nobody can read it any longer. */
  async remove(tenantId: string, conversationId: string): Promise<void> {
    const { messages, messageChanges, readMarks, mutes, visits, audit, directory, hot } = this.#parts;
    // The conversation last: a repeated call finds the messages by it.
    await audit.deleteMany(messages, { tenantId, _id: between(conversationId, null, null) });
    const ofIt = { tenantId, conversationId };
    await messageChanges.deleteMany({ tenantId, _id: between(conversationId, null, null) });
    await Promise.all([readMarks.deleteMany(ofIt), mutes.deleteMany(ofIt), visits.deleteMany(ofIt)]);
    hot?.drop(conversationId);
    await directory.remove(tenantId, conversationId);
  }

  async removeOfCircle(tenantId: string, circle: string): Promise<void> {
    for (const id of await this.#parts.directory.idsOfCircles(tenantId, [circle])) await this.remove(tenantId, id);
  }

  /** Of a conversation of two. When the second one goes, nobody is left who could read it. */
  async #leave(
    { tenantId, personId }: Person,
    { _id, topic, personIds }: ConversationDoc,
    counts: ErasureCounts,
  ): Promise<void> {
    if (personIds.every((id) => id === personId || isDeleted(id))) {
      await this.remove(tenantId, _id);
      return counts.add({ what: 'conversations', outcome: 'deleted', count: 1 });
    }
    const author = newAuthor();
    const count = await this.#renameAuthor({ tenantId, personId }, _id, author);
    // Older cards do not name their owner.
    const isMine = topic !== null && (topic.ownerId ?? personId) === personId;
    const change = { $set: { 'personIds.$': author, ...(isMine && { topic: null }) }, $pull: { newFor: personId } };
    const after = await this.#parts.conversations
      .findOneAndUpdate({ _id, tenantId, personIds: personId }, change, { returnDocument: 'after' })
      .lean<ConversationDoc>();
    this.#parts.directory.forgetEverywhere({ tenantId, conversationId: _id });
    // Decided after writing, because both may be deleted at the same moment.
    const isOver = after?.personIds.every(isDeleted) ?? false;
    if (isOver) await this.remove(tenantId, _id);
    const outcome = isOver ? 'deleted' : 'anonymised';
    counts.add({ what: 'conversations', outcome, count: 1 });
    counts.add({ what: 'messages', outcome, count });
  }

  /** Returns in how many messages. */
  async #renameAuthor({ tenantId, personId }: Person, conversationId: string, author: string): Promise<number> {
    const { messages, hot } = this.#parts;
    const renaming = { $set: { senderId: author } };
    const { modifiedCount } = await messages.updateMany(writtenBy(tenantId, [conversationId], personId), renaming);
    hot?.drop(conversationId);
    return modifiedCount;
  }

  /** Returns to how many messages the person had reacted. */
  async #removeReactions({ tenantId, personId }: Person): Promise<number> {
    const { messages, hot } = this.#parts;
    for (let count = 0; ; ) {
      const found = await messages.find(reactedToBy(tenantId, personId)).limit(BATCH).lean<MessageDoc[]>();
      if (found.length === 0) return count;
      for (const doc of found) {
        const left = withoutPeople(doc.reactions ?? [], (id) => id === personId);
        // If another change came first, the next query finds the message again.
        if (await updateVersion(messages, doc, settingReactions(left))) count += 1;
        hot?.drop(doc.conversationId);
      }
    }
  }

  /**
   * The ids of all shared conversations, because nothing lists those in which a person has written. In the repetition, those of
   * two people too: the person has left them, and a message that was on its way may have arrived after that.
   */
  async *#batches(tenantId: string, isRepeat: boolean): AsyncGenerator<string[]> {
    const filter = isRepeat ? { tenantId } : { tenantId, kind: trusted({ $ne: 'match' as const }) };
    const found = this.#parts.conversations.find(filter, { _id: 1 });
    let ids: string[] = [];
    for await (const { _id } of found.lean().cursor()) {
      ids.push(_id);
      if (ids.length < BATCH) continue;
      yield ids;
      ids = [];
    }
    if (ids.length > 0) yield ids;
  }
}

function newAuthor(): string {
  return `${DELETED_PERSON_ID}-${newId()}`;
}

function isDeleted(personId: string): boolean {
  return personId.startsWith(`${DELETED_PERSON_ID}-`);
}
