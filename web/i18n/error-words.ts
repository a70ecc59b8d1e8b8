import type { ErrorCode, LimitReason, Reason, TextProblem } from '@meshi/client';

/** Sentences for every error. A reason without a sentence does not compile. */
export interface ErrorWords {
  codes: Record<ErrorCode, string>;
  reasons: { [Name in Reason]: Name extends LimitReason | 'slow_mode' ? (number: number) => string : string };
  /** For a rate limit. */
  tooFast: (seconds: number) => string;
  errorId: (id: string) => string;
  /** Why a text was refused. */
  text: Record<TextProblem, string>;
  /** While typing: more characters than the field allows. */
  tooManyCharacters: (count: number, max: number) => string;
}
