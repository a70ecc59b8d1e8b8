/** Asks the features that own circles whether a message may be sent, and hides messages for moderators. */
import type { Model } from 'mongoose';
import type { AuditTrail, PendingAuditEntry } from '../../audit/index.ts';
import { trusted } from '../../database/models.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Hooks } from '../../kernel/hooks.ts';
import type { Message } from '../../protocol/conversations.ts';
import type { ConversationDoc } from '../conversation-model.ts';
import type { HotMessages } from './hot-messages.ts';
import { type MessageDoc, messageId, toMessage } from './message-model.ts';
import { barrier, findStored } from './stored-messages.ts';

export interface ModerationOptions {
  messages: Model<MessageDoc>;
  audit: AuditTrail;
  hooks: Pick<Hooks, 'sendGuardOf'>;
  clock: Clock;
  hot: HotMessages | null;
}

export class Moderation {
  readonly #options: ModerationOptions;

  constructor(options: ModerationOptions) {
    this.#options = options;
  }

  /**
   * Asks the guard for this kind of conversation, if there is one. Returns null if the message should be stored now. If the
   * guard refuses a resend, returns the message that is already stored.
   */
  async admit(actor: Actor, conversation: ConversationDoc, sent: Sent): Promise<Message | null> {
    const { kind } = conversation;
    const guard = this.#options.hooks.sendGuardOf(kind);
    if (!guard) return null;
    const { conversationId, clientMessageId, text } = sent;
    const { circle = null, subjectId = null } = conversation;
    try {
      await guard.check(actor, { kind, conversationId, circle, subjectId, clientMessageId, text });
      return null;
    } catch (error) {
      const stored = await this.#stored(sent);
      if (stored) return stored;
      throw error;
    }
  }

  /** Throws if the guard lets this person write nothing at all. */
  async checkWriter(actor: Actor, { kind, subjectId = null }: ConversationDoc): Promise<void> {
    await this.#options.hooks.sendGuardOf(kind)?.checkWriter(actor, subjectId);
  }

  /** Deletes the text. Returns the message before and after; null if it does not exist. */
  async hide({ tenantId, conversationId, seq, entryOf }: Hiding) {
    const { messages, audit, clock, hot } = this.#options;
    const _id = messageId(conversationId, seq);
    const hiddenAt = clock.date();
    // A message that is seen here keeps its sender; its text and whether it is hidden are of the write. The version rises, so that
    // an edit or a reaction that read the message before is not written into the hidden one.
    const found = await messages.findOne({ _id, tenantId }).lean<MessageDoc>();
    if (!found) return null;
    const shown = { _id, tenantId, hiddenAt: trusted({ $exists: false }) };
    const isHidden = await audit.update(
      messages,
      shown,
      { $set: { text: '', hiddenAt }, $unset: { edits: 1, reactions: 1 }, $inc: { version: 1 } },
      entryOf(found.senderId),
    );
    const before = isHidden ? found : { ...found, hiddenAt: found.hiddenAt ?? hiddenAt };
    const now = await messages.findOne({ _id, tenantId }).lean<MessageDoc>();
    const hidden = toMessage(now ?? { ...before, text: '', hiddenAt });
    // Only after the update is stored: reads from now on return the message without text.
    hot?.replace(hidden);
    return { before: toMessage(before), hidden };
  }

  async #stored(sent: Sent): Promise<Message | null> {
    const { messages } = this.#options;
    const [doc] = (await findStored(messages, [sent])).values();
    if (!doc) return null;
    await barrier(messages);
    return toMessage(doc);
  }
}

interface Hiding {
  tenantId: string;
  conversationId: string;
  seq: number;
  /** The entry of the audit log, with the sender. */
  entryOf: (senderId: string) => PendingAuditEntry;
}

interface Sent {
  tenantId: string;
  conversationId: string;
  senderId: string;
  clientMessageId: string;
  text: string;
}
