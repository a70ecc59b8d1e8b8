import type { ErrorCode, LimitReason, Reason } from '@meshi/client';

/** Words for every error. A reason without words does not compile. */
export interface ErrorWords {
  codes: Record<ErrorCode, string>;
  reasons: { [Name in Reason]: Name extends LimitReason | 'slow_mode' ? (number: number) => string : string };
  /** For requests that came too fast. */
  tooFast: (seconds: number) => string;
  errorId: (id: string) => string;
}
