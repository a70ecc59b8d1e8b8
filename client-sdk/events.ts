/** Typed events, and live objects: things with an immutable snapshot that tell when it was replaced. */

/** Stops listening. Calling it again does nothing. */
export type Unsubscribe = () => void;

/** A typed event source. `Events` maps each event's name to what its listeners are given. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  /** Calls `listener` at every `name` from now on. Returns a function that stops it. */
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): Unsubscribe {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    // Wrapped so that one function listening twice is called twice and unsubscribed one by one.
    const entry = (payload: Events[Name]) => listener(payload);
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  protected emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (payload: Events[Name]) => void)(payload);
      } catch (error) {
        // A fault in the page's code must neither stop the other listeners nor be swallowed: it surfaces as uncaught.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

/**
 * An object whose state is one immutable `snapshot`. `changed` fires after each replacement, with the new snapshot; two
 * snapshots are the same object exactly when nothing changed between them, which is what stores of UI libraries need.
 */
export class Live<Snapshot extends object, Events extends { changed: Snapshot }> extends Emitter<Events> {
  #snapshot: Snapshot;

  constructor(snapshot: Snapshot) {
    super();
    this.#snapshot = snapshot;
  }

  /** The state now. It is never mutated; it is replaced. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Replaces the fields given, and tells it unless all of them were the same already. */
  protected update(fields: Partial<Snapshot>): void {
    const isSame = (Object.keys(fields) as (keyof Snapshot)[]).every((key) => fields[key] === this.#snapshot[key]);
    if (isSame) return;
    this.#snapshot = { ...this.#snapshot, ...fields };
    this.emit('changed', this.#snapshot as Events['changed']);
  }
}
