/** Conversations and messages as one person sees them: last message, unread count, and no text from people in a block. */

import type { Actor } from '../kernel/actor.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { Conversation, Message } from '../protocol/conversations.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { ConversationDoc } from './conversation-model.ts';
import { hiddenMessage } from './messages/hidden-message.ts';
import type { MessageReader, Place } from './messages/message-reader.ts';
import type { ReadMarks } from './read-marks.ts';

export interface ConversationViewsOptions {
  profiles: { summaries(tenantId: string, ids: readonly string[]): Promise<Map<string, ProfileSummary>> };
  blocks: BlockList;
  marks: ReadMarks;
  reader: MessageReader;
  unreadCountMax: number;
}

export class ConversationViews {
  readonly #options: ConversationViewsOptions;

  constructor(options: ConversationViewsOptions) {
    this.#options = options;
  }

  /** The conversations as the actor sees them, in the same order. */
  async present(actor: Actor, docs: readonly ConversationDoc[]): Promise<Conversation[]> {
    const { tenantId, personId } = actor;
    const others = docs.map(({ personIds }) => personIds.find((id) => id !== personId) ?? null);
    const [people, marks, lastMessages] = await Promise.all([
      this.#options.profiles.summaries(
        tenantId,
        others.filter((id) => id !== null),
      ),
      this.#options.marks.of(
        tenantId,
        docs.map(({ _id }) => _id),
      ),
      Promise.all(docs.map(({ _id }) => this.#options.reader.last({ tenantId, conversationId: _id }))),
    ]);
    return Promise.all(
      docs.map(async (doc, at) => {
        const otherId = others[at] ?? null;
        const read = marks.get(doc._id);
        const lastReadSeq = read?.get(personId) ?? 0;
        const [lastMessage = null] = await this.asSeenBy(actor, doc, [lastMessages[at] ?? []].flat());
        const lastSeq = lastMessage?.seq ?? 0;
        return {
          id: doc._id,
          kind: doc.kind,
          person: (otherId && people.get(otherId)) || null,
          topic: doc.topic && { ...WITHOUT_FACTS, ...doc.topic },
          roomId: doc.roomId,
          title: doc.title ?? null,
          subjectId: doc.subjectId ?? null,
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

  /** Messages of the conversation as the actor sees them. */
  async asSeenBy(actor: Actor, conversation: ConversationDoc, messages: Message[]): Promise<Message[]> {
    const hidden = await this.hiddenFrom(actor, conversation);
    return hidden.size === 0 ? messages : messages.map((message) => hide(message, hidden));
  }

  /** People whose text this person does not see here. Nobody in a match: there, a block hides the whole conversation. */
  async hiddenFrom(actor: Actor, { kind }: ConversationDoc): Promise<ReadonlySet<string>> {
    return kind === 'match' ? NOBODY : this.#options.blocks.blockedWith(actor);
  }

  /** Counted from the messages each time: a separate counter would drift. */
  async #unread(place: Place, personId: string, afterSeq: number, lastSeq: number): Promise<number> {
    if (lastSeq <= afterSeq) return 0;
    return this.#options.reader.countOfOthers(place, {
      personId,
      afterSeq,
      lastSeq,
      max: this.#options.unreadCountMax,
    });
  }
}

/** Defaults for copies of cards that were stored before these fields existed. */
const WITHOUT_FACTS = { ownerId: null, kind: 'discuss', tags: [], language: 'ja' } satisfies Partial<
  Conversation['topic']
>;

const NOBODY: ReadonlySet<string> = new Set();

function hide(message: Message, hidden: ReadonlySet<string>): Message {
  return hidden.has(message.senderId) ? hiddenMessage(message) : message;
}
