/**
 * Someone who uses rooms over bare sockets: what a browser's SDK does, without a browser. The parameters are those of a
 * microphone that sends nothing, which is enough for everything but sound.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type {
  Announcement,
  AnnouncementTable,
  announcements,
  JoinedRoom,
  OpenedVoice,
  RequestInput,
  RequestOutput,
  RequestTable,
  Result,
  requests,
  VoiceConsumer,
  voiceAnnouncements,
  voiceRequests,
  WireError,
} from '../../src/protocol/index.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/index.ts';
import { type Person, Refusal, signUp } from '../support/people.ts';

const WAIT_MS = 10_000;
const open = new Set<Socket>();

/** Ends every connection that was made here; for `afterEach`. */
export function disconnectAll(): void {
  for (const socket of open) socket.disconnect();
  open.clear();
}

/** A connection whose announcements are kept until somebody waits for them. */
export class Line<Requests extends RequestTable, Announcements extends AnnouncementTable> {
  readonly socket: Socket;
  readonly #told: { name: string; payload: unknown }[] = [];
  #wake = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    open.add(socket);
    socket.onAny((name: string, payload: unknown) => {
      this.#told.push({ name, payload });
      this.#wake();
    });
    socket.on('disconnect', () => this.#wake());
  }

  /** @throws Refusal when the answer is an error. */
  async ask<Name extends keyof Requests & string>(
    name: Name,
    input: RequestInput<Requests, Name>,
  ): Promise<RequestOutput<Requests, Name>> {
    const result = (await this.socket.timeout(WAIT_MS).emitWithAck(name, input)) as Result<
      RequestOutput<Requests, Name>
    >;
    if (result.ok) return result.data;
    throw new Refusal(0, result.error);
  }

  /** The first announcement of this name that fits and was not taken before; waits for it. */
  async next<Name extends keyof Announcements & string>(
    name: Name,
    fits: (payload: Announcement<Announcements, Name>) => boolean = () => true,
  ): Promise<Announcement<Announcements, Name>> {
    const deadline = AbortSignal.timeout(WAIT_MS);
    for (;;) {
      const at = this.#told.findIndex((one) => one.name === name && fits(one.payload as never));
      const [taken] = at < 0 ? [] : this.#told.splice(at, 1);
      if (taken) return taken.payload as Announcement<Announcements, Name>;
      await this.#more(name, deadline);
    }
  }

  /** What was told so far under this name and was not taken. */
  told<Name extends keyof Announcements & string>(name: Name): Announcement<Announcements, Name>[] {
    return this.#told.filter((one) => one.name === name).map(({ payload }) => payload as never);
  }

  /** What was told so far under this name is not waited for any more. */
  forget(name: keyof Announcements & string): void {
    const later = this.#told.filter((one) => one.name !== name);
    this.#told.splice(0, this.#told.length, ...later);
  }

  async closed(): Promise<void> {
    const deadline = AbortSignal.timeout(WAIT_MS);
    while (this.socket.connected) await this.#more('the end', deadline);
  }

  #more(what: string, deadline: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`${what} did not come; told: ${JSON.stringify(this.#told).slice(0, 500)}`));
      if (deadline.aborted) late();
      deadline.addEventListener('abort', late, { once: true });
      this.#wake = resolve;
    });
  }
}

export type MainLine = Line<typeof requests, typeof announcements>;
export type VoiceLine = Line<typeof voiceRequests, typeof voiceAnnouncements>;

/** Someone with a connection to the main namespace. */
export interface Guest extends Person {
  line: MainLine;
}

/** Someone in a room. */
export interface Seated {
  guest: Guest;
  joined: JoinedRoom;
  voice: VoiceLine;
  opened: OpenedVoice;
}

/** Signs up someone new and connects them. */
export async function newGuest(app: { url: string }): Promise<Guest> {
  return connectGuest(app, await signUp(app));
}

/** One more connection of a person. */
export async function connectGuest(app: { url: string }, person: Person): Promise<Guest> {
  const line: MainLine = await connect(app.url, { accessToken: person.accessToken, protocol: PROTOCOL_VERSION });
  return { ...person, line };
}

/** Walks into the room and takes the seat. */
export async function sitDown(app: { url: string }, guest: Guest, roomId: string): Promise<Seated> {
  const joined = await guest.line.ask('room:join', { roomId });
  const voice = await connectVoice({ url: joined.voice.url || app.url }, joined.voice.ticket);
  const opened = await voice.ask('voice:open', {});
  return { guest, joined, voice, opened };
}

export function connectVoice(app: { url: string }, ticket: unknown, protocol = PROTOCOL_VERSION): Promise<VoiceLine> {
  return connect(`${app.url}/voice`, { ticket, protocol });
}

/** Opens the microphone; returns the producer's id. */
export async function openMicrophone({ voice, opened }: Seated): Promise<string> {
  await voice.ask('transport:connect', { transportId: opened.send.id, dtlsParameters: dtlsParameters() });
  const { producerId } = await voice.ask('producer:create', { rtpParameters: rtpParameters() });
  return producerId;
}

/** Begins to listen. */
export async function listen({ voice, opened }: Seated): Promise<void> {
  await voice.ask('voice:listen', { rtpCapabilities: opened.routerRtpCapabilities });
}

/** Waits for the microphone of someone, and says that it may flow. */
export async function hear({ voice }: Seated, other: Seated): Promise<VoiceConsumer> {
  const consumer = await voice.next('consumer:created', ({ peerId }) => peerId === other.opened.peerId);
  await voice.ask('consumer:resume', { consumerId: consumer.consumerId });
  return consumer;
}

/** What a browser says of its certificate. */
export function dtlsParameters() {
  const pairs = randomBytes(32).toString('hex').toUpperCase().match(/../g) ?? [];
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: pairs.join(':') }] };
}

/** What a browser says of its microphone. */
export function rtpParameters() {
  return {
    mid: '0',
    codecs: [
      {
        mimeType: 'audio/opus',
        payloadType: 111,
        clockRate: 48_000,
        channels: 2,
        parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
        rtcpFeedback: [{ type: 'transport-cc', parameter: '' }],
      },
    ],
    headerExtensions: [
      { uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4, encrypt: false, parameters: {} },
      { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 1, encrypt: false, parameters: {} },
    ],
    encodings: [{ ssrc: randomInt(1, 2 ** 32 - 1), dtx: true }],
    rtcp: { cname: randomBytes(8).toString('hex'), reducedSize: true },
  };
}

/** How a promise that must fail did. */
export async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    throw error;
  }
  return 'nothing was refused';
}

async function connect<Requests extends RequestTable, Announcements extends AnnouncementTable>(
  url: string,
  auth: object,
): Promise<Line<Requests, Announcements>> {
  const socket = io(url, { auth, transports: ['websocket'], forceNew: true, reconnection: false });
  const line = new Line<Requests, Announcements>(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error: Error & { data?: unknown }) => {
      reject(error.data ? new Refusal(0, error.data as WireError) : error);
    });
  });
  return line;
}
