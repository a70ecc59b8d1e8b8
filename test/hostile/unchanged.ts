/**
 * What somebody can read stays the same while others try what they have no right to. Reading everything takes most of the time of
 * such a test, so several of them share one reading; a failure names all of them.
 */
import { expect } from 'chai';

/** Tests that share a reading. */
const TOGETHER = 8;

export class Unchanged {
  readonly #read: () => Promise<unknown>;
  #before: unknown = null;
  #tried: string[] = [];

  /** `read` reads everything that must stay the same. */
  constructor(read: () => Promise<unknown>) {
    this.#read = read;
  }

  /** Tries what must not change anything. Whether it has is known after some more of these tests, or after `check`. */
  async during(test: string, tries: () => Promise<void>): Promise<void> {
    this.#before ??= await this.#read();
    this.#tried.push(test);
    await tries();
    if (this.#tried.length >= TOGETHER) await this.check();
  }

  /** Fails if one of the tests since the last check has changed something. */
  async check(): Promise<void> {
    if (this.#tried.length === 0) return;
    const [tried, before] = [this.#tried.splice(0).join(', '), this.#before];
    this.#before = null;
    const after = await this.#read();
    expect(after, `after ${tried}`).to.deep.equal(before);
    this.#before = after;
  }

  /** Checks before something that may change what can be read. */
  async end(): Promise<void> {
    await this.check();
    this.#before = null;
  }
}
