/** Keeps right-to-left names apart from the sentence around them, so that they do not reorder its brackets and numbers. Pure. */

// Scripts that run right to left. A name without such letters needs no marks, so most texts stay as they are.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The text between "first strong isolate" and "pop directional isolate", if it contains right-to-left letters (UAX 9). */
export function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/** The same words; their functions isolate every text that they put into a sentence. */
export function withIsolatedNames<Words>(words: Words): Words {
  if (typeof words === 'function') {
    const sentence = words as unknown as (...values: unknown[]) => unknown;
    const isolating = (...values: unknown[]) =>
      sentence(...values.map((value) => (typeof value === 'string' ? isolated(value) : value)));
    return isolating as Words;
  }
  if (typeof words !== 'object' || words === null || Array.isArray(words)) return words;
  return Object.fromEntries(Object.entries(words).map(([name, word]) => [name, withIsolatedNames(word)])) as Words;
}
