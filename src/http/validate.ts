/** Validates input against a schema, for HTTP and sockets. */
import type { z } from 'zod';
import { InvalidInputError } from '../kernel/errors.ts';
import { type TextProblem, textProblems } from '../protocol/text.ts';

/** Reporting more problems than this does not help. */
const MAX_PROBLEMS = 20;
const MAX_PATH_CHARS = 200;

/**
 * Returns the parsed value. `part` is the first part of each problem's path, such as `body` in `body.title`; '' for none.
 * @throws InvalidInputError with the paths of invalid fields, but never their values
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
    ...textProblemOf(issue),
  }));
  const [first] = problems;
  const { path = '', expected = 'another form' } = first ?? {};
  throw new InvalidInputError(`${path || 'input'}: ${expected}.`, { problems });
}

/** The schemas of text say why they refuse one; zod itself says only that it is too short or too long. */
function textProblemOf(issue: z.core.$ZodIssue): { problem?: TextProblem } {
  if ('origin' in issue && issue.origin === 'string') {
    if (issue.code === 'too_small') return { problem: 'required' };
    if (issue.code === 'too_big') return { problem: 'too_long' };
  }
  const named = issue.code === 'custom' ? issue.params?.problem : undefined;
  const problem = textProblems.find((one) => one === named);
  return problem ? { problem } : {};
}
