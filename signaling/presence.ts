/**
 * Who is online, and who is active. Online is everyone with at least one connection, on any process; only the people with whom
 * someone shares a match learn it. A person is active while they use one of these devices: push and mail wait until they are not. Changes are
 * sent in batches, so that a page reload sends nothing, and 5,000 returning people cause no storm.
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

/** The connections of a person to this process. */
interface Devices {
  open: number;
  active: number;
}

/** What a process reported about a person who is online. */
interface Reported {
  tenantId: string;
  isActive: boolean;
}

interface OtherProcess {
  people: Map<string, Reported>;
  reportedAt: number;
}

export class Presence {
  readonly #options: PresenceOptions;
  readonly #processId = randomUUID();
  readonly #here = new Map<string, Devices>();
  readonly #others = new Map<string, OtherProcess>();
  /** Person → tenant: people whose devices changed since the last batch. */
  readonly #changed = new Map<string, string>();
  /** The people who were announced as online on this process. */
  readonly #announced = new Map<string, Reported>();
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
      events.on('eventsMissed', () => this.#ask()),
    ];
    this.#reporting = setInterval(() => this.#tick(), REPORT_MS).unref();
    this.#ask();
  }

  /** Counts an opened connection. */
  add({ data: { actor, isActive } }: MainSocket): void {
    this.#count(actor, { open: 1, active: isActive ? 1 : 0 });
  }

  /** Counts a closed connection. */
  remove({ data: { actor, isActive } }: MainSocket): void {
    this.#count(actor, { open: -1, active: isActive ? -1 : 0 });
  }

  /** Notes whether the person uses the device of this connection. */
  setActive({ data }: MainSocket, isActive: boolean): void {
    if (data.isActive === isActive) return;
    data.isActive = isActive;
    this.#count(data.actor, { open: 0, active: isActive ? 1 : -1 });
  }

  /**
   * Whether this person was announced as online, on any process. A connection that is not announced yet does not count:
   * if it opened and closed within one batch, nothing would be announced, and the reader would never learn of its end.
   */
  isOnline(personId: string): boolean {
    return this.#reports(personId).length > 0;
  }

  /** Whether this person uses one of the devices, on any process. */
  isActive(personId: string): boolean {
    return this.#reports(personId).some(({ isActive }) => isActive);
  }

  close(): void {
    if (this.#reporting) clearInterval(this.#reporting);
    if (this.#batch) clearTimeout(this.#batch);
    for (const stop of this.#stopListening) stop();
  }

  /** What each process reported last about this person. */
  #reports(personId: string): Reported[] {
    const elsewhere = [...this.#others.values()].map(({ people }) => people.get(personId));
    return [this.#announced.get(personId), ...elsewhere].filter((one) => one !== undefined);
  }

  #count({ tenantId, personId }: Person, by: Devices): void {
    const { open, active } = this.#here.get(personId) ?? { open: 0, active: 0 };
    if (open + by.open > 0) this.#here.set(personId, { open: open + by.open, active: active + by.active });
    else this.#here.delete(personId);
    this.#changed.set(personId, tenantId);
    this.#batch ??= setTimeout(() => void this.#announceBatch(), this.#options.limits.presenceBatchMs).unref();
  }

  /** Announces what changed since the last batch. People who connected and disconnected within it are left out. */
  async #announceBatch(): Promise<void> {
    this.#batch = null;
    const changed = [...this.#changed].map(([personId, tenantId]) => ({ personId, tenantId }));
    this.#changed.clear();
    const before = new Map(changed.map(({ personId }) => [personId, this.isOnline(personId)]));
    const online = changed.flatMap((person) => this.#news(person));
    const offline = changed
      .map(({ personId }) => personId)
      .filter((personId) => this.#announced.has(personId) && !this.#here.has(personId));
    if (online.length + offline.length === 0) return;
    for (const { personId, tenantId, isActive } of online) this.#announced.set(personId, { tenantId, isActive });
    for (const personId of offline) this.#announced.delete(personId);
    const { events } = this.#options;
    events.announce('presenceReported', { processId: this.#processId, isWhole: false, online, offline });
    // A person who is also connected to another process stays online.
    const switched = changed.filter(({ personId }) => this.isOnline(personId) !== before.get(personId));
    await this.#announceToPartners(switched, (change) => events.announce('presenceChanged', change));
  }

  /** What to report about a person who is online here; empty if it is what was reported last. */
  #news({ tenantId, personId }: Person): (Person & { isActive: boolean })[] {
    const devices = this.#here.get(personId);
    if (!devices) return [];
    const isActive = devices.active > 0;
    return this.#announced.get(personId)?.isActive === isActive ? [] : [{ tenantId, personId, isActive }];
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
  #dropDead(processId: string, people: OtherProcess['people']): void {
    this.#others.delete(processId);
    this.#options.log.warn(
      { processId, people: people.size },
      'another server process no longer reports; its people count as offline',
    );
    const gone = [...people].map(([personId, { tenantId }]) => ({ personId, tenantId }));
    const { events } = this.#options;
    void this.#announceToPartners(
      gone.filter(({ personId }) => !this.isOnline(personId)),
      (change) => events.announceLocally('presenceChanged', change),
    );
  }

  #ask(): void {
    this.#options.events.announce('presenceAsked', { processId: this.#processId });
  }

  #report(): void {
    const online = [...this.#announced].map(([personId, reported]) => ({ personId, ...reported }));
    this.#options.events.announce('presenceReported', {
      processId: this.#processId,
      isWhole: true,
      online,
      offline: [],
    });
  }

  #receive({ processId, isWhole, online, offline }: DomainEvents['presenceReported']): void {
    if (processId === this.#processId) return;
    const people = (isWhole ? null : this.#others.get(processId)?.people) ?? new Map<string, Reported>();
    for (const { personId, tenantId, isActive } of online) people.set(personId, { tenantId, isActive });
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

/**
 * `presence:read`: people without a match with the reader are always reported as offline. `presence:set`: whether the sender
 * uses the device of this connection.
 */
export function presenceHandlers({
  presence,
  matches,
}: {
  presence: Presence;
  matches: Pick<MatchService, 'partnersOf'>;
}): RequestHandlers<Requests, 'presence:read' | 'presence:set', MainCaller> {
  return {
    async 'presence:read'({ actor }, { personIds }) {
      const partners = new Set(await matches.partnersOf(actor));
      const isOnline = (personId: string) => partners.has(personId) && presence.isOnline(personId);
      return { items: [...new Set(personIds)].map((personId) => ({ personId, isOnline: isOnline(personId) })) };
    },
    async 'presence:set'({ socket }, { isActive }) {
      presence.setActive(socket, isActive);
      return {};
    },
  };
}
