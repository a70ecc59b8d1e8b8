/** Reads and changes a person's own list of people: the blocks, or the never-match list. The others never learn of it. */

import type { PageQuery } from '../../database/page.ts';
import { type ConflictError, ForbiddenError, type Sentence } from '../../kernel/errors.ts';
import type { Events } from '../../kernel/events.ts';
import type { Person } from '../../kernel/person.ts';
import type { ProfileService } from '../../profiles/index.ts';
import type { Page } from '../../protocol/common.ts';
import type { ProfileSummary } from '../../protocol/profiles.ts';
import type { PairList } from '../pair-list.ts';

export interface PairListServiceOptions {
  pairs: PairList;
  profiles: Pick<ProfileService, 'exists' | 'summaries'>;
  events: Events;
  /** Announced with both people after a pair was added or removed. */
  changed: 'blocksChanged' | 'neverMatchChanged';
  /** The most people on one list, and the error beyond that. */
  max: number;
  tooMany: (max: number) => ConflictError;
  /** The error message for a person who adds their own id. */
  yourself: Sentence;
  /** People who are left out when the person reads the list. */
  hiddenFrom?: (person: Person) => Promise<ReadonlySet<string>>;
  /** Called after every `add`, also a repeated one, so that it completes an interrupted call. Idempotent. */
  afterAdd?: (person: Person, otherId: string) => Promise<void>;
}

export class PairListService {
  readonly #parts: PairListServiceOptions;

  constructor(parts: PairListServiceOptions) {
    this.#parts = parts;
  }

  /** The person's own list, newest first. */
  async list(person: Person, query: PageQuery): Promise<Page<{ person: ProfileSummary; createdAt: string }>> {
    const { pairs, profiles, hiddenFrom } = this.#parts;
    const [hidden, { items: entries, nextCursor }] = await Promise.all([
      hiddenFrom?.(person),
      pairs.page(person, query),
    ]);
    const visible = entries.filter(({ otherId }) => !hidden?.has(otherId));
    const people = await profiles.summaries(
      person.tenantId,
      visible.map(({ otherId }) => otherId),
    );
    const items = visible.flatMap(({ otherId, createdAt }) => {
      const other = people.get(otherId);
      return other ? [{ person: other, createdAt }] : [];
    });
    return { items, nextCursor };
  }

  /**
   * Adds someone to the person's own list. Idempotent. Ignores an id that belongs to nobody: an error would reveal which of
   * the people that the person cannot see exist.
   * @throws ForbiddenError `yourself`, ConflictError with the reason of `tooMany`
   */
  async add(person: Person, otherId: string): Promise<void> {
    const { pairs, profiles, max, tooMany, yourself, afterAdd } = this.#parts;
    const { tenantId, personId } = person;
    if (otherId === personId) throw new ForbiddenError('yourself', yourself);
    if (!(await profiles.exists({ tenantId, personId: otherId }))) return;
    const isAdded = await pairs.add(person, otherId, { max, error: tooMany });
    // Announce before `afterAdd` ends what the two share: it drops the caches, so neither can start anything new meanwhile.
    if (isAdded) this.#announce(tenantId, [personId, otherId]);
    await afterAdd?.(person, otherId);
  }

  /** Removes someone from the person's own list. Idempotent. The pair remains if the other has the person on their list. */
  async remove(person: Person, otherId: string): Promise<void> {
    const { tenantId, personId } = person;
    if (await this.#parts.pairs.remove(person, otherId)) this.#announce(tenantId, [personId, otherId]);
  }

  /** Removes the person's own list, and the person from all other lists. */
  async erasePerson(person: Person): Promise<void> {
    for (const pair of await this.#parts.pairs.erase(person)) this.#announce(person.tenantId, pair);
  }

  #announce(tenantId: string, personIds: [string, string]): void {
    this.#parts.events.announce(this.#parts.changed, { tenantId, personIds });
  }
}
