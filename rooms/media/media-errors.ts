/** What mediasoup throws, as errors that mean something to a client. */
import { AppError, InvalidInputError, UnavailableError } from '../../src/kernel/errors.ts';

/**
 * Runs a call to mediasoup. A worker that went away meanwhile is `unavailable`; anything else that mediasoup refuses lies
 * in what the client sent.
 */
export async function askMedia<T>({ isClosed, ask }: { isClosed: () => boolean; ask: () => Promise<T> }): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (isClosed()) throw mediaRestarted(error);
    throw new InvalidInputError(`The voice service refused these parameters: ${messageOf(error)}.`, { cause: error });
  }
}

/** The room's worker went away: walking in again finds another. */
export function mediaRestarted(cause?: unknown): UnavailableError {
  return new UnavailableError('media_restarted', 'The voice service restarted. Join the room again.', {
    retryAfterMs: 200,
    cause,
  });
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : 'not accepted';
  return message.slice(0, 200);
}
