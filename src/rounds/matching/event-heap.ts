/** A binary heap of numbered events by due time. Uses typed arrays, because planning a round pushes millions of events. */

export class EventHeap {
  #times = new Float64Array(1024);
  #events = new Int32Array(1024);
  #size = 0;

  clear(): void {
    this.#size = 0;
  }

  push(time: number, event: number): void {
    if (this.#size === this.#times.length) this.#grow();
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(time, event, above)) break;
      this.#move(above, at);
      at = above;
    }
    this.#times[at] = time;
    this.#events[at] = event;
  }

  /** When the earliest event is due; infinity if the heap is empty. */
  get nextTime(): number {
    return this.#size > 0 ? (this.#times[0] as number) : Number.POSITIVE_INFINITY;
  }

  /** Removes the earliest event; of events due at the same time, the smallest number, so that the order is deterministic. */
  pop(): number {
    const first = this.#events[0] as number;
    const last = --this.#size;
    this.#sink(this.#times[last] as number, this.#events[last] as number);
    return first;
  }

  #sink(time: number, event: number): void {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.#size) break;
      const other = below + 1;
      if (other < this.#size && this.#isBefore(this.#times[other] as number, this.#events[other] as number, below)) {
        below = other;
      }
      if (this.#isBefore(time, event, below)) break;
      this.#move(below, at);
      at = below;
    }
    this.#times[at] = time;
    this.#events[at] = event;
  }

  #isBefore(time: number, event: number, at: number): boolean {
    const other = this.#times[at] as number;
    return time < other || (time === other && event < (this.#events[at] as number));
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] as number;
    this.#events[to] = this.#events[from] as number;
  }

  #grow(): void {
    const [times, events] = [this.#times, this.#events];
    this.#times = new Float64Array(times.length * 2);
    this.#events = new Int32Array(times.length * 2);
    this.#times.set(times);
    this.#events.set(events);
  }
}
