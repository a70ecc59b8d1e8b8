/** Suggestions: what nobody did or asked for. So that they stay welcome, a person gets few a day, of all kinds together. */

import type { Model } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import type { Person } from '../kernel/person.ts';
import { wallTimeAt } from '../kernel/zoned-time.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { SuggestionDayDoc } from './suggestion-day-model.ts';

export interface SuggestionLimitOptions {
  suggestionDays: Model<SuggestionDayDoc>;
  profiles: Pick<ProfileService, 'findOwn'>;
  clock: Clock;
  limits: Pick<Limits, 'suggestionsPerDay'>;
}

export class SuggestionLimit {
  readonly #parts: SuggestionLimitOptions;

  constructor(parts: SuggestionLimitOptions) {
    this.#parts = parts;
  }

  /**
   * Takes one of the day's places for this key, and says whether there was one; the same key asks in vain for no second.
   * One atomic step, so that of many processes asking at once no more are let through than there are places.
   */
  async take({ tenantId, personId, key }: Person & { key: string }): Promise<boolean> {
    const { suggestionDays, profiles, clock, limits } = this.#parts;
    if (limits.suggestionsPerDay < 1) return false;
    const now = clock.date();
    const timeZone = (await profiles.findOwn({ tenantId, personId }))?.timeZone ?? 'UTC';
    const _id = `${tenantId}:${personId}:${wallTimeAt(now, timeZone).toPlainDate()}`;
    const lastPlace = `keys.${limits.suggestionsPerDay - 1}`;
    for (;;) {
      if (await suggestionDays.exists({ _id, keys: key })) return true;
      try {
        const written = await suggestionDays.updateOne(
          { _id, [lastPlace]: trusted({ $exists: false }) },
          { $addToSet: { keys: key }, $setOnInsert: { tenantId, personId, createdAt: now } },
          { upsert: true },
        );
        return written.matchedCount + written.upsertedCount === 1;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // Either the day is full, or another process made its first entry at this moment: then it is looked at anew.
        if (await suggestionDays.exists({ _id, [lastPlace]: trusted({ $exists: true }) })) {
          return (await suggestionDays.exists({ _id, keys: key })) !== null;
        }
      }
    }
  }
}
