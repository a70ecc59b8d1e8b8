/**
 * Hooks: calls that go to every feature. A feature implements the hooks that concern it. Services call them through `Hooks`,
 * which receives the list of features after all of them are created.
 */

import type { ModelDefinition } from '../database/models.ts';
import { type Actor, PUBLIC_TENANT } from './actor.ts';
import type { CircleKind, CircleSource } from './circles.ts';
import type { ErasurePass } from './erasure-counts.ts';
import type { Person } from './person.ts';

/** How a session was started that was not started with the password or a passkey of the account. */
export interface SignOnMark {
  /** `break_glass`: by an owner, although the organisation asks for its provider. */
  by: 'provider' | 'break_glass';
  /** Of a session of the provider: hashes of the subject and of the session there, if it names it, and when it signed the person in. */
  subjectHash?: string | null;
  sidHash?: string | null;
  issuedAt?: Date | null;
}

/** A time span; `to` is exclusive. */
export interface Interval {
  from: Date;
  to: Date;
}

/** An entry in a person's calendar. */
export interface CalendarEvent {
  /** The same for every version of the event: calendar programs identify the event by it. */
  uid: string;
  from: Date;
  to: Date;
  title: string;
  /** May have several lines. */
  description?: string | null;
  /** A venue or a link. */
  location?: string | null;
  url?: string | null;
  state?: 'confirmed' | 'tentative' | 'cancelled';
  /** Number of changes. */
  revision?: number;
  changedAt: Date;
  /** The calendar program reminds this many minutes before the start. */
  remindMinutes?: number | null;
}

/** A message that is about to be stored. */
export interface OutgoingMessage {
  /** The kind of the conversation. */
  kind: 'match' | 'room' | 'meal' | 'channel';
  conversationId: string;
  /** `meal:…` or `community:…`; null if the conversation has no circle. */
  circle: string | null;
  subjectId: string | null;
  /** The same for all resends. */
  clientMessageId: string;
  text: string;
}

/** Decides about the messages in one kind of conversation. Both throw an `AppError` to refuse. */
export interface SendGuard {
  readonly kind: OutgoingMessage['kind'];
  /** Whether this message may be sent. */
  check(actor: Actor, message: OutgoingMessage): Promise<void>;
  /** Whether the person may write at all, in a conversation of this subject. */
  checkWriter(actor: Actor, subjectId: string | null): Promise<void>;
}

/** Members of an organisation whose permissions have changed, there or in some of its communities. */
export interface RightsChange {
  tenantId: string;
  personIds: readonly string[];
  communityIds: readonly string[];
}

/** The hooks that a feature implements. All are optional. */
export interface FeatureHooks {
  /**
   * Removes a person's data from this feature, as far as it takes more than deleting the documents that the models declare in
   * `personal`: those are deleted afterwards. Called for later features first. Idempotent.
   */
  onErase?(person: Person, pass: ErasurePass): Promise<void>;
  /** Ends what connects a person with someone whom the person has just blocked. Idempotent. */
  onBlock?(person: Person, otherId: string): Promise<void>;
  /**
   * Whether a session of this kind may be in the organisation: asked when it begins there, before and after it is stored.
   * @throws ForbiddenError
   */
  checkEntry?(person: Person, signOn: SignOnMark | null): Promise<void>;
  /** Notes that an identity at another service has signed in to an account. False if it was unlinked meanwhile. Implemented by one feature. */
  noteIdentityUse?(accountId: string, identityId: string): Promise<boolean>;
  /** How many ways to sign in to this account the feature knows, apart from its password and its passkeys. */
  waysIn?(accountId: string): Promise<number>;
  /**
   * Ends the ways to sign in to an account, apart from those that accounts know: the owner of its address gets it by mail, and
   * somebody else may have added them. Idempotent.
   */
  onClaim?(accountId: string): Promise<void>;
  /** Ends what a suspended person offers to others, such as open rooms. Nothing is deleted. Idempotent. */
  onSuspend?(person: Person): Promise<void>;
  /** Ends what these people made with rights that they have lost, such as links. Called after the change was stored. Idempotent. */
  onRightsChanged?(change: RightsChange): Promise<void>;
  /** Times that the person has committed to and that overlap `within`. */
  busyTimes?(person: Person, within: Interval): Promise<readonly Interval[]>;
  /** The person's calendar entries after `from`. */
  calendar?(person: Person, from: Date): Promise<readonly CalendarEvent[]>;
  /** The members of circles of one kind. Each kind has one feature. */
  circle?: CircleSource & { readonly kind: CircleKind };
  /** Called before a message is stored in a conversation of this kind. Each kind has at most one feature. */
  beforeSend?: SendGuard;
  /** Whether the actor may know about a room. Implemented by one feature. */
  seesRoom?(actor: Actor, roomId: string): Promise<boolean>;
  /** The circle whose room it is; null for other rooms and unknown ones. Implemented by one feature. */
  circleOfRoom?(tenantId: string, roomId: string): Promise<string | null>;
  /** For how long the audit log of an organisation is kept; null for as long as the server keeps it. Implemented by one feature. */
  auditKeptMs?(tenantId: string): Promise<number | null>;
  /** Whether the person is connected to any process. Implemented by the socket layer. */
  isOnline?(personId: string): boolean;
  /** Whether the person uses one of the connected devices. Implemented by the socket layer. */
  isActive?(personId: string): boolean;
  /** How full this process is with voice: 0 is empty; at 1 or more it takes no new rooms. Implemented by one feature. */
  mediaLoad?(): number;
}

/** The parts of a feature that hooks need. */
export interface Contributor {
  readonly models?: Readonly<Record<string, ModelDefinition>>;
  readonly hooks?: FeatureHooks;
}

export class Hooks {
  readonly #contributors: Contributor[] = [];
  readonly #all: FeatureHooks[] = [];
  readonly #circles = new Map<CircleKind, CircleSource>();
  readonly #guards = new Map<OutgoingMessage['kind'], SendGuard>();

  /** Adds the hooks and collections of features, in the order of the features. */
  add(features: readonly Contributor[]): void {
    this.#contributors.push(...features);
    for (const { hooks } of features) {
      if (!hooks) continue;
      this.#all.push(hooks);
      if (hooks.circle) this.#circles.set(hooks.circle.kind, hooks.circle);
      if (hooks.beforeSend) this.#guards.set(hooks.beforeSend.kind, hooks.beforeSend);
    }
  }

  /** The model definitions of all features. */
  models(): readonly ModelDefinition[] {
    return this.#contributors.flatMap(modelsOf);
  }

  /**
   * Erases a person from all features, one after the other in reverse order: references are removed before what they refer to,
   * and all of it before the profile, whose end makes clients read again. `sweep` erases the person from collections.
   */
  async erase(
    person: Person,
    pass: ErasurePass,
    sweep: (models: readonly ModelDefinition[]) => Promise<void>,
  ): Promise<void> {
    for (const contributor of this.#contributors.toReversed()) {
      await contributor.hooks?.onErase?.(person, pass);
      await sweep(modelsOf(contributor));
    }
  }

  async block(person: Person, otherId: string): Promise<void> {
    await Promise.all(this.#all.map((hooks) => hooks.onBlock?.(person, otherId)));
  }

  /** @throws ForbiddenError if an organisation does not let such a session in */
  async checkEntry(person: Person, signOn: SignOnMark | null): Promise<void> {
    if (person.tenantId === PUBLIC_TENANT) return;
    for (const hooks of this.#all) await hooks.checkEntry?.(person, signOn);
  }

  async noteIdentityUse(accountId: string, identityId: string): Promise<boolean> {
    for (const { noteIdentityUse } of this.#all) if (noteIdentityUse) return noteIdentityUse(accountId, identityId);
    return false;
  }

  async waysIn(accountId: string): Promise<number> {
    const counts = await Promise.all(this.#all.map((hooks) => hooks.waysIn?.(accountId) ?? 0));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async claimAccount(accountId: string): Promise<void> {
    await Promise.all(this.#all.map((hooks) => hooks.onClaim?.(accountId)));
  }

  async suspend(person: Person): Promise<void> {
    await Promise.all(this.#all.map((hooks) => hooks.onSuspend?.(person)));
  }

  async rightsChanged(change: RightsChange): Promise<void> {
    await Promise.all(this.#all.map((hooks) => hooks.onRightsChanged?.(change)));
  }

  /** Unordered; intervals may overlap. */
  async busyTimes(person: Person, within: Interval): Promise<Interval[]> {
    return (await Promise.all(this.#all.map((hooks) => hooks.busyTimes?.(person, within) ?? []))).flat();
  }

  /** Sorted by start. */
  async calendar(person: Person, from: Date): Promise<CalendarEvent[]> {
    const events = (await Promise.all(this.#all.map((hooks) => hooks.calendar?.(person, from) ?? []))).flat();
    return events.toSorted((a, b) => a.from.getTime() - b.from.getTime());
  }

  /** The source of each kind of circle. */
  circles(): ReadonlyMap<CircleKind, CircleSource> {
    return this.#circles;
  }

  /** Null if no feature guards this kind of conversation. */
  sendGuardOf(kind: OutgoingMessage['kind']): SendGuard | null {
    return this.#guards.get(kind) ?? null;
  }

  async seesRoom(actor: Actor, roomId: string): Promise<boolean> {
    for (const { seesRoom } of this.#all) if (seesRoom) return seesRoom(actor, roomId);
    return true;
  }

  async circleOfRoom(tenantId: string, roomId: string): Promise<string | null> {
    for (const { circleOfRoom } of this.#all) if (circleOfRoom) return circleOfRoom(tenantId, roomId);
    return null;
  }

  async auditKeptMs(tenantId: string): Promise<number | null> {
    for (const { auditKeptMs } of this.#all) if (auditKeptMs) return auditKeptMs(tenantId);
    return null;
  }

  isOnline(personId: string): boolean {
    return this.#all.some((hooks) => hooks.isOnline?.(personId));
  }

  isActive(personId: string): boolean {
    return this.#all.some((hooks) => hooks.isActive?.(personId));
  }

  mediaLoad(): number {
    return Math.max(0, ...this.#all.map((hooks) => hooks.mediaLoad?.() ?? 0));
  }
}

function modelsOf({ models = {} }: Contributor): ModelDefinition[] {
  return Object.values(models);
}
