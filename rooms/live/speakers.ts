/** Who speaks in a room: heard by level, the dominant one first, and steady enough to be shown. */
import { EventEmitter } from 'node:events';
import type { types } from 'mediasoup';

/** Quieter than this, in dBov, is breath and background. */
const THRESHOLD_DB = -55;
/** Intervals without sound after which someone counts as silent: pauses between words are not an end. */
const HOLD_INTERVALS = 3;

/** Emits `changed` when someone begins or stops to speak, or another becomes dominant. */
export class Speakers extends EventEmitter<{ changed: [] }> {
  readonly #levels: types.AudioLevelObserver;
  readonly #dominance: types.ActiveSpeakerObserver;
  /** Peer → intervals left until it counts as silent. */
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

  /** Who speaks now, the dominant one first. */
  get peerIds(): string[] {
    const ids = [...this.#speaking.keys()];
    return ids.sort((one, other) => Number(other === this.#dominantId) - Number(one === this.#dominantId));
  }

  isSpeaking(peerId: string): boolean {
    return this.#speaking.has(peerId);
  }

  /** From now on this microphone is listened to. Its `appData.peerId` says whose it is. */
  async add(producer: types.Producer): Promise<void> {
    await Promise.all([
      this.#levels.addProducer({ producerId: producer.id }),
      this.#dominance.addProducer({ producerId: producer.id }),
    ]);
  }

  /** Muted or gone: silent at once. */
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

  // The observer is silent about those who stopped while others go on, so each one's time runs out here.
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
