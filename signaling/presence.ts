/**
 * Who is online: whoever has at least one connection, on any process. Told to the people they share a match with and to
 * nobody else, and in batches: someone who reloads a page, or five thousand who come back at once, make no storm.
 */

import { randomUUID } from 'node:crypto';
import type { AnnouncementRules } from '../src/kernel/announcements.ts';
import type { Limits } from '../src/kernel/config.ts';
import type { DomainEvents, Events } from '../src/kernel/events.ts';
import { mapLimited } from '../src/kernel/limited-work.ts';
import type { Log } from '../src/kernel/log.ts';
import type { Person } from '../src/kernel/person.ts';
import { personChannel } from '../src/kernel/socket-channels.ts';
import type { MatchService } from '../src/matching/index.ts';
import type { Requests } from '../src/protocol/events.ts';
import type { RequestHandlers } from './handle.ts';
import type { MainCaller, MainSocket } from './sockets.ts';

/** Each process tells all of its people this often; after three times without, it is taken for dead. */
const REPORT_MS = 10_000;
const DEAD_AFTER_MS = 3 * REPORT_MS + 1_000;
/** Matches of so many people are looked up at a time. */
const LOOKUPS_AT_ONCE = 20;

export interface PresenceOptions {
  matches: Pick<MatchService, 'partnersOf'>;
  events: Events;
  log: Log;
  limits: Pick<Limits, 'presenceBatchMs'>;
}

interface Elsewhere {
  /** Person → tenant. */
  people: Map<string, string>;
  reportedAt: number;
}

export class Presence {
  readonly #options: PresenceOptions;
  readonly #processId = randomUUID();
  /** Person → number of connections here. */
  readonly #here = new Map<string, number>();
  readonly #elsewhere = new Map<string, Elsewhere>();
  /** Person → tenant: whoever came or went since the last batch. */
  readonly #changed = new Map<string, string>();
  /** Person → tenant: whoever was told to be online here. */
  readonly #told = new Map<string, string>();
  #reporting: NodeJS.Timeout | null = null;
  #stopListening: (() => void)[] = [];
  #batch: NodeJS.Timeout | null = null;

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  /** Reports to the other processes and asks them who is with them. Called once they can be heard. */
  start(): void {
    const { events } = this.#options;
    this.#stopListening = [
      events.on('presenceReported', (report) => this.#receive(report)),
      events.on('presenceAsked', ({ processId }) => processId !== this.#processId && this.#report()),
    ];
    this.#reporting = setInterval(() => this.#tick(), REPORT_MS).unref();
    events.announce('presenceAsked', { processId: this.#processId });
  }

  /** A connection was opened. */
  add({ data: { actor } }: MainSocket): void {
    const connections = this.#here.get(actor.personId) ?? 0;
    this.#here.set(actor.personId, connections + 1);
    if (connections === 0) this.#change(actor);
  }

  /** A connection was closed. */
  remove({ data: { actor } }: MainSocket): void {
    const connections = this.#here.get(actor.personId) ?? 0;
    if (connections > 1) {
      this.#here.set(actor.personId, connections - 1);
    } else if (this.#here.delete(actor.personId)) {
      this.#change(actor);
    }
  }

  /**
   * Whether this person was told to be online, here or elsewhere. Not whether there is a connection at this moment: of
   * one that comes and goes within a batch nobody is told, so whoever read it as online would never hear of its end.
   */
  isOnline(personId: string): boolean {
    return this.#told.has(personId) || this.#isElsewhere(personId);
  }

  close(): void {
    if (this.#reporting) clearInterval(this.#reporting);
    if (this.#batch) clearTimeout(this.#batch);
    for (const stop of this.#stopListening) stop();
  }

  #isElsewhere(personId: string): boolean {
    for (const { people } of this.#elsewhere.values()) if (people.has(personId)) return true;
    return false;
  }

  #change({ tenantId, personId }: Person): void {
    this.#changed.set(personId, tenantId);
    this.#batch ??= setTimeout(() => void this.#tell(), this.#options.limits.presenceBatchMs).unref();
  }

  /** Those who came and went within one batch are not mentioned. */
  async #tell(): Promise<void> {
    this.#batch = null;
    const changed = [...this.#changed].map(([personId, tenantId]) => ({ personId, tenantId }));
    this.#changed.clear();
    const moved = changed.filter(({ personId }) => this.#here.has(personId) !== this.#told.has(personId));
    if (moved.length === 0) return;
    const online = moved.filter(({ personId }) => this.#here.has(personId));
    const offline = moved.filter(({ personId }) => !this.#here.has(personId)).map(({ personId }) => personId);
    for (const { personId, tenantId } of online) this.#told.set(personId, tenantId);
    for (const personId of offline) this.#told.delete(personId);
    const { events } = this.#options;
    events.announce('presenceReported', { processId: this.#processId, isWhole: false, online, offline });
    // Whoever is connected elsewhere too neither came nor went.
    const news = moved.filter(({ personId }) => !this.#isElsewhere(personId));
    await this.#tellPartners(news, (change) => events.announce('presenceChanged', change));
  }

  /** Presence is a courtesy: where the matches cannot be read, clients ask again when they reconnect. */
  async #tellPartners(
    people: readonly Person[],
    tell: (change: DomainEvents['presenceChanged']) => void,
  ): Promise<void> {
    const { matches, log } = this.#options;
    // A few at a time: thousands may come back at once.
    await mapLimited(people, LOOKUPS_AT_ONCE, async ({ tenantId, personId }) => {
      try {
        const partnerIds = await matches.partnersOf({ tenantId, personId });
        if (partnerIds.length > 0) tell({ personId, isOnline: this.isOnline(personId), partnerIds });
      } catch (error) {
        log.debug({ err: error }, 'presence could not be told');
      }
    });
  }

  #tick(): void {
    this.#report();
    const deadBefore = performance.now() - DEAD_AFTER_MS;
    for (const [processId, { people, reportedAt }] of this.#elsewhere) {
      if (reportedAt < deadBefore) this.#bury(processId, people);
    }
  }

  /** Every process notices this by itself, so each tells its own connections only. */
  #bury(processId: string, people: ReadonlyMap<string, string>): void {
    this.#elsewhere.delete(processId);
    this.#options.log.warn(
      { processId, people: people.size },
      'another server process is silent; its people are offline',
    );
    const gone = [...people].map(([personId, tenantId]) => ({ personId, tenantId }));
    const { events } = this.#options;
    void this.#tellPartners(
      gone.filter(({ personId }) => !this.isOnline(personId)),
      (change) => events.announceLocally('presenceChanged', change),
    );
  }

  #report(): void {
    const online = [...this.#told].map(([personId, tenantId]) => ({ personId, tenantId }));
    this.#options.events.announce('presenceReported', {
      processId: this.#processId,
      isWhole: true,
      online,
      offline: [],
    });
  }

  #receive({ processId, isWhole, online, offline }: DomainEvents['presenceReported']): void {
    if (processId === this.#processId) return;
    const people = (isWhole ? null : this.#elsewhere.get(processId)?.people) ?? new Map<string, string>();
    for (const { personId, tenantId } of online) people.set(personId, tenantId);
    for (const personId of offline) people.delete(personId);
    this.#elsewhere.set(processId, { people, reportedAt: performance.now() });
  }
}

/** Presence is announced to the people someone shares a match with. */
export const presenceAnnouncements: AnnouncementRules = {
  presenceChanged: ({ personId, isOnline, partnerIds }) => [
    { channels: partnerIds.map(personChannel), name: 'presence:changed', payload: { personId, isOnline } },
  ],
};

/** `presence:read`: of people without a match with the reader nothing is told. */
export function presenceHandlers({
  presence,
  matches,
}: {
  presence: Presence;
  matches: Pick<MatchService, 'partnersOf'>;
}): RequestHandlers<Requests, 'presence:read', MainCaller> {
  return {
    async 'presence:read'({ actor }, { personIds }) {
      const partners = new Set(await matches.partnersOf(actor));
      const isOnline = (personId: string) => partners.has(personId) && presence.isOnline(personId);
      return { items: [...new Set(personIds)].map((personId) => ({ personId, isOnline: isOnline(personId) })) };
    },
  };
}
