/** The one error that the SDK throws, and how anything else becomes one. */
import {
  type ErrorCode,
  type FieldProblem,
  type LimitReason,
  reasons,
  type ReasonOf as ServerReasonOf,
  type WireError,
} from '../src/protocol/index.ts';

/** The reasons that the SDK itself gives, beside those of the server. */
interface OwnReasons {
  /** `network`: the server cannot be reached. `timeout`: no answer in time. `aborted`: your own signal ended the request. */
  unavailable: 'network' | 'timeout' | 'aborted';
  /** `signed_out`: nobody is signed in on this client. */
  unauthenticated: 'signed_out';
  /** `no_webrtc`: this browser cannot send or receive voice. */
  invalid_input: 'no_webrtc';
}

/** The reasons that an error of this code can have. `docs/protocol.md` says what each one of the server means. */
export type ReasonOf<Code extends ErrorCode> =
  | ServerReasonOf<Code>
  | (Code extends keyof OwnReasons ? OwnReasons[Code] : never);

/** Every reason that an error can have. */
export type Reason = ReasonOf<ErrorCode>;

/** What an error can say beside its code and reason. `code` and `reason` decide which of these are there for certain. */
export interface MeshiErrorDetails {
  /** With `invalid_input`: each field at fault, such as `{ path: 'body.title', expected: '…' }`. May be empty. */
  problems?: FieldProblem[];
  /** With `limit_exceeded`, `muted` and some `unavailable`: milliseconds after which trying again makes sense. */
  retryAfterMs?: number;
  /** With a `conflict` whose reason begins with `too_many_`: how many are allowed. */
  max?: number;
}

/** What every error has, whatever its code. */
interface AnyMeshiError extends Error {
  /** With `internal`: the id under which the server's log has the cause. */
  readonly errorId: string | null;
  /** Whether the same call may succeed later without anyone changing anything. */
  readonly isTemporary: boolean;
}

interface ErrorWith<
  Code extends ErrorCode,
  Why extends ReasonOf<Code> | null,
  Certain extends keyof MeshiErrorDetails = never,
> extends AnyMeshiError {
  /** One of the protocol's codes. `unavailable` also stands for "not reached" and "no answer in time". */
  readonly code: Code;
  /** Why exactly, or null where the code says it all. */
  readonly reason: Why;
  /** Further facts, such as the fields at fault. `code` and `reason` decide which ones are always there. */
  readonly details: MeshiErrorDetails & Required<Pick<MeshiErrorDetails, Certain>>;
}

type PlainCode = Exclude<ErrorCode, 'invalid_input' | 'limit_exceeded' | 'conflict' | 'forbidden'>;

/**
 * Everything that the SDK throws or rejects with. Compare `code`, and `reason` where you need more: both narrow `details`.
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
  /** The error that an answer of the server carries. */
  fromWire(error: WireError): MeshiError;
  /** Wraps anything that is not a MeshiError as `unavailable`: a browser or a socket throws when it reached nothing. */
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
    return this.code === 'unavailable' || this.code === 'limit_exceeded' || this.code === 'internal';
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

/** A type cannot be a union and a class at once: the class has one form, and callers see the union by `code`. */
export const MeshiError = OneMeshiError as unknown as MeshiErrorConstructor;

/** A proxy in between may answer with 400 or 429, and knows nothing of details. */
const DEFAULT_DETAILS: { [Code in ErrorCode]?: MeshiErrorDetails } = {
  invalid_input: { problems: [] },
  limit_exceeded: { retryAfterMs: 1_000 },
};

/**
 * A newer server may send a reason that this version does not know. It becomes null: `code` alone then decides, and code
 * that switches over every `Reason` stays exhaustive. `message` still says in English what happened.
 */
function isKnown<Code extends ErrorCode>(code: Code, reason: string | undefined): reason is ReasonOf<Code> {
  const ofCode: Record<string, string> | undefined = reasons[code];
  return reason !== undefined && ofCode !== undefined && Object.hasOwn(ofCode, reason);
}

/** The answer did not come in time; whether the server carried out the request is not known. */
export function timeoutError(what: string, timeoutMs: number): MeshiError {
  return new MeshiError('unavailable', `No answer to ${what} within ${timeoutMs} ms`, { reason: 'timeout' });
}

/** The server was not reached. */
export function networkError(cause: unknown): MeshiError {
  return new MeshiError('unavailable', 'The server cannot be reached', { reason: 'network', cause });
}

export function notSignedInError(): MeshiError {
  return new MeshiError('unauthenticated', 'Sign in first', { reason: 'signed_out' });
}

function withoutUndefined(details: Omit<NonNullable<WireError['details']>, 'reason'>): MeshiErrorDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
