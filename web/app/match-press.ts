/** Runs a press that may create a match ("Interested", "Let's talk"), so that the app can celebrate the match. */
import type { Match } from '@meshi/client';
import { createContext, useContext } from 'react';

/** The toast after a press of "Interested". The next press replaces it, and a match ends it. */
export const INTEREST_SENT = 'interest-sent';

/** `matchOf` returns the match in the answer, or `null`. */
export type MatchPress = <Result>(
  press: () => Promise<Result>,
  matchOf: (result: Result) => Match | null,
) => Promise<Result>;

export const MatchPressContext = createContext<MatchPress | null>(null);

export function useMatchPress(): MatchPress {
  const press = useContext(MatchPressContext);
  if (!press) throw new Error('useMatchPress needs MatchProvider above it');
  return press;
}
