/** Building blocks of the schemas: ids, times, text that is safe to store and show, and pages. */
import { z } from 'zod';
import { wireLimits } from './limits.ts';

/** An opaque id. Clients compare ids and send them back, nothing else. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected an id');

/** A moment: ISO 8601 in UTC with milliseconds. */
export const timeSchema = z.iso.datetime();

// Control characters other than tab and newline have no place in text; NUL alone breaks many stores.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// Marks that reorder or hide text make one name look like another. The joiner U+200D stays: emoji are built with it.
const DECEPTIVE = /[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Text of several lines: well-formed Unicode in NFC, trimmed, without control characters. */
export function textSchema(minChars: number, maxChars: number) {
  return z
    .string()
    .refine((text) => text.isWellFormed() && !CONTROL.test(text), 'expected text without control characters')
    .normalize('NFC')
    .trim()
    .min(minChars)
    .max(maxChars);
}

/** Text of one line that names something: as `textSchema`, with no line breaks and no hidden or reordering marks. */
export function nameSchema(maxChars: number) {
  return textSchema(1, maxChars)
    .overwrite((text) => text.replace(DECEPTIVE, '').replace(/\s+/g, ' ').trim())
    .refine((text) => VISIBLE.test(text), 'expected at least one visible character');
}

/** Only web links: others could run code in the reader's page. */
export const linkSchema = z.url({ protocol: /^https?$/ }).max(wireLimits.linkChars);

/** A web link, or an empty text. */
export const optionalLinkSchema = z.union([z.literal(''), linkSchema]);

/** A tag: lower case, compatibility-normalised, spaces as hyphens. */
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

/** Whose something is that only some people see: of a match, a meal or a community. */
export const circleSchema = z.object({ kind: z.enum(['match', 'meal', 'community', 'instant_talk']), id: idSchema });
export type Circle = z.infer<typeof circleSchema>;

/** A language a person speaks or a card is written in. */
export const languageSchema = z.enum(['ja', 'en', 'zh', 'ko', 'es', 'fr', 'de', 'pt', 'vi', 'id']);
export type Language = z.infer<typeof languageSchema>;

/** An IANA time zone, such as Asia/Tokyo. */
export const timeZoneSchema = z.string().max(64).refine(isTimeZone, 'expected an IANA time zone such as Asia/Tokyo');

// Names that `Intl` accepts, or may accept, although IANA does not list them: offsets such as +09:00, abbreviations of ICU
// such as JST, and the unknown zone. Temporal refuses the last two, and offsets have no summer time.
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
 * A number in a query string. Clients pass a number and the server parses its text: every number of a query is declared
 * with this function, because `z.coerce.number()` alone would accept any type from a client.
 */
export function queryNumberSchema<Value extends number = number>() {
  return z.coerce.number<Value>();
}

/** Which page: `cursor` is the `nextCursor` of the page before; left out for the first page. */
export const pageQuerySchema = z.object({
  cursor: z.string().min(1).max(512).optional(),
  /** Items on one page. */
  limit: queryNumberSchema().int().min(1).max(wireLimits.pageItemsMax).default(wireLimits.pageItems),
});

/** One page of items; `nextCursor` is null on the last. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
export type Page<Item> = { items: Item[]; nextCursor: string | null };

export const emptySchema = z.object({});
