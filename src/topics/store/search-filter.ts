/** What a database is asked for, to find texts that `topic-search.ts` has prepared. */
import { trusted } from '../../database/models.ts';
import type { TopicSearch } from './topic-search.ts';

/** The index finds by grams, the text proves. No pattern is made of what people type. */
export function searchFilter({ grams, texts }: TopicSearch) {
  const proofs = texts.map((text) => ({ $gte: [{ $indexOfBytes: ['$searchText', { $literal: text }] }, 0] }));
  return {
    grams: trusted({ $all: [...grams] }),
    ...(proofs.length > 0 && { $expr: trusted({ $and: proofs }) }),
  };
}
