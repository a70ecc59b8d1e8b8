/** When there is no way back into a room. Pure. */
import type { MeshiError } from './errors.ts';
import type { VoiceEndReason } from './voice-types.ts';

/** Coming back to a room that filled up meanwhile: someone may leave. */
const FULL_ATTEMPTS = 5;

/** Why there is no way back, or null where trying again makes sense. */
export function endReasonOf(problem: MeshiError, attempt: number): VoiceEndReason | null {
  if (problem.isTemporary) return null;
  switch (problem.code) {
    case 'not_found':
      return 'room_closed';
    case 'forbidden':
      return 'removed';
    case 'unauthenticated':
      // A ticket that ran out on the way is replaced by the next; without a sign-in there is none.
      return problem.details.reason === 'signed_out' ? 'signed_out' : null;
    case 'conflict':
      if (problem.details.reason === 'room_closed') return 'room_closed';
      return attempt < FULL_ATTEMPTS ? null : 'failed';
    default:
      return 'failed';
  }
}
