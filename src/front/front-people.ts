/** Whom visitors see: people who allow it, and whose account is neither suspended nor being deleted. */
import type { InactiveAccounts } from '../accounts/index.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import type { ProfileService, ShownToVisitors } from '../profiles/index.ts';
import type { PublicPerson } from '../protocol/front.ts';

export interface FrontPeopleOptions {
  profiles: Pick<ProfileService, 'shownToVisitors'>;
  inactiveAccounts: Pick<InactiveAccounts, 'among'>;
}

/** What the people who were asked for let visitors see. */
export interface ShownPeople {
  /** Whether the things of this person may be shown at all. */
  isActive(personId: string): boolean;
  /** Whether the person shows topics to visitors. */
  showsTopics(personId: string): boolean;
  /** Null if visitors do not see the person's name. */
  name(personId: string): PublicPerson | null;
}

export class FrontPeople {
  readonly #parts: FrontPeopleOptions;

  constructor(parts: FrontPeopleOptions) {
    this.#parts = parts;
  }

  /** The same queries for all people, so that the time does not tell who hides. */
  async shown(personIds: Iterable<string>): Promise<ShownPeople> {
    const ids = [...new Set(personIds)];
    const [inactive, shown] = await Promise.all([
      this.#parts.inactiveAccounts.among(ids),
      this.#parts.profiles.shownToVisitors(PUBLIC_TENANT, ids),
    ]);
    const of = (id: string): ShownToVisitors | null => (inactive.has(id) ? null : (shown.get(id) ?? null));
    return {
      isActive: (id) => of(id) !== null,
      showsTopics: (id) => of(id)?.showsTopics === true,
      name: (id) => of(id)?.name ?? null,
    };
  }
}
