/** Runs calls of the SDK: shows errors as toasts, and ignores a second press while the first one is running. */
import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useToast } from '../ui/toasts.tsx';
import { useErrorText, wasCancelled } from './error-text.ts';

/** Shows an error as a toast. */
export function useErrorToast(): (error: unknown) => void {
  const toast = useToast();
  const text = useErrorText();
  return useCallback(
    (error: unknown) => {
      if (!wasCancelled(error)) toast.problem(text(error));
    },
    [toast, text],
  );
}

/** Runs a call and shows a toast if it fails. Resolves to whether it succeeded. */
export function useAttempt(): (call: () => Promise<unknown>) => Promise<boolean> {
  const showError = useErrorToast();
  return useCallback(
    async (call) => {
      try {
        await call();
        return true;
      } catch (error) {
        showError(error);
        return false;
      }
    },
    [showError],
  );
}

export interface Action {
  isBusy: boolean;
  /**
   * Runs a call, then shows a toast: `done`, or why the call failed. Resolves to whether it succeeded. While a call is
   * running, a second one is not started and resolves to `false`.
   */
  run(call: () => Promise<unknown>, done?: string): Promise<boolean>;
}

/** One action of a person on a screen. Cached queries under the keys `changed` are refetched afterwards. */
export function useAction(...changed: readonly QueryKey[]): Action {
  const queries = useQueryClient();
  const toast = useToast();
  const attempt = useAttempt();
  const [isBusy, setBusy] = useState(false);
  // A ref, because a second press within the same frame would still see the old state.
  const isRunning = useRef(false);

  const run: Action['run'] = async (call, done) => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    const hasWorked = await attempt(call);
    isRunning.current = false;
    setBusy(false);
    if (hasWorked && done) toast.done(done);
    // Refetch also after a failure: most refusals mean that the screen was out of date.
    for (const queryKey of changed) void queries.invalidateQueries({ queryKey });
    return hasWorked;
  };
  return { isBusy, run };
}
