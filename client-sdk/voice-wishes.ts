/** What I want to be in a room: kept on this side, so that it holds over every reconnection. Pure. */

export interface VoiceWishes {
  readonly isMuted: boolean;
  readonly isDeaf: boolean;
  readonly hasHandUp: boolean;
  /** Whether I was muted before I went deaf: hearing again brings that back. */
  readonly wasMuted: boolean;
}

/** Unmuting also ends being deaf: who speaks wants to hear the answer. */
export function withMute(wishes: VoiceWishes, isMuted: boolean): VoiceWishes {
  return { ...wishes, isMuted, wasMuted: isMuted, isDeaf: wishes.isDeaf && isMuted };
}

/** Deaf is also muted. */
export function withDeaf(wishes: VoiceWishes, isDeaf: boolean): VoiceWishes {
  if (isDeaf === wishes.isDeaf) return wishes;
  if (!isDeaf) return { ...wishes, isDeaf, isMuted: wishes.wasMuted };
  return { ...wishes, isDeaf, isMuted: true, wasMuted: wishes.isMuted };
}

/** Requests in their order that bring the server from what it knows of me to what I want. */
export function missingSteps(
  peer: { isMuted: boolean; isDeaf: boolean; hasHandUp: boolean },
  wishes: VoiceWishes,
): VoiceStep[] {
  const steps: VoiceStep[] = [];
  if (wishes.isDeaf) {
    // What to go back to must be known before going deaf.
    if (!peer.isDeaf) {
      steps.push({ name: 'microphone:mute', input: { isMuted: wishes.wasMuted } });
      steps.push({ name: 'speaker:deafen', input: { isDeaf: true } });
    }
  } else {
    if (peer.isDeaf) steps.push({ name: 'speaker:deafen', input: { isDeaf: false } });
    if (peer.isDeaf || peer.isMuted !== wishes.isMuted) {
      steps.push({ name: 'microphone:mute', input: { isMuted: wishes.isMuted } });
    }
  }
  if (peer.hasHandUp !== wishes.hasHandUp) steps.push({ name: 'hand:raise', input: { isRaised: wishes.hasHandUp } });
  return steps;
}

export type VoiceStep =
  | { name: 'microphone:mute'; input: { isMuted: boolean } }
  | { name: 'speaker:deafen'; input: { isDeaf: boolean } }
  | { name: 'hand:raise'; input: { isRaised: boolean } };
