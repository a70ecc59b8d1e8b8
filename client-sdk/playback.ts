/** Plays the voices of others, with one <audio> element for each microphone. Respects the browser's autoplay policy. */
import { canChooseSpeaker } from './audio-devices.ts';

interface Sound {
  peerId: string;
  element: HTMLAudioElement;
}

export class Playback {
  readonly #onBlocked: (isBlocked: boolean) => void;
  readonly #sounds = new Map<string, Sound>();
  readonly #volumes = new Map<string, number>();
  #isSilent = false;
  #speakerId: string | null = null;

  /** `onBlocked(true)`: the browser plays no sound before a click or key press. `onBlocked(false)`: it plays sound. */
  constructor({ onBlocked }: { onBlocked: (isBlocked: boolean) => void }) {
    this.#onBlocked = onBlocked;
  }

  attach({ consumerId, peerId, track }: { consumerId: string; peerId: string; track: MediaStreamTrack }): void {
    const element = document.createElement('audio');
    element.autoplay = true;
    element.hidden = true;
    element.dataset.meshiPeer = peerId;
    element.srcObject = new MediaStream([track]);
    element.volume = this.volumeOf(peerId);
    element.muted = this.#isSilent;
    if (this.#speakerId !== null) void this.#applySpeaker(element);
    document.body.append(element);
    this.#sounds.set(consumerId, { peerId, element });
    void this.#play(element);
  }

  detach(consumerId: string): void {
    const sound = this.#sounds.get(consumerId);
    if (!sound) return;
    this.#sounds.delete(consumerId);
    sound.element.srcObject = null;
    sound.element.remove();
  }

  detachAll(): void {
    for (const consumerId of [...this.#sounds.keys()]) this.detach(consumerId);
  }

  /** 0 to 1, default 1. Kept while the person is away. */
  volumeOf(peerId: string): number {
    return this.#volumes.get(peerId) ?? 1;
  }

  setVolume(peerId: string, volume: number): void {
    this.#volumes.set(peerId, Math.min(1, Math.max(0, volume)));
    for (const sound of this.#sounds.values()) {
      if (sound.peerId === peerId) sound.element.volume = this.volumeOf(peerId);
    }
  }

  /** Silences everyone, also people who join later. */
  setSilent(isSilent: boolean): void {
    this.#isSilent = isSilent;
    for (const { element } of this.#sounds.values()) element.muted = isSilent;
  }

  /** Plays on this device; null: the browser's default. Where the device is gone, the default plays. */
  async setSpeaker(speakerId: string | null): Promise<void> {
    this.#speakerId = speakerId;
    await Promise.all([...this.#sounds.values()].map(({ element }) => this.#applySpeaker(element)));
  }

  /** Call it from the handler of a click or key press after `onBlocked(true)`. */
  async resume(): Promise<void> {
    await Promise.all([...this.#sounds.values()].map(({ element }) => this.#play(element)));
  }

  async #applySpeaker(element: HTMLAudioElement): Promise<void> {
    if (!canChooseSpeaker()) return;
    // A speaker that is gone or not allowed: the sound goes on where it played before.
    await element.setSinkId(this.#speakerId ?? '').catch(() => {});
  }

  async #play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
      this.#onBlocked(false);
    } catch (error) {
      // Any other error means that the element was removed while it started to play.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#onBlocked(true);
    }
  }
}
