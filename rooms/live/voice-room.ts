/** A live room: its router on one media worker, its peers, and who speaks. It closes when the last peer has left. */
import { EventEmitter } from 'node:events';
import type { types } from 'mediasoup';
import type { Clock } from '../../src/kernel/clock.ts';
import type { Limits } from '../../src/kernel/config.ts';
import { ConflictError, UnavailableError } from '../../src/kernel/errors.ts';
import type { Log } from '../../src/kernel/log.ts';
import type { Announcement, VoiceAnnouncementName, VoiceAnnouncements } from '../../src/protocol/events.ts';
import type { Peer as PeerView } from '../../src/protocol/rooms.ts';
import type { Reaction, VoiceClosedReason } from '../../src/protocol/voice.ts';
import { mediaRestarted } from '../media/media-errors.ts';
import type { MediaWorker } from '../media/media-worker.ts';
import { type Entrant, Peer, type PeerState } from './peer.ts';
import { Speakers } from './speakers.ts';
import { Throttled } from './throttled.ts';

export interface VoiceRoomOptions {
  id: string;
  tenantId: string;
  worker: MediaWorker;
  limits: Limits;
  clock: Clock;
  log: Log;
}

/**
 * Emits `changed`, at most every `roomChangeMs`, after the peers or their states have changed; `peerLeft` with the peer
 * whose state is to be remembered; and finally `closed`, with the reason why people had to leave, or null if nobody was
 * inside.
 */
export class VoiceRoom extends EventEmitter<{
  changed: [];
  peerLeft: [Peer];
  closed: [VoiceClosedReason | null];
}> {
  readonly id: string;
  readonly tenantId: string;
  readonly #options: VoiceRoomOptions;
  readonly #router: types.Router;
  readonly #speakers: Speakers;
  readonly #peers = new Map<string, Peer>();
  readonly #changed: Throttled;
  readonly #speakersChanged: Throttled;
  /** How many entrants wait for their transports. The room stays open for them. */
  #arriving = 0;
  #isClosed = false;

  static async create(options: VoiceRoomOptions): Promise<VoiceRoom> {
    const router = await options.worker.createRouter();
    try {
      const speakers = await Speakers.create(router, { intervalMs: options.limits.speakersChangeMs });
      return new VoiceRoom(options, router, speakers);
    } catch (error) {
      router.close();
      throw error;
    }
  }

  private constructor(options: VoiceRoomOptions, router: types.Router, speakers: Speakers) {
    super();
    this.id = options.id;
    this.tenantId = options.tenantId;
    this.#options = options;
    this.#router = router;
    this.#speakers = speakers;
    const { roomChangeMs, speakersChangeMs } = options.limits;
    this.#changed = new Throttled({ intervalMs: roomChangeMs, action: () => this.emit('changed') });
    this.#speakersChanged = new Throttled({ intervalMs: speakersChangeMs, action: () => this.#sendSpeakers() });
    speakers.on('changed', () => this.#speakersChanged.ask());
    router.on('workerclose', () => this.close('media_restarted'));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return this.#router.rtpCapabilities;
  }

  get size(): number {
    return this.#peers.size;
  }

  /** The people inside, in the order of joining. */
  peerViews(): PeerView[] {
    return [...this.#peers.values()].map((peer) => this.viewOf(peer));
  }

  viewOf(peer: Peer): PeerView {
    const { isMuted, isDeaf, handUpAt } = peer.state;
    return {
      id: peer.id,
      person: peer.person,
      isMuted,
      isDeaf,
      hasHandUp: handUpAt !== null,
      handUpAt: handUpAt?.toISOString() ?? null,
      role: peer.rights.role,
      maySpeak: peer.rights.maySpeak,
      hasMicrophone: peer.microphone !== null,
      isReconnecting: peer.isReconnecting,
      isSpeaking: this.#speakers.isSpeaking(peer.id),
      joinedAt: peer.joinedAt.toISOString(),
    };
  }

  findPeer(peerId: string): Peer | null {
    return this.#peers.get(peerId) ?? null;
  }

  peers(): Peer[] {
    return [...this.#peers.values()];
  }

  /**
   * Gives someone a seat. An earlier connection of the same person is ended and its state is taken over, so that the
   * others see one person who stays.
   * @throws ConflictError `room_full`, UnavailableError
   */
  async admit(entrant: Entrant, remembered: PeerState): Promise<Peer> {
    this.#checkCapacity(entrant.peerId);
    this.#arriving += 1;
    try {
      const joinedAt = this.#peers.get(entrant.peerId)?.joinedAt ?? this.#options.clock.date();
      const peer = await this.#createPeer(entrant, joinedAt);
      this.#seat(peer, remembered);
      return peer;
    } finally {
      this.#arriving -= 1;
      this.#closeIfEmpty();
    }
  }

  /** Updates how a person is shown, after their profile has changed. */
  updatePerson(person: PeerView['person']): void {
    const peer = this.#peers.get(person.id);
    if (!peer) return;
    peer.person = person;
    this.#peerChanged(peer);
  }

  /** Raises or lowers the hand of a peer. */
  raiseHand(peer: Peer, isRaised: boolean): Promise<void> {
    return peer.setHandUp(isRaised, this.#options.clock.date());
  }

  /** Shows a reaction of a peer to the others who hear the peer; people who join later do not see it. */
  react(peer: Peer, reaction: Reaction): void {
    for (const other of this.#peers.values()) {
      if (other !== peer && !other.isApartFrom(peer.id)) other.send('reaction:sent', { peerId: peer.id, reaction });
    }
  }

  /** Closes the room and ends all seats. Everyone inside gets the reason, if there is one. */
  close(reason: VoiceClosedReason | null): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#changed.close();
    this.#speakersChanged.close();
    for (const peer of this.#peers.values()) peer.close(reason);
    this.#peers.clear();
    this.#speakers.close();
    this.#router.close();
    this.emit('closed', reason);
  }

  async #createPeer(entrant: Entrant, joinedAt: Date): Promise<Peer> {
    const { worker } = this.#options;
    try {
      return await Peer.create({ entrant, joinedAt, worker, router: this.#router });
    } catch (error) {
      throw this.#router.closed ? mediaRestarted(error) : error;
    }
  }

  // This must not await: nobody else may take a seat between the check and this one.
  #seat(peer: Peer, remembered: PeerState): void {
    const former = this.#peers.get(peer.id);
    try {
      if (this.#isClosed) throw mediaRestarted();
      this.#checkCapacity(peer.id);
    } catch (error) {
      peer.discard();
      throw error;
    }
    peer.restore(former?.state ?? remembered);
    this.#peers.set(peer.id, peer);
    this.#listenTo(peer);
    former?.close('joined_elsewhere');
    this.#sendToOthers(peer, former ? 'peer:changed' : 'peer:joined', this.viewOf(peer));
    this.#changed.ask();
  }

  #listenTo(peer: Peer): void {
    peer.on('changed', () => this.#peerChanged(peer));
    peer.on('rights', () => this.#rightsChanged(peer));
    peer.on('microphone', (microphone) => this.#microphoneOpened(peer, microphone));
    peer.on('listening', () => this.#startedListening(peer));
    peer.on('closed', () => this.#peerClosed(peer));
  }

  #peerChanged(peer: Peer): void {
    // A peer that has left or was replaced may still finish what it was doing.
    if (this.#peers.get(peer.id) !== peer) return;
    if (peer.state.isMuted || !peer.microphone) this.#speakers.silence(peer.id);
    this.#sendToOthers(peer, 'peer:changed', this.viewOf(peer));
    this.#changed.ask();
  }

  /** Others decided it, so the person learns of it, too. */
  #rightsChanged(peer: Peer): void {
    if (this.#peers.get(peer.id) !== peer) return;
    peer.send('peer:changed', this.viewOf(peer));
    this.#peerChanged(peer);
  }

  #microphoneOpened(peer: Peer, microphone: types.Producer): void {
    this.#inBackground(this.#speakers.add(microphone));
    for (const other of this.#peers.values()) {
      if (other !== peer) this.#inBackground(other.consume(microphone, peer.id));
    }
  }

  #startedListening(peer: Peer): void {
    for (const other of this.#peers.values()) {
      if (other !== peer && other.microphone) this.#inBackground(peer.consume(other.microphone, other.id));
    }
  }

  #peerClosed(peer: Peer): void {
    this.emit('peerLeft', peer);
    // A replaced peer no longer has the seat; its person is still inside.
    if (this.#isClosed || this.#peers.get(peer.id) !== peer) return;
    this.#peers.delete(peer.id);
    this.#speakers.silence(peer.id);
    this.#sendToOthers(peer, 'peer:left', { peerId: peer.id });
    this.#changed.ask();
    this.#closeIfEmpty();
  }

  #closeIfEmpty(): void {
    if (this.#peers.size === 0 && this.#arriving === 0) this.close(null);
  }

  #checkCapacity(peerId: string): void {
    if (this.#isClosed) throw mediaRestarted();
    const { limits, worker } = this.#options;
    if (this.#peers.has(peerId)) return;
    if (this.#peers.size >= limits.roomPeers) throw roomFull();
    if (worker.consumers + this.#peers.size * 2 > limits.consumersPerWorkerMax) {
      throw new UnavailableError('media_full', 'Voice is full on this server. Try again later.', {
        retryAfterMs: 5_000,
      });
    }
  }

  #sendSpeakers(): void {
    const { peerIds } = this.#speakers;
    for (const peer of this.#peers.values()) peer.send('speakers:changed', { peerIds });
    this.#changed.ask();
  }

  #sendToOthers<Name extends VoiceAnnouncementName>(
    about: Peer,
    name: Name,
    payload: Announcement<VoiceAnnouncements, Name>,
  ): void {
    for (const peer of this.#peers.values()) if (peer !== about) peer.send(name, payload);
  }

  // Not an error: a microphone or a listener may close while its consumer is being created. Each reports its own end.
  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#options.log.debug({ roomId: this.id, reason: String(error) }, 'a microphone could not be consumed');
    });
  }
}

export function roomFull(): ConflictError {
  return new ConflictError('room_full', 'This room is full. Try another one, or come back later.');
}
