/** A clock that can be set, so that what people of the demo did days ago is stored with times days ago. */
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
