/** A clock that can be set: what the demo's people did days ago is stored as done days ago. */
import type { Clock } from '../kernel/clock.ts';

export class DemoClock implements Clock {
  #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  moveTo(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}
