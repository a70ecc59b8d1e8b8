/** The calendar feed of a person. Calendar programs read it at a secret, revocable URL. */
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
  /** Collects the calendar events of a person from all features. */
  hooks: Pick<Hooks, 'calendar'>;
  publicUrl: () => string;
  clock: Clock;
}

/** The name of the feed, and how often calendar programs should refresh it. */
const FEED = { name: 'Meshi', refreshMinutes: 60 };
/** How far back the feed goes. */
const PAST_MS = 90 * DAY_MS;

export class CalendarService {
  readonly #parts: CalendarServiceOptions;

  constructor(parts: CalendarServiceOptions) {
    this.#parts = parts;
  }

  /** When the current link was created; null without a link. Its URL cannot be read again. */
  async getLink({ tenantId, personId }: Actor): Promise<CalendarLink> {
    const link = await this.#parts.calendarLinks.findOne({ tenantId, personId }).lean<CalendarLinkDoc>();
    return { createdAt: link?.createdAt.toISOString() ?? null };
  }

  /**
   * Creates a secret URL, which replaces an earlier one. The URL is returned only here: the database has a hash of its token.
   */
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

  /** Revokes the link. Does nothing without one. */
  async removeLink({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.calendarLinks.deleteOne({ tenantId, personId });
  }

  /** The calendar file of the person who created the link. @throws NotFoundError if no link has this token */
  async feed(token: string): Promise<CalendarFile> {
    const { calendarLinks, clock } = this.#parts;
    const link = await calendarLinks.findOne({ tokenHash: hashOf(token) }).lean<CalendarLinkDoc>();
    if (!link) {
      throw new NotFoundError(
        'This calendar link does not exist or has been revoked. Create a new link in the settings.',
      );
    }
    const from = new Date(clock.now() - PAST_MS);
    const events = await this.#parts.hooks.calendar(link, from);
    return { fileName: 'meshi.ics', text: calendarText({ feed: FEED, events }) };
  }
}
