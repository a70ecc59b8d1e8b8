/** An answer that is JSON text already, so that what is asked for often need not be turned into text each time. */
export class RawJson {
  readonly text: string;

  /** `text` must be what `JSON.stringify` would give for the route's answer. */
  constructor(text: string) {
    this.text = text;
  }
}
