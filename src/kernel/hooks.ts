/**
 * Hooks: the questions and calls that go to every feature, in one typed table. A feature answers those that concern it;
 * services ask through `Hooks`, which is given the list of features once all of them exist.
 */

import type { ModelDefinition } from '../database/models.ts';
import type { Actor } from './actor.ts';
import type { CircleKind, CircleSource } from './circles.ts';
import type { Person } from './person.ts';

/** A span of time; `to` is exclusive. */
export interface Interval {
  from: Date;
  to: Date;
}

/** An entry of a person's calendar. */
export interface CalendarEvent {
  /** The same for every version of the event: calendar programs recognise it by this. */
  uid: string;
  from: Date;
  to: Date;
  title: string;
  /** May have several lines. */
  description?: string | null;
  place?: string | null;
  url?: string | null;
  state?: 'confirmed' | 'tentative' | 'cancelled';
  /** Counts the changes of time, venue and state, from 0. */
  revision?: number;
  changedAt: Date;
  /** Minutes before the start at which the calendar reminds. */
  remindMinutes?: number | null;
}

/** A message that someone wants to send. */
export interface OutgoingMessage {
  /** What the conversation belongs to. */
  kind: 'match' | 'room' | 'meal' | 'channel';
  conversationId: string;
  /** `meal:…` or `community:…`; null without a circle. */
  circle: string | null;
  subjectId: string | null;
  /** Stays the same over resends. */
  clientMessageId: string;
  text: string;
}

/** Throws an `AppError` if the message may not be sent. */
export type SendGuard = (actor: Actor, message: OutgoingMessage) => Promise<void>;

/** What a feature contributes. Every hook may be absent. */
export interface FeatureHooks {
  /** Removes what a person leaves behind in this feature. Idempotent. Later features erase first. */
  onErase?(person: Person): Promise<void>;
  /** Ends what is between a person and another whom the person has just blocked. Idempotent. */
  onBlock?(person: Person, otherId: string): Promise<void>;
  /** When this person has committed time, as far as it touches `within`. */
  busyTimes?(person: Person, within: Interval): Promise<readonly Interval[]>;
  /** What is in the person's calendar from a moment on. */
  calendar?(person: Person, from: Date): Promise<readonly CalendarEvent[]>;
  /** Who is in the circles of one kind. One feature for each kind. */
  circle?: CircleSource & { readonly kind: CircleKind };
  /** Called before a message is stored in a conversation of this kind. One feature for each kind. */
  beforeSend?: { readonly kind: OutgoingMessage['kind']; readonly check: SendGuard };
  /** Whether the actor may know of a room. One feature answers. */
  seesRoom?(actor: Actor, roomId: string): Promise<boolean>;
  /** Whether the person has a connection to any process. The socket layer answers. */
  isOnline?(personId: string): boolean;
}

/** As much of a feature as hooks need. */
export interface Contributor {
  readonly models?: Readonly<Record<string, ModelDefinition>>;
  readonly hooks?: FeatureHooks;
}

export class Hooks {
  readonly #all: FeatureHooks[] = [];
  readonly #models: ModelDefinition[] = [];
  readonly #circles = new Map<CircleKind, CircleSource>();
  readonly #guards = new Map<OutgoingMessage['kind'], FeatureHooks['beforeSend']>();

  /** Adds the hooks and collections of features, in the order in which these were created. */
  add(features: readonly Contributor[]): void {
    for (const { models = {}, hooks } of features) {
      this.#models.push(...Object.values(models));
      if (!hooks) continue;
      this.#all.push(hooks);
      if (hooks.circle) this.#circles.set(hooks.circle.kind, hooks.circle);
      if (hooks.beforeSend) this.#guards.set(hooks.beforeSend.kind, hooks.beforeSend);
    }
  }

  /** The definitions of every feature's collections. */
  models(): readonly ModelDefinition[] {
    return this.#models;
  }

  /** Erases a person from every feature, one after the other: what refers to others goes before what it refers to. */
  async erase(person: Person): Promise<void> {
    for (const hooks of this.#all.toReversed()) await hooks.onErase?.(person);
  }

  async block(person: Person, otherId: string): Promise<void> {
    await Promise.all(this.#all.map((hooks) => hooks.onBlock?.(person, otherId)));
  }

  /** In no order; intervals may overlap. */
  async busyTimes(person: Person, within: Interval): Promise<Interval[]> {
    return (await Promise.all(this.#all.map((hooks) => hooks.busyTimes?.(person, within) ?? []))).flat();
  }

  /** Oldest first. */
  async calendar(person: Person, from: Date): Promise<CalendarEvent[]> {
    const events = (await Promise.all(this.#all.map((hooks) => hooks.calendar?.(person, from) ?? []))).flat();
    return events.toSorted((a, b) => a.from.getTime() - b.from.getTime());
  }

  /** The kinds of circle with who knows them. */
  circles(): ReadonlyMap<CircleKind, CircleSource> {
    return this.#circles;
  }

  /** Null for kinds of conversation that no feature guards: they cost nothing. */
  sendGuardOf(kind: OutgoingMessage['kind']): FeatureHooks['beforeSend'] | null {
    return this.#guards.get(kind) ?? null;
  }

  async seesRoom(actor: Actor, roomId: string): Promise<boolean> {
    for (const { seesRoom } of this.#all) if (seesRoom) return seesRoom(actor, roomId);
    return true;
  }

  isOnline(personId: string): boolean {
    return this.#all.some((hooks) => hooks.isOnline?.(personId));
  }
}
