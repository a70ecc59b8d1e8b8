/** When people are promised to something already, asked of every feature that people promise themselves to. */

import type { Interval } from '../profiles/free-time.ts';

/** What one feature knows: when this person is taken, as far as it touches the time in question. */
export type BusySource = (tenantId: string, personId: string, within: Interval) => Promise<readonly Interval[]>;

export class BusyTimes {
  readonly #sources: BusySource[] = [];

  /** Once for each feature, while the app is put together. */
  register(source: BusySource): void {
    this.#sources.push(source);
  }

  /** In no order; it may overlap. */
  async of(tenantId: string, personId: string, within: Interval): Promise<Interval[]> {
    const found = await Promise.all(this.#sources.map((source) => source(tenantId, personId, within)));
    return found.flat();
  }
}
