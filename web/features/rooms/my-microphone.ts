/** What the microphone button of a person inside says and does; the M key does the same. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';

/**
 * - `problem`: it cannot be used; pressing tries again;
 * - `listening`: the person has entered to listen; pressing opens it;
 * - `muted`, `open`: pressing unmutes or mutes.
 */
export type MyMicrophone = 'problem' | 'listening' | 'muted' | 'open';

export function myMicrophone({ isMuted, microphone, microphoneProblem }: VoiceSnapshot): MyMicrophone {
  if (microphoneProblem !== null) return 'problem';
  if (isMuted) return 'muted';
  return microphone === 'off' ? 'listening' : 'open';
}

export function pressMyMicrophone(session: VoiceSession): Promise<void> {
  return myMicrophone(session.snapshot) === 'open' ? session.mute() : session.unmute();
}
