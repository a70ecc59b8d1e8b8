/** Building blocks of the schemas: ids, times, text that is safe to store and show, and pages. */
import { z } from 'zod';
import { wireLimits } from './limits.ts';

/** An opaque id. Clients only compare ids and send them back. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected an id');

/** A time: ISO 8601 in UTC with milliseconds. */
export const timeSchema = z.iso.datetime();

// Control characters except tab and newline are not allowed in text; NUL in particular breaks many databases.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the regex must find control characters.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// Characters that reorder or hide text can make one name look like another. U+200D is kept because emoji need it.
const DECEPTIVE = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Text with several lines: well-formed Unicode in NFC, trimmed, without control characters. */
export function textSchema(minChars: number, maxChars: number) {
  return z
    .string()
    .refine((text) => text.isWellFormed() && !CONTROL.test(text), 'expected text without control characters')
    .normalize('NFC')
    .trim()
    .min(minChars)
    .max(maxChars);
}

/** A name in one line: like `textSchema`, but without line breaks and without hidden or reordering characters. */
export function nameSchema(maxChars: number) {
  return textSchema(1, maxChars)
    .overwrite((text) => text.replace(DECEPTIVE, '').replace(/\s+/g, ' ').trim())
    .refine((text) => VISIBLE.test(text), 'expected at least one visible character');
}

/** Only http and https: other schemes could run code in the reader's page. */
export const linkSchema = z.url({ protocol: /^https?$/ }).max(wireLimits.linkChars);

/** A web link, or an empty string. */
export const optionalLinkSchema = z.union([z.literal(''), linkSchema]);

/** A tag: lower case, NFKC, spaces replaced by hyphens. */
export const tagSchema = z
  .string()
  .max(wireLimits.tagChars * 2)
  .refine((text) => text.isWellFormed(), 'expected text')
  .overwrite((text) => text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, '-'))
  .min(1)
  .max(wireLimits.tagChars)
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}+#.-]*$/u, 'expected letters, digits and + # . -');

export const tagsSchema = z
  .array(tagSchema)
  .max(wireLimits.tags)
  .overwrite((tags) => [...new Set(tags)]);

/** The people who can see something: those of a match, a meal, a community or an instant talk. */
export const circleSchema = z.object({ kind: z.enum(['match', 'meal', 'community', 'instant_talk']), id: idSchema });
export type Circle = z.infer<typeof circleSchema>;

/** A language that a person speaks or a text is written in. */
export const languageSchema = z.enum(['ja', 'en', 'zh', 'ko', 'es', 'fr', 'de', 'pt', 'vi', 'id']);
export type Language = z.infer<typeof languageSchema>;

/** An IANA time zone, such as Asia/Tokyo. */
export const timeZoneSchema = z.string().max(64).refine(isTimeZone, 'expected an IANA time zone such as Asia/Tokyo');

// Names that `Intl` accepts, or may accept, although IANA does not list them: offsets such as +09:00, abbreviations of ICU
// such as JST, and the unknown zone. Temporal rejects the last two, and offsets have no summer time.
const NOT_IANA = /^([^a-z]|(a[cegrs]|b[es]|c[anst]|e[ac]|i[es]|js|mi|n[es]|p[lnrs]|ss|vs)t$|etc\/unknown$)/i;

function isTimeZone(name: string): boolean {
  if (NOT_IANA.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
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
  cursor: z.string().min(1).max(512).optional(),
  /** Maximum number of items on the page. */
  limit: queryNumberSchema().int().min(1).max(wireLimits.pageItemsMax).default(wireLimits.pageItems),
});

/** One page of items. `nextCursor` is null on the last page. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
export type Page<Item> = { items: Item[]; nextCursor: string | null };

export const emptySchema = z.object({});
