/** Decides when two people match: only if both want to. */

/**
 * How a person showed that they want to talk: interest (気になる) in a topic of the other person, or "let's talk", a
 * topic owner's answer to interest.
 */
export type Wish = 'interest' | 'lets_talk';

export interface Wishes {
  mine: Wish | null;
  theirs: Wish | null;
  /** True if either of the two has blocked the other. */
  isBlocked: boolean;
}

/**
 * Whether these wishes make a match. Callers check on every press, so a match that a crash left incomplete is completed
 * by the next press.
 */
export function isMatch({ mine, theirs, isBlocked }: Wishes): boolean {
  if (isBlocked || mine === null || theirs === null) return false;
  // "Let's talk" answers an interest, so two "let's talk" without an interest are not enough.
  return mine === 'interest' || theirs === 'interest';
}
