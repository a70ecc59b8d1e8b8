/** The calendar feed of a person. Calendar programs read it at a secret, revocable URL. */
import type { Model } from 'mongoose';
import type { AccountService, FactorPolicy, SessionService } from '../accounts/index.ts';
import { type AuditTrail, type PendingAuditEntry, withEntries } from '../audit/index.ts';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import type { CalendarFile } from '../http/route-handlers.ts';
import type { Actor } from '../kernel/actor.ts';
import { Capabilities, newToken } from '../kernel/capabilities.ts';
import type { Clock } from '../kernel/clock.ts';
import { NotFoundError, UnauthenticatedError } from '../kernel/errors.ts';
import type { Hooks } from '../kernel/hooks.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { CalendarLink, NewCalendarLink } from '../protocol/calendar.ts';
import { API_PREFIX } from '../protocol/routes.ts';
import type { CalendarLinkDoc } from './calendar-link-model.ts';
import { calendarText } from './ical.ts';

export interface CalendarServiceOptions {
  calendarLinks: Model<CalendarLinkDoc>;
  audit: AuditTrail;
  accounts: Pick<AccountService, 'credentialsVersion' | 'hasCredentials'>;
  factorPolicy: Pick<FactorPolicy, 'allows'>;
  sessions: Pick<SessionService, 'endedAmong'>;
  /** Collects the calendar events of a person from all features. */
  hooks: Pick<Hooks, 'calendar'>;
  publicUrl: () => string;
  clock: Clock;
  limits: { calendarReadMs: number };
}

/** The name of the feed, and how often calendar programs should refresh it. */
const FEED = { name: 'Meshi', refreshMinutes: 60 };
/** How far back the feed goes. */
const PAST_MS = 90 * DAY_MS;

export class CalendarService {
  readonly #parts: CalendarServiceOptions;
  readonly #links: Capabilities<CalendarLinkDoc>;

  constructor(parts: CalendarServiceOptions) {
    this.#parts = parts;
    const { calendarLinks: docs, clock } = parts;
    this.#links = new Capabilities({ docs, clock, holds: (link) => this.#holds(link) });
  }

  /** When the current link was created, and whether it has ended; null without a link. Its URL cannot be read again. */
  async getLink({ tenantId, personId }: Actor): Promise<CalendarLink> {
    const link = await this.#parts.calendarLinks.findOne({ tenantId, personId }).lean<CalendarLinkDoc>();
    return {
      createdAt: link?.createdAt.toISOString() ?? null,
      isEnded: link !== null && !(await this.#holds(link)),
      lastReadAt: link?.lastReadAt?.toISOString() ?? null,
    };
  }

  /**
   * Creates a secret URL, which replaces an earlier one. The URL is returned only here: the database has a hash of its token.
   */
  async createLink(actor: Actor): Promise<NewCalendarLink> {
    const { tenantId, personId } = actor;
    const { calendarLinks, audit, accounts, sessions, publicUrl, clock } = this.#parts;
    const { token, tokenHash } = newToken();
    const createdAt = clock.date();
    const credentialsVersion = await accounts.credentialsVersion(actor);
    // Only then: a session that ends after this check ends before the next version of the credentials.
    if ((await sessions.endedAmong([actor])).length > 0) {
      throw new UnauthenticatedError('session_ended', 'This session was ended. Sign in again.');
    }
    const change = {
      $set: { tokenHash, createdAt, credentialsVersion, lastReadAt: null },
      $setOnInsert: { _id: newId() },
    };
    const entry = this.#entry(actor, 'calendar_link_created');
    const update = withEntries<CalendarLinkDoc>(change, [entry]);
    await upsertOnce(() => calendarLinks.updateOne({ tenantId, personId }, update, { upsert: true }));
    await audit.settle(calendarLinks, [entry]);
    return { url: `${publicUrl()}${API_PREFIX}/calendar/feeds/${token}`, createdAt: createdAt.toISOString() };
  }

  /** Revokes the link. Does nothing without one. */
  async removeLink(actor: Actor): Promise<void> {
    const { tenantId, personId } = actor;
    const { calendarLinks, audit } = this.#parts;
    const entry = this.#entry(actor, 'calendar_link_removed');
    // A hash that no token has: the URL stops working in the write that ends it.
    await audit.delete(calendarLinks, { tenantId, personId }, { $set: { tokenHash: `ended:${newId()}` } }, entry);
  }

  #entry(actor: Actor, action: 'calendar_link_created' | 'calendar_link_removed'): PendingAuditEntry {
    const { tenantId: chain, personId: targetId } = actor;
    return this.#parts.audit.entry({ chain, actor, as: 'member', action, targetId });
  }

  /**
   * The calendar file of the person who created the link.
   * @throws NotFoundError if no link has this token, it has ended, or its person is shut out of the organisation
   */
  async feed(token: string): Promise<CalendarFile> {
    const link = await this.#links.find(token);
    if (!link || !(await this.#parts.factorPolicy.allows(link))) {
      throw new NotFoundError(
        'This calendar link does not exist or no longer works. Create a new link in the settings.',
      );
    }
    await this.#noteRead(link);
    const from = new Date(this.#parts.clock.now() - PAST_MS);
    const events = await this.#parts.hooks.calendar(link, from);
    return { fileName: 'meshi.ics', text: calendarText({ feed: FEED, events }) };
  }

  /** At most one write an hour, so that a program that reads each minute costs nothing. */
  async #noteRead({ _id, tenantId, tokenHash, lastReadAt }: CalendarLinkDoc): Promise<void> {
    const { calendarLinks, clock, limits } = this.#parts;
    const now = clock.now();
    if (lastReadAt && now - lastReadAt.getTime() < limits.calendarReadMs) return;
    await calendarLinks.updateOne({ _id, tenantId, tokenHash }, { $set: { lastReadAt: new Date(now) } });
  }

  #holds(link: CalendarLinkDoc): Promise<boolean> {
    return this.#parts.accounts.hasCredentials(link, link.credentialsVersion ?? null);
  }
}
