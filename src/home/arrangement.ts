/**
 * Turns the order by score into the order shown to the reader, with two rules that scores cannot express:
 *
 * - *Variety.* The next few cards after a card are from other owners, as long as there are any. Otherwise a new reader,
 *   for whom all cards have similar scores, would see ten cards in a row from a person who wrote ten last night.
 * - *Fairness.* Every fifth position is reserved for a card that was never shown to anyone: one card of each owner before
 *   a second one of any, least shown owner first, then oldest card first. Scores cannot guarantee that everyone is seen:
 *   a card that fits nobody would always stay below all others. Cards that the reader marked as not interested do not get
 *   a reserved position.
 */
import type { Ranked, RankedCard } from './topic-ranking.ts';

/** The number of cards between two cards of the same owner. */
export const OWNER_GAP = 4;
/** One in this many positions is reserved for a card that was never shown. */
export const FAIR_EVERY = 5;

/** Returns the same cards in the order in which they are shown. Expects them in the order of `sortByScore`. */
export function arrange<Card extends RankedCard>(ranked: readonly Ranked<Card>[]): Ranked<Card>[] {
  const rest = new Set(ranked);
  const fair = inFairOrder(ranked);
  const shown: Ranked<Card>[] = [];
  while (rest.size > 0) {
    const recent = new Set(shown.slice(-OWNER_GAP).map(({ topic }) => topic.ownerId));
    const isFresh = (card: Ranked<Card>) => rest.has(card) && !recent.has(card.topic.ownerId);
    const isReserved = (shown.length + 1) % FAIR_EVERY === 0;
    const next = (isReserved && fair.find(isFresh)) || find(rest, isFresh) || leastRecentOwner(rest, shown);
    rest.delete(next);
    shown.push(next);
  }
  return shown;
}

/** The cards that were never shown: first one card of each owner, then the second one of each, and so on. */
function inFairOrder<Card extends RankedCard>(ranked: readonly Ranked<Card>[]): Ranked<Card>[] {
  const oldestFirst = ranked
    .filter(({ topic, reasons }) => topic.shownCount === 0 && reasons.every(({ kind }) => kind !== 'not_interested'))
    .sort((a, b) => a.topic.createdAt.getTime() - b.topic.createdAt.getTime());
  const counts = new Map<string, number>();
  return oldestFirst
    .map((card) => {
      const turn = counts.get(card.topic.ownerId) ?? 0;
      counts.set(card.topic.ownerId, turn + 1);
      return { card, turn };
    })
    .sort((a, b) => a.turn - b.turn || a.card.ownerShownCount - b.card.ownerShownCount)
    .map(({ card }) => card);
}

/** If only owners of the last few cards are left: the card of the owner who was shown longest ago. */
function leastRecentOwner<Card extends RankedCard>(
  rest: ReadonlySet<Ranked<Card>>,
  shown: readonly Ranked<Card>[],
): Ranked<Card> {
  const lastPosition = new Map(shown.map(({ topic }, index) => [topic.ownerId, index]));
  const [first, ...others] = rest;
  if (!first) throw new Error('No card is left');
  const positionOf = (card: Ranked<Card>) => lastPosition.get(card.topic.ownerId) ?? -1;
  return others.reduce((best, card) => (positionOf(card) < positionOf(best) ? card : best), first);
}

function find<Item>(items: Iterable<Item>, isWanted: (item: Item) => boolean): Item | null {
  for (const item of items) if (isWanted(item)) return item;
  return null;
}
