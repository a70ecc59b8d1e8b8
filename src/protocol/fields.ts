/**
 * Sets of fields that people edit. Each field is declared once; the schemas for creating (with defaults), editing (all
 * optional) and output are derived from the set. A new field needs one line.
 */
import { z } from 'zod';

type Fields = Record<string, z.ZodType>;

/** The same schemas without their defaults. */
export type WithoutDefaults<All extends Fields> = {
  [Name in keyof All]: All[Name] extends z.ZodDefault<infer Inner extends z.ZodType> ? Inner : All[Name];
};

/** The values of a set of fields. */
export type WrittenFields<All extends Fields> = z.output<z.ZodObject<WithoutDefaults<All>>>;

export function withoutDefaults<All extends Fields>(fields: All): WithoutDefaults<All> {
  const entries = Object.entries(fields).map(([name, schema]) => [
    name,
    schema instanceof z.ZodDefault ? schema.unwrap() : schema,
  ]);
  return Object.fromEntries(entries) as WithoutDefaults<All>;
}

/** The schema for editing: all fields are optional, and missing fields stay unchanged. */
export function editSchema<All extends Fields>(fields: All) {
  return z.object(withoutDefaults(fields)).partial();
}

/** Picks the fields from a stored object. A field that is newer than the object gets its default. */
export function writtenFields<All extends Fields>(fields: All, stored: object): WrittenFields<All> {
  const known = new Map(Object.entries(stored));
  const entries = Object.entries(fields).map(([name, schema]) => [name, known.get(name) ?? defaultOf(schema)]);
  return Object.fromEntries(entries) as WrittenFields<All>;
}

function defaultOf(schema: z.ZodType): unknown {
  return schema instanceof z.ZodDefault ? schema.parse(undefined) : undefined;
}
