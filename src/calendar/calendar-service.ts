/** The calendar of a person, which calendar programs read at a secret, revocable address. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import type { CalendarFile } from '../http/route-handlers.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { hashOf } from '../kernel/hash.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { newToken } from '../kernel/one-time-token.ts';
import type { Person } from '../kernel/person.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { CalendarLink, NewCalendarLink } from '../protocol/calendar.ts';
import { API_PREFIX } from '../protocol/routes.ts';
import type { CalendarLinkDoc } from './calendar-link-model.ts';
import { calendarText } from './ical.ts';

export interface CalendarServiceOptions {
  calendarLinks: Model<CalendarLinkDoc>;
  /** Asked for what each feature has in a person's calendar. */
  hooks: Pick<Hooks, 'calendar'>;
  publicUrl: () => string;
  clock: Clock;
}

/** How the feed is named, and how often programs should read it again. */
const FEED = { name: 'Meshi', refreshMinutes: 60 };
/** How far back a feed reaches. */
const PAST_MS = 90 * DAY_MS;

export class CalendarService {
  readonly #parts: CalendarServiceOptions;

  constructor(parts: CalendarServiceOptions) {
    this.#parts = parts;
  }

  async getLink({ tenantId, personId }: Actor): Promise<CalendarLink> {
    const link = await this.#parts.calendarLinks.findOne({ tenantId, personId }).lean<CalendarLinkDoc>();
    return { createdAt: link?.createdAt.toISOString() ?? null };
  }

  /** Creates a secret address and ends an earlier one. Only the hash of its token is stored. */
  async createLink({ tenantId, personId }: Actor): Promise<NewCalendarLink> {
    const { calendarLinks, publicUrl, clock } = this.#parts;
    const { token, tokenHash } = newToken();
    const createdAt = clock.date();
    await calendarLinks.updateOne(
      { tenantId, personId },
      { $set: { tokenHash, createdAt }, $setOnInsert: { _id: newId() } },
      { upsert: true },
    );
    return { url: `${publicUrl()}${API_PREFIX}/calendar/feeds/${token}`, createdAt: createdAt.toISOString() };
  }

  /** Without a link nothing changes. */
  async removeLink({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.calendarLinks.deleteOne({ tenantId, personId });
  }

  /** The calendar of the person who created the link. @throws NotFoundError */
  async feed(token: string): Promise<CalendarFile> {
    const { calendarLinks, clock } = this.#parts;
    const link = await calendarLinks.findOne({ tokenHash: hashOf(token) }).lean<CalendarLinkDoc>();
    if (!link) {
      throw new NotFoundError(
        'This calendar does not exist. Copy the current address of your calendar from the settings.',
      );
    }
    const from = new Date(clock.now() - PAST_MS);
    const events = await this.#parts.hooks.calendar(link, from);
    return { fileName: 'meshi.ics', text: calendarText({ feed: FEED, events }) };
  }
}
