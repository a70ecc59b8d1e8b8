/** Who is never to be suggested to whom. Read by everything that suggests people to people, so it is cached. */
import type { Model } from 'mongoose';
import type { DomainEvents } from '../kernel/events.ts';
import type { Person } from '../kernel/person.ts';
import { Remembered, tenantKey } from '../kernel/remembered.ts';
import type { NeverMatchDoc } from './never-match-model.ts';

export interface NeverMatchListOptions {
  neverMatches: Model<NeverMatchDoc>;
}

/** The never-match lists of people, in both directions alike. */
export class NeverMatchList {
  readonly #neverMatches: Model<NeverMatchDoc>;
  readonly #lists = new Remembered<ReadonlySet<string>>();

  constructor({ neverMatches }: NeverMatchListOptions) {
    this.#neverMatches = neverMatches;
  }

  /** Reads the lists of these two again when they are asked for next. */
  forget({ tenantId, personIds }: DomainEvents['neverMatchChanged']): void {
    for (const personId of personIds) this.#lists.forget(tenantKey(tenantId, personId));
  }

  /** Everyone who must not be suggested to this person: whom the person put on the list, and who put the person on theirs. */
  of(person: Person): Promise<ReadonlySet<string>> {
    return this.#lists.get(tenantKey(person.tenantId, person.personId), () => this.#read(person));
  }

  async #read({ tenantId, personId }: Person): Promise<ReadonlySet<string>> {
    const [given, received] = await Promise.all([
      this.#neverMatches.distinct('otherId', { tenantId, personId }),
      this.#neverMatches.distinct('personId', { tenantId, otherId: personId }),
    ]);
    return new Set([...given, ...received]);
  }
}
