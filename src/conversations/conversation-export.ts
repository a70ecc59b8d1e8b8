/**
 * The conversations of a person for the archive of their data. Of a conversation of two, all of it; of rooms, meals and channels, what
 * the person has written and reacted with, because the rest belongs to the people there. While one of two blocks the other, neither name nor words
 * of the other are in it: see `docs/decisions/0035-export-of-my-data.md`.
 */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Circles } from '../kernel/circles.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { ConversationDoc } from './conversation-model.ts';
import { type MessageDoc, messageId, placeOfMessage, reactedToBy, writtenBy } from './messages/message-model.ts';
import { reactorsOf } from './messages/reactions.ts';

export interface ConversationExportOptions {
  conversations: Model<ConversationDoc>;
  messages: Model<MessageDoc>;
  profiles: Pick<ProfileService, 'summaries'>;
  blocks: Pick<BlockList, 'blockedWith'>;
  circles: Pick<Circles, 'sees'>;
}

export interface ExportedConversation {
  id: string;
  kind: ConversationDoc['kind'];
  /** The name of a channel or meal, if the person is in it; the title of the card of a match. */
  title: string | null;
  topic: ConversationDoc['topic'];
  /** The other person of a conversation of two; a name of null: one of the two blocks the other. */
  people: { id: string; name: string | null }[];
  createdAt: Date;
  messages: ExportedMessage[];
  /** With which emoji the person reacted to messages that are not in the archive. */
  reactions: { seq: number; emoji: string }[];
}

export interface ExportedMessage {
  seq: number;
  from: { id: string; name: string | null };
  isMine: boolean;
  text: string;
  /** The `seq` of the message that this one answers. */
  replyTo: number | null;
  isHidden: boolean;
  /** When the text was changed last. */
  editedAt: Date | null;
  /** Earlier texts, oldest first. */
  edits: { text: string; createdAt: Date }[];
  reactions: { emoji: string; people: { id: string; name: string | null }[] }[];
  createdAt: Date;
}

/** A part of a conversation. The next part begins after `after`, which is null for the last part. */
export interface ConversationPart {
  conversation: ExportedConversation;
  after: string | null;
}

/** Conversations that are searched at once for what the person has written. */
const BATCH = 500;
const MESSAGES_AT_ONCE = 500;

export class ConversationExport {
  readonly #parts: ConversationExportOptions;

  constructor(parts: ConversationExportOptions) {
    this.#parts = parts;
  }

  /**
   * The next part after `after`, which is a conversation or a message in it. At most about `maxBytes` of text, so that it fits into
   * memory. Null after the last one.
   */
  async next(person: Person, after: string | null, maxBytes: number): Promise<ConversationPart | null> {
    const { conversationId, seq } = placeOfMessage(after ?? '');
    const doc = seq > 0 ? await this.#find(person, conversationId) : await this.#following(person, after);
    // A conversation that was deleted in the meantime: on with the one behind it.
    if (!doc) return seq > 0 ? this.next(person, conversationId, maxBytes) : null;
    const apart = await this.#parts.blocks.blockedWith(person);
    const isApart = doc.personIds.some((id) => apart.has(id));
    const isWhole = doc.kind === 'match' && !isApart;
    const { docs, isEnd } = await this.#messages(person, doc, { seq, isWhole, maxBytes });
    // The part before was full, and nothing is behind it.
    if (docs.length === 0 && seq > 0) return this.next(person, doc._id, maxBytes);
    const conversation = await this.#view(person, doc, docs, { isApart, isWhole });
    const last = docs.at(-1);
    return { conversation, after: isEnd || !last ? doc._id : last._id };
  }

  #find({ tenantId }: Person, _id: string): Promise<ConversationDoc | null> {
    return this.#parts.conversations.findOne({ _id, tenantId }).lean<ConversationDoc>().exec();
  }

  /** The next conversation of two, or the next one of others in which the person has written or reacted. */
  async #following(person: Person, after: string | null): Promise<ConversationDoc | null> {
    const { tenantId, personId } = person;
    const { conversations, messages } = this.#parts;
    const reacted = await messages.distinct('conversationId', reactedToBy(tenantId, personId));
    for (let last = after; ; ) {
      const filter = { tenantId, ...(last !== null && { _id: trusted({ $gt: last }) }) };
      const found = await conversations.find(filter, { personIds: 1, kind: 1 }).sort({ _id: 1 }).limit(BATCH).lean();
      const shared = found.filter(({ kind }) => kind !== 'match').map(({ _id }) => _id);
      const written = new Set(await messages.distinct('conversationId', writtenBy(tenantId, shared, personId)));
      for (const id of reacted) written.add(id);
      const mine = found.find(({ _id, personIds }) => personIds.includes(personId) || written.has(_id));
      if (mine) return this.#find(person, mine._id);
      if (found.length < BATCH) return null;
      last = found.at(-1)?._id ?? null;
    }
  }

  async #messages(
    { tenantId, personId }: Person,
    { _id }: ConversationDoc,
    { seq, isWhole, maxBytes }: { seq: number; isWhole: boolean; maxBytes: number },
  ): Promise<{ docs: MessageDoc[]; isEnd: boolean }> {
    const docs: MessageDoc[] = [];
    let bytes = 0;
    const range = trusted({ $gt: messageId(_id, seq), $lte: messageId(_id, Number.MAX_SAFE_INTEGER) });
    const mine = { tenantId, $or: [writtenBy(tenantId, [_id], personId), reactedToBy(tenantId, personId)] };
    const filter = isWhole ? { tenantId, _id: range } : { ...mine, _id: range };
    const found = this.#parts.messages.find(filter).sort({ _id: 1 });
    for await (const doc of found.lean<MessageDoc[]>().cursor({ batchSize: MESSAGES_AT_ONCE })) {
      docs.push(doc);
      bytes += Buffer.byteLength(doc.text);
      // Also by number: a message of one letter takes some hundred bytes of the file.
      if (bytes + docs.length * 200 >= maxBytes) return { docs, isEnd: false };
    }
    return { docs, isEnd: true };
  }

  async #view(
    person: Person,
    doc: ConversationDoc,
    found: readonly MessageDoc[],
    { isApart, isWhole }: { isApart: boolean; isWhole: boolean },
  ): Promise<ExportedConversation> {
    const { _id: id, kind, personIds, topic, createdAt, circle = null } = doc;
    const docs = found.filter(({ senderId }) => isWhole || senderId === person.personId);
    const others = found.filter((each) => !docs.includes(each));
    const reactors = docs.flatMap((each) => [...reactorsOf(each)]);
    const ids = [...personIds, person.personId, ...reactors];
    const people = await this.#parts.profiles.summaries(person.tenantId, ids);
    const named = (personId: string) => {
      const isHidden = isApart && personId !== person.personId;
      return { id: personId, name: isHidden ? null : (people.get(personId)?.displayName ?? null) };
    };
    const isInside = circle !== null && (await this.#parts.circles.sees(person, circle));
    const isMyCard = topic?.ownerId === person.personId;
    return {
      id,
      kind,
      title: isInside ? (doc.title ?? null) : null,
      topic: isApart && !isMyCard ? null : topic,
      people: personIds.filter((personId) => personId !== person.personId).map(named),
      createdAt,
      messages: docs.map(
        ({
          seq,
          senderId,
          text,
          replyTo = null,
          createdAt: at,
          hiddenAt,
          editedAt = null,
          edits = [],
          reactions = [],
        }) => ({
          seq,
          from: named(senderId),
          isMine: senderId === person.personId,
          text,
          replyTo,
          isHidden: hiddenAt !== undefined,
          editedAt,
          edits: edits.map(({ text: earlier, createdAt: written }) => ({ text: earlier, createdAt: written })),
          reactions: reactions.map(({ emoji, personIds: by }) => ({ emoji, people: by.map(named) })),
          createdAt: at,
        }),
      ),
      reactions: others.flatMap(({ seq, reactions = [] }) =>
        reactions.filter(({ personIds: by }) => by.includes(person.personId)).map(({ emoji }) => ({ seq, emoji })),
      ),
    };
  }
}
