/** What the owner of a topic is told about people who are interested in it, to decide whether to talk with them. */
import type { Circles } from '../kernel/circles.ts';
import type { Person } from '../kernel/person.ts';
import type { ProfileService } from '../profiles/index.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { InterestedPerson } from '../protocol/topics.ts';

export interface InterestedPeopleOptions {
  profiles: Pick<ProfileService, 'descriptions'>;
  circles: Pick<Circles, 'membersOf' | 'titles'>;
}

interface Community {
  id: string;
  name: string;
  members: ReadonlySet<string>;
}

const NOTHING = { bio: '', canTeach: [], wantsToLearn: [], languages: [], tags: [] };

export class InterestedPeople {
  readonly #parts: InterestedPeopleOptions;

  constructor(parts: InterestedPeopleOptions) {
    this.#parts = parts;
  }

  /**
   * What the reader may know about each of these people: their profiles, and communities that the reader is in too. The number
   * of queries does not depend on the number of people. Does not apply blocks.
   */
  async about(reader: Person, personIds: readonly string[]): Promise<Map<string, InterestedPerson>> {
    if (personIds.length === 0) return new Map();
    const [profiles, communities] = await Promise.all([
      this.#parts.profiles.descriptions(reader.tenantId, [...personIds, reader.personId]),
      this.#communitiesOf(reader),
    ]);
    const mine = new Set(profiles.get(reader.personId)?.tags);
    return new Map(
      personIds.map((personId) => {
        const { tags, ...description } = profiles.get(personId) ?? NOTHING;
        const shared = communities.filter(({ members }) => members.has(personId));
        return [
          personId,
          {
            ...description,
            sharedTags: tags.filter((tag) => mine.has(tag)),
            sharedCommunities: shared.map(({ id, name }) => ({ id, name })),
          },
        ];
      }),
    );
  }

  async #communitiesOf(reader: Person): Promise<Community[]> {
    const { circles } = this.#parts;
    const mine = await circles.membersOf(reader, { kind: 'community', max: wireLimits.comparedCommunities });
    const titles = await circles.titles(reader.tenantId, 'community', [...mine.keys()]);
    return [...mine].flatMap(([id, members]) => {
      const name = titles.get(id);
      return name === undefined ? [] : [{ id, name, members }];
    });
  }
}
