/**
 * Circles: the people of a match, a meal or a community, who alone see what belongs to it. What is stored for one carries
 * its name, such as `meal:652f…`; null there means everyone of the tenant. Who is in a circle is known by the feature that
 * owns it and nowhere stored twice; what was read is kept in memory until `circlesChanged` says otherwise.
 */

import type { Circle } from '../protocol/common.ts';
import type { DomainEvents } from './events.ts';
import type { Person } from './person.ts';
import { Remembered, tenantKey } from './remembered.ts';

export type CircleKind = Circle['kind'];

/** `kind:id`, as stored. */
export type CircleName = `${CircleKind}:${string}`;

/** What the owner of one kind of circle knows. Both are asked of the database. */
export interface CircleSource {
  /** Ids of the circles that this person is in. */
  idsOf(person: Person): Promise<readonly string[]>;
  /** Who is in the circle. */
  members(tenantId: string, id: string): Promise<readonly string[]>;
}

/** Who knows the circles of each kind. */
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

  /** Reads these people's circles again when they are asked for next. */
  forget({ tenantId, circle, personIds }: DomainEvents['circlesChanged']): void {
    this.#members.forget(tenantKey(tenantId, circle));
    for (const personId of personIds) this.#ofPeople.forget(tenantKey(tenantId, personId));
  }

  /** The names of every circle that this person is in. */
  of(person: Person): Promise<ReadonlySet<string>> {
    return this.#ofPeople.get(tenantKey(person.tenantId, person.personId), async () => {
      const names = [...this.#hooks.circles()].map(async ([kind, source]) =>
        (await source.idsOf(person)).map((id) => circleName(kind, id)),
      );
      return new Set((await Promise.all(names)).flat());
    });
  }

  /** Everyone in the circle; nobody where it does not exist. */
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

  /** Whether someone may see what belongs to the circle. What belongs to none is everyone's. */
  async sees({ tenantId, personId }: Person, circle: string | null): Promise<boolean> {
    return circle === null || (await this.members(tenantId, circle)).has(personId);
  }
}

export function circleName(kind: CircleKind, id: string): CircleName {
  return `${kind}:${id}`;
}

/** The id of a circle of this kind; null for one of another kind, and for none. */
export function idInCircle(kind: CircleKind, circle: string | null | undefined): string | null {
  return circle?.startsWith(`${kind}:`) ? circle.slice(kind.length + 1) : null;
}

/** A circle's name as it travels. */
export function circleOf(name: string): Circle {
  const [kind = '', id = ''] = name.split(':');
  // Names are made by `circleName` alone.
  return { kind: kind as CircleKind, id };
}
