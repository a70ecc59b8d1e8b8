/** Computes which tags are neighbours: tags that people often use together on one topic or one profile. Pure functions. */

export interface TagNeighbour {
  tag: string;
  /** Above 0, at most 1. */
  weight: number;
}

export interface TagNeighboursOptions {
  /** The most neighbours per tag. */
  perTag: number;
  /** How often two tags must occur together to be neighbours; a single time may be chance. */
  minTogether: number;
}

/**
 * The neighbours of each tag, nearest first. The weight is the cosine similarity of the occurrences of two tags: how
 * often they occur together, divided by the square root of the product of their counts. So a tag that occurs together
 * with everything is near to nothing.
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

/** The neighbours of a person's own tags, without the own tags. `of` is the own tag that is nearest to the neighbour. */
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
