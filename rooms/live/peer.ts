/** A participant of a live room: two transports, a microphone, and a consumer for each microphone of the others. */
import { EventEmitter } from 'node:events';
import type { types } from 'mediasoup';
import { ConflictError, ForbiddenError, NotFoundError } from '../../src/kernel/errors.ts';
import type { Announcement, VoiceAnnouncementName, VoiceAnnouncements } from '../../src/protocol/events.ts';
import type { ProfileSummary } from '../../src/protocol/profiles.ts';
import type { VoiceClosedReason } from '../../src/protocol/voice.ts';
import { askMedia, mediaRestarted } from '../media/media-errors.ts';
import { parseDtlsParameters, parseRtpCapabilities, parseRtpParameters } from '../media/media-parameters.ts';
import type { MediaWorker } from '../media/media-worker.ts';
import type { RoomRights } from '../moderation/room-rights.ts';

/** The connection to a peer's client. */
export interface VoiceLink {
  send<Name extends VoiceAnnouncementName>(name: Name, payload: Announcement<VoiceAnnouncements, Name>): void;
  /** Ends the connection. Events sent before still arrive. */
  end(): void;
}

/** A person who takes a seat, with the session, the join and the connection that they use. */
export interface Entrant {
  tenantId: string;
  roomId: string;
  peerId: string;
  sessionId: string;
  joinId: string;
  person: ProfileSummary;
  link: VoiceLink;
  /** Peers whom this person does not hear. */
  hiddenIds: ReadonlySet<string>;
  rights: PeerRights;
}

/** What the person may do in the room, as it was last read. */
export type PeerRights = Pick<RoomRights, 'role' | 'maySpeak' | 'wasMuted'>;

/** The state that is kept when a person reconnects or rejoins. */
export interface PeerState {
  isMuted: boolean;
  isDeaf: boolean;
  /** Null while the hand is down. */
  handUpAt: Date | null;
  /** Whether the person was muted before deafening: undeafening restores it. */
  wasMuted: boolean;
}

/** Of a person who may not speak. Undeafening does not unmute them. */
const SILENCED = { isMuted: true, wasMuted: true } as const;

export const FRESH_STATE: PeerState = { isMuted: false, isDeaf: false, handUpAt: null, wasMuted: false };

interface Listening {
  consumer: types.Consumer;
  peerId: string;
  /** The client has confirmed the consumer and asked for its media. */
  isReady: boolean;
}

interface PeerParts {
  entrant: Entrant;
  joinedAt: Date;
  router: types.Router;
  sending: types.WebRtcTransport;
  receiving: types.WebRtcTransport;
}

/**
 * Emits `changed` after what others see of it has changed, `rights` after its rights have changed, `microphone` when others can consume its microphone, `listening`
 * when it can consume the others' microphones, also those that it could not consume before, and finally `closed`.
 */
export class Peer extends EventEmitter<{
  changed: [];
  rights: [];
  microphone: [types.Producer];
  listening: [];
  closed: [];
}> {
  readonly id: string;
  readonly sessionId: string;
  readonly joinId: string;
  readonly joinedAt: Date;
  person: ProfileSummary;
  readonly sending: types.WebRtcTransport;
  readonly receiving: types.WebRtcTransport;
  readonly #link: VoiceLink;
  readonly #router: types.Router;
  #state: PeerState = FRESH_STATE;
  #hiddenIds: ReadonlySet<string>;
  #rights: PeerRights;
  #microphone: types.Producer | null = null;
  #capabilities: types.RtpCapabilities | null = null;
  readonly #connected = new Set<string>();
  readonly #listening = new Map<string, Listening>();
  /** Producer ids for which a consumer exists or is being created. */
  readonly #offered = new Set<string>();
  #grace: NodeJS.Timeout | null = null;
  #isClosed = false;

  static async create({
    worker,
    ...parts
  }: Omit<PeerParts, 'sending' | 'receiving'> & { worker: MediaWorker }): Promise<Peer> {
    const sending = await worker.createTransport(parts.router);
    try {
      return new Peer({ ...parts, sending, receiving: await worker.createTransport(parts.router) });
    } catch (error) {
      sending.close();
      throw error;
    }
  }

  private constructor({ entrant, joinedAt, router, sending, receiving }: PeerParts) {
    super();
    this.id = entrant.peerId;
    this.sessionId = entrant.sessionId;
    this.joinId = entrant.joinId;
    this.joinedAt = joinedAt;
    this.person = entrant.person;
    this.sending = sending;
    this.receiving = receiving;
    this.#link = entrant.link;
    this.#hiddenIds = entrant.hiddenIds;
    this.#rights = entrant.rights;
    this.#router = router;
  }

  get state(): PeerState {
    return this.#state;
  }

  get rights(): PeerRights {
    return this.#rights;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Null while the microphone is not open. */
  get microphone(): types.Producer | null {
    return this.#microphone?.closed ? null : this.#microphone;
  }

  /** Whether the connection is lost and the seat is kept for a while. */
  get isReconnecting(): boolean {
    return this.#grace !== null;
  }

  /** Takes over the state of the person's earlier connection. Call it before anything is opened. */
  restore(state: PeerState): void {
    this.#state = this.#rights.maySpeak ? state : { ...state, ...SILENCED };
  }

  /** Applies the rights at once: a person who may not speak is muted, and one who may again is not asking for it any longer. */
  async setRights({ role, maySpeak, wasMuted }: PeerRights): Promise<void> {
    const before = this.#rights;
    this.#rights = { role, maySpeak, wasMuted };
    if (this.#isClosed || (before.role === role && before.maySpeak === maySpeak)) return;
    if (!maySpeak) await this.#change(SILENCED);
    else if (!before.maySpeak) await this.#change({ handUpAt: null });
    this.emit('rights');
  }

  /** Whether a block keeps this person from hearing the other. */
  isApartFrom(peerId: string): boolean {
    return this.#hiddenIds.has(peerId);
  }

  /** Replaces the peers whom this person does not hear, at once. */
  hide(peerIds: ReadonlySet<string>): void {
    if (this.#isClosed) return;
    this.#hiddenIds = peerIds;
    for (const { consumer, peerId } of this.#listening.values()) if (peerIds.has(peerId)) this.#drop(consumer);
    if (this.#capabilities) this.emit('listening');
  }

  readonly send: VoiceLink['send'] = (name, payload) => {
    if (!this.#isClosed) this.#link.send(name, payload);
  };

  async connectTransport(transportId: string, dtlsParameters: unknown): Promise<void> {
    const transport = this.#getTransport(transportId);
    if (this.#connected.has(transportId)) {
      throw new ConflictError(
        'transport_connected',
        'This transport is already connected. Restart ICE to change its connection.',
      );
    }
    const parsed = parseDtlsParameters(dtlsParameters);
    this.#connected.add(transportId);
    await this.#ask(() => transport.connect({ dtlsParameters: parsed }));
  }

  async restartIce(transportId: string): Promise<types.IceParameters> {
    const transport = this.#getTransport(transportId);
    return this.#ask(() => transport.restartIce());
  }

  /** Opens the microphone and closes an earlier one, because the client may have switched to another device. */
  async openMicrophone(rtpParameters: unknown): Promise<string> {
    const parsed = parseRtpParameters(rtpParameters);
    this.#microphone?.close();
    const isPaused = this.#state.isMuted;
    const producer = await this.#ask(() =>
      this.sending.produce({ kind: 'audio', rtpParameters: parsed, paused: isPaused, appData: { peerId: this.id } }),
    );
    // Of two concurrent requests the later one wins.
    this.#microphone?.close();
    this.#microphone = producer;
    if (this.#state.isMuted !== isPaused) await this.#applyMute();
    this.emit('microphone', producer);
    this.emit('changed');
    return producer.id;
  }

  /** Closes the microphone: the person only listens from now on. Idempotent. */
  closeMicrophone(): void {
    if (this.#isClosed || !this.microphone) return;
    this.#microphone?.close();
    this.emit('changed');
  }

  /** Sets what the client can receive. From then on this peer gets a consumer for every other microphone. */
  listen(rtpCapabilities: unknown): void {
    this.#capabilities = parseRtpCapabilities(rtpCapabilities);
    this.emit('listening');
  }

  /**
   * Creates a consumer for another peer's microphone, once for each microphone. Does nothing before `listen`, or if this person
   * does not hear the other.
   */
  async consume(producer: types.Producer, peerId: string): Promise<void> {
    const rtpCapabilities = this.#capabilities;
    if (!rtpCapabilities || this.#isClosed || this.#offered.has(producer.id) || this.isApartFrom(peerId)) return;
    if (!this.#router.canConsume({ producerId: producer.id, rtpCapabilities })) return;
    this.#offered.add(producer.id);
    // Paused until the client has confirmed: its unready PeerConnection would drop earlier packets.
    const consumer = await this.receiving.consume({ producerId: producer.id, rtpCapabilities, paused: true });
    // A block may have begun meanwhile.
    if (this.isApartFrom(peerId)) {
      consumer.close();
      this.#offered.delete(producer.id);
      return;
    }
    this.#follow(consumer, peerId);
    const { id: consumerId, producerId, rtpParameters } = consumer;
    this.send('consumer:created', { consumerId, producerId, peerId, rtpParameters: { ...rtpParameters } });
  }

  async resumeConsumer(consumerId: string): Promise<void> {
    const listening = this.#listening.get(consumerId);
    if (!listening) throw new NotFoundError('This consumer does not exist. Its microphone may have closed.');
    listening.isReady = true;
    await this.#applyDeaf(listening);
  }

  /**
   * While muted, nothing is forwarded, whatever the client sends. Unmuting also undeafens.
   * @throws ForbiddenError `may_not_speak`
   */
  async setMuted(isMuted: boolean): Promise<void> {
    if (!isMuted && !this.#rights.maySpeak) {
      throw new ForbiddenError('may_not_speak', 'You cannot speak in this room now. Raise your hand to ask for it.');
    }
    await this.#change({ isMuted, wasMuted: isMuted, isDeaf: this.#state.isDeaf && isMuted });
  }

  /** Deafening also mutes. Undeafening restores whether the person was muted before. */
  async setDeaf(isDeaf: boolean): Promise<void> {
    if (isDeaf === this.#state.isDeaf) return;
    const { isMuted, wasMuted } = this.#state;
    await this.#change(isDeaf ? { isDeaf, isMuted: true, wasMuted: isMuted } : { isDeaf, isMuted: wasMuted });
  }

  /** Raises or lowers the hand. A hand that is up already keeps its place in the order. */
  async setHandUp(isUp: boolean, now: Date): Promise<void> {
    await this.#change({ handUpAt: isUp ? (this.#state.handUpAt ?? now) : null });
  }

  /** Call it when the connection drops. Audio continues for `graceMs`, so that a client can reconnect and take the seat over. */
  linkLost({ graceMs }: { graceMs: number }): void {
    if (this.#isClosed || this.#grace) return;
    this.#grace = setTimeout(() => this.close(null), graceMs);
    this.emit('changed');
  }

  /** Gives up the seat and ends the connection. The client gets the reason, if there is one. */
  close(reason: VoiceClosedReason | null): void {
    if (this.#isClosed) return;
    if (reason) this.send('voice:closed', { reason });
    this.discard();
    this.#link.end();
    this.emit('closed');
  }

  /** Closes the transports but not the connection: the answer to `voice:open` still has to say why there is no seat. */
  discard(): void {
    this.#isClosed = true;
    if (this.#grace) clearTimeout(this.#grace);
    this.sending.close();
    this.receiving.close();
  }

  #getTransport(transportId: string): types.WebRtcTransport {
    const transport = [this.sending, this.receiving].find(({ id }) => id === transportId);
    if (!transport) throw new NotFoundError('This transport does not exist. Open the voice connection again.');
    return transport;
  }

  async #ask<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw mediaRestarted();
    return askMedia({ isClosed: () => this.#isClosed || this.#router.closed, ask });
  }

  async #change(change: Partial<PeerState>): Promise<void> {
    if (this.#isClosed) throw mediaRestarted();
    const before = this.#state;
    this.#state = { ...before, ...change };
    if (before.isMuted !== this.#state.isMuted) await this.#ask(() => this.#applyMute());
    if (before.isDeaf !== this.#state.isDeaf) {
      await this.#ask(() => Promise.all([...this.#listening.values()].map((listening) => this.#applyDeaf(listening))));
    }
    this.emit('changed');
  }

  // The worker handles requests in order, so the last request wins even if someone toggles quickly.
  async #applyMute(): Promise<void> {
    const { microphone } = this;
    if (!microphone) return;
    await (this.#state.isMuted ? microphone.pause() : microphone.resume());
  }

  async #applyDeaf({ consumer, isReady }: Listening): Promise<void> {
    if (consumer.closed) return;
    await (this.#state.isDeaf || !isReady ? consumer.pause() : consumer.resume());
  }

  #follow(consumer: types.Consumer, peerId: string): void {
    this.#listening.set(consumer.id, { consumer, peerId, isReady: false });
    consumer.on('producerclose', () => this.#drop(consumer));
  }

  #drop(consumer: types.Consumer): void {
    consumer.close();
    this.#listening.delete(consumer.id);
    this.#offered.delete(consumer.producerId);
    this.send('consumer:closed', { consumerId: consumer.id });
  }
}
