/** What the microphone button of a person inside says and does; the M key does the same. */
import type { VoiceSession, VoiceSnapshot } from '@meshi/client';

/**
 * - `not_allowed`: the person may not speak now; pressing raises the hand;
 * - `problem`: it cannot be used; pressing tries again;
 * - `listening`: the person has entered to listen; pressing opens it;
 * - `muted`, `open`: pressing unmutes or mutes.
 */
export type MyMicrophone = 'not_allowed' | 'problem' | 'listening' | 'muted' | 'open';

export function myMicrophone({ me, isMuted, microphone, microphoneProblem }: VoiceSnapshot): MyMicrophone {
  if (me?.maySpeak === false) return 'not_allowed';
  if (microphoneProblem !== null) return 'problem';
  if (isMuted) return 'muted';
  return microphone === 'off' ? 'listening' : 'open';
}

export function pressMyMicrophone(session: VoiceSession): Promise<void> {
  const state = myMicrophone(session.snapshot);
  if (state === 'not_allowed') return session.raiseHand();
  return state === 'open' ? session.mute() : session.unmute();
}
