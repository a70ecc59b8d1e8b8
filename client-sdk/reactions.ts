/** Reactions to messages: as a list shows them, and mine that the server has not confirmed yet. */
import type { Message } from '../src/protocol/index.ts';

/** One emoji with which people reacted to a message. */
export interface ShownReaction {
  /** The emoji. */
  readonly emoji: string;
  /** How many people reacted with it. */
  readonly count: number;
  /** Whether I did. */
  readonly isMine: boolean;
  /** These people, me included, first one first. */
  readonly personIds: readonly string[];
}

/** Whether my reaction with each of these emoji should be there. */
export type Wishes = ReadonlyMap<string, boolean>;

/** The reactions to a message, with my wishes as if the server had confirmed them. */
export function shownReactions(
  { reactions = [], isHidden }: Pick<Message, 'reactions' | 'isHidden'>,
  personId: string,
  wishes: Wishes | undefined,
): readonly ShownReaction[] {
  if (isHidden) return NONE;
  const people = new Map(reactions.map(({ emoji, personIds }) => [emoji, personIds]));
  for (const [emoji, isOn] of wishes ?? []) {
    const before = people.get(emoji) ?? [];
    if (before.includes(personId) === isOn) continue;
    people.set(emoji, isOn ? [...before, personId] : before.filter((id) => id !== personId));
  }
  const shown = [...people].filter(([, personIds]) => personIds.length > 0);
  if (shown.length === 0) return NONE;
  return shown.map(([emoji, personIds]) => ({
    emoji,
    count: personIds.length,
    isMine: personIds.includes(personId),
    personIds,
  }));
}

export const NONE: readonly ShownReaction[] = [];

interface PendingReactionsParts {
  /** Resolves when the answer of the server is part of the messages. */
  send: (reaction: { seq: number; emoji: string; isOn: boolean }) => Promise<void>;
  onChange: () => void;
}

export class PendingReactions {
  readonly #parts: PendingReactionsParts;
  readonly #wishes = new Map<number, Wishes>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(parts: PendingReactionsParts) {
    this.#parts = parts;
  }

  /** What I want of a message and the server has not answered. The object is replaced when it changes. */
  wishesOf(seq: number): Wishes | undefined {
    return this.#wishes.get(seq);
  }

  /** Shows the wish until the server has answered. Of one emoji, requests are sent one after the other. @throws MeshiError */
  async set(seq: number, emoji: string, isOn: boolean): Promise<void> {
    const key = `${seq} ${emoji}`;
    this.#wish(seq, emoji, isOn);
    const run = this.#sendAfter(this.#running.get(key), { seq, emoji, isOn });
    this.#running.set(key, run);
    try {
      await run;
    } finally {
      // A later wish is shown until its own answer.
      if (this.#running.get(key) === run) {
        this.#running.delete(key);
        this.#wish(seq, emoji, null);
      }
    }
  }

  async #sendAfter(before: Promise<void> | undefined, reaction: Parameters<PendingReactionsParts['send']>[0]) {
    await before?.catch(() => undefined);
    await this.#parts.send(reaction);
  }

  /** Null ends the wish. */
  #wish(seq: number, emoji: string, isOn: boolean | null): void {
    const wishes = new Map(this.#wishes.get(seq));
    if (isOn === null) wishes.delete(emoji);
    else wishes.set(emoji, isOn);
    if (wishes.size > 0) this.#wishes.set(seq, wishes);
    else this.#wishes.delete(seq);
    this.#parts.onChange();
  }
}
