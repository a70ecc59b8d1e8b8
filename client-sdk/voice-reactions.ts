/** The reactions that are shown in a room at this moment. Each one disappears by itself. */
import type { Reaction } from '../src/protocol/index.ts';
import { later } from './timers.ts';

const SHOWN_MS = 4_000;

export class VoiceReactions {
  readonly #onChange: () => void;
  readonly #shown = new Map<string, { reaction: Reaction; cancel: () => void }>();

  /** `onChange` is called when a reaction appears or disappears. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Shows a reaction, in place of an earlier one of the same person. */
  show(peerId: string, reaction: Reaction): void {
    this.#shown.get(peerId)?.cancel();
    const cancel = later(SHOWN_MS, () => {
      this.#shown.delete(peerId);
      this.#onChange();
    });
    this.#shown.set(peerId, { reaction, cancel });
    this.#onChange();
  }

  /** What a person reacted in the last seconds, or null. */
  of(peerId: string): Reaction | null {
    return this.#shown.get(peerId)?.reaction ?? null;
  }

  /** Removes all reactions, without calling `onChange`. */
  clear(): void {
    for (const { cancel } of this.#shown.values()) cancel();
    this.#shown.clear();
  }
}
