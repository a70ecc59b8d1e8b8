/** Turns errors of mediasoup into errors that a client can handle. */
import { AppError, InvalidInputError, UnavailableError } from '../../src/kernel/errors.ts';

/**
 * Runs a call to mediasoup.
 * @throws UnavailableError if the worker has gone away meanwhile; otherwise InvalidInputError, because mediasoup then
 * refused what the client sent.
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

/** The room's worker went away. The client can rejoin, and gets another worker. */
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
