/** The worker thread of `guesser.ts`: the estimate takes milliseconds of processor time, and its word lists take memory. */
import { parentPort } from 'node:worker_threads';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import * as japanese from '@zxcvbn-ts/language-ja';

export interface GuessTask {
  id: number;
  password: string;
  /** Words that an attacker would try first: what is known of the person. */
  known: readonly string[];
}

export interface Guess {
  id: number;
  /** 0 (guessed at once) to 4. */
  score: number;
  /** What makes it easy to guess, by the library's name; null if it names nothing. */
  warning: string | null;
}

/** Bounds the time: without them, 126 characters such as `4a@8(6<1!|` took a second. The rest of a long password is not judged. */
const BOUNDS = { maxLength: 64, l33tMaxSubstitutions: 10 };

const estimator = new ZxcvbnFactory({
  graphs: common.adjacencyGraphs,
  // The other English lists, such as 90,000 family names, would take as much memory again.
  dictionary: { ...common.dictionary, english: english.dictionary['commonWords-en'], ...japanese.dictionary },
  ...BOUNDS,
});

parentPort?.on('message', ({ id, password, known }: GuessTask) => {
  const { score, feedback } = estimator.check(password, [...known]);
  parentPort?.postMessage({ id, score, warning: feedback.warning } satisfies Guess);
});
