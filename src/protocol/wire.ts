/** What every answer has in common: the table of errors, and the result that acknowledges a socket request. */
import { z } from 'zod';
import { reasonNames, type reasons } from './reasons.ts';

/** Every error code with its HTTP status. The same codes travel in acknowledgements. */
export const ERROR_STATUS = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  incompatible_protocol: 426,
  limit_exceeded: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<keyof typeof reasons, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** Why an input was refused: where (`body.title`, `tags.3`) and what was expected there. */
export const fieldProblemSchema = z.object({ path: z.string(), expected: z.string() });
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

export const wireErrorSchema = z.object({
  code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
  /** For people: what happened and what to do. English; clients translate by `code` and `details.reason`. */
  message: z.string(),
  /** Given with `internal`: the id under which the server's log has the cause. */
  errorId: z.string().optional(),
  details: z
    .object({
      /**
       * The exact reason, from the table in `reasons.ts`. A newer server may send one that an older client does not know.
       * That is no new protocol version: the client then goes by `code` alone.
       */
      reason: z.enum(reasonNames).optional(),
      /** With `invalid_input`: each field at fault. */
      problems: z.array(fieldProblemSchema).optional(),
      /** With `limit_exceeded`, `muted` and some `unavailable`: milliseconds after which trying again makes sense. */
      retryAfterMs: z.number().optional(),
      /** With a `conflict` whose reason begins with `too_many_`: how many are allowed. */
      max: z.number().optional(),
    })
    .optional(),
});
export type WireError = z.infer<typeof wireErrorSchema>;

/** The acknowledgement of every socket request. */
export type Result<T> = { ok: true; data: T } | { ok: false; error: WireError };

/** The body of every HTTP error. */
export const errorBodySchema = z.object({ error: wireErrorSchema });
