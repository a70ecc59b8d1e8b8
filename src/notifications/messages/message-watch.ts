/**
 * Watches which conversations have new messages that their people may not see. Sending a message costs nothing here: messages
 * are noted in memory, and after a short time each conversation with messages that are still unread becomes one stored job,
 * however many messages and people there are. A busy conversation that everyone reads becomes none.
 *
 * A process that ends normally writes what it has noted. After a crash, the next start looks at the messages that were stored
 * last: only those can have been noted without being written.
 */
import type { MessageNewsReader } from '../../conversations/index.ts';
import type { Limits } from '../../kernel/config.ts';
import type { DomainEvents } from '../../kernel/events.ts';
import type { Log } from '../../kernel/log.ts';
import { MINUTE_MS } from '../../kernel/time.ts';

export interface WatchedConversation {
  tenantId: string;
  conversationId: string;
}

export interface MessageWatchOptions {
  /** Stores one job for each conversation. */
  schedule(conversations: readonly WatchedConversation[]): Promise<void>;
  news: Pick<MessageNewsReader, 'recent'>;
  log: Log;
  limits: Pick<Limits, 'messageNoticeMs' | 'messageRecoveryMax'>;
}

interface Noted extends WatchedConversation {
  personIds: readonly string[];
  /** Sender → the last message. */
  sent: Map<string, number>;
  /** Reader → the read mark. */
  read: Map<string, number>;
}

/** Larger audiences are not checked for having read everything. */
const CHECKED_PEOPLE = 50;

export class MessageWatch {
  readonly #options: MessageWatchOptions;
  #noted = new Map<string, Noted>();
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: MessageWatchOptions) {
    this.#options = options;
  }

  /** Notes new messages. */
  note(batch: DomainEvents['messagesCreated']): void {
    for (const { tenantId, message, audience } of batch) {
      // The chat of a room is for those inside.
      if (audience.kind === 'room') continue;
      const { conversationId, senderId, seq } = message;
      const { personIds } = audience;
      const noted = this.#noted.get(conversationId);
      if (noted) {
        noted.personIds = personIds;
        noted.sent.set(senderId, seq);
      } else {
        const [sent, read] = [new Map([[senderId, seq]]), new Map<string, number>()];
        this.#noted.set(conversationId, { tenantId, conversationId, personIds, sent, read });
      }
    }
    if (this.#noted.size > 0 && !this.#isClosed) {
      this.#timer ??= setTimeout(() => void this.#writeLater(), this.#options.limits.messageNoticeMs).unref();
    }
  }

  /** Notes that a person has read a conversation. */
  read({ mark: { conversationId, personId, seq } }: DomainEvents['readMoved']): void {
    this.#noted.get(conversationId)?.read.set(personId, seq);
  }

  /** Schedules what a crash may have left: conversations of the messages that were stored last. */
  async recover(): Promise<void> {
    const { schedule, news, limits } = this.#options;
    await schedule(await news.recent(limits.messageNoticeMs + MINUTE_MS, limits.messageRecoveryMax));
  }

  /** Writes what is noted. Throws if the database is unavailable, and keeps it for the next call. */
  async write(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const writing = this.#noted;
    this.#noted = new Map();
    try {
      await this.#options.schedule([...writing.values()].filter(hasUnread));
    } catch (error) {
      this.#putBack(writing);
      throw error;
    }
  }

  /** Writes what is noted, and stops. Call it after the last message is stored. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writeLater();
  }

  /** Keeps what could not be written, together with what was noted in the meantime. */
  #putBack(unwritten: ReadonlyMap<string, Noted>): void {
    for (const [id, older] of unwritten) {
      const newer = this.#noted.get(id);
      const sent = new Map([...older.sent, ...(newer?.sent ?? [])]);
      const read = new Map([...older.read, ...(newer?.read ?? [])]);
      this.#noted.set(id, { ...older, ...newer, sent, read });
    }
  }

  async #writeLater(): Promise<void> {
    try {
      await this.write();
    } catch (error) {
      this.#options.log.warn(
        { err: error },
        'the notifications of new messages could not be scheduled; they will be retried',
      );
      this.note([]);
    }
  }
}

/** Whether anyone has not read a message of someone else. */
function hasUnread({ personIds, sent, read }: Noted): boolean {
  if (personIds.length > CHECKED_PEOPLE) return true;
  return personIds.some((personId) => {
    const seq = read.get(personId) ?? 0;
    return [...sent].some(([senderId, last]) => senderId !== personId && last > seq);
  });
}
