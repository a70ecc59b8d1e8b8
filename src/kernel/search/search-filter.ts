/** The database filter for documents whose search fields were made by `text-search.ts`. */
import { trusted } from '../../database/models.ts';
import type { TextSearch } from './text-search.ts';

/** The index finds candidates by grams; the text confirms the match. Never makes a regular expression of user input. */
export function searchFilter({ grams, texts }: TextSearch) {
  const containsTexts = texts.map((text) => ({ $gte: [{ $indexOfBytes: ['$searchText', { $literal: text }] }, 0] }));
  return {
    grams: trusted({ $all: [...grams] }),
    ...(containsTexts.length > 0 && { $expr: trusted({ $and: containsTexts }) }),
  };
}
