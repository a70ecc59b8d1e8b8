/**
 * The first of two steps of Home: finds the few hundred open topics that may interest a reader; the second step ranks
 * them. Each query uses an index and has a small limit, so the cost does not grow with the number of topics.
 */
import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Language } from '../../protocol/common.ts';
import type { TopicDoc } from './topic-model.ts';

export interface CandidateCriteria {
  tenantId: string;
  /** People whose topics are not shown: the reader, and people separated from the reader by a block or never-match list. */
  hidden: ReadonlySet<string>;
  /** The reader's circles. */
  circles: ReadonlySet<string>;
  /** The reader's tags, tags of their skills and neighbouring tags, most important first. */
  tags: readonly string[];
  languages: readonly Language[];
  /** Owners whose topics are candidates whatever they are about. */
  ownerIds: readonly string[];
}

/** The criteria by which topics with one of these tags are found. */
export type TagCriteria = Pick<CandidateCriteria, 'tenantId' | 'hidden' | 'circles' | 'tags'>;

/** The fields of a topic that the ranking needs. */
export type Candidate = Pick<
  TopicDoc,
  '_id' | 'ownerId' | 'title' | 'tags' | 'kind' | 'language' | 'createdAt' | 'shownCount'
>;

/** The most topics that one query returns, by the kind of the query. */
const QUERY_LIMITS = { tag: 16, language: 40, newest: 40, neverShown: 24, owners: 40, circle: 40 };
/** The most queries by tag, and the most queries by circle. */
const MAX_QUERIES = 20;
const FIELDS = { ownerId: 1, title: 1, tags: 1, kind: 1, language: 1, createdAt: 1, shownCount: 1 };
const NEWEST_FIRST = { createdAt: -1, _id: -1 } as const;

export class TopicCandidates {
  readonly #topics: Model<TopicDoc>;
  readonly #clock: Clock;

  constructor({ topics, clock }: { topics: Model<TopicDoc>; clock: Clock }) {
    this.#topics = topics;
    this.#clock = clock;
  }

  /** Candidates without duplicates, in no particular order. */
  async find(criteria: CandidateCriteria): Promise<Candidate[]> {
    const found = await Promise.all(
      candidateQueries(criteria, this.#clock.date()).map(({ filter, sort, limit }) =>
        this.#topics.find(filter, FIELDS).sort(sort).limit(limit).lean<Candidate[]>(),
      ),
    );
    return [...new Map(found.flat().map((topic) => [topic._id, topic])).values()];
  }

  /** How many open topics with one of the tags of the criteria were posted after `since`, counted up to `max`. */
  async countNew(criteria: TagCriteria, { since, max }: { since: Date; max: number }): Promise<number> {
    const tags = criteria.tags.slice(0, MAX_QUERIES);
    if (tags.length === 0) return 0;
    const filter = { ...openTo(criteria, this.#clock.date()), tags: trusted({ $in: tags }) };
    return this.#topics
      .countDocuments({ ...filter, createdAt: trusted({ $gt: since }) })
      .limit(max)
      .exec();
  }

  /**
   * The tags of each of the `max` newest open topics that everyone can see. Topics of communities are left out, so that
   * their content does not become visible outside.
   */
  async tagsTogether(tenantId: string, max: number): Promise<string[][]> {
    const found = await this.#topics
      .find({ tenantId, circle: null, isOpen: true }, { tags: 1 })
      .sort(NEWEST_FIRST)
      .limit(max)
      .lean();
    return found.map(({ tags }) => tags);
  }
}

/** A database query that an index answers. */
export interface CandidateQuery {
  filter: Record<string, unknown>;
  sort: Record<string, 1 | -1>;
  limit: number;
}

/** The queries that find a reader's candidates. */
export function candidateQueries(criteria: CandidateCriteria, now: Date): CandidateQuery[] {
  const { hidden, circles, tags, languages } = criteria;
  const open = openTo(criteria, now);
  const newest = (filter: Record<string, unknown>, limit: number): CandidateQuery => {
    return { filter: { ...open, ...filter }, sort: NEWEST_FIRST, limit };
  };
  const ownerIds = criteria.ownerIds.filter((id) => !hidden.has(id));
  return [
    newest({}, QUERY_LIMITS.newest),
    ...tags.slice(0, MAX_QUERIES).map((tag) => newest({ tags: tag }, QUERY_LIMITS.tag)),
    ...languages.map((language) => newest({ language }, QUERY_LIMITS.language)),
    ...(ownerIds.length > 0 ? [newest({ ownerId: trusted({ $in: ownerIds }) }, QUERY_LIMITS.owners)] : []),
    ...[...circles].slice(0, MAX_QUERIES).map((circle) => newest({ circle }, QUERY_LIMITS.circle)),
    // Oldest first, so that every topic is shown at some time.
    { filter: { ...open, shownCount: 0 }, sort: { createdAt: 1 }, limit: QUERY_LIMITS.neverShown },
  ];
}

/** The open topics of others that the reader may see. */
function openTo({ tenantId, hidden, circles }: Omit<TagCriteria, 'tags'>, now: Date) {
  return {
    tenantId,
    isOpen: true,
    expiresAt: trusted({ $gt: now }),
    ownerId: trusted({ $nin: [...hidden] }),
    circle: trusted({ $in: [null, ...circles] }),
  };
}
