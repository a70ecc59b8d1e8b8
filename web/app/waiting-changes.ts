/** Changes that wait for the connection, such as a note that was written offline. */
import { type MutationState, useQueryClient } from '@tanstack/react-query';
import { useUnsaved } from './unsaved.ts';

/** Whether a pending change has to wait. */
export function isWaiting({ state }: { state: MutationState }): boolean {
  return state.status === 'pending' && (state.isPaused || state.failureCount > 0);
}

/** Asks before the page is left, because the changes that wait would be lost. */
export function useKeepWaiting(): void {
  const queries = useQueryClient();
  useUnsaved((ending) => ending === 'unload' && queries.isMutating({ predicate: isWaiting }) > 0);
}
