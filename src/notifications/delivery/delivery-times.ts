/** When something may be sent to a person: not in quiet hours. */
import type { Person } from '../../kernel/person.ts';
import { HOUR_MS } from '../../kernel/time.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { NotificationSettings } from '../../protocol/notifications.ts';
import { quietUntil } from './quiet-hours.ts';

export interface DeliveryTimesOptions {
  profiles: Pick<ProfileService, 'findOwn'>;
}

export class DeliveryTimes {
  readonly #parts: DeliveryTimesOptions;

  constructor(parts: DeliveryTimesOptions) {
    this.#parts = parts;
  }

  /** The end of the quiet hours that include `at`; null if it is outside of them. */
  async quietUntil(
    person: Person,
    { quietHours }: Pick<NotificationSettings, 'quietHours'>,
    at: Date,
  ): Promise<Date | null> {
    if (!quietHours) return null;
    const profile = await this.#parts.profiles.findOwn(person);
    return quietUntil(at, quietHours, profile?.timeZone ?? 'UTC');
  }
}

const FIRST_RETRY_MS = 10_000;

/** The delay before the next attempt, after this many failed ones. An outage of some hours must not lose anything. */
export function retryMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** failures, HOUR_MS);
}
