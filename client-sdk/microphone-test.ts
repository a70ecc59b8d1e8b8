/** Tries a microphone before a room: how loud it is, and why it cannot be used. */
import { Live } from './events.ts';
import { Microphone, type MicrophoneProblem } from './microphone.ts';
import { repeat } from './timers.ts';

/** How often the level is measured: often enough to move with the syllables. */
const LEVEL_MS = 50;
/** The quietest sound that counts, in decibels below the loudest. */
const QUIETEST_DB = -60;

/** State of a microphone that is being tried. */
export interface MicrophoneTestSnapshot {
  /** `asking`: the browser asks for permission; `on`: it is open; `off`: it cannot be used, or the test was closed. */
  readonly microphone: 'off' | 'asking' | 'on';
  /** Why the microphone cannot be used, or null. */
  readonly problem: MicrophoneProblem | null;
  /** How loud it is, from 0 (silence) to 1, in steps that a person hears as equal. */
  readonly level: number;
}

/** Events of a microphone that is being tried. */
export interface MicrophoneTestEvents {
  /** Fired when the snapshot was replaced, while there is sound about 20 times a second. */
  changed: MicrophoneTestSnapshot;
}

/** What `testMicrophone` takes. */
export interface MicrophoneTestOptions {
  /** The `id` of a microphone; null: the browser's default. If it is gone, the default is tried. */
  microphoneId?: string | null;
}

/**
 * Opens a microphone to show its level; nothing is sent. Asks the person for permission. Call it in the handler of a click or
 * key press, because browsers measure no sound before one. Close it before or after joining a room.
 */
export function testMicrophone({ microphoneId = null }: MicrophoneTestOptions = {}): MicrophoneTest {
  return MicrophoneTest.start(microphoneId);
}

/** The microphone that `testMicrophone()` has opened. */
export class MicrophoneTest extends Live<MicrophoneTestSnapshot, MicrophoneTestEvents> {
  readonly #microphone: Microphone;
  #stopMeasuring: (() => void) | null = null;
  #isClosed = false;

  /** @internal Called by `testMicrophone`. */
  static start(microphoneId: string | null): MicrophoneTest {
    const test = new MicrophoneTest(microphoneId);
    void test.#opened(test.#microphone.open());
    return test;
  }

  private constructor(microphoneId: string | null) {
    super({ microphone: 'asking', problem: null, level: 0 });
    this.#microphone = new Microphone({
      track: null,
      deviceId: microphoneId,
      onTrack: (track) => this.#measure(track),
      onProblem: (problem) => this.update({ problem }),
    });
  }

  /** Switches to another microphone; null: the browser's default. Does not reject: `problem` says what is wrong. */
  async choose(microphoneId: string | null): Promise<void> {
    await this.#opened(this.#microphone.choose(microphoneId));
  }

  /** Closes the microphone. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopMeasuring?.();
    this.#microphone.close();
    this.update({ microphone: 'off', level: 0 });
  }

  async #opened(opening: Promise<void>): Promise<void> {
    await opening;
    if (!this.#isClosed) this.update({ microphone: this.#microphone.track ? 'on' : 'off' });
  }

  #measure(track: MediaStreamTrack): void {
    this.#stopMeasuring?.();
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    const samples = new Float32Array(analyser.fftSize);
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    // Rejects if the context is closed first.
    if (context.state === 'suspended') context.resume().catch(() => {});
    const stop = repeat(LEVEL_MS, () => {
      analyser.getFloatTimeDomainData(samples);
      this.update({ level: levelOf(samples) });
    });
    this.#stopMeasuring = () => {
      stop();
      context.close().catch(() => {}); // It is already closed.
    };
    this.update({ microphone: 'on' });
  }
}

/** The loudness of samples between -1 and 1, as a number from 0 to 1. Pure function. */
export function levelOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(power);
  return Math.min(1, Math.max(0, 1 - decibels / QUIETEST_DB));
}
