/** Errors of all answers, and the result that acknowledges a socket request. */
import { z } from 'zod';
import { openChallengeSchema } from './open-challenge.ts';
import { reasonNames, type reasons } from './reasons.ts';
import { secondStepSchema } from './second-factors.ts';
import { signOnLinkSchema } from './sign-on-link.ts';
import { textProblems } from './text.ts';

/** All error codes with their HTTP status. Socket acknowledgements use the same codes. */
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

/** An invalid field: its path (`body.title`, `tags.3`) and what was expected there. */
export const fieldProblemSchema = z.object({
  path: z.string(),
  expected: z.string(),
  /** Set for text: why it was refused, for clients that show their own sentence. */
  problem: z.enum(textProblems).optional(),
});
export type FieldProblem = z.infer<typeof fieldProblemSchema>;

export const wireErrorSchema = z.object({
  code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
  /** What happened and what to do, in English. Clients translate by `code` and `details.reason`. */
  message: z.string(),
  /** Set for `internal`: the id of the log entry with the cause. */
  errorId: z.string().optional(),
  details: z
    .object({
      /**
       * The exact reason, see `reasons.ts`. A newer server may send a reason that the client does not know, without a new
       * protocol version: clients then use `code`.
       */
      reason: z.enum(reasonNames).optional(),
      /** Set for `invalid_input`: the invalid fields. */
      problems: z.array(fieldProblemSchema).optional(),
      /** Set for `limit_exceeded`, `muted` and some `unavailable`: milliseconds after which a retry may succeed. */
      retryAfterMs: z.number().optional(),
      /** Set for a `conflict` whose reason begins with `too_many_`: the limit. */
      max: z.number().optional(),
      /** Set for `second_step_needed`: how to go on with the sign-in. */
      secondStep: secondStepSchema.optional(),
      /** Set for `sign_on_link_needed`: how to prove that the account with this address is mine. */
      signOnLink: signOnLinkSchema.optional(),
      /** Set for `sign_up_needed` and `own_sign_in_needed`: how to go on with the sign-in. */
      openSignOn: openChallengeSchema.optional(),
    })
    .optional(),
});
export type WireError = z.infer<typeof wireErrorSchema>;

/** The acknowledgement of every socket request. */
export type Result<T> = { ok: true; data: T } | { ok: false; error: WireError };

/** The body of every HTTP error. */
export const errorBodySchema = z.object({ error: wireErrorSchema });
