/**
 * From the order of scores to what one sees, with two rules that no score can express:
 *
 * - *Variety.* After a card of someone, the next few are of others, as long as there are others. Someone new, for whom all
 *   cards weigh the same, would otherwise see ten cards in a row of whoever wrote ten last night.
 * - *Fairness.* Every fifth place is kept for a card that was never shown to anyone, the owner least shown first, then the
 *   longest waiting, each owner once before any twice. Points alone cannot promise that everyone is seen: a card that fits
 *   nobody would stay below all others for ever. A card that the reader asked to see less of is not put there.
 */
import type { Ranked, RankedCard } from './topic-ranking.ts';

/** So many cards between two of one owner. */
export const OWNER_GAP = 4;
export const FAIR_EVERY = 5;

/** The same cards in the order in which they are shown. Takes them as `inOrder` gives them. */
export function arrange<Card extends RankedCard>(ranked: readonly Ranked<Card>[]): Ranked<Card>[] {
  const rest = new Set(ranked);
  const fair = inFairOrder(ranked);
  const shown: Ranked<Card>[] = [];
  while (rest.size > 0) {
    const recent = new Set(shown.slice(-OWNER_GAP).map(({ topic }) => topic.ownerId));
    const isFresh = (card: Ranked<Card>) => rest.has(card) && !recent.has(card.topic.ownerId);
    const isFairPlace = (shown.length + 1) % FAIR_EVERY === 0;
    const next = (isFairPlace && fair.find(isFresh)) || find(rest, isFresh) || longestAgo(rest, shown);
    rest.delete(next);
    shown.push(next);
  }
  return shown;
}

/** Those never shown: first one of each owner, then the second of each, and so on. */
function inFairOrder<Card extends RankedCard>(ranked: readonly Ranked<Card>[]): Ranked<Card>[] {
  const byWaiting = ranked
    .filter(({ topic, reasons }) => topic.shownCount === 0 && reasons.every(({ kind }) => kind !== 'not_interested'))
    .sort((a, b) => a.topic.createdAt.getTime() - b.topic.createdAt.getTime());
  const counts = new Map<string, number>();
  return byWaiting
    .map((card) => {
      const turn = counts.get(card.topic.ownerId) ?? 0;
      counts.set(card.topic.ownerId, turn + 1);
      return { card, turn };
    })
    .sort((a, b) => a.turn - b.turn || a.card.ownerShownCount - b.card.ownerShownCount)
    .map(({ card }) => card);
}

/** Only owners of the last places are left: the one whose card is furthest back. */
function longestAgo<Card extends RankedCard>(
  rest: ReadonlySet<Ranked<Card>>,
  shown: readonly Ranked<Card>[],
): Ranked<Card> {
  const lastPlace = new Map(shown.map(({ topic }, index) => [topic.ownerId, index]));
  const [first, ...others] = rest;
  if (!first) throw new Error('No card is left');
  const placeOf = (card: Ranked<Card>) => lastPlace.get(card.topic.ownerId) ?? -1;
  return others.reduce((best, card) => (placeOf(card) < placeOf(best) ? card : best), first);
}

function find<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean): Item | null {
  for (const item of items) if (isWanted(item)) return item;
  return null;
}
