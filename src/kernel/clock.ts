/** The time that services use. Tests and the demo replace it. */
export class Clock {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** The current time as a `Date`. */
  date(): Date {
    return new Date(this.now());
  }
}
