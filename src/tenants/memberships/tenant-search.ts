/** Finds organisations for operators, who belong to none of them. */
import type { Model } from 'mongoose';
import { type FoundPage, findPage, type PageQuery } from '../../database/page.ts';
import { searchFilter } from '../../kernel/search/search-filter.ts';
import { readSearch } from '../../kernel/search/text-search.ts';
import type { TenantDoc } from './tenant-model.ts';

export class TenantSearch {
  readonly #tenants: Model<TenantDoc>;

  constructor({ tenants }: { tenants: Model<TenantDoc> }) {
    this.#tenants = tenants;
  }

  /** By a part of the name, a whole slug, a whole mail domain or an id, newest first. Empty: all. */
  find({ q, ...query }: PageQuery & { q: string }): Promise<FoundPage<TenantDoc>> {
    return findPage({ model: this.#tenants, filter: q === '' ? {} : filterOf(q), ...query });
  }
}

function filterOf(q: string): { $or: object[] } {
  const word = q.trim().toLowerCase();
  const search = readSearch(q);
  return { $or: [{ _id: word }, { slug: word }, { domains: word }, ...(search ? [searchFilter(search)] : [])] };
}
