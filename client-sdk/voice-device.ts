/** The browser's side of the media. Only this file uses mediasoup-client. It is loaded on first use of voice. */
import { Device, type types } from 'mediasoup-client';
import type { OpenedVoice, VoiceConsumer, VoiceTransport } from '../src/protocol/index.ts';

/** For speech: mono, no packets during silence (DTX), and forward error correction (FEC). */
const CODEC_OPTIONS = { opusStereo: false, opusDtx: true, opusFec: true, opusMaxAverageBitrate: 32_000 };

export type Direction = 'send' | 'receive';

export interface VoiceDeviceParts {
  opened: OpenedVoice;
  /** The device of the last connection. It is reused if the router has the same capabilities, which saves loading it. */
  former: VoiceDevice | null;
  connectTransport: (transportId: string, dtlsParameters: Record<string, unknown>) => Promise<void>;
  /** Resolves to the producer's id. */
  createProducer: (rtpParameters: Record<string, unknown>) => Promise<string>;
  onTransportState: (direction: Direction, state: types.ConnectionState) => void;
}

/** Statistics of one microphone that I receive, since I started to receive it. */
export interface IncomingStats {
  /** The person whose microphone it is: `VoicePeer.id`. */
  peerId: string;
  /** Packets that arrived. */
  packetsReceived: number;
  /** Packets that were lost. */
  packetsLost: number;
  /** Grows by about 1 in 6 s of speech, and not during silence. */
  totalAudioEnergy: number;
  /** Variation of the packets' delay, in milliseconds. */
  jitterMs: number;
}

export class VoiceDevice {
  readonly #device: Device;
  readonly #capabilities: string;
  readonly #send: types.Transport;
  readonly #receive: types.Transport;
  readonly #consumers = new Map<string, { consumer: types.Consumer; peerId: string }>();
  #producer: types.Producer | null = null;

  /** Creates both transports. They connect when the first sound is sent or received. */
  static async create(parts: VoiceDeviceParts): Promise<VoiceDevice> {
    const capabilities = JSON.stringify(parts.opened.routerRtpCapabilities);
    const isReusable = parts.former !== null && parts.former.#capabilities === capabilities;
    const device = isReusable && parts.former ? parts.former.#device : await loadDevice(parts.opened);
    return new VoiceDevice(device, capabilities, parts);
  }

  private constructor(device: Device, capabilities: string, parts: VoiceDeviceParts) {
    const { opened, onTransportState } = parts;
    this.#device = device;
    this.#capabilities = capabilities;
    this.#send = device.createSendTransport(transportOptions(opened.send, opened.iceServers));
    this.#receive = device.createRecvTransport(transportOptions(opened.receive, opened.iceServers));
    for (const [direction, transport] of this.#transports()) {
      transport.on('connect', ({ dtlsParameters }, done, fail) => {
        parts.connectTransport(transport.id, asJson(dtlsParameters)).then(done, fail);
      });
      transport.on('connectionstatechange', (state) => onTransportState(direction, state));
    }
    this.#send.on('produce', ({ rtpParameters }, done, fail) => {
      parts.createProducer(asJson(rtpParameters)).then((id) => done({ id }), fail);
    });
  }

  /** What this browser can receive, in the form that the server expects. */
  get rtpCapabilities(): Record<string, unknown> {
    return asJson(this.#device.recvRtpCapabilities);
  }

  /** Sends this track instead of the former one. The caller owns the track: this class never stops it. */
  async send(track: MediaStreamTrack): Promise<void> {
    if (this.#producer && !this.#producer.closed) return this.#producer.replaceTrack({ track });
    this.#producer = await this.#send.produce({
      track,
      stopTracks: false,
      // Muting happens on the track and on the server; the producer always runs.
      disableTrackOnPause: false,
      codecOptions: CODEC_OPTIONS,
    });
  }

  /** Stops sending. The caller tells the server. */
  stopSending(): void {
    this.#producer?.close();
    this.#producer = null;
  }

  async receive({ consumerId, producerId, peerId, rtpParameters }: VoiceConsumer): Promise<MediaStreamTrack> {
    const consumer = await this.#receive.consume({
      id: consumerId,
      producerId,
      kind: 'audio',
      rtpParameters: fromJson(rtpParameters),
      // A stream of its own for each person: synchronising the voices of two people would delay both.
      streamId: peerId,
    });
    this.#consumers.set(consumerId, { consumer, peerId });
    return consumer.track;
  }

  stopReceiving(consumerId: string): void {
    this.#consumers.get(consumerId)?.consumer.close();
    this.#consumers.delete(consumerId);
  }

  transportId(direction: Direction): string {
    return direction === 'send' ? this.#send.id : this.#receive.id;
  }

  async restartIce(direction: Direction, iceParameters: Record<string, unknown>): Promise<void> {
    const transport = direction === 'send' ? this.#send : this.#receive;
    await transport.restartIce({ iceParameters: fromJson(iceParameters) });
  }

  /** How many packets of the microphone were sent. */
  async packetsSent(): Promise<number> {
    if (!this.#producer || this.#producer.closed) return 0;
    const report = await this.#producer.getStats();
    return entriesOf(report, 'outbound-rtp').reduce((sum, entry) => sum + numberOf(entry.packetsSent), 0);
  }

  async incoming(): Promise<IncomingStats[]> {
    const consumers = [...this.#consumers.values()].filter(({ consumer }) => !consumer.closed);
    const reports = await Promise.all(consumers.map(({ consumer }) => consumer.getStats()));
    return reports.flatMap((report, index) =>
      entriesOf(report, 'inbound-rtp').map((entry) => ({
        peerId: consumers[index]?.peerId ?? '',
        packetsReceived: numberOf(entry.packetsReceived),
        packetsLost: numberOf(entry.packetsLost),
        totalAudioEnergy: numberOf(entry.totalAudioEnergy),
        jitterMs: numberOf(entry.jitter) * 1_000,
      })),
    );
  }

  close(): void {
    this.#send.close();
    this.#receive.close();
    this.#consumers.clear();
  }

  #transports(): [Direction, types.Transport][] {
    return [
      ['send', this.#send],
      ['receive', this.#receive],
    ];
  }
}

/** mediasoup-client recognises browsers by name, and on plain http by the user agent alone. */
async function detectDevice(): Promise<Device> {
  try {
    return await Device.factory();
  } catch (error) {
    if (typeof RTCPeerConnection === 'undefined') throw error;
    // An unknown browser with WebRTC: most are built on Chromium.
    return new Device({ handlerName: 'Chrome111' });
  }
}

async function loadDevice({ routerRtpCapabilities }: OpenedVoice): Promise<Device> {
  const device = await detectDevice();
  await device.load({ routerRtpCapabilities: fromJson(routerRtpCapabilities) });
  return device;
}

function transportOptions(
  transport: VoiceTransport,
  iceServers: readonly Record<string, unknown>[],
): types.TransportOptions {
  return {
    id: transport.id,
    iceParameters: fromJson(transport.iceParameters),
    iceCandidates: fromJson(transport.iceCandidates),
    dtlsParameters: fromJson(transport.dtlsParameters),
    iceServers: fromJson(iceServers),
  };
}

function entriesOf(report: RTCStatsReport, type: string): Record<string, unknown>[] {
  return [...report.values()].filter((entry: { type: string }) => entry.type === type);
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

// mediasoup's parameters are untyped JSON on the wire; mediasoup validates them itself.
function fromJson<T>(value: unknown): T {
  return value as T;
}
function asJson(value: object): Record<string, unknown> {
  return value as Record<string, unknown>;
}
