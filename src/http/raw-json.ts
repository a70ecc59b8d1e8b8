/** An answer that is already serialised, so that frequent answers are not serialised for each request. */
export class RawJson {
  readonly text: string;
  #bytes: Buffer | null = null;

  /** `text` must equal the output of `JSON.stringify` for the route's answer. */
  constructor(text: string) {
    this.text = text;
  }

  /** The text in UTF-8. Encoded only once. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.text);
    return this.#bytes;
  }
}
