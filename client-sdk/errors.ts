/** `MeshiError`, the only error that the SDK throws, and the conversion of other errors into it. */
import type {
  ErrorCode,
  FieldProblem,
  LimitReason,
  OpenChallenge,
  SecondStep,
  ReasonOf as ServerReasonOf,
  SignOnLink,
  WireError,
} from '../src/protocol/index.ts';
import { knownReasons } from './error-table.generated.ts';

/** The reasons that the SDK itself gives, in addition to those of the server. */
interface OwnReasons {
  /**
   * `network`: the server cannot be reached. `timeout`: no answer in time. `aborted`: your own signal ended the request, or
   * the message was discarded. `closed`: `close()` was called before the answer.
   */
  unavailable: 'network' | 'timeout' | 'aborted' | 'closed';
  /** `signed_out`: nobody is signed in on this client. */
  unauthenticated: 'signed_out';
  /** `no_webrtc`: this browser cannot send or receive voice. `url`: the server's address is not one of http or https. */
  invalid_input: 'no_webrtc' | 'url';
}

/** The reasons that an error with this code can have. `docs/protocol.md` explains the reasons of the server. */
export type ReasonOf<Code extends ErrorCode> =
  | ServerReasonOf<Code>
  | (Code extends keyof OwnReasons ? OwnReasons[Code] : never);

/** Every reason that an error can have. */
export type Reason = ReasonOf<ErrorCode>;

/** Further facts about an error. `code` and `reason` decide which fields are always present. */
export interface MeshiErrorDetails {
  /** With `invalid_input`: the invalid fields, such as `{ path: 'body.title', expected: '…' }`. May be empty. */
  problems?: FieldProblem[];
  /** With `limit_exceeded`, `muted` and some `unavailable`: how many milliseconds to wait before trying again. */
  retryAfterMs?: number;
  /** With a `conflict` whose reason begins with `too_many_`: the limit. */
  max?: number;
  /** With `second_step_needed`: the challenge for `signInSecond`. */
  secondStep?: SecondStep;
  /** For `sign_on_link_needed`: how to prove that the account with this address is mine. */
  signOnLink?: SignOnLink;
  /** With `sign_up_needed` and `own_sign_in_needed`: the challenge for `openSignUp` or `openSignOn.link`. */
  openSignOn?: OpenChallenge;
}

/** The fields that every error has. */
interface AnyMeshiError extends Error {
  /** With `internal`: the id of the log entry on the server; otherwise null. */
  readonly errorId: string | null;
  /**
   * Whether the same call may succeed later: true for `unavailable`, `limit_exceeded` and `internal`, but not for what was
   * ended on purpose (`aborted`, `closed`).
   */
  readonly isTemporary: boolean;
  /** The fields of the error with its message, for `JSON.stringify`. Without the cause. */
  toJSON(): object;
}

interface ErrorWith<
  Code extends ErrorCode,
  Why extends ReasonOf<Code> | null,
  Certain extends keyof MeshiErrorDetails = never,
> extends AnyMeshiError {
  /** One of the protocol's codes. `unavailable` also means that the server was not reached or did not answer in time. */
  readonly code: Code;
  /** The exact reason, or null if the code has none or this version of the SDK does not know it. */
  readonly reason: Why;
  /** Further facts, such as the invalid fields. `code` and `reason` decide which ones are always present. */
  readonly details: MeshiErrorDetails & Required<Pick<MeshiErrorDetails, Certain>>;
}

type OpenSignOnReason = 'sign_up_needed' | 'own_sign_in_needed';
type PlainCode = Exclude<ErrorCode, 'invalid_input' | 'limit_exceeded' | 'conflict' | 'forbidden' | 'unauthenticated'>;

/**
 * Everything that the SDK throws or rejects with. Compare `code`, and `reason` if you need more detail: both narrow
 * `details`.
 *
 * ```ts
 * if (error.code === 'limit_exceeded') await delay(error.details.retryAfterMs);
 * if (error.reason === 'too_many_open_topics') tell(`You can have ${error.details.max} open topics.`);
 * ```
 */
export type MeshiError =
  | ErrorWith<'invalid_input', ReasonOf<'invalid_input'> | null, 'problems'>
  | ErrorWith<'limit_exceeded', ReasonOf<'limit_exceeded'> | null, 'retryAfterMs'>
  | ErrorWith<'conflict', LimitReason, 'max'>
  | ErrorWith<'conflict', Exclude<ReasonOf<'conflict'>, LimitReason> | null>
  | ErrorWith<'unauthenticated', 'second_step_needed', 'secondStep'>
  | ErrorWith<'unauthenticated', 'sign_on_link_needed', 'signOnLink'>
  | ErrorWith<'unauthenticated', OpenSignOnReason, 'openSignOn'>
  | ErrorWith<
      'unauthenticated',
      Exclude<ReasonOf<'unauthenticated'>, 'second_step_needed' | 'sign_on_link_needed' | OpenSignOnReason> | null
    >
  | ErrorWith<'forbidden', 'muted', 'retryAfterMs'>
  | ErrorWith<'forbidden', Exclude<ReasonOf<'forbidden'>, 'muted'> | null>
  | { [Code in PlainCode]: ErrorWith<Code, ReasonOf<Code> | null> }[PlainCode];

interface MeshiErrorOptions<Why extends Reason> {
  reason?: Why;
  details?: MeshiErrorDetails;
  errorId?: string;
  cause?: unknown;
}

interface MeshiErrorConstructor {
  new <Code extends ErrorCode>(code: Code, message: string, options?: MeshiErrorOptions<ReasonOf<Code>>): MeshiError;
  readonly prototype: MeshiError;
  /** Turns the error of a server's answer into a `MeshiError`. */
  fromWire(error: WireError): MeshiError;
  /** Wraps any other error as `unavailable`, because browsers and sockets throw when they cannot reach the server. */
  from(error: unknown): MeshiError;
}

class OneMeshiError extends Error implements AnyMeshiError {
  readonly code: ErrorCode;
  readonly reason: Reason | null;
  readonly details: MeshiErrorDetails;
  readonly errorId: string | null;

  constructor(code: ErrorCode, message: string, options: MeshiErrorOptions<Reason> = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MeshiError';
    this.code = code;
    this.reason = options.reason ?? null;
    this.details = { ...DEFAULT_DETAILS[code], ...options.details };
    this.errorId = options.errorId ?? null;
  }

  get isTemporary(): boolean {
    if (this.reason === 'aborted' || this.reason === 'closed') return false;
    return this.code === 'unavailable' || this.code === 'limit_exceeded' || this.code === 'internal';
  }

  /** For logs and transport: `JSON.stringify` leaves out the message of other errors. The cause is left out. */
  toJSON(): object {
    const { name, code, reason, message, details, errorId, isTemporary } = this;
    return { name, code, reason, message, details, errorId, isTemporary };
  }

  static fromWire({ code, message, errorId, details: { reason, ...details } = {} }: WireError): MeshiError {
    return new MeshiError(code, message, {
      ...(isKnown(code, reason) && { reason }),
      ...(errorId !== undefined && { errorId }),
      details: withoutUndefined(details),
    });
  }

  static from(error: unknown): MeshiError {
    if (error instanceof MeshiError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new MeshiError('unavailable', message, { reason: 'network', cause: error });
  }
}

/** TypeScript has no class whose instances are a union, so callers see the class through this type. */
export const MeshiError = OneMeshiError as unknown as MeshiErrorConstructor;

/** Details that `code` guarantees, for an error of a proxy, which sends none. */
const DEFAULT_DETAILS: { [Code in ErrorCode]?: MeshiErrorDetails } = {
  invalid_input: { problems: [] },
  limit_exceeded: { retryAfterMs: 1_000 },
};

/**
 * Whether this version knows the reason. A newer server may send one that it does not know, which becomes null: a switch over
 * every `Reason` then stays exhaustive. `message` still says in English what happened.
 */
function isKnown<Code extends ErrorCode>(code: Code, reason: string | undefined): reason is ReasonOf<Code> {
  const ofCode: readonly string[] | undefined = knownReasons[code];
  return reason !== undefined && ofCode?.includes(reason) === true;
}

/** No answer came in time. The server may or may not have carried out the request. */
export function timeoutError(what: string, timeoutMs: number): MeshiError {
  return new MeshiError('unavailable', `The server did not answer ${what} within ${timeoutMs} ms.`, {
    reason: 'timeout',
  });
}

/** The server was not reached. */
export function networkError(cause: unknown): MeshiError {
  return new MeshiError('unavailable', 'The server cannot be reached. Check the connection.', {
    reason: 'network',
    cause,
  });
}

/** For a message that the server had not confirmed when its sender was signed out. */
export function signedOutError(): MeshiError {
  return new MeshiError('unauthenticated', 'You were signed out before the server confirmed the message.', {
    reason: 'signed_out',
  });
}

/** For a message that was discarded, in this or another tab. */
export function withdrawnError(): MeshiError {
  return new MeshiError('unavailable', 'The message was discarded before it was sent.', { reason: 'aborted' });
}

/** For a request that had no answer when `close()` was called. */
export function closedError(message: string): MeshiError {
  return new MeshiError('unavailable', message, { reason: 'closed' });
}

export function notSignedInError(): MeshiError {
  return new MeshiError('unauthenticated', 'Sign in first.', { reason: 'signed_out' });
}

function withoutUndefined(details: Omit<NonNullable<WireError['details']>, 'reason'>): MeshiErrorDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
