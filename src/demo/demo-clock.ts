/** A clock that can be set: what the demo's people did days ago is stored as done days ago. */
import { Clock } from '../kernel/clock.ts';

export class DemoClock extends Clock {
  #nowMs: number;

  constructor(nowMs: number) {
    super(() => this.#nowMs);
    this.#nowMs = nowMs;
  }

  moveTo(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}
