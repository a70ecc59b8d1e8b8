/** When two people match: only when both want it. */

/** How someone showed that they want to talk: 「気になる」 on a topic of the other's, or "let's talk" as its answer. */
export type Wish = 'interest' | 'lets_talk';

export interface Wishes {
  mine: Wish | null;
  theirs: Wish | null;
  /** In either direction. */
  isBlocked: boolean;
}

/** Whether these wishes make a match. Asked on every press, so that one which was cut short heals at the next. */
export function isMatch({ mine, theirs, isBlocked }: Wishes): boolean {
  if (isBlocked || mine === null || theirs === null) return false;
  // "Let's talk" answers an interest; two such answers have nothing that they answer.
  return mine === 'interest' || theirs === 'interest';
}
