/**
 * Who is online: everyone with at least one connection, on any process. Only the people with whom someone shares a match
 * learn it. Changes are sent in batches, so that a page reload sends nothing, and 5,000 returning people cause no storm.
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

/** How often each process reports all of its people. A process that misses three reports counts as dead. */
const REPORT_MS = 10_000;
const DEAD_AFTER_MS = 3 * REPORT_MS + 1_000;
/** The matches of at most this many people are read at the same time. */
const LOOKUPS_AT_ONCE = 20;

export interface PresenceOptions {
  matches: Pick<MatchService, 'partnersOf'>;
  events: Events;
  log: Log;
  limits: Pick<Limits, 'presenceBatchMs'>;
}

interface OtherProcess {
  /** Person → tenant. */
  people: Map<string, string>;
  reportedAt: number;
}

export class Presence {
  readonly #options: PresenceOptions;
  readonly #processId = randomUUID();
  /** Person → number of connections here. */
  readonly #here = new Map<string, number>();
  readonly #others = new Map<string, OtherProcess>();
  /** Person → tenant: people who connected or disconnected since the last batch. */
  readonly #changed = new Map<string, string>();
  /** Person → tenant: people who were announced as online on this process. */
  readonly #announced = new Map<string, string>();
  #reporting: NodeJS.Timeout | null = null;
  #stopListening: (() => void)[] = [];
  #batch: NodeJS.Timeout | null = null;

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  /** Starts reporting to the other processes, and asks them for their people. Call it after the relay is linked. */
  start(): void {
    const { events } = this.#options;
    this.#stopListening = [
      events.on('presenceReported', (report) => this.#receive(report)),
      events.on('presenceAsked', ({ processId }) => processId !== this.#processId && this.#report()),
    ];
    this.#reporting = setInterval(() => this.#tick(), REPORT_MS).unref();
    events.announce('presenceAsked', { processId: this.#processId });
  }

  /** Counts an opened connection. */
  add({ data: { actor } }: MainSocket): void {
    const connections = this.#here.get(actor.personId) ?? 0;
    this.#here.set(actor.personId, connections + 1);
    if (connections === 0) this.#change(actor);
  }

  /** Counts a closed connection. */
  remove({ data: { actor } }: MainSocket): void {
    const connections = this.#here.get(actor.personId) ?? 0;
    if (connections > 1) {
      this.#here.set(actor.personId, connections - 1);
    } else if (this.#here.delete(actor.personId)) {
      this.#change(actor);
    }
  }

  /**
   * Whether this person was announced as online, on any process. A connection that is not announced yet does not count:
   * if it opened and closed within one batch, nothing would be announced, and the reader would never learn of its end.
   */
  isOnline(personId: string): boolean {
    return this.#announced.has(personId) || this.#isElsewhere(personId);
  }

  close(): void {
    if (this.#reporting) clearInterval(this.#reporting);
    if (this.#batch) clearTimeout(this.#batch);
    for (const stop of this.#stopListening) stop();
  }

  #isElsewhere(personId: string): boolean {
    for (const { people } of this.#others.values()) if (people.has(personId)) return true;
    return false;
  }

  #change({ tenantId, personId }: Person): void {
    this.#changed.set(personId, tenantId);
    this.#batch ??= setTimeout(() => void this.#announceBatch(), this.#options.limits.presenceBatchMs).unref();
  }

  /** Announces what changed since the last batch. People who connected and disconnected within it are left out. */
  async #announceBatch(): Promise<void> {
    this.#batch = null;
    const changed = [...this.#changed].map(([personId, tenantId]) => ({ personId, tenantId }));
    this.#changed.clear();
    const moved = changed.filter(({ personId }) => this.#here.has(personId) !== this.#announced.has(personId));
    if (moved.length === 0) return;
    const online = moved.filter(({ personId }) => this.#here.has(personId));
    const offline = moved.filter(({ personId }) => !this.#here.has(personId)).map(({ personId }) => personId);
    for (const { personId, tenantId } of online) this.#announced.set(personId, tenantId);
    for (const personId of offline) this.#announced.delete(personId);
    const { events } = this.#options;
    events.announce('presenceReported', { processId: this.#processId, isWhole: false, online, offline });
    // A person who is also connected to another process stays online.
    const switched = moved.filter(({ personId }) => !this.#isElsewhere(personId));
    await this.#announceToPartners(switched, (change) => events.announce('presenceChanged', change));
  }

  /** If the matches cannot be read, nothing is announced: clients read presence again when they reconnect. */
  async #announceToPartners(
    people: readonly Person[],
    announce: (change: DomainEvents['presenceChanged']) => void,
  ): Promise<void> {
    const { matches, log } = this.#options;
    // A few at a time: thousands of people may come back at once.
    await mapLimited(people, LOOKUPS_AT_ONCE, async ({ tenantId, personId }) => {
      try {
        const partnerIds = await matches.partnersOf({ tenantId, personId });
        if (partnerIds.length > 0) announce({ personId, isOnline: this.isOnline(personId), partnerIds });
      } catch (error) {
        log.debug({ err: error }, 'presence could not be announced: the matches could not be read');
      }
    });
  }

  #tick(): void {
    this.#report();
    const deadBefore = performance.now() - DEAD_AFTER_MS;
    for (const [processId, { people, reportedAt }] of this.#others) {
      if (reportedAt < deadBefore) this.#dropDead(processId, people);
    }
  }

  /** Every process notices a dead one by itself, so each announces it to its own connections only. */
  #dropDead(processId: string, people: ReadonlyMap<string, string>): void {
    this.#others.delete(processId);
    this.#options.log.warn(
      { processId, people: people.size },
      'another server process no longer reports; its people count as offline',
    );
    const gone = [...people].map(([personId, tenantId]) => ({ personId, tenantId }));
    const { events } = this.#options;
    void this.#announceToPartners(
      gone.filter(({ personId }) => !this.isOnline(personId)),
      (change) => events.announceLocally('presenceChanged', change),
    );
  }

  #report(): void {
    const online = [...this.#announced].map(([personId, tenantId]) => ({ personId, tenantId }));
    this.#options.events.announce('presenceReported', {
      processId: this.#processId,
      isWhole: true,
      online,
      offline: [],
    });
  }

  #receive({ processId, isWhole, online, offline }: DomainEvents['presenceReported']): void {
    if (processId === this.#processId) return;
    const people = (isWhole ? null : this.#others.get(processId)?.people) ?? new Map<string, string>();
    for (const { personId, tenantId } of online) people.set(personId, tenantId);
    for (const personId of offline) people.delete(personId);
    this.#others.set(processId, { people, reportedAt: performance.now() });
  }
}

/** Sends presence only to the people with whom someone shares a match. */
export const presenceAnnouncements: AnnouncementRules = {
  presenceChanged: ({ personId, isOnline, partnerIds }) => [
    { channels: partnerIds.map(personChannel), name: 'presence:changed', payload: { personId, isOnline } },
  ],
};

/** `presence:read`: people without a match with the reader are always reported as offline. */
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
