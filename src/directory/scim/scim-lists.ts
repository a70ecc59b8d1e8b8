/** Pages of SCIM lists (RFC 7644, section 3.4.2.4). Pure functions, no I/O. */
import type { Json } from './scim-values.ts';

export const MAX_PER_PAGE = 200;
/** Members of all groups on a page, about a megabyte. A page may have fewer resources than were asked for. */
export const MAX_MEMBERS_PER_PAGE = 10_000;
const PER_PAGE = 100;
/** So that nobody makes the database skip without end. */
const MAX_START = 1_000_000;

export interface ListPage {
  /** 1 for the first. */
  startIndex: number;
  count: number;
}

/** Values that are no numbers, or out of range, are replaced by the nearest that is allowed, as the standard says. */
export function pageOf(query: URLSearchParams): ListPage {
  return {
    startIndex: between(1, numberOf(query.get('startIndex'), 1), MAX_START),
    count: between(0, numberOf(query.get('count'), PER_PAGE), MAX_PER_PAGE),
  };
}

export function listOf(resources: readonly Json[], { startIndex }: ListPage, totalResults: number): Json {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

function numberOf(text: string | null, otherwise: number): number {
  const number = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? Math.trunc(number) : otherwise;
}

function between(min: number, value: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
