/** Tells the server whether this device is in use: with each handshake, and by a request after each change. */
import type { Activity } from './activity.ts';
import { MeshiError } from './errors.ts';
import { delay } from './timers.ts';

/** The shortest time between two reports. The first change is sent at once. */
const INTERVAL_MS = 1_000;

interface ActivityReportParts {
  activity: Activity;
  isOnline: () => boolean;
  send: (isActive: boolean) => Promise<unknown>;
}

export class ActivityReport {
  readonly #parts: ActivityReportParts;
  /** What the server knows. */
  #reported = true;
  #isRunning = false;

  constructor(parts: ActivityReportParts) {
    this.#parts = parts;
    parts.activity.on('changed', () => void this.update());
  }

  /** The value for a handshake, which the server then knows. */
  forHandshake(): boolean {
    this.#reported = this.#parts.activity.isActive;
    return this.#reported;
  }

  /** Reports what the server does not know yet. Call it when the connection is open. */
  async update(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { activity, isOnline } = this.#parts;
    while (isOnline() && activity.isActive !== this.#reported) await this.#send(activity.isActive);
    this.#isRunning = false;
  }

  async #send(isActive: boolean): Promise<void> {
    let waitMs = INTERVAL_MS;
    this.#reported = isActive;
    try {
      await this.#parts.send(isActive);
    } catch (error) {
      const { isTemporary, details } = MeshiError.from(error);
      // If the server refused it for good, the next handshake reports it again.
      if (isTemporary) this.#reported = !isActive;
      waitMs = Math.max(waitMs, details.retryAfterMs ?? 0);
    }
    await delay(waitMs);
  }
}
