/** Opens conversations, and keeps the live list of my conversations. */

import type { Call } from './calls.ts';
import type { Connection } from './connection.ts';
import type { ConversationsResource } from './contract.generated.ts';
import type { LiveConversation } from './conversation.ts';
import { ConversationList } from './conversation-list.ts';
import type { OpenConversationOptions } from './conversation-types.ts';
import { notSignedInError } from './errors.ts';
import { leaveRaw } from './events.ts';
import { loadPart } from './load-part.ts';
import type { Outbox } from './outbox.ts';
import { createResource } from './resources.ts';

const FIRST_PAGE = 50;

interface ConversationsParts {
  connection: Connection;
  outbox: Outbox;
  call: Call;
  /** Null while signed out. */
  personId: () => string | null;
}

/** My conversations: opening one, and the live list. */
export class Conversations {
  /** Reads a conversation once, without following it. @throws MeshiError */
  readonly get: ConversationsResource['get'];
  /** Reads a page of messages once: the newest, or those before `beforeSeq`, in ascending order. @throws MeshiError */
  readonly history: ConversationsResource['history'];
  /** Mutes a conversation on all my devices: for an hour, until 8:00 tomorrow, or until `unmute`. @throws MeshiError */
  readonly mute: ConversationsResource['mute'];
  /** Ends the mute of a conversation. @throws MeshiError */
  readonly unmute: ConversationsResource['unmute'];
  readonly #parts: ConversationsParts;
  readonly #open = new Map<string, LiveConversation>();
  readonly #opening = new Map<string, Promise<LiveConversation>>();
  #list: ConversationList | null = null;

  /** @internal Created by `MeshiClient`. */
  constructor(parts: ConversationsParts) {
    leaveRaw(this);
    this.#parts = parts;
    const resource = createResource('conversations', parts.call);
    this.get = resource.get;
    this.history = resource.history;
    this.mute = resource.mute;
    this.unmute = resource.unmute;
  }

  /**
   * Opens a conversation: loads its newest 50 messages, or those around the first unread one, then adds every new message in
   * order and without gaps. Opening it again resolves to the same object; each `open` needs its own `close`.
   * @throws MeshiError `not_found` if the conversation does not exist or is not visible to me
   */
  async open(conversationId: string, { at = 'newest' }: OpenConversationOptions = {}): Promise<LiveConversation> {
    const open = this.#open.get(conversationId) ?? this.#opening.get(conversationId);
    if (open) {
      const shared = (await open).share();
      // If it fails, the loaded messages are shown.
      if (at === 'unread') await shared.showUnread().catch(() => undefined);
      return shared;
    }
    const created = this.#create(conversationId, at).finally(() => this.#opening.delete(conversationId));
    this.#opening.set(conversationId, created);
    return created;
  }

  /**
   * Returns the live list of my conversations (of matches, meals and channels), most recently active first. The first call
   * starts loading; every call returns the same object until sign-out.
   * @throws MeshiError `unauthenticated` while signed out
   */
  list(): ConversationList {
    const personId = this.#parts.personId();
    if (personId === null) throw notSignedInError();
    this.#list ??= new ConversationList({ ...this.#parts, personId });
    return this.#list;
  }

  /** Whether the conversation is open, which usually means on the screen. */
  isOpen(conversationId: string): boolean {
    return this.#open.has(conversationId) || this.#opening.has(conversationId);
  }

  /** @internal Closes every conversation and the list. Called at sign-out. */
  reset(): void {
    for (const conversation of [...this.#open.values()]) conversation.end();
    this.#open.clear();
    this.#list?.end();
    this.#list = null;
  }

  async #create(conversationId: string, at: 'newest' | 'unread'): Promise<LiveConversation> {
    const { connection, outbox, call, personId } = this.#parts;
    const params = { conversationId };
    const [{ LiveConversation }, info, history] = await Promise.all([
      loadPart(() => import('./conversation.ts')),
      call('conversations.get', { params }),
      call('conversations.history', { params, query: { limit: FIRST_PAGE, ...(at === 'unread' && { around: at }) } }),
    ]);
    const me = personId();
    if (me === null) throw notSignedInError();
    const conversation = new LiveConversation({
      info,
      history,
      personId: me,
      connection,
      outbox,
      call,
      onClose: () => this.#open.delete(conversationId),
    });
    conversation.on('changed', ({ lastReadSeq, unreadCount }) => {
      this.#list?.noteRead({ conversationId, personId: me, seq: lastReadSeq }, unreadCount);
    });
    this.#open.set(conversationId, conversation);
    // Events that arrived while the history was loading were missed.
    if (connection.state === 'online') void conversation.sync();
    return conversation;
  }
}
