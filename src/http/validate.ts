/** Checks a part of an input against its schema; used at both edges, HTTP and sockets. */
import type { z } from 'zod';
import { InvalidInputError } from '../kernel/errors.ts';

/** More problems than this help nobody. */
const MAX_PROBLEMS = 20;
const MAX_PATH_CHARS = 200;

/**
 * The parsed value. `part` begins each problem's path, such as `body` in `body.title`; '' leaves the bare field names.
 * @throws InvalidInputError that names each field at fault; never its value.
 */
export function validate<Schema extends z.ZodType>(schema: Schema, input: unknown, part: string): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, MAX_PROBLEMS).map((issue) => ({
    path: [part, ...issue.path]
      .filter((step) => step !== '')
      .join('.')
      .slice(0, MAX_PATH_CHARS),
    expected: issue.message,
  }));
  const [first] = problems;
  const { path = '', expected = 'another form' } = first ?? {};
  throw new InvalidInputError(`${path || 'input'}: ${expected}.`, { problems });
}
