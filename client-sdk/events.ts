/** Typed events, and live objects, which have an immutable snapshot and fire `changed` when it was replaced. */

/**
 * Marks an object as `markRaw` of Vue does: Vue then uses the object itself. Otherwise it makes a proxy to notice changes, and a proxy
 * has no private fields.
 */
export function leaveRaw(object: object): void {
  Object.defineProperty(object, '__v_skip', { value: true });
}

/** Stops listening. Idempotent. */
export type Unsubscribe = () => void;

/**
 * A typed event source. `Events` maps each event name to its payload. An event about the object itself is named by a verb
 * (`changed`, `closed`), any other event `noun:past-participle` (`message:added`).
 */
export class Emitter<Events extends object> {
  /** For each event, its subscriptions with the functions that were given. */
  readonly #listeners = new Map<keyof Events, Map<object, (payload: never) => void>>();

  /** @internal Event sources are created by the SDK. */
  constructor() {
    leaveRaw(this);
  }

  /** Calls `listener` each time the event is fired from now on. Returns a function that stops listening. */
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): Unsubscribe {
    const listeners = this.#listeners.get(name) ?? new Map<object, (payload: never) => void>();
    this.#listeners.set(name, listeners);
    // A key of its own: adding a function twice makes two subscriptions, each with its own unsubscribe function.
    const key = {};
    listeners.set(key, listener);
    return () => listeners.delete(key);
  }

  /** Calls `listener` the next time the event is fired, and then stops listening. Returns a function that stops before. */
  once<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): Unsubscribe {
    const stop = this.on(name, (payload) => {
      stop();
      listener(payload);
    });
    return stop;
  }

  /** Ends every subscription of `listener` that `on` made for this event. Does nothing if there is none. */
  off<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): void {
    const listeners = this.#listeners.get(name);
    for (const [key, added] of listeners ?? []) if (added === listener) listeners?.delete(key);
  }

  /** Calls the listeners of the event, in the order in which they were added. */
  protected emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name)?.values() ?? [])]) {
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
