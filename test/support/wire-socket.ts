/**
 * A minimal WebSocket client with just enough of Engine.IO and Socket.IO to enter a namespace. Tests use it to send what no
 * proper client sends. Benches use it as load, because it needs little processor time and is the same for every server.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { inTime } from './until.ts';

export const TEXT = 1;
export const BINARY = 2;
const CLOSE = 8;

/** Bytes that are enough to recognise an acknowledgement, its number and whether it is ok: `4312345[{"ok":t`. */
const LOOK_BYTES = 20;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const FOUR = 52;
const TWO = 50;
const THREE = 51;
const LETTER_T = 116;
/** Distance from the bracket to the value of `ok`. */
const TO_OK = '[{"ok":'.length;

/** All connections read into the same memory: a chunk is used up before the next connection reads. */
const RECEIVED = Buffer.alloc(65_536);

/** Counts packets. Only their first bytes are read. */
export interface PacketCounter {
  onAnnouncement(): void;
  onAcknowledged(id: number, isOk: boolean): void;
}

export interface WireSocketOptions {
  path?: string;
  /** Counts packets after `enter`; they are then kept as text only while `next` or `ask` waits for one. */
  counter?: PacketCounter;
}

export class WireSocket {
  readonly #socket: Socket;
  readonly #counter: PacketCounter | null;
  readonly #texts: string[] = [];
  /** Whether packets are kept as text even if no call of `next` waits for one. */
  #keeps = true;
  #pendingNext = 0;
  #waiting: (() => void)[] = [];
  /** The answer to the upgrade, until it is complete. */
  #head: Buffer | null = Buffer.alloc(0);
  /** The beginning of an incomplete frame. */
  #rest: Buffer | null = null;
  /** Bytes of the current frame that need not be read. */
  #skip = 0;
  isClosed = false;

  /** Opens the WebSocket at `url`, the server's http address. The first packet is Engine.IO's `0{…}`. */
  static async open(url: string, options: WireSocketOptions = {}): Promise<WireSocket> {
    const { hostname, port, host } = new URL(url);
    const { path = '/socket.io/?EIO=4&transport=websocket', counter = null } = options;
    let onData: ((chunk: Buffer) => void) | null = null;
    const socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: RECEIVED,
        callback(bytes) {
          onData?.(RECEIVED.subarray(0, bytes));
          return true;
        },
      },
    });
    const wire = new WireSocket(socket, counter);
    onData = (chunk) => wire.#receive(chunk);
    await once(socket, 'connect');
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    while (wire.#head !== null && !wire.isClosed) await wire.#more('the upgrade');
    if (wire.isClosed) throw new Error('The server refused the WebSocket');
    return wire;
  }

  private constructor(socket: Socket, counter: PacketCounter | null) {
    this.#socket = socket;
    this.#counter = counter;
    socket.on('error', () => {}); // Tests accept a reset as a clean end; `close` follows.
    socket.on('close', () => {
      this.isClosed = true;
      this.#wake();
    });
  }

  /** Enters a namespace of Socket.IO; resolves to the server's answer, `40{…}` or `44{…}`. */
  async enter(auth: object, namespace = ''): Promise<string> {
    await this.next((text) => text.startsWith('0'));
    this.send(`40${namespace ? `${namespace},` : ''}${JSON.stringify(auth)}`);
    const answer = await this.next((text) => text.startsWith('40') || text.startsWith('44'));
    this.#keeps = this.#counter === null;
    if (!this.#keeps) this.#texts.length = 0;
    return answer;
  }

  /** Sends one frame. */
  send(payload: string | Buffer, opcode = TEXT): void {
    this.#socket.write(frameOf(payload, opcode));
  }

  /** Sends several frames in one write, which the server reads at once. */
  sendTogether(payloads: readonly string[]): void {
    this.#socket.write(Buffer.concat(payloads.map((payload) => frameOf(payload, TEXT))));
  }

  /** Sends a request; resolves to its acknowledgement as text, or to null if the socket closed instead. */
  async ask(body: string, ackId: number, namespace = ''): Promise<string | null> {
    const prefix = namespace ? `${namespace},` : '';
    const answer = this.next((text) => text.startsWith(`43${prefix}${ackId}[`));
    this.send(`42${prefix}${ackId}${body}`);
    return answer.catch((error: unknown) => {
      if (this.isClosed) return null;
      throw error;
    });
  }

  /** Removes and returns the next packet that fits. Rejects if the socket closes before. */
  async next(fits: (text: string) => boolean): Promise<string> {
    this.#pendingNext += 1;
    try {
      for (;;) {
        const index = this.#texts.findIndex(fits);
        if (index >= 0) return this.#texts.splice(index, 1)[0] ?? '';
        if (this.isClosed) throw new Error('The socket closed');
        await this.#more('the packet');
      }
    } finally {
      this.#pendingNext -= 1;
      if (!this.#keeps && this.#pendingNext === 0) this.#texts.length = 0;
    }
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await this.#more('the end');
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Resolves when data has arrived, or the socket has closed. */
  #more(what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return inTime(promise, () => `${what} has not arrived; received: ${this.#texts.join(' ').slice(-500)}`);
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Takes the answer to the upgrade first, then frames. */
  #receive(chunk: Buffer): void {
    if (this.#head === null) {
      this.#take(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const isUpgraded = this.#head.toString('latin1').startsWith('HTTP/1.1 101');
    const frames = this.#head.subarray(end + 4);
    this.#head = null;
    if (!isUpgraded) this.#socket.destroy();
    else this.#take(frames);
    this.#wake();
  }

  #take(chunk: Buffer): void {
    let data = chunk;
    let at = 0;
    if (this.#rest) {
      data = Buffer.concat([this.#rest, chunk]);
      this.#rest = null;
    } else if (this.#skip > 0) {
      at = Math.min(this.#skip, data.length);
      this.#skip -= at;
    }
    while (at < data.length) {
      const next = this.#takeFrame(data, at);
      if (next < 0) {
        this.#rest = Buffer.from(data.subarray(at));
        return;
      }
      at = next;
    }
  }

  /** Returns the start of the next frame, or -1 if too little of this one has arrived. */
  #takeFrame(data: Buffer, at: number): number {
    const short = data[at + 1] ?? 0;
    const start = at + (short === 127 ? 10 : short === 126 ? 4 : 2);
    if (start > data.length) return -1;
    const length = short === 127 ? data.readUIntBE(at + 4, 6) : short === 126 ? data.readUInt16BE(at + 2) : short;
    const end = start + length;
    const isKept = this.#keeps || this.#pendingNext > 0;
    if (data.length < (isKept ? end : Math.min(end, start + LOOK_BYTES))) return -1;
    const opcode = (data[at] ?? 0) & 0x0f;
    // Without a pong to Engine.IO's ping, the server would end the connection.
    if (opcode === TEXT && length === 1 && data[start] === TWO) this.send('3');
    else if (opcode === TEXT) this.#takePacket(data, start, end, isKept);
    // The server closes: end at once, because otherwise it would wait half a minute for the closing handshake.
    else if (opcode === CLOSE) this.#socket.destroy();
    if (end <= data.length) return end;
    this.#skip = end - data.length;
    return data.length;
  }

  #takePacket(data: Buffer, start: number, end: number, isKept: boolean): void {
    if (isKept) {
      this.#texts.push(data.toString('utf8', start, end));
      this.#wake();
    }
    if (!this.#counter || data[start] !== FOUR) return;
    if (data[start + 1] === TWO) this.#counter.onAnnouncement();
    else if (data[start + 1] === THREE) this.#countAcknowledgement(this.#counter, data, start + 2);
  }

  #countAcknowledgement(counter: PacketCounter, data: Buffer, start: number): void {
    let at = start;
    let id = 0;
    for (let digit = data[at] ?? 0; digit >= DIGIT_0 && digit <= DIGIT_9; digit = data[at] ?? 0) {
      id = id * 10 + digit - DIGIT_0;
      at += 1;
    }
    counter.onAcknowledged(id, data[at + TO_OK] === LETTER_T);
  }
}

/** A masked frame with a mask of zero: valid, and it costs no time here. */
function frameOf(payload: string | Buffer, opcode: number): Buffer {
  const length = Buffer.byteLength(payload);
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const start = 2 + lengthBytes + 4;
  const frame = Buffer.alloc(start + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2);
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  if (typeof payload === 'string') frame.write(payload, start);
  else payload.copy(frame, start);
  return frame;
}
