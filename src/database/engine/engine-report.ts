/** What the engine's process tells its parent, once, over their IPC channel. */

/** `unloadable`: the library cannot be loaded here. `locked`: another process holds the directory. */
export type EngineFailure = 'unloadable' | 'locked' | 'failed';

export type EngineReport = { kind: 'open' } | { kind: 'failed'; reason: EngineFailure; message: string };

/** Narrows a message of the IPC channel, which carries anything. */
export function isEngineReport(message: unknown): message is EngineReport {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    (message.kind === 'open' || message.kind === 'failed')
  );
}
