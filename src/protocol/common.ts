/** Building blocks of the schemas: ids, times, circles, languages and pages. Text is in `text-schemas.ts`. */
import { z } from 'zod';
import { knowsTimeZone } from './date-words.ts';
import { wireLimits } from './limits.ts';
import { opaqueSchema } from './text-schemas.ts';

/** An opaque id. Clients only compare ids and send them back. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected an id');

/** A time: ISO 8601 in UTC with milliseconds. */
export const timeSchema = z.iso.datetime();

/** The people who can see something: those of a match, a meal, a community or an instant talk. */
export const circleSchema = z.object({ kind: z.enum(['match', 'meal', 'community', 'instant_talk']), id: idSchema });
export type Circle = z.infer<typeof circleSchema>;

/** A language that a person speaks or a text is written in. */
export const languageSchema = z.enum(['ja', 'en', 'zh', 'ko', 'es', 'fr', 'de', 'pt', 'vi', 'id']);
export type Language = z.infer<typeof languageSchema>;

/** An IANA time zone, such as Asia/Tokyo. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, 'expected an IANA time zone such as Asia/Tokyo')
  .overwrite(inUsualCase);

// Names that `Intl` accepts, or may accept, although IANA does not list them: offsets such as +09:00, abbreviations of ICU
// such as JST, and the unknown zone. Temporal rejects the last two, and offsets have no summer time.
const NOT_IANA = /^([^a-z]|(a[cegrs]|b[es]|c[anst]|e[ac]|i[es]|js|mi|n[es]|p[lnrs]|ss|vs)t$|etc\/unknown$)/i;

function isTimeZone(name: string): boolean {
  return !NOT_IANA.test(name) && knowsTimeZone(name);
}

/** `asia/tokyo` becomes `Asia/Tokyo`. An alias such as `Asia/Kolkata` keeps its name. */
function inUsualCase(name: string): string {
  if (!isTimeZone(name)) return name;
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
  return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
}

/**
 * A number in a query string. Clients pass a number, and the server parses the text. Use this function for every number in a
 * query, because with plain `z.coerce.number()` the input type of clients would be `unknown`.
 */
export function queryNumberSchema<Value extends number = number>() {
  return z.coerce.number<Value>();
}

/** `cursor` is the `nextCursor` of the previous page; leave it out for the first page. */
export const pageQuerySchema = z.object({
  cursor: opaqueSchema(512).optional(),
  /** Maximum number of items on the page. */
  limit: queryNumberSchema().int().min(1).max(wireLimits.pageItemsMax).default(wireLimits.pageItems),
});

/** One page of items. `nextCursor` is null on the last page. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
export type Page<Item> = { items: Item[]; nextCursor: string | null };

export const emptySchema = z.object({});
