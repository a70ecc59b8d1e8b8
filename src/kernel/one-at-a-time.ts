/** Work that is requested again and again and need not run twice at once. */

/** Returns a function that runs `work`, or waits for the run that has begun. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}
