/** Connections of people to a running app, with Socket.IO's own client and the types of the contract. */
import { io, type Socket } from 'socket.io-client';
import type {
  Announcement,
  AnnouncementTable,
  announcements,
  RequestInput,
  RequestOutput,
  RequestTable,
  Result,
  requests,
  voiceAnnouncements,
  voiceRequests,
  WireError,
} from '../../src/protocol/index.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/index.ts';
import { Refusal } from './people.ts';
import { inTime, LIMIT_MS } from './until.ts';

const open = new Set<Socket>();

interface Heard {
  name: string;
  payload: unknown;
}

/** One connection. It records every event in order. */
export class SocketClient<Requests extends RequestTable, Announcements extends AnnouncementTable> {
  readonly socket: Socket;
  /** The recorded events, without those that `next` has removed. */
  readonly heard: Heard[] = [];
  readonly #waiting = new Set<() => void>();

  /** Connects. @throws Refusal if the server refuses */
  static async connect<Requests extends RequestTable, Announcements extends AnnouncementTable>(
    url: string,
    auth: object,
    transports: string[] = ['websocket'],
  ): Promise<SocketClient<Requests, Announcements>> {
    const socket = io(url, { auth, transports, reconnection: false, forceNew: true });
    open.add(socket);
    const client = new SocketClient<Requests, Announcements>(socket);
    const connected = new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error: Error & { data?: unknown }) => {
        socket.close();
        reject(error.data ? new Refusal(0, error.data as WireError) : error);
      });
    });
    await inTime(connected, () => 'the server has not answered');
    return client;
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((name: string, payload: unknown) => {
      this.heard.push({ name, payload });
      this.#wake();
    });
    socket.on('disconnect', () => this.#wake());
  }

  /** Sends a request and resolves to its data. @throws Refusal if the answer is an error */
  async ask<Name extends keyof Requests & string>(
    name: Name,
    input: RequestInput<Requests, Name>,
  ): Promise<RequestOutput<Requests, Name>> {
    const result = await this.answer(name, input);
    if (result.ok) return result.data;
    throw new Refusal(0, result.error);
  }

  /** Sends a request and resolves to its whole answer, data or error. */
  answer<Name extends keyof Requests & string>(
    name: Name,
    input: RequestInput<Requests, Name>,
  ): Promise<Result<RequestOutput<Requests, Name>>> {
    return this.socket.timeout(LIMIT_MS).emitWithAck(name, input);
  }

  /** The payloads of all recorded events with this name. */
  all<Name extends keyof Announcements & string>(name: Name): Announcement<Announcements, Name>[] {
    return this.heard.filter((one) => one.name === name).map(({ payload }) => payload as never);
  }

  /** The payload of the first event that fits, recorded or future. It stays recorded. */
  async received<Name extends keyof Announcements & string>(
    name: Name,
    fits: (payload: Announcement<Announcements, Name>) => boolean = () => true,
  ): Promise<Announcement<Announcements, Name>> {
    return (await this.#find(name, fits, { takes: false })) as Announcement<Announcements, Name>;
  }

  /** Like `received`, but removes the event, so that the next call resolves with a later one. */
  async next<Name extends keyof Announcements & string>(
    name: Name,
    fits: (payload: Announcement<Announcements, Name>) => boolean = () => true,
  ): Promise<Announcement<Announcements, Name>> {
    return (await this.#find(name, fits, { takes: true })) as Announcement<Announcements, Name>;
  }

  /** Removes all recorded events with this name. */
  forget(name: keyof Announcements & string): void {
    this.heard.splice(0, this.heard.length, ...this.heard.filter((one) => one.name !== name));
  }

  /** Resolves when the connection has ended. */
  async ended(): Promise<void> {
    const deadline = AbortSignal.timeout(LIMIT_MS);
    while (this.socket.connected) await this.#more('the end', deadline);
  }

  close(): void {
    this.socket.close();
  }

  async #find(name: string, fits: (payload: never) => boolean, { takes }: { takes: boolean }): Promise<unknown> {
    const deadline = AbortSignal.timeout(LIMIT_MS);
    for (;;) {
      const at = this.heard.findIndex((one) => one.name === name && fits(one.payload as never));
      if (at >= 0) return (takes ? this.heard.splice(at, 1)[0] : this.heard[at])?.payload;
      if (this.socket.disconnected) throw new Error(`Disconnected before ${name}`);
      await this.#more(name, deadline);
    }
  }

  #more(what: string, deadline: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onLate = () =>
        reject(new Error(`${what} did not arrive; received: ${JSON.stringify(this.heard).slice(-500)}`));
      if (deadline.aborted) return onLate();
      deadline.addEventListener('abort', onLate, { once: true });
      this.#waiting.add(() => {
        deadline.removeEventListener('abort', onLate);
        resolve();
      });
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

export type MainSocket = SocketClient<typeof requests, typeof announcements>;
export type VoiceSocket = SocketClient<typeof voiceRequests, typeof voiceAnnouncements>;

/** Connects a person to the main namespace. @throws Refusal */
export function connect(
  app: { url: string },
  { accessToken }: { accessToken: string },
  transports?: string[],
): Promise<MainSocket> {
  return SocketClient.connect(app.url, { accessToken, protocol: PROTOCOL_VERSION }, transports);
}

/** Connects to the voice namespace with a ticket. @throws Refusal */
export function connectVoice(app: { url: string }, ticket: unknown, protocol = PROTOCOL_VERSION): Promise<VoiceSocket> {
  return SocketClient.connect(`${app.url}/voice`, { ticket, protocol });
}

/** Ends every connection. Use it in `afterEach`. */
export function disconnectAll(): void {
  for (const socket of open) socket.disconnect();
  open.clear();
}

let count = 0;

/** The input of `message:send`, with a unique `clientMessageId`. */
export function message(conversationId: string, text = 'hello') {
  count += 1;
  return { conversationId, clientMessageId: `client-${process.pid}-${count}`, text };
}
