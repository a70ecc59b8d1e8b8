/**
 * Errors that are sent to clients. The message says what happened and what to do. Most errors have a reason from the table in
 * `protocol/reasons.ts`; the compiler only allows reasons that belong to the error's code. Any other error becomes `internal`
 * at the edge: it is logged once with its stack, and the client does not see its message.
 */

import type { OpenChallenge } from '../protocol/open-challenge.ts';
import type { LimitReason, Reason, ReasonOf } from '../protocol/reasons.ts';
import type { SecondStep } from '../protocol/second-factors.ts';
import type { SignOnLink } from '../protocol/sign-on-link.ts';
import type { ErrorCode, FieldProblem, WireError } from '../protocol/wire.ts';
import type { SecurityEventName } from './security-events.ts';

/** What happened and what to do. The required full stop also prevents passing a reason as a message. */
export type Sentence = `${string}.`;

interface Details {
  problems?: FieldProblem[];
  /** Milliseconds after which a retry may succeed. */
  retryAfterMs?: number;
  /** The limit that was reached. */
  max?: number;
  /** How to go on with a sign-in. */
  secondStep?: SecondStep;
  /** How to link an identity to an account. */
  signOnLink?: SignOnLink;
  /** For `sign_up_needed` and `own_sign_in_needed`. */
  openSignOn?: OpenChallenge;
}

/** What only the security log tells about a refusal. It is never sent. */
export interface Concerns {
  /** An event of its own, instead of the one of the request. */
  event?: SecurityEventName;
  ids?: Readonly<Record<string, string>>;
  /** The thing exists, but this person must not know: the answer is the same as for an unknown id. */
  isHidden?: true;
  /** It happens in ordinary use, so it is no line of the log. */
  isUsual?: true;
}

/** The original error: it is logged and never sent. */
type Cause = Pick<ErrorOptions, 'cause'>;

type WithReason<Name extends Reason, More = Cause> = [reason: Name, message: Sentence, more?: More | undefined];
type WithoutReason<More = Cause> = [message: Sentence, more?: More | undefined];

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: WireError['details'];
  #concerns: Concerns = {};

  constructor(code: ErrorCode, ...args: WithReason<Reason, Details & Cause> | WithoutReason<Details & Cause>) {
    const { reason, message, details, options } = partsOf(args);
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    const all = { ...(reason !== undefined && { reason }), ...details };
    this.details = Object.keys(all).length > 0 ? all : undefined;
  }

  get concerns(): Concerns {
    return this.#concerns;
  }

  /** Sets what the security log tells. Returns the error. */
  about(concerns: Concerns): this {
    this.#concerns = concerns;
    return this;
  }

  /** The wire form. */
  toWire(): WireError {
    return { code: this.code, message: this.message, ...(this.details && { details: this.details }) };
  }
}

export class InvalidInputError extends AppError {
  constructor(...args: WithReason<ReasonOf<'invalid_input'>> | WithoutReason<Pick<Details, 'problems'> & Cause>) {
    super('invalid_input', ...args);
  }
}

type OpenSignOnReason = 'sign_up_needed' | 'own_sign_in_needed';

export class UnauthenticatedError extends AppError {
  constructor(reason: 'second_step_needed', message: Sentence, more: { secondStep: SecondStep });
  constructor(reason: 'sign_on_link_needed', message: Sentence, more: { signOnLink: SignOnLink });
  constructor(reason: OpenSignOnReason, message: Sentence, more: { openSignOn: OpenChallenge });
  constructor(
    reason: Exclude<ReasonOf<'unauthenticated'>, 'second_step_needed' | 'sign_on_link_needed' | OpenSignOnReason>,
    message: Sentence,
    more?: Cause,
  );
  constructor(
    reason: ReasonOf<'unauthenticated'>,
    message: Sentence,
    more?: { secondStep: SecondStep } | { signOnLink: SignOnLink } | { openSignOn: OpenChallenge } | Cause,
  ) {
    super('unauthenticated', reason, message, more);
  }
}

export class ForbiddenError extends AppError {
  constructor(reason: 'muted', message: Sentence, more: { retryAfterMs: number });
  constructor(reason: 'removed_from_room', message: Sentence, more: { retryAfterMs?: number });
  constructor(reason: Exclude<ReasonOf<'forbidden'>, 'muted' | 'removed_from_room'>, message: Sentence);
  constructor(reason: ReasonOf<'forbidden'>, message: Sentence, more?: { retryAfterMs?: number }) {
    super('forbidden', reason, message, more);
  }
}

/** Also thrown if a person must not know that something exists, so that both cases look the same. */
export class NotFoundError extends AppError {
  constructor(...args: WithReason<ReasonOf<'not_found'>> | WithoutReason) {
    super('not_found', ...args);
  }
}

export class ConflictError extends AppError {
  constructor(reason: LimitReason, message: Sentence, more: { max: number });
  constructor(reason: Exclude<ReasonOf<'conflict'>, LimitReason>, message: Sentence);
  constructor(reason: ReasonOf<'conflict'>, message: Sentence, more?: { max: number }) {
    super('conflict', reason, message, more);
  }
}

export class TooLargeError extends AppError {
  constructor(...args: WithoutReason) {
    super('too_large', ...args);
  }
}

export class IncompatibleProtocolError extends AppError {
  constructor(reason: ReasonOf<'incompatible_protocol'>) {
    super('incompatible_protocol', reason, PROTOCOL_MESSAGES[reason]);
  }
}

const PROTOCOL_MESSAGES = {
  client_too_old: 'This client is too old for the server. Reload or update it.',
  server_too_old: 'This server is older than the client. Ask its operator to update it.',
} as const;

export class LimitExceededError extends AppError {
  constructor(
    ...args:
      | [reason: ReasonOf<'limit_exceeded'>, message: Sentence, more: { retryAfterMs: number }]
      | [message: Sentence, more: { retryAfterMs: number }]
  ) {
    super('limit_exceeded', ...args);
  }
}

export class UnavailableError extends AppError {
  constructor(
    ...args:
      | WithReason<ReasonOf<'unavailable'>, Pick<Details, 'retryAfterMs'> & Cause>
      | WithoutReason<Pick<Details, 'retryAfterMs'> & Cause>
  ) {
    super('unavailable', ...args);
  }
}

function partsOf(args: WithReason<Reason, Details & Cause> | WithoutReason<Details & Cause>) {
  const hasReason = typeof args[1] === 'string';
  const [reason, message, more = {}] = (hasReason ? args : [undefined, ...args]) as [
    Reason | undefined,
    Sentence,
    (Details & Cause)?,
  ];
  const { cause, ...details } = more;
  return { reason, message, details, options: cause === undefined ? undefined : { cause } };
}
