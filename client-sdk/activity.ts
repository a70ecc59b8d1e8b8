/** Whether the person uses this device. In a page the client detects it; other programs say it. */
import { Live } from './events.ts';
import { later } from './timers.ts';

/** After this time without a sign of the person, a visible page is not in use. */
const IDLE_MS = 5 * 60_000;
/** What a person does with a page. Scrolling is no sign: pages scroll by themselves. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'focus'] as const;

/** State of the device. */
export interface ActivitySnapshot {
  /** Whether the person uses this device. */
  readonly isActive: boolean;
}

/** Events of the device. */
export interface ActivityEvents {
  /** Fired when the person began or stopped to use the device. */
  changed: ActivitySnapshot;
}

/**
 * Whether the person uses this device. The server pushes and mails messages to people who use none of their devices. In a page,
 * the client finds out by itself: a page is in use while it is visible and the person has done something in the last 5 minutes.
 * Elsewhere, a device counts as used until the program calls `set(false)`.
 */
export class Activity extends Live<ActivitySnapshot, ActivityEvents> {
  #lastSignAt = 0;
  #cancelIdle: (() => void) | null = null;
  #stopWatching: (() => void) | null = null;

  /** @internal Created by `MeshiClient`. */
  constructor() {
    super({ isActive: true });
  }

  /** The same as `snapshot.isActive`. */
  get isActive(): boolean {
    return this.snapshot.isActive;
  }

  /** Says whether the person uses this device. For programs without a page, such as an app that goes to the background. */
  set(isActive: boolean): void {
    this.update({ isActive });
  }

  /** @internal Follows the page, if there is one. Called at sign-in. Idempotent. */
  start(): void {
    if (typeof window === 'undefined' || typeof document === 'undefined') return;
    this.stop();
    const onSign = (event: Event) => this.#onSign(event);
    const onVisibility = () => this.#onVisibility();
    for (const sign of SIGNS) window.addEventListener(sign, onSign, { capture: true, passive: true });
    document.addEventListener('visibilitychange', onVisibility);
    this.#stopWatching = () => {
      for (const sign of SIGNS) window.removeEventListener(sign, onSign, { capture: true });
      document.removeEventListener('visibilitychange', onVisibility);
    };
    this.#onVisibility();
  }

  /** @internal Called at sign-out. */
  stop(): void {
    this.#stopWatching?.();
    this.#cancelIdle?.();
    this.#stopWatching = null;
  }

  #onVisibility(): void {
    this.#cancelIdle?.();
    if (document.visibilityState === 'visible') this.#use();
    else this.update({ isActive: false });
  }

  #onSign(event: Event): void {
    // Browsers also report a pointer under which the page has moved.
    if (event.type === 'pointermove' && !hasMoved(event as PointerEvent)) return;
    // Pages also move the focus within them by themselves.
    if (event.type === 'focus' && event.target !== window) return;
    if (document.visibilityState !== 'visible') return;
    if (this.isActive) this.#lastSignAt = Date.now();
    else this.#use();
  }

  #use(): void {
    this.#lastSignAt = Date.now();
    this.#waitForIdle(IDLE_MS);
    this.update({ isActive: true });
  }

  /** One timer for all signs: there may be hundreds in a second. */
  #waitForIdle(ms: number): void {
    this.#cancelIdle = later(ms, () => {
      const restMs = this.#lastSignAt + IDLE_MS - Date.now();
      if (restMs > 0) this.#waitForIdle(restMs);
      else this.update({ isActive: false });
    });
  }
}

function hasMoved({ movementX, movementY }: PointerEvent): boolean {
  return movementX !== 0 || movementY !== 0;
}
