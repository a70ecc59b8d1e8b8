/** Derives fields of a model from fields of the contract, so that each field is declared once. */
import type { SchemaDefinitionProperty } from 'mongoose';
import { z } from 'zod';

/** The Mongoose definition of each field. Without validation, because the contract has validated the values. */
export function storedFields(fields: Record<string, z.ZodType>): Record<string, SchemaDefinitionProperty> {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, storedField(name, schema)]));
}

function storedField(name: string, schema: z.ZodType): SchemaDefinitionProperty {
  if (schema instanceof z.ZodDefault) return { ...typed(name, inner(schema)), default: schema.parse(undefined) };
  if (schema instanceof z.ZodNullable) return { ...typed(name, schema), default: null };
  return { ...typed(name, schema), required: true };
}

function typed(name: string, schema: z.ZodType): { type: unknown } {
  if (schema instanceof z.ZodNullable) return typed(name, inner(schema));
  if (schema instanceof z.ZodArray) return { type: [typed(name, inner(schema)).type] };
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum || schema instanceof z.ZodURL)
    return { type: String };
  // For example a link or an empty text: both are stored as text.
  if (schema instanceof z.ZodUnion) return typed(name, schema.options.at(-1) as z.ZodType);
  if (schema instanceof z.ZodNumber) return { type: Number };
  if (schema instanceof z.ZodBoolean) return { type: Boolean };
  throw new Error(`${name}: add the type of this field to storedFields`);
}

function inner(schema: z.ZodDefault | z.ZodNullable | z.ZodArray): z.ZodType {
  // zod types inner schemas as its core type; all schemas here are `ZodType`.
  return (schema instanceof z.ZodArray ? schema.element : schema.unwrap()) as z.ZodType;
}
