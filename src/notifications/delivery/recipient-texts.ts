/** Texts for push messages and mails, in the language and time zone of the recipient. */
import type { MessageNews } from '../../conversations/index.ts';
import type { Person } from '../../kernel/person.ts';
import type { BlockList } from '../../people-lists/index.ts';
import type { ProfileService } from '../../profiles/index.ts';
import { messageWords } from '../../protocol/message-words.ts';
import { isWithheldByBlocks } from '../../protocol/notification-kinds/index.ts';
import type { NotificationContent } from '../../protocol/notifications.ts';
import type { NotificationDoc } from '../notification-model.ts';
import {
  type NotificationReader,
  type NotificationText,
  notificationText,
  writtenLanguage,
} from '../notification-texts.ts';

export interface RecipientTextsOptions {
  profiles: Pick<ProfileService, 'findOwn' | 'summaries'>;
  blockList: BlockList;
}

export class RecipientTexts {
  readonly #parts: RecipientTextsOptions;

  constructor(parts: RecipientTextsOptions) {
    this.#parts = parts;
  }

  async readerOf(person: Person): Promise<NotificationReader> {
    const profile = await this.#parts.profiles.findOwn(person);
    return { language: writtenLanguage(profile?.languages ?? []), timeZone: profile?.timeZone ?? 'UTC' };
  }

  /** Without those that a block withholds from the recipient. */
  async ofNotifications(
    { tenantId, personId }: Person,
    reader: NotificationReader,
    notifications: readonly NotificationDoc[],
  ): Promise<NotificationText[]> {
    const { profiles, blockList } = this.#parts;
    const blocked = await blockList.blockedWith({ tenantId, personId });
    const shown = notifications.filter(
      ({ kind, aboutId }) => aboutId === null || !blocked.has(aboutId) || !isWithheldByBlocks(kind),
    );
    const people = await profiles.summaries(
      tenantId,
      shown.flatMap(({ aboutId }) => aboutId ?? []),
    );
    return shown.map(({ kind, data, aboutId }) => {
      const name = people.get(aboutId ?? '')?.displayName ?? '';
      // `notify` stored kind and data together, as the table of kinds declares them.
      return notificationText(reader, { kind, data } as NotificationContent, name);
    });
  }

  /** How many messages there are, from whom and where. Never their text. */
  async ofMessages(
    { tenantId }: Person,
    { language }: NotificationReader,
    news: readonly MessageNews[],
  ): Promise<NotificationText[]> {
    const people = await this.#parts.profiles.summaries(
      tenantId,
      news.flatMap(({ senderIds }) => senderIds),
    );
    return news.map(({ conversationId, title, count, senderIds }) => {
      const names = senderIds.flatMap((id) => people.get(id)?.displayName ?? []);
      return { ...messageWords(language, { title, names, count }), path: `/conversations/${conversationId}` };
    });
  }

  /** The name of a person; empty if it is not known any more. */
  async nameOf({ tenantId }: Person, personId: string): Promise<string> {
    return (await this.#parts.profiles.summaries(tenantId, [personId])).get(personId)?.displayName ?? '';
  }
}
