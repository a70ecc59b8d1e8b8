/** Conversations and messages as one person sees them: last message, unread count, and no text and no reactions from people in a block. */

import { createHmac, randomBytes } from 'node:crypto';
import type { Circles } from '../kernel/circles.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { Conversation, Message } from '../protocol/conversations.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { ConversationDoc, ReadableConversation } from './conversation-model.ts';
import { hide } from './messages/hidden-message.ts';
import { type MessageReader, placeOf, removedIn } from './messages/message-reader.ts';
import type { Mutes } from './mutes.ts';
import type { ReadMarks } from './read-marks.ts';

export interface ConversationViewsOptions {
  profiles: { summaries(tenantId: string, ids: readonly string[]): Promise<Map<string, ProfileSummary>> };
  blocks: BlockList;
  hooks: Pick<Hooks, 'circleOfRoom'>;
  circles: Pick<Circles, 'members'>;
  marks: ReadMarks;
  mutes: Mutes;
  reader: MessageReader;
}

export class ConversationViews {
  readonly #options: ConversationViewsOptions;
  /** New in each process: after a change of process, clients read the messages once more than needed. */
  readonly #salt = randomBytes(16);

  constructor(options: ConversationViewsOptions) {
    this.#options = options;
  }

  /** One conversation as the actor sees it, with the read marks of the others and the revision of the view. */
  async presentOne(actor: Person, doc: ReadableConversation): Promise<Conversation> {
    const { tenantId, _id, circle } = doc;
    const [[presented], members, withheldIds] = await Promise.all([
      this.present(actor, [doc]),
      circle ? this.#options.circles.members(tenantId, circle) : NOBODY,
      this.hiddenFrom(actor, doc),
    ]);
    const hasReceipts = circle && members.size <= wireLimits.receiptPeople;
    const others = hasReceipts ? [...members].filter((id) => id !== actor.personId && !withheldIds.has(id)) : [];
    const asked = [...others, ...withheldIds];
    const marks = asked.length === 0 ? null : (await this.#options.marks.of(tenantId, [_id], asked)).get(_id);
    const readMarks = others.map((personId) => {
      const { seq = 0, joinedSeq = 0 } = marks?.get(personId) ?? {};
      return { personId, seq, joinedSeq };
    });
    return {
      // `present` returns one conversation for each document.
      ...(presented as Conversation),
      ...(hasReceipts && { readMarks }),
      // People who have left still have a mark, and their messages are still here. A room has no list of members.
      viewRevision: this.#revisionOf([...withheldIds].filter((id) => !circle || members.has(id) || marks?.has(id))),
    };
  }

  /** The conversations as the actor sees them, in the same order. */
  async present(actor: Person, docs: readonly ReadableConversation[]): Promise<Conversation[]> {
    const { tenantId, personId } = actor;
    const others = docs.map(({ personIds }) => personIds.find((id) => id !== personId) ?? null);
    const [people, marks, mutes, lastMessages] = await Promise.all([
      this.#options.profiles.summaries(
        tenantId,
        others.filter((id) => id !== null),
      ),
      this.#options.marks.of(
        tenantId,
        docs.map(({ _id }) => _id),
        [personId, ...others.filter((id) => id !== null)],
      ),
      this.#options.mutes.running(
        actor,
        docs.map(({ _id }) => _id),
      ),
      Promise.all(docs.map((doc) => this.#options.reader.last(placeOf(doc)))),
    ]);
    return Promise.all(
      docs.map(async (doc, at) => {
        const otherId = others[at] ?? null;
        const read = marks.get(doc._id);
        const lastReadSeq = read?.get(personId)?.seq ?? 0;
        const withheldIds = await this.hiddenFrom(actor, doc);
        const last = lastMessages[at] ?? null;
        const lastMessage = last && hide(last, withheldIds);
        const place = placeOf(doc);
        const lastSeq = last?.seq ?? removedIn(place);
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
          othersReadSeq: (otherId && read?.get(otherId)?.seq) || 0,
          // Counted from the messages each time: a separate counter would drift.
          unreadCount: await this.#options.reader.countUnread(place, { personId, lastReadSeq, withheldIds }, lastSeq),
          isNew: doc.newFor?.includes(personId) ?? false,
          mute: mutes.get(doc._id) ?? null,
          createdAt: doc.createdAt.toISOString(),
          activeAt: lastMessage?.createdAt ?? doc.createdAt.toISOString(),
        };
      }),
    );
  }

  /** Changes with the people whose messages the reader does not see, and does not reveal who they are. */
  #revisionOf(withheldIds: readonly string[]): string {
    if (withheldIds.length === 0) return '';
    const hash = createHmac('sha256', this.#salt).update(withheldIds.toSorted().join());
    return hash.digest('base64url').slice(0, REVISION_CHARS);
  }

  /** Messages of the conversation as the actor sees them. */
  async asSeenBy(actor: Person, conversation: ConversationDoc, messages: Message[]): Promise<Message[]> {
    const hidden = await this.hiddenFrom(actor, conversation);
    return hidden.size === 0 ? messages : messages.map((message) => hide(message, hidden));
  }

  /** People whose text and reactions this person does not see here. Nobody in a match: there, a block hides the whole conversation. */
  async hiddenFrom(actor: Person, { tenantId, kind, circle, roomId }: ConversationDoc): Promise<ReadonlySet<string>> {
    if (kind === 'match') return NOBODY;
    const { blocks, hooks } = this.#options;
    // Few people have a block, and only for them the circle of the room matters.
    if ((await blocks.blockedWith(actor)).size === 0) return NOBODY;
    return blocks.hiddenFrom(actor, roomId ? await hooks.circleOfRoom(tenantId, roomId) : (circle ?? null));
  }
}

/** Defaults for copies of cards that were stored before these fields existed. */
const WITHOUT_FACTS = { ownerId: null, kind: 'discuss', tags: [], language: 'ja' } satisfies Partial<
  Conversation['topic']
>;

const REVISION_CHARS = 12;

const NOBODY: ReadonlySet<string> = new Set();
