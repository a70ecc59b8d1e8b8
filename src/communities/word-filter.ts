/**
 * Finds banned words in a text, all of them in one pass over it (Aho and Corasick, "Efficient string matching", 1975): the
 * time depends on the length of the text, not on how many words there are or what people put into them. Compared as the
 * search compares: upper and lower case, full and half width, hiragana and katakana are the same. Words of letters and
 * digits are found only as whole words, so that "ass" is not found in "class".
 */
import { normaliseText } from '../topics/store/topic-search.ts';

interface Node {
  next: Map<string, Node>;
  /** Where to go on when nothing fits: the longest ending that is a beginning of some word. */
  fallback: Node | null;
  /** Lengths of the words that end here. */
  lengths: number[];
}

export class WordFilter {
  readonly #root: Node = { next: new Map(), fallback: null, lengths: [] };

  constructor(words: readonly string[]) {
    for (const word of words) this.#add(normaliseText(word).trim());
    this.#link();
  }

  /** Whether one of the words stands in the text. */
  finds(text: string): boolean {
    const normalised = normaliseText(text);
    let node = this.#root;
    for (let at = 0; at < normalised.length; at++) {
      node = this.#step(node, normalised.charAt(at));
      const end = at + 1;
      if (node.lengths.some((length) => isWhole(normalised, end - length, end))) return true;
    }
    return false;
  }

  #add(word: string): void {
    if (word === '') return;
    let node = this.#root;
    for (const unit of word.split('')) {
      let next = node.next.get(unit);
      if (!next) {
        next = { next: new Map(), fallback: null, lengths: [] };
        node.next.set(unit, next);
      }
      node = next;
    }
    if (!node.lengths.includes(word.length)) node.lengths.push(word.length);
  }

  /** From the beginnings outwards, since each way back leads to a shorter one. */
  #link(): void {
    const waiting = [...this.#root.next.values()];
    for (const node of waiting) node.fallback = this.#root;
    for (let node = waiting.shift(); node; node = waiting.shift()) {
      for (const [unit, next] of node.next) {
        next.fallback = this.#step(node.fallback ?? this.#root, unit);
        next.lengths.push(...next.fallback.lengths);
        waiting.push(next);
      }
    }
  }

  #step(from: Node, unit: string): Node {
    let node: Node | null = from;
    while (node) {
      const next: Node | undefined = node.next.get(unit);
      if (next) return next;
      node = node.fallback;
    }
    return this.#root;
  }
}

/** No word runs on beyond the place. Scripts that do without spaces have borders everywhere. */
function isWhole(text: string, start: number, end: number): boolean {
  return isBorder(text, start) && isBorder(text, end);
}

function isBorder(text: string, at: number): boolean {
  return !(isWordLetter(text[at - 1]) && isWordLetter(text[at]));
}

function isWordLetter(unit: string | undefined): boolean {
  return unit !== undefined && /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]$/u.test(unit);
}
