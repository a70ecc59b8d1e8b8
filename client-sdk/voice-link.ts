/**
 * One connection to the voice server of a room: the socket, the transports, my microphone and those of the others. It does
 * not reconnect: a `VoiceSession` creates the next link.
 */
import { io, type Socket } from 'socket.io-client';
import type {
  Announcement,
  OpenedVoice,
  RequestInput,
  RequestOutput,
  VoiceAccess,
  VoiceAnnouncementName,
  VoiceAnnouncements,
  VoiceClosedReason,
  VoiceConsumer,
  VoiceRequestName,
  VoiceRequests,
} from '../src/protocol/index.ts';
import { PROTOCOL_VERSION } from '../src/protocol/version.ts';
import { socketAddress } from './address.ts';
import { ask, errorOfHandshake } from './connection.ts';
import { MeshiError, networkError } from './errors.ts';
import { Emitter } from './events.ts';
import type { Playback } from './playback.ts';
import { later } from './timers.ts';
import { type Direction, VoiceDevice } from './voice-device.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 5_000;
/** How long an ICE restart may take before the link ends and the session rejoins. */
const ICE_RESTART_MS = 3_000;

export type VoiceLinkEvents = {
  [Name in Exclude<VoiceAnnouncementName, 'voice:closed'>]: Announcement<VoiceAnnouncements, Name>;
} & {
  /** Fired when I am in the room, with the people in it. */
  opened: OpenedVoice;
  /** Fired once, when the link has ended. `lost`: the server gave no reason, so rejoin at once. Not fired by `close`. */
  closed: { reason: VoiceClosedReason | 'lost' };
};

interface VoiceLinkParts {
  /** The server's address. `access.url` replaces it if the room is on another node. */
  url: string;
  access: VoiceAccess;
  playback: Playback;
}

export class VoiceLink extends Emitter<VoiceLinkEvents> {
  readonly #socket: Socket;
  readonly #playback: Playback;
  readonly #recovering = new Map<Direction, () => void>();
  /** The consumers that exist on the server, as far as this client knows. */
  readonly #consumerIds = new Set<string>();
  #device: VoiceDevice | null = null;
  /** Replacing a track and creating the producer must not overlap. */
  #sending: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor({ url, access, playback }: VoiceLinkParts) {
    super();
    this.#playback = playback;
    const address = socketAddress(access.url || url, '/voice');
    this.#socket = io(address.url, {
      path: address.path,
      forceNew: true,
      autoConnect: false,
      // A ticket is valid for one connection: reconnecting needs a new ticket.
      reconnection: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: CONNECT_TIMEOUT_MS,
      auth: { ticket: access.ticket, protocol: PROTOCOL_VERSION },
    });
    this.#socket.on('disconnect', () => this.#end('lost'));
    this.#socket.onAny((name: string, payload: unknown) => this.#onAnnounced(name as VoiceAnnouncementName, payload));
  }

  /** The browser's media device, which the next link can reuse. */
  get device(): VoiceDevice | null {
    return this.#device;
  }

  /**
   * Enters the room, fires `opened`, sends the track and starts receiving.
   * @throws MeshiError, also if the link was closed in the meantime
   */
  async open({ track, former }: { track: MediaStreamTrack | null; former: VoiceDevice | null }): Promise<void> {
    await this.#connect();
    const opened = await this.ask('voice:open', {});
    this.emit('opened', opened);
    const device = await this.#createDevice(opened, former);
    if (this.#isClosed) {
      device.close();
      throw networkError(null);
    }
    this.#device = device;
    await Promise.all([
      track && this.send(track),
      this.ask('voice:listen', { rtpCapabilities: device.rtpCapabilities }),
    ]);
  }

  /** Sends a request of the voice namespace. @throws MeshiError */
  async ask<Name extends VoiceRequestName>(
    name: Name,
    input: RequestInput<VoiceRequests, Name>,
  ): Promise<RequestOutput<VoiceRequests, Name>> {
    if (this.#isClosed) throw networkError(null);
    return (await ask(this.#socket, name, input, REQUEST_TIMEOUT_MS)) as RequestOutput<VoiceRequests, Name>;
  }

  /** Sends this track from now on. Does nothing before `open` has created the device. */
  send(track: MediaStreamTrack): Promise<void> {
    const device = this.#device;
    if (!device || this.#isClosed) return Promise.resolve();
    const sent = this.#sending.then(() => device.send(track));
    this.#sending = sent.catch(() => {}); // The caller gets the error; it must not stop the next track.
    return sent;
  }

  /** Stops sending, and tells the server that I only listen. @throws MeshiError */
  stopSending(): Promise<void> {
    const device = this.#device;
    if (!device || this.#isClosed) return Promise.resolve();
    const stopped = this.#sending.then(async () => {
      device.stopSending();
      await this.ask('producer:close', {});
    });
    this.#sending = stopped.catch(() => {}); // The caller gets the error.
    return stopped;
  }

  /** Ends the link without firing `closed`. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const cancel of this.#recovering.values()) cancel();
    this.#socket.disconnect();
    this.#device?.close();
    this.#playback.detachAll();
  }

  #connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('connect', resolve);
      this.#socket.once('connect_error', (error: Error & { data?: unknown }) => reject(errorOfHandshake(error)));
      this.#socket.once('disconnect', () => reject(networkError(null)));
      this.#socket.connect();
    });
  }

  async #createDevice(opened: OpenedVoice, former: VoiceDevice | null): Promise<VoiceDevice> {
    try {
      return await VoiceDevice.create({
        opened,
        former,
        connectTransport: async (transportId, dtlsParameters) => {
          await this.ask('transport:connect', { transportId, dtlsParameters });
        },
        createProducer: async (rtpParameters) => (await this.ask('producer:create', { rtpParameters })).producerId,
        onTransportState: (direction, state) => this.#onTransportState(direction, state),
      });
    } catch (cause) {
      throw new MeshiError('invalid_input', 'This browser cannot send or receive voice.', {
        reason: 'no_webrtc',
        cause,
      });
    }
  }

  #onAnnounced(name: VoiceAnnouncementName, payload: unknown): void {
    if (this.#isClosed) return;
    if (name === 'voice:closed') {
      this.#end((payload as { reason: VoiceClosedReason }).reason);
      return;
    }
    if (name === 'consumer:created') void this.#startReceiving(payload as VoiceConsumer);
    if (name === 'consumer:closed') this.#stopReceiving((payload as { consumerId: string }).consumerId);
    this.emit(name, payload as never);
  }

  async #startReceiving(consumer: VoiceConsumer): Promise<void> {
    const device = this.#device;
    if (!device) return;
    const { consumerId } = consumer;
    this.#consumerIds.add(consumerId);
    try {
      const track = await device.receive(consumer);
      if (this.#isClosed) return;
      // The microphone may have closed meanwhile.
      if (!this.#consumerIds.has(consumerId)) return device.stopReceiving(consumerId);
      this.#playback.attach({ consumerId, peerId: consumer.peerId, track });
      // Resume only now: earlier packets would be dropped by a connection that is not ready.
      await this.ask('consumer:resume', { consumerId });
    } catch (error) {
      // `not_found`: the microphone was closed in the meantime. After any other error I would not hear this person: rejoin.
      const isGone = error instanceof MeshiError && error.code === 'not_found';
      if (!isGone) this.#end('lost');
    }
  }

  #stopReceiving(consumerId: string): void {
    this.#consumerIds.delete(consumerId);
    this.#device?.stopReceiving(consumerId);
    this.#playback.detach(consumerId);
  }

  #onTransportState(direction: Direction, state: RTCPeerConnectionState): void {
    if (this.#isClosed) return;
    if (state === 'failed') this.#end('lost');
    if (state === 'connected') this.#stopRecovering(direction);
    if (state === 'disconnected' && !this.#recovering.has(direction)) void this.#restartIce(direction);
  }

  /** Negotiates a new network path. If that takes too long, the link ends and the session rejoins. */
  async #restartIce(direction: Direction): Promise<void> {
    const device = this.#device;
    if (!device) return;
    this.#recovering.set(
      direction,
      later(ICE_RESTART_MS, () => this.#end('lost')),
    );
    try {
      const { iceParameters } = await this.ask('transport:restart-ice', { transportId: device.transportId(direction) });
      if (!this.#isClosed) await device.restartIce(direction, iceParameters);
    } catch {
      // There is no new path. After `lost` the session rejoins, and reports its own errors.
      this.#end('lost');
    }
  }

  #stopRecovering(direction: Direction): void {
    this.#recovering.get(direction)?.();
    this.#recovering.delete(direction);
  }

  #end(reason: VoiceClosedReason | 'lost'): void {
    if (this.#isClosed) return;
    this.close();
    this.emit('closed', { reason });
  }
}
