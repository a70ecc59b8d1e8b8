/** Detects who speaks in a room, by audio level: dominant speaker first, and without flicker between words. */
import { EventEmitter } from 'node:events';
import type { types } from 'mediasoup';

/** Sound below this level, in dBov, is breath or background noise. */
const THRESHOLD_DB = -55;
/** Someone counts as silent after this many intervals without sound, so that pauses between words do not matter. */
const HOLD_INTERVALS = 3;

/** Emits `changed` when someone starts or stops speaking, or when the dominant speaker changes. */
export class Speakers extends EventEmitter<{ changed: [] }> {
  readonly #levels: types.AudioLevelObserver;
  readonly #dominance: types.ActiveSpeakerObserver;
  /** Peer → intervals until it counts as silent. */
  readonly #speaking = new Map<string, number>();
  #dominantId: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  readonly #intervalMs: number;

  static async create(router: types.Router, { intervalMs }: { intervalMs: number }): Promise<Speakers> {
    const [levels, dominance] = await Promise.all([
      router.createAudioLevelObserver({ maxEntries: 20, threshold: THRESHOLD_DB, interval: intervalMs }),
      router.createActiveSpeakerObserver({ interval: intervalMs }),
    ]);
    return new Speakers(levels, dominance, intervalMs);
  }

  private constructor(levels: types.AudioLevelObserver, dominance: types.ActiveSpeakerObserver, intervalMs: number) {
    super();
    this.#levels = levels;
    this.#dominance = dominance;
    this.#intervalMs = intervalMs;
    levels.on('volumes', (volumes) => this.#heard(volumes.map(({ producer }) => peerOf(producer))));
    dominance.on('dominantspeaker', ({ producer }) => this.#dominate(peerOf(producer)));
  }

  /** The peers who speak now, dominant speaker first. */
  get peerIds(): string[] {
    const ids = [...this.#speaking.keys()];
    return ids.sort((one, other) => Number(other === this.#dominantId) - Number(one === this.#dominantId));
  }

  isSpeaking(peerId: string): boolean {
    return this.#speaking.has(peerId);
  }

  /** Starts observing a microphone. Its `appData.peerId` must be its peer. */
  async add(producer: types.Producer): Promise<void> {
    await Promise.all([
      this.#levels.addProducer({ producerId: producer.id }),
      this.#dominance.addProducer({ producerId: producer.id }),
    ]);
  }

  /** Marks a peer as silent at once, after it has muted or left. */
  silence(peerId: string): void {
    if (this.#speaking.delete(peerId)) this.emit('changed');
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#speaking.clear();
    this.#levels.close();
    this.#dominance.close();
  }

  #heard(peerIds: string[]): void {
    const begun = peerIds.filter((peerId) => !this.#speaking.has(peerId));
    for (const peerId of peerIds) this.#speaking.set(peerId, HOLD_INTERVALS);
    this.#timer ??= setInterval(() => this.#fade(), this.#intervalMs).unref();
    if (begun.length > 0) this.emit('changed');
  }

  // The observer does not report who has stopped while others continue, so each peer times out here.
  #fade(): void {
    let hasEnded = false;
    for (const [peerId, left] of this.#speaking) {
      if (left > 1) this.#speaking.set(peerId, left - 1);
      else hasEnded = this.#speaking.delete(peerId) || hasEnded;
    }
    if (this.#speaking.size === 0 && this.#timer) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    if (hasEnded) this.emit('changed');
  }

  #dominate(peerId: string): void {
    if (this.#dominantId === peerId) return;
    this.#dominantId = peerId;
    if (this.#speaking.has(peerId)) this.emit('changed');
  }
}

function peerOf(producer: types.Producer): string {
  return String(producer.appData.peerId);
}
