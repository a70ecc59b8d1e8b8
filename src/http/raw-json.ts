/** An answer that is JSON text already, so that what is asked for often need not be turned into text each time. */
export class RawJson {
  readonly text: string;
  #bytes: Buffer | null = null;

  /** `text` must be what `JSON.stringify` would give for the route's answer. */
  constructor(text: string) {
    this.text = text;
  }

  /** The text as it travels; encoded once, however often it is sent. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text);
    return this.#bytes;
  }
}
