/**
 * Circles: the people of a match, a meal or a community. Only they can see what belongs to the circle. Stored documents refer
 * to a circle by its name, such as `meal:652f…`; null means everyone in the tenant. Only the feature that owns a circle
 * stores its members. Reads are cached until `circlesChanged`.
 */

import type { Circle } from '../protocol/common.ts';
import type { DomainEvents } from './events.ts';
import type { Person } from './person.ts';
import { Remembered, tenantKey } from './remembered.ts';

export type CircleKind = Circle['kind'];

/** `kind:id`, as stored. */
export type CircleName = `${CircleKind}:${string}`;

/** Provided by the feature that owns one kind of circle. All methods read the database. */
export interface CircleSource {
  /** Ids of the person's circles. */
  idsOf(person: Person): Promise<readonly string[]>;
  /** Ids of the people in the circle. */
  members(tenantId: string, id: string): Promise<readonly string[]>;
  /** Ids of the people who manage the circle: the moderators of a community, the hosts of a meal. Without it, nobody does. */
  managers?(tenantId: string, id: string): Promise<readonly string[]>;
  /** The names that people have given to these circles, by id. Without it, circles of this kind have no names. */
  titles?(tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export interface CircleSources {
  circles(): ReadonlyMap<CircleKind, CircleSource>;
}

export class Circles {
  readonly #hooks: CircleSources;
  readonly #ofPeople = new Remembered<ReadonlySet<string>>();
  readonly #members = new Remembered<ReadonlySet<string>>();

  constructor({ hooks }: { hooks: CircleSources }) {
    this.#hooks = hooks;
  }

  /** Removes the circle and these people from the cache. */
  forget({ tenantId, circle, personIds }: DomainEvents['circlesChanged']): void {
    this.#members.forget(tenantKey(tenantId, circle));
    for (const personId of personIds) this.#ofPeople.forget(tenantKey(tenantId, personId));
  }

  /** Empties the cache. */
  forgetAll(): void {
    this.#members.forgetAll();
    this.#ofPeople.forgetAll();
  }

  /** The names of all circles that the person is in. */
  of(person: Person): Promise<ReadonlySet<string>> {
    return this.#ofPeople.get(tenantKey(person.tenantId, person.personId), async () => {
      const names = [...this.#hooks.circles()].map(async ([kind, source]) =>
        (await source.idsOf(person)).map((id) => circleName(kind, id)),
      );
      return new Set((await Promise.all(names)).flat());
    });
  }

  /** The names of the person's circles of one kind. */
  async namesOf(person: Person, kind: CircleKind): Promise<string[]> {
    return [...(await this.of(person))].filter((name) => idInCircle(kind, name) !== null);
  }

  /** Everyone in each of the person's first `max` circles of one kind, by the ids of the circles. */
  async membersOf(
    person: Person,
    { kind, max }: { kind: CircleKind; max: number },
  ): Promise<Map<string, ReadonlySet<string>>> {
    const names = (await this.namesOf(person, kind)).slice(0, max);
    const found = names.map(
      async (name) => [idInCircle(kind, name) ?? name, await this.members(person.tenantId, name)] as const,
    );
    return new Map(await Promise.all(found));
  }

  /** Everyone in the circle; empty if it does not exist. */
  members(tenantId: string, circle: string): Promise<ReadonlySet<string>> {
    return this.#members.get(tenantKey(tenantId, circle), async () => {
      const [kind = '', id = ''] = circle.split(':');
      return new Set(
        await this.#hooks
          .circles()
          .get(kind as CircleKind)
          ?.members(tenantId, id),
      );
    });
  }

  /** The people who manage the circle. Read from the database each time: few requests need it. */
  async managers(tenantId: string, circle: string | null): Promise<ReadonlySet<string>> {
    const [kind = '', id = ''] = circle?.split(':') ?? [];
    return new Set(
      await this.#hooks
        .circles()
        .get(kind as CircleKind)
        ?.managers?.(tenantId, id),
    );
  }

  /** The names that people have given to circles of one kind, by id. Read from the database, in one query. */
  async titles(tenantId: string, kind: CircleKind, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    return (await this.#hooks.circles().get(kind)?.titles?.(tenantId, ids)) ?? new Map();
  }

  /** Whether the circle is managed by people in it, and not by the person who opened its room. */
  isManaged(circle: string): boolean {
    return this.#hooks.circles().get(circleOf(circle).kind)?.managers !== undefined;
  }

  /** Whether a person may see what belongs to the circle. Everyone may if it is null. */
  async sees({ tenantId, personId }: Person, circle: string | null): Promise<boolean> {
    return circle === null || (await this.members(tenantId, circle)).has(personId);
  }
}

export function circleName(kind: CircleKind, id: string): CircleName {
  return `${kind}:${id}`;
}

/** The id in a circle's name if it is of this kind; otherwise null. */
export function idInCircle(kind: CircleKind, circle: string | null | undefined): string | null {
  return circle?.startsWith(`${kind}:`) ? circle.slice(kind.length + 1) : null;
}

/** The wire form of a circle's name. */
export function circleOf(name: string): Circle {
  const [kind = '', id = ''] = name.split(':');
  // Only `circleName` creates names, so the kind is valid.
  return { kind: kind as CircleKind, id };
}
