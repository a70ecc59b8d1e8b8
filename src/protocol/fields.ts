/**
 * The fields that people write on something, declared once: with their defaults for creating, all optional for editing, and
 * as they are shown. A new field is one line in such a set.
 */
import { z } from 'zod';

type Fields = Record<string, z.ZodType>;

/** The same schemas without their defaults. */
export type WithoutDefaults<All extends Fields> = {
  [Name in keyof All]: All[Name] extends z.ZodDefault<infer Inner extends z.ZodType> ? Inner : All[Name];
};

/** What someone wrote. */
export type WrittenFields<All extends Fields> = z.output<z.ZodObject<WithoutDefaults<All>>>;

export function withoutDefaults<All extends Fields>(fields: All): WithoutDefaults<All> {
  const entries = Object.entries(fields).map(([name, schema]) => [
    name,
    schema instanceof z.ZodDefault ? schema.unwrap() : schema,
  ]);
  return Object.fromEntries(entries) as WithoutDefaults<All>;
}

/** For editing: fields that are left out stay as they are. */
export function editSchema<All extends Fields>(fields: All) {
  return z.object(withoutDefaults(fields)).partial();
}

/** The fields of something stored. A field that was declared after it was stored has its default. */
export function writtenFields<All extends Fields>(fields: All, stored: object): WrittenFields<All> {
  const known = new Map(Object.entries(stored));
  const entries = Object.entries(fields).map(([name, schema]) => [name, known.get(name) ?? defaultOf(schema)]);
  return Object.fromEntries(entries) as WrittenFields<All>;
}

function defaultOf(schema: z.ZodType): unknown {
  return schema instanceof z.ZodDefault ? schema.parse(undefined) : undefined;
}
