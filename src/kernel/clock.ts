/** Time as the services see it, so that a test can move it. */

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

export const realClock: Clock = { now: () => Date.now() };
