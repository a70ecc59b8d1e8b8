/** The message that the engine process sends to its parent over IPC, once. */

/** `unloadable`: the library cannot be loaded on this machine. `locked`: another process uses the directory. */
export type EngineFailure = 'unloadable' | 'locked' | 'failed';

export type EngineReport = { kind: 'open' } | { kind: 'failed'; reason: EngineFailure; message: string };

/** Type guard: an IPC channel may carry other messages too. */
export function isEngineReport(message: unknown): message is EngineReport {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    (message.kind === 'open' || message.kind === 'failed')
  );
}
