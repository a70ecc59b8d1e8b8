/** Decides when a session cannot rejoin its room. Pure function. */
import type { MeshiError } from './errors.ts';
import type { VoiceEndReason } from './voice-types.ts';

/** How often to retry while the room is full, because someone may leave. */
const FULL_ATTEMPTS = 5;

/** Why the session must end, or null if it should retry. */
export function endReasonOf(problem: MeshiError, attempt: number): VoiceEndReason | null {
  if (problem.isTemporary) return null;
  switch (problem.code) {
    case 'not_found':
      return 'room_closed';
    case 'forbidden':
      return 'removed';
    case 'unauthenticated':
      // The next attempt gets a new ticket for an expired one, but only while someone is signed in.
      return problem.reason === 'signed_out' ? 'signed_out' : null;
    case 'conflict':
      if (problem.reason === 'room_closed') return 'room_closed';
      return attempt < FULL_ATTEMPTS ? null : 'failed';
    default:
      return 'failed';
  }
}
