/**
 * The microphone. It stays open over reconnections, and is opened again when the operating system took it away (a phone call,
 * an unplugged headset).
 */
import { mediaDevices } from './platform.ts';
import { delay, later } from './timers.ts';

/** Shorter interruptions end by themselves, so they are ignored. */
const MUTED_GRACE_MS = 1_000;
const REOPEN_DELAYS_MS = [0, 500, 1_500, 4_000];

/**
 * Why the microphone cannot be used:
 * - `denied`: the person or the page's policy does not allow it;
 * - `not_found`: there is no microphone;
 * - `in_use`: another program or a phone call uses it;
 * - `unsupported`: the page is not a secure context, or the browser has no microphone API.
 */
export type MicrophoneProblem = 'denied' | 'not_found' | 'in_use' | 'unsupported';

interface MicrophoneParts {
  /** The integrator's own track, which this class never stops; null: open the microphone. */
  track: MediaStreamTrack | null;
  /** The device to open; null: the browser's default. If it is gone, the default is opened. */
  deviceId?: string | null;
  /** Called with the new track to send. */
  onTrack: (track: MediaStreamTrack) => void;
  /** Called with the reason why the microphone cannot be used, and with null when it can be used again. */
  onProblem: (problem: MicrophoneProblem | null) => void;
}

export class Microphone {
  readonly #parts: MicrophoneParts;
  readonly #isOwn: boolean;
  #track: MediaStreamTrack | null;
  #deviceId: string | null;
  /** Whether it was to be opened: before that, choosing a device must not ask for permission. */
  #isWanted = false;
  #isEnabled = true;
  #isClosed = false;
  #opening: Promise<unknown> | null = null;
  #stopWatching: (() => void) | null = null;

  constructor(parts: MicrophoneParts) {
    this.#parts = parts;
    this.#track = parts.track;
    this.#deviceId = parts.deviceId ?? null;
    this.#isOwn = parts.track === null;
  }

  /** The current track; null while the microphone is not open. */
  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /** Opens the microphone unless it is open. Never rejects: `onProblem` gets the reason. */
  async open(): Promise<void> {
    this.#isWanted = true;
    if (this.#track?.readyState === 'live') return;
    this.#opening ??= this.#acquire().finally(() => {
      this.#opening = null;
    });
    await this.#opening;
  }

  /** Switches to this device; null: the browser's default. Before `open`, it is only remembered. */
  async choose(deviceId: string | null): Promise<void> {
    await this.#opening;
    this.#deviceId = deviceId;
    if (this.#isWanted) await this.#acquire({ isChosen: true });
  }

  /** With false, this track and later tracks send silence. */
  setEnabled(isEnabled: boolean): void {
    this.#isEnabled = isEnabled;
    if (this.#track) this.#track.enabled = isEnabled;
  }

  close(): void {
    this.#isClosed = true;
    this.#stopWatching?.();
    if (this.#isOwn) this.#track?.stop();
    this.#track = null;
  }

  /** `isChosen`: the person has just chosen the device, so another one must not replace it. */
  async #acquire({ isChosen = false } = {}): Promise<boolean> {
    const devices = mediaDevices();
    if (!devices) {
      this.#parts.onProblem('unsupported');
      return false;
    }
    try {
      const stream = await this.#ask(devices, isChosen);
      const [track] = stream.getAudioTracks();
      if (this.#isClosed || !track) {
        for (const unwanted of stream.getTracks()) unwanted.stop();
        return false;
      }
      this.#use(track);
      return true;
    } catch (error) {
      if (this.#isClosed) return false;
      if (this.#track?.readyState === 'ended') this.#track = null;
      this.#parts.onProblem(problemOf(error));
      return false;
    }
  }

  async #ask(devices: MediaDevices, isChosen: boolean): Promise<MediaStream> {
    const deviceId = this.#deviceId;
    try {
      return await devices.getUserMedia({ audio: constraints(deviceId) });
    } catch (error) {
      if (isChosen || deviceId === null || problemOf(error) !== 'not_found') throw error;
      // The remembered device is gone: any other device is better than silence.
      this.#deviceId = null;
      return devices.getUserMedia({ audio: constraints(null) });
    }
  }

  #use(track: MediaStreamTrack): void {
    const former = this.#track;
    this.#stopWatching?.();
    this.#track = track;
    track.enabled = this.#isEnabled;
    this.#stopWatching = watch(track, () => void this.#reopen());
    this.#parts.onProblem(null);
    this.#parts.onTrack(track);
    // Stop the former track last: the sender must always have a live track.
    if (former !== track && this.#isOwn) former?.stop();
  }

  async #reopen(): Promise<void> {
    if (this.#opening) return;
    this.#opening = this.#retryOpening().finally(() => {
      this.#opening = null;
    });
    await this.#opening;
  }

  async #retryOpening(): Promise<void> {
    for (const delayMs of REOPEN_DELAYS_MS) {
      await delay(delayMs); // Each attempt gives the device more time to come back.
      if (this.#isClosed || (await this.#acquire())) return;
      // The chosen device may be gone: any other device is better than silence.
      this.#deviceId = null;
    }
  }
}

function constraints(deviceId: string | null): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId !== null && { deviceId: { exact: deviceId } }),
  };
}

/** Calls `onLost` when the track ended, or when the system muted it for longer than `MUTED_GRACE_MS`. */
function watch(track: MediaStreamTrack, onLost: () => void): () => void {
  let cancel: (() => void) | null = null;
  const onMute = () => {
    cancel?.();
    cancel = later(MUTED_GRACE_MS, () => {
      if (track.muted) onLost();
    });
  };
  // A page in the background often does not get the microphone back: check again when the page is shown.
  const onVisible = () => {
    if (document.visibilityState === 'visible' && track.muted) onMute();
  };
  track.addEventListener('ended', onLost);
  track.addEventListener('mute', onMute);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    cancel?.();
    track.removeEventListener('ended', onLost);
    track.removeEventListener('mute', onMute);
    document.removeEventListener('visibilitychange', onVisible);
  };
}

function problemOf(error: unknown): MicrophoneProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'in_use';
  if (name === 'TypeError') return 'unsupported';
  return 'not_found';
}
