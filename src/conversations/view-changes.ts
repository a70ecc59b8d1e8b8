/** What changes in the conversations of a person when the person joins a circle, or when a block comes or goes. */
import type { CircleName } from '../kernel/circles.ts';
import type { DomainEvents, Events } from '../kernel/events.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import type { ConversationDirectory } from './conversation-directory.ts';
import { type MessageReader, placeOf } from './messages/message-reader.ts';
import type { ReadMarks } from './read-marks.ts';

export interface ViewChangesOptions {
  directory: ConversationDirectory;
  reader: MessageReader;
  marks: ReadMarks;
  events: Events;
  log: Log;
}

export class ViewChanges {
  readonly #options: ViewChangesOptions;

  constructor(options: ViewChangesOptions) {
    this.#options = options;
  }

  /** Moves the read marks of people who have just joined a circle to the end of its conversations. Never throws. */
  async joined(tenantId: string, circle: CircleName, personIds: readonly string[]): Promise<void> {
    if (personIds.length === 0) return;
    const { directory, log } = this.#options;
    try {
      const ids = await directory.idsOfCircles(tenantId, [circle]);
      await Promise.all(ids.map((conversationId) => this.#markRead({ tenantId, conversationId }, personIds)));
    } catch (error) {
      // The people have joined all the same. What was written before only counts as unread.
      log.warn({ err: error }, 'the read marks of people who joined could not be moved');
    }
  }

  /**
   * Announces to two people that a block between them was created or removed, for each conversation in which it hides or
   * shows messages. Only to the connections of this process, because every process receives `blocksChanged`. Never throws.
   */
  async blocksChanged({ tenantId, personIds: [one, other] }: DomainEvents['blocksChanged']): Promise<void> {
    try {
      await Promise.all([
        this.#announceTo({ tenantId, personId: one }, other),
        this.#announceTo({ tenantId, personId: other }, one),
      ]);
    } catch (error) {
      // Clients also compare `viewRevision` after each reconnection.
      this.#options.log.warn({ err: error }, 'a changed block could not be announced to conversations');
    }
  }

  async #markRead(key: { tenantId: string; conversationId: string }, personIds: readonly string[]): Promise<void> {
    const { directory, reader, marks } = this.#options;
    const found = await directory.find(key.tenantId, key.conversationId);
    if (!found) return;
    const seq = await reader.lastSeq(placeOf(found));
    await Promise.all(personIds.map((personId) => marks.join({ ...key, personId }, seq)));
  }

  async #announceTo(person: Person, senderId: string): Promise<void> {
    const { directory, reader, events } = this.#options;
    const { tenantId, personId } = person;
    const ids = await directory.idsOfPerson(person);
    for (const conversationId of await reader.conversationsWith(tenantId, ids, senderId)) {
      events.announceLocally('circleConversationChanged', { conversationId, personIds: [personId] });
    }
  }
}
