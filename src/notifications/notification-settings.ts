/** What people want to be sent by push and e-mail, and when not. */

import type { Model } from 'mongoose';
import { upsertOnce } from '../database/insert-once.ts';
import type { Actor } from '../kernel/actor.ts';
import { InvalidInputError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import {
  type EditNotificationSettings,
  type NotificationSettings,
  notificationGroupSchema,
  type ShownNotificationSettings,
} from '../protocol/notifications.ts';
import type { StopMailTokens } from './delivery/stop-mail-tokens.ts';
import type { NotificationSettingsDoc } from './notification-settings-model.ts';

/** Push only ever comes to devices that asked for it; mail tells of what someone waits for. */
const DEFAULTS: NotificationSettings = {
  push: [...notificationGroupSchema.options],
  mail: ['matches', 'meals', 'communities'],
  quietHours: { from: '23:00', to: '07:00' },
};

export interface NotificationSettingsOptions {
  notificationSettings: Model<NotificationSettingsDoc>;
  stopMailTokens: StopMailTokens;
  /** What this server can send. */
  ways: { pushKey: string | null; hasMail: boolean };
}

export class NotificationSettingsService {
  readonly #parts: NotificationSettingsOptions;

  constructor(parts: NotificationSettingsOptions) {
    this.#parts = parts;
  }

  /** As the person chose, or as it is for everyone. */
  async of({ tenantId, personId }: Person): Promise<NotificationSettings> {
    const { notificationSettings } = this.#parts;
    const { push, mail, quietHours } = (await notificationSettings.findOne({ _id: personId, tenantId }).lean()) ?? {};
    return {
      push: push ?? DEFAULTS.push,
      mail: mail ?? DEFAULTS.mail,
      // Null is a choice: no quiet hours.
      quietHours: quietHours === undefined ? DEFAULTS.quietHours : quietHours,
    };
  }

  /** The same with what this server can send. */
  async get(actor: Actor): Promise<ShownNotificationSettings> {
    return { ...(await this.of(actor)), ...this.#parts.ways };
  }

  /** Changes what is given. */
  async edit(actor: Actor, change: EditNotificationSettings): Promise<ShownNotificationSettings> {
    await this.#set(actor, change);
    return this.get(actor);
  }

  /** Ends all mail to whoever the token was made for. Doing it again changes nothing. @throws InvalidInputError */
  async stopMail(token: string): Promise<void> {
    const person = this.#parts.stopMailTokens.read(token);
    if (!person) {
      throw new InvalidInputError(
        'link_invalid',
        'This link is invalid. Open the link in the mail again, or change your notification settings.',
      );
    }
    await this.#set(person, { mail: [] });
  }

  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.notificationSettings.deleteOne({ _id: personId, tenantId });
  }

  async #set({ tenantId, personId }: Person, change: EditNotificationSettings): Promise<void> {
    await upsertOnce(() =>
      this.#parts.notificationSettings.updateOne({ _id: personId, tenantId }, { $set: change }, { upsert: true }),
    );
  }
}
