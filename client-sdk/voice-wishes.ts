/** What I chose in a room: muted, deafened, hand raised. Kept on the client, so that it survives reconnections. No I/O. */

export interface VoiceWishes {
  readonly isMuted: boolean;
  readonly isDeaf: boolean;
  readonly hasHandUp: boolean;
  /** Whether I was muted before I was deafened: undeafening restores it. */
  readonly wasMuted: boolean;
}

/** Unmuting also undeafens: a person who speaks wants to hear the answer. */
export function withMute(wishes: VoiceWishes, isMuted: boolean): VoiceWishes {
  return { ...wishes, isMuted, wasMuted: isMuted, isDeaf: wishes.isDeaf && isMuted };
}

/** Deafening also mutes. */
export function withDeaf(wishes: VoiceWishes, isDeaf: boolean): VoiceWishes {
  if (isDeaf === wishes.isDeaf) return wishes;
  if (!isDeaf) return { ...wishes, isDeaf, isMuted: wishes.wasMuted };
  return { ...wishes, isDeaf, isMuted: true, wasMuted: wishes.isMuted };
}

/** The requests, in order, that bring my state on the server to my wishes. */
export function missingSteps(
  peer: { isMuted: boolean; isDeaf: boolean; hasHandUp: boolean },
  wishes: VoiceWishes,
): VoiceStep[] {
  const steps: VoiceStep[] = [];
  if (wishes.isDeaf) {
    // The server must know what to restore before it deafens.
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
