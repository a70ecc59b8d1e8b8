/**
 * Tests a state with a history against a simple model: fast-check makes up sequences of commands, and each command acts on
 * the real service, predicts its answer with the model, and compares the two.
 */
import fc from 'fast-check';

/** Ends the search for a shorter failing sequence before mocha's timeout hides the one that was found. */
const SEARCH_MS = 45_000;

export interface ModelRun<Model extends object, Real> {
  commands: fc.Arbitrary<fc.AsyncCommand<Model, Real>>[];
  /** Begins a sequence: an empty model, and a real state that no other sequence touches. */
  begin: () => Promise<{ model: Model; real: Real }>;
  /** How many sequences run, each of at most `maxCommands`. */
  sequences: number;
  maxCommands: number;
}

/** A failure prints the seed and the path that repeat it, and the shortest failing sequence. */
export async function expectLikeModel<Model extends object, Real>(run: ModelRun<Model, Real>): Promise<void> {
  const { commands, begin, sequences, maxCommands } = run;
  // Without fast-check's bias towards short sequences, in which little happens.
  const sequence = fc.noBias(fc.commands(commands, { maxCommands, size: 'max' }));
  await fc.assert(
    fc.asyncProperty(sequence, (made) => fc.asyncModelRun(begin, made)),
    { numRuns: sequences, interruptAfterTimeLimit: SEARCH_MS },
  );
}

/** A command. `act` performs it on the real service, and expects what the model predicts. `canRun` asks only the model. */
export function command<Model extends object, Real>(
  name: string,
  act: (model: Model, real: Real) => Promise<void>,
  canRun: (model: Readonly<Model>) => boolean = () => true,
): fc.AsyncCommand<Model, Real> {
  return { check: canRun, run: act, toString: () => name };
}

/** The item that a made-up number names. It exists. */
export function at<Item>(items: readonly Item[], index: number): Item {
  return items[index] as Item;
}
