/** Decides when a session cannot join its room again. Pure function, no I/O. */
import type { MeshiError } from './errors.ts';
import type { VoiceEndReason } from './voice-types.ts';

/** Attempts while the room is full: someone may leave. */
const FULL_ATTEMPTS = 5;

/** Why the session is over, or null if it should try again. */
export function endReasonOf(problem: MeshiError, attempt: number): VoiceEndReason | null {
  if (problem.isTemporary) return null;
  switch (problem.code) {
    case 'not_found':
      return 'room_closed';
    case 'forbidden':
      return 'removed';
    case 'unauthenticated':
      // An expired ticket is replaced at the next attempt. Without a sign-in there is no other ticket.
      return problem.reason === 'signed_out' ? 'signed_out' : null;
    case 'conflict':
      if (problem.reason === 'room_closed') return 'room_closed';
      return attempt < FULL_ATTEMPTS ? null : 'failed';
    default:
      return 'failed';
  }
}
