/** Builds sample inputs from the schemas of the contract and replaces single fields in them, for the hostile tests. */
import { z } from 'zod';

type JsonSchema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
};

/** The path of a field in an input, such as `['tags', 0]`. An empty path means the whole input. */
export type FieldPath = readonly (string | number)[];

/** A sample that fits `schema`. Fields in `known` get that value; other ids are unknown ids. */
export function sampleOf(schema: z.ZodType, known: Readonly<Record<string, unknown>> = {}): unknown {
  return build(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema, known, '');
}

/** The paths of all fields of the sample, including objects and lists. The whole sample comes first. */
export function fieldsOf(sample: unknown, path: FieldPath = []): FieldPath[] {
  const inner = typeof sample === 'object' && sample !== null ? Object.entries(sample) : [];
  return [
    path,
    ...inner.flatMap(([key, value]) => fieldsOf(value, [...path, Array.isArray(sample) ? Number(key) : key])),
  ];
}

/** The value of a field; undefined if the sample has no such field. */
export function valueAt(sample: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], sample);
}

/** A copy of `sample` with the field at `path` replaced. */
export function withField(sample: unknown, path: FieldPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy: Record<string | number, unknown> = Array.isArray(sample)
    ? ([...sample] as unknown as Record<number, unknown>)
    : { ...(sample as Record<string, unknown>) };
  copy[key] = withField(copy[key], rest, value);
  return copy;
}

function build(schema: JsonSchema, known: Readonly<Record<string, unknown>>, name: string): unknown {
  if (name in known) return known[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return build(schema.anyOf[0] ?? {}, known, name);
  // A nullable type lists null last.
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, field]) => [key, build(field, known, key)]),
      );
    case 'array':
      return schema.items ? [build(schema.items, known, name === 'domains' ? 'domain' : '')] : [];
    case 'number':
    case 'integer':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'string':
      return text(schema, name);
    default:
      return {};
  }
}

function text(schema: JsonSchema, name: string): string {
  if (schema.format === 'date-time') return '2099-01-01T00:00:00.000Z';
  if (schema.format === 'uri') return 'https://example.com/';
  if (name === 'email') return 'somebody@example.com';
  if (name === 'timeZone') return 'Asia/Tokyo';
  if (name === 'domain') return 'example.com';
  if (name === 'issuer') return 'https://login.example.com/';
  if (schema.pattern?.includes('{1,64}')) return '0123456789abcdef01234567';
  return 'sample'.padEnd(schema.minLength ?? 0, 'x');
}
