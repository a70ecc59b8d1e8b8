/**
 * The first of two steps of Home: of all open topics, the few hundred that may be worth showing to someone. Each question
 * is answered from an index and asks for a few, so that the cost does not grow with the number of topics; the ranking then
 * looks at what was found.
 */
import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Language } from '../../protocol/common.ts';
import type { TopicDoc } from './topic-model.ts';

export interface CandidatesWanted {
  tenantId: string;
  /** Whose topics are not shown: the reader's own, and those of people kept apart. */
  hidden: ReadonlySet<string>;
  /** Circles that the reader is in. */
  circles: ReadonlySet<string>;
  /** Own tags, skills as tags, near tags; the most telling first. */
  tags: readonly string[];
  languages: readonly Language[];
  /** Whose topics are wanted whatever they are about. */
  ownerIds: readonly string[];
}

/** As much of a topic as the ranking looks at. */
export type Candidate = Pick<
  TopicDoc,
  '_id' | 'ownerId' | 'title' | 'tags' | 'kind' | 'language' | 'createdAt' | 'shownCount'
>;

const EACH = { tag: 16, language: 40, newest: 40, neverShown: 24, owners: 40, circle: 40 };
const TAGS = 20;
const FIELDS = { ownerId: 1, title: 1, tags: 1, kind: 1, language: 1, createdAt: 1, shownCount: 1 };
const NEWEST_FIRST = { createdAt: -1, _id: -1 } as const;

export class TopicCandidates {
  readonly #topics: Model<TopicDoc>;
  readonly #clock: Clock;

  constructor({ topics, clock }: { topics: Model<TopicDoc>; clock: Clock }) {
    this.#topics = topics;
    this.#clock = clock;
  }

  /** Each once, in no particular order. */
  async find(wanted: CandidatesWanted): Promise<Candidate[]> {
    const found = await Promise.all(
      questionsFor(wanted, this.#clock.date()).map(({ filter, sort, limit }) =>
        this.#topics.find(filter, FIELDS).sort(sort).limit(limit).lean<Candidate[]>(),
      ),
    );
    return [...new Map(found.flat().map((topic) => [topic._id, topic])).values()];
  }

  /** Tags that stand together on topics that everyone may see, of the newest: what a community writes stays there. */
  async tagsTogether(tenantId: string, max: number): Promise<string[][]> {
    const found = await this.#topics
      .find({ tenantId, circle: null, isOpen: true }, { tags: 1 })
      .sort(NEWEST_FIRST)
      .limit(max)
      .lean();
    return found.map(({ tags }) => tags);
  }
}

/** What is asked of the database, each answered from an index. */
export interface Question {
  filter: Record<string, unknown>;
  sort: Record<string, 1 | -1>;
  limit: number;
}

/** The questions that find someone's candidates. */
export function questionsFor(wanted: CandidatesWanted, now: Date): Question[] {
  const { tenantId, hidden, circles, tags, languages } = wanted;
  const open = {
    tenantId,
    isOpen: true,
    expiresAt: trusted({ $gt: now }),
    ownerId: trusted({ $nin: [...hidden] }),
    circle: trusted({ $in: [null, ...circles] }),
  };
  const newest = (filter: Record<string, unknown>, limit: number): Question => {
    return { filter: { ...open, ...filter }, sort: NEWEST_FIRST, limit };
  };
  const ownerIds = wanted.ownerIds.filter((id) => !hidden.has(id));
  return [
    newest({}, EACH.newest),
    ...tags.slice(0, TAGS).map((tag) => newest({ tags: tag }, EACH.tag)),
    ...languages.map((language) => newest({ language }, EACH.language)),
    ...(ownerIds.length > 0 ? [newest({ ownerId: trusted({ $in: ownerIds }) }, EACH.owners)] : []),
    ...[...circles].slice(0, TAGS).map((circle) => newest({ circle }, EACH.circle)),
    // The longest waiting first.
    { filter: { ...open, shownCount: 0 }, sort: { createdAt: 1 }, limit: EACH.neverShown },
  ];
}
