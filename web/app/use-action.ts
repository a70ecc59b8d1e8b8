/** Runs calls of the SDK: tells the reader when one fails, and ignores a second press while the first is under way. */
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useTell } from '../ui/toasts.tsx';
import { useErrorText } from './error-text.ts';

/** Shows an error as a toast. */
export function useTellError(): (error: unknown) => void {
  const tell = useTell();
  const text = useErrorText();
  return useCallback((error: unknown) => tell.problem(text(error)), [tell, text]);
}

/** Runs a call and tells the reader when it fails. Resolves to whether it succeeded. */
export function useAttempt(): (call: () => Promise<unknown>) => Promise<boolean> {
  const tellError = useTellError();
  return useCallback(
    async (call) => {
      try {
        await call();
        return true;
      } catch (error) {
        tellError(error);
        return false;
      }
    },
    [tellError],
  );
}

export interface Action {
  isBusy: boolean;
  /**
   * Runs a call, then shows `done` as a toast or tells the reader why it failed. Resolves to whether it succeeded.
   * While a call is under way, a second one is not started and resolves to `false`.
   */
  run(call: () => Promise<unknown>, done?: string): Promise<boolean>;
}

/** One thing that a person can do on a screen. Cached queries under `changed` are read again afterwards. */
export function useAction(...changed: readonly QueryKey[]): Action {
  const queries = useQueryClient();
  const tell = useTell();
  const attempt = useAttempt();
  const [isBusy, setBusy] = useState(false);
  // The state of a render is too old for a second press within the same frame.
  const isRunning = useRef(false);

  const run: Action['run'] = async (call, done) => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    const hasWorked = await attempt(call);
    isRunning.current = false;
    setBusy(false);
    if (hasWorked && done) tell.done(done);
    // Also after a failure: most refusals mean that the screen was out of date.
    for (const queryKey of changed) void queries.invalidateQueries({ queryKey });
    return hasWorked;
  };
  return { isBusy, run };
}
