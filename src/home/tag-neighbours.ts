/** Which tags are near to each other: those that people put together, on one topic or on one profile. */

export interface TagNeighbour {
  tag: string;
  /** Above 0, at most 1. */
  weight: number;
}

export interface TagNeighboursOptions {
  /** Neighbours kept for each tag. */
  perTag: number;
  /** Seen together less often, two tags are no neighbours: once is chance. */
  minTogether: number;
}

/**
 * The neighbours of each tag, the nearest first. The weight is the cosine of the two tags' occurrences: together, divided by
 * the root of both counts, so that a tag which stands beside everything is near to nothing.
 */
export function tagNeighbours(
  baskets: Iterable<readonly string[]>,
  { perTag, minTogether }: TagNeighboursOptions,
): Map<string, TagNeighbour[]> {
  const counts = new Map<string, number>();
  const together = new Map<string, Map<string, number>>();
  for (const basket of baskets) {
    const tags = [...new Set(basket)];
    for (const tag of tags) {
      counts.set(tag, (counts.get(tag) ?? 0) + 1);
      const others = together.get(tag) ?? new Map<string, number>();
      together.set(tag, others);
      for (const other of tags) if (other !== tag) others.set(other, (others.get(other) ?? 0) + 1);
    }
  }
  const result = new Map<string, TagNeighbour[]>();
  for (const [tag, others] of together) {
    const near = [...others]
      .filter(([, count]) => count >= minTogether)
      .map(([other, count]) => ({
        tag: other,
        weight: count / Math.sqrt((counts.get(tag) ?? 1) * (counts.get(other) ?? 1)),
      }))
      .sort((a, b) => b.weight - a.weight || (a.tag < b.tag ? -1 : 1));
    if (near.length > 0) result.set(tag, near.slice(0, perTag));
  }
  return result;
}

/** Near tags of someone's, each with the nearest of the own tags; the own ones are not among them. */
export function nearTags(
  own: readonly string[],
  neighboursOf: ReadonlyMap<string, readonly TagNeighbour[]>,
): Map<string, { of: string; weight: number }> {
  const near = new Map<string, { of: string; weight: number }>();
  for (const of of own) {
    for (const { tag, weight } of neighboursOf.get(of) ?? []) {
      if (!own.includes(tag) && weight > (near.get(tag)?.weight ?? 0)) near.set(tag, { of, weight });
    }
  }
  return near;
}
