/** Notification settings: which groups a person wants by push and e-mail, and the quiet hours. */

import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/index.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import { InvalidInputError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import {
  type EditNotificationSettings,
  type NotificationGroup,
  type NotificationSettings,
  notificationGroupSchema,
  type ShownNotificationSettings,
} from '../protocol/notifications.ts';
import type { PushKeys } from './delivery/push-keys.ts';
import type { StopMailTokens } from './delivery/stop-mail-tokens.ts';
import type { NotificationSettingsDoc } from './notification-settings-model.ts';

/**
 * Push is only sent to devices that subscribed. Mail is on for groups that people usually wait for. Channels of communities are
 * off everywhere: they may have thousands of members, and most messages there are for nobody in particular.
 */
const DEFAULTS: NotificationSettings = {
  inApp: ['messages'],
  push: notificationGroupSchema.options.filter((group) => group !== 'channels'),
  mail: ['messages', 'matches', 'meals', 'communities'],
  quietHours: { from: '23:00', to: '07:00' },
};

export interface NotificationSettingsOptions {
  notificationSettings: Model<NotificationSettingsDoc>;
  stopMailTokens: StopMailTokens;
  accounts: Pick<AccountService, 'findEmail'>;
  pushKeys: Pick<PushKeys, 'publicKey'>;
  /** Whether this server sends mail. */
  hasMail: boolean;
}

export class NotificationSettingsService {
  readonly #parts: NotificationSettingsOptions;

  constructor(parts: NotificationSettingsOptions) {
    this.#parts = parts;
  }

  /** The person's settings, with defaults for what the person did not change. */
  async of({ tenantId, personId }: Person): Promise<NotificationSettings> {
    const { notificationSettings } = this.#parts;
    return withDefaults((await notificationSettings.findOne({ _id: personId, tenantId }).lean()) ?? {});
  }

  /** The settings of those of the people who want this group by push or e-mail. One query, however many people there are. */
  async wanting(
    tenantId: string,
    personIds: readonly string[],
    group: NotificationGroup,
  ): Promise<{ personId: string; settings: NotificationSettings }[]> {
    const found = await this.#parts.notificationSettings
      .find({ _id: trusted({ $in: [...personIds] }), tenantId })
      .lean<NotificationSettingsDoc[]>();
    const changed = new Map(found.map((settings) => [settings._id, settings]));
    return personIds
      .map((personId) => ({ personId, settings: withDefaults(changed.get(personId) ?? {}) }))
      .filter(({ settings: { push, mail } }) => push.includes(group) || mail.includes(group));
  }

  /** The settings together with what this server is able to send. */
  async get(actor: Actor): Promise<ShownNotificationSettings> {
    const { pushKeys, hasMail } = this.#parts;
    return { ...(await this.of(actor)), pushKey: await pushKeys.publicKey(), hasMail };
  }

  /** Changes the given settings. */
  async edit(actor: Actor, change: EditNotificationSettings): Promise<ShownNotificationSettings> {
    await this.#set(actor, change);
    return this.get(actor);
  }

  /**
   * Turns off all notification mail for the person whom the token names. Idempotent; nothing happens for a person who is gone.
   * @throws InvalidInputError
   */
  async stopMail(token: string): Promise<void> {
    const person = this.#parts.stopMailTokens.read(token);
    if (!person) {
      throw new InvalidInputError(
        'link_invalid',
        'This link is invalid. Open the link in the mail again, or change your notification settings.',
      );
    }
    if (!(await this.#parts.accounts.findEmail(person))) return;
    await this.#set(person, { mail: [] });
    // Re-check after writing: the person may have been erased meanwhile.
    if (!(await this.#parts.accounts.findEmail(person))) await this.erasePerson(person);
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

function withDefaults(changed: Partial<NotificationSettings>): NotificationSettings {
  const { inApp, push, mail, quietHours } = changed;
  return {
    inApp: inApp ?? DEFAULTS.inApp,
    push: push ?? DEFAULTS.push,
    mail: mail ?? DEFAULTS.mail,
    // Null is a choice: no quiet hours.
    quietHours: quietHours === undefined ? DEFAULTS.quietHours : quietHours,
  };
}
