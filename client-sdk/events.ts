/** Typed events, and live objects, which have an immutable snapshot and fire `changed` when it was replaced. */

/** Stops listening. Idempotent. */
export type Unsubscribe = () => void;

/**
 * A typed event source. `Events` maps each event name to its payload. An event about the object itself is named by a verb
 * (`changed`, `closed`), any other event `noun:past-participle` (`message:added`).
 */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  /** Calls `listener` each time the event is fired from now on. Returns a function that stops listening. */
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): Unsubscribe {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    // Wrapped, so that adding a function twice makes two subscriptions, each with its own unsubscribe function.
    const entry = (payload: Events[Name]) => listener(payload);
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  /** Calls the listeners of the event, in the order in which they were added. */
  protected emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (payload: Events[Name]) => void)(payload);
      } catch (error) {
        // An error in the page's code must neither stop the other listeners nor be swallowed: it becomes an uncaught error.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

/**
 * An object whose state is one immutable `snapshot`. `changed` fires after each replacement, with the new snapshot. Two
 * snapshots are the same object exactly when nothing changed between them, as the stores of UI libraries require.
 */
export class Live<Snapshot extends object, Events extends { changed: Snapshot }> extends Emitter<Events> {
  #snapshot: Snapshot;

  /** @internal Live objects are created by the client. */
  constructor(snapshot: Snapshot) {
    super();
    this.#snapshot = snapshot;
  }

  /** The current state. The object is replaced, never mutated. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Replaces the given fields. Fires `changed` unless every field already had its new value. */
  protected update(fields: Partial<Snapshot>): void {
    const isSame = (Object.keys(fields) as (keyof Snapshot)[]).every((key) => fields[key] === this.#snapshot[key]);
    if (isSame) return;
    this.#snapshot = { ...this.#snapshot, ...fields };
    this.emit('changed', this.#snapshot as Events['changed']);
  }
}
