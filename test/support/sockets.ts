/** Connections of people to a running app, as close to the wire as Socket.IO's own client goes. */
import { io, type Socket } from 'socket.io-client';
import type {
  Announcement,
  AnnouncementName,
  Announcements,
  RequestInput,
  RequestName,
  RequestOutput,
  Requests,
} from '../../src/protocol/events.ts';
import type { Match } from '../../src/protocol/matching.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import type { Result, WireError } from '../../src/protocol/wire.ts';
import { type Person, signUp } from './people.ts';

interface Heard {
  name: string;
  payload: unknown;
}

/** One connection. Everything it is told is kept, in order. */
export class Device {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((name: string, payload: unknown) => {
      this.heard.push({ name, payload });
      this.#wake();
    });
    socket.on('disconnect', () => this.#wake());
  }

  /** Connects; throws `ConnectRefused` when the server refuses. */
  static async connect(url: string, auth: object, transports: string[] = ['websocket']): Promise<Device> {
    const socket = io(url, { auth, transports, reconnection: false, forceNew: true });
    const device = new Device(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error: Error & { data?: WireError }) => {
        socket.close();
        reject(new ConnectRefused(error));
      });
    });
    return device;
  }

  /** The answer of a request, or its error. */
  ask<Name extends RequestName>(
    name: Name,
    input: RequestInput<Requests, Name>,
  ): Promise<Result<RequestOutput<Requests, Name>>> {
    return this.socket.emitWithAck(name, input);
  }

  /** The data of a request that is expected to succeed. */
  async get<Name extends RequestName>(
    name: Name,
    input: RequestInput<Requests, Name>,
  ): Promise<RequestOutput<Requests, Name>> {
    const result = await this.ask(name, input);
    if (!result.ok) throw new Error(`${name}: ${result.error.code}: ${result.error.message}`);
    return result.data;
  }

  /** Everything told under this name so far. */
  all<Name extends AnnouncementName>(name: Name): Announcement<Announcements, Name>[] {
    const payloads = this.heard.filter((one) => one.name === name).map(({ payload }) => payload);
    return payloads as Announcement<Announcements, Name>[];
  }

  /** The first announcement, past or to come, that fits. */
  async told<Name extends AnnouncementName>(
    name: Name,
    fits: (payload: Announcement<Announcements, Name>) => boolean = () => true,
  ): Promise<Announcement<Announcements, Name>> {
    for (;;) {
      const found = this.all(name).find(fits);
      if (found !== undefined) return found;
      if (this.socket.disconnected) throw new Error(`Disconnected before ${name}`);
      await this.#next();
    }
  }

  /** Resolves once the connection has ended. */
  async ended(): Promise<void> {
    while (this.socket.connected) await this.#next();
  }

  close(): void {
    this.socket.close();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** The server did not let a connection in. */
export class ConnectRefused extends Error {
  readonly wire: WireError | undefined;

  constructor(error: Error & { data?: WireError }) {
    super(error.message);
    this.wire = error.data;
  }
}

/** A connection of this person. */
export function connect(app: { url: string }, person: Person, transports?: string[]): Promise<Device> {
  return Device.connect(app.url, { accessToken: person.accessToken, protocol: PROTOCOL_VERSION }, transports);
}

export interface Pair {
  alice: Person;
  bob: Person;
  match: Match;
  conversationId: string;
}

/** Two people who have just matched. */
export async function matchedPair(app: { url: string }): Promise<Pair> {
  const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
  const topic = await alice.call('topics.create', { body: { title: 'Coffee', body: 'and code', kind: 'discuss' } });
  await bob.call('topics.showInterest', { params: { topicId: topic.id } });
  const match = await alice.call('matches.create', { params: { topicId: topic.id, personId: bob.id } });
  return { alice, bob, match, conversationId: match.conversationId };
}

let count = 0;

/** A message to send. */
export function message(conversationId: string, text = 'hello') {
  count += 1;
  return { conversationId, clientMessageId: `client-${process.pid}-${count}`, text };
}
