/** Picks at random, and the same again for the same seed. Pure. */

/** `count` different elements. */
export function pick<T>(all: readonly T[], count: number, seed: number): T[] {
  const next = random(seed);
  const left = [...all];
  return Array.from({ length: Math.min(count, all.length) }, () => {
    return left.splice(Math.floor(next() * left.length), 1)[0] as T;
  });
}

/** Numbers from 0 to below 1 (mulberry32, public domain). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
