/**
 * What I chose in a room: muted, deafened, hand raised. The choice is kept on the client, so that it survives reconnections,
 * and the server is brought to it.
 */
import type { Peer } from '../src/protocol/index.ts';
import type { VoiceLink } from './voice-link.ts';
import type { VoicePeers } from './voice-peers.ts';

export interface DesiredControls {
  readonly isMuted: boolean;
  readonly isDeaf: boolean;
  readonly hasHandUp: boolean;
  /** Whether I was muted before I was deafened: undeafening restores it. */
  readonly wasMuted: boolean;
}

/** Keeps my desired controls, and sends what the server does not know yet. */
export class VoiceControls {
  readonly #peers: VoicePeers;
  readonly #link: () => VoiceLink | null;
  #desired: DesiredControls;
  #maySpeak = true;
  #sending: Promise<void> = Promise.resolve();

  /** `peers` has my state on the server; `link` returns the link to send to, if there is one. */
  constructor({ peers, link, isMuted }: { peers: VoicePeers; link: () => VoiceLink | null; isMuted: boolean }) {
    this.#peers = peers;
    this.#link = link;
    this.#desired = { isMuted, isDeaf: false, hasHandUp: false, wasMuted: isMuted };
  }

  get desired(): DesiredControls {
    return this.#desired;
  }

  /** Unmuting also undeafens: a person who speaks wants to hear the answer. */
  setMuted(isMuted: boolean): void {
    const { isDeaf } = this.#desired;
    this.#desired = { ...this.#desired, isMuted, wasMuted: isMuted, isDeaf: isDeaf && isMuted };
  }

  /** Deafening also mutes. Undeafening restores whether I was muted. */
  setDeaf(isDeaf: boolean): void {
    const { isMuted, wasMuted } = this.#desired;
    if (isDeaf === this.#desired.isDeaf) return;
    this.#desired = isDeaf
      ? { ...this.#desired, isDeaf, isMuted: true, wasMuted: isMuted }
      : { ...this.#desired, isDeaf, isMuted: wasMuted };
  }

  /**
   * Follows what others decided about me: who may not speak is muted, and who may again is not asking for it any longer. Returns
   * whether my desired controls changed.
   */
  follow({ maySpeak }: Pick<Peer, 'maySpeak'>): boolean {
    const before = this.#desired;
    if (!maySpeak) this.#desired = { ...before, isMuted: true, wasMuted: true };
    else if (!this.#maySpeak) this.#desired = { ...before, hasHandUp: false };
    this.#maySpeak = maySpeak;
    return before.isMuted !== this.#desired.isMuted || before.hasHandUp !== this.#desired.hasHandUp;
  }

  setHandUp(hasHandUp: boolean): void {
    this.#desired = { ...this.#desired, hasHandUp };
  }

  /** Sends what the server does not know, one request at a time, so that the last choice wins. @throws MeshiError */
  send(): Promise<void> {
    const sent = this.#sending.then(async () => {
      const link = this.#link();
      const { me } = this.#peers;
      if (!link || !me) return;
      // In order: when it deafens me, the server remembers whether I was muted.
      for (const step of missingSteps(me, this.#desired)) this.#peers.update(await sendStep(link, step));
    });
    this.#sending = sent.catch(() => {}); // The caller gets the error.
    return sent;
  }
}

type Step =
  | { name: 'microphone:mute'; input: { isMuted: boolean } }
  | { name: 'speaker:deafen'; input: { isDeaf: boolean } }
  | { name: 'hand:raise'; input: { isRaised: boolean } };

/** The requests, in order, that bring my state on the server to the desired one. */
function missingSteps(known: Peer, desired: DesiredControls): Step[] {
  const steps: Step[] = [];
  if (desired.isDeaf) {
    // The server must know what to restore before it deafens me.
    if (!known.isDeaf) {
      steps.push({ name: 'microphone:mute', input: { isMuted: desired.wasMuted } });
      steps.push({ name: 'speaker:deafen', input: { isDeaf: true } });
    }
  } else {
    if (known.isDeaf) steps.push({ name: 'speaker:deafen', input: { isDeaf: false } });
    if (known.isDeaf || known.isMuted !== desired.isMuted) {
      steps.push({ name: 'microphone:mute', input: { isMuted: desired.isMuted } });
    }
  }
  if (known.hasHandUp !== desired.hasHandUp) steps.push({ name: 'hand:raise', input: { isRaised: desired.hasHandUp } });
  return steps;
}

function sendStep(link: VoiceLink, step: Step): Promise<Peer> {
  switch (step.name) {
    case 'microphone:mute':
      return link.ask(step.name, step.input);
    case 'speaker:deafen':
      return link.ask(step.name, step.input);
    case 'hand:raise':
      return link.ask(step.name, step.input);
  }
}
