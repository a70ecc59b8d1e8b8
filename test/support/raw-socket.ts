/**
 * A WebSocket by hand: sends any bytes as any frame, as no proper client would. Speaks just enough of Engine.IO and
 * Socket.IO to open a namespace.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export const TEXT = 1;
export const BINARY = 2;
const CLOSE = 8;

export class RawSocket {
  readonly #socket: Socket;
  readonly #received: string[] = [];
  #buffer = Buffer.alloc(0);
  #wake: (() => void)[] = [];
  isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Opens the WebSocket at `url` (the app's http address). The first frame to come is Engine.IO's `0{…}`. */
  static async open(url: string, path = '/socket.io/?EIO=4&transport=websocket'): Promise<RawSocket> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    const raw = new RawSocket(socket);
    socket.on('error', () => {}); // A reset is one of the clean ends that tests look for; `close` follows.
    socket.on('close', () => raw.#close());
    await once(socket, 'connect');
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    await raw.#passHandshake();
    socket.on('data', (chunk) => raw.#take(chunk));
    return raw;
  }

  /** Opens a namespace of Socket.IO with its handshake; returns the server's answer, `40{…}` or `44{…}`. */
  async enter(auth: object, namespace = ''): Promise<string> {
    await this.next((text) => text.startsWith('0'));
    this.send(`40${namespace ? `${namespace},` : ''}${JSON.stringify(auth)}`);
    return this.next((text) => text.startsWith('40') || text.startsWith('44'));
  }

  /** Sends one masked frame. */
  send(payload: string | Buffer, opcode = TEXT): void {
    this.#socket.write(masked(payload, opcode));
  }

  /** Sends several in one write, which the server reads at once. */
  sendTogether(payloads: readonly string[]): void {
    this.#socket.write(Buffer.concat(payloads.map((payload) => masked(payload, TEXT))));
  }

  /** Sends a request and returns its acknowledgement's arguments as text, or null when the socket closed instead. */
  async ask(body: string, ackId: number, namespace = ''): Promise<string | null> {
    const prefix = namespace ? `${namespace},` : '';
    this.send(`42${prefix}${ackId}${body}`);
    return this.next((text) => text.startsWith(`43${prefix}${ackId}[`)).catch(() => null);
  }

  /** The next received text that fits, taken out of the row. Rejects when the socket closes before. */
  async next(fits: (text: string) => boolean): Promise<string> {
    for (;;) {
      const index = this.#received.findIndex(fits);
      if (index >= 0) return this.#received.splice(index, 1)[0] ?? '';
      if (this.isClosed) throw new Error('the socket closed');
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  close(): void {
    this.#socket.destroy();
  }

  async #passHandshake(): Promise<void> {
    let head = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n')) {
      const [chunk] = (await once(this.#socket, 'data')) as [Buffer];
      head = Buffer.concat([head, chunk]);
    }
    if (!head.toString('latin1').startsWith('HTTP/1.1 101'))
      throw new Error(`refused: ${head.toString('latin1').split('\r\n')[0]}`);
    this.#take(head.subarray(head.indexOf('\r\n\r\n') + 4));
  }

  #take(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (let frame = readFrame(this.#buffer); frame; frame = readFrame(this.#buffer)) {
      this.#buffer = this.#buffer.subarray(frame.bytes);
      if (frame.opcode === TEXT) this.#takeText(frame.payload.toString());
      // The server asks for the end: given at once, since it would wait half a minute for a polite answer.
      if (frame.opcode === CLOSE) this.#socket.destroy();
    }
    this.#stir();
  }

  #takeText(text: string): void {
    // Engine.IO's ping wants its pong, otherwise the server ends the connection.
    if (text === '2') this.send('3');
    else this.#received.push(text);
  }

  #close(): void {
    this.isClosed = true;
    this.#stir();
  }

  #stir(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

function masked(payload: string | Buffer, opcode: number): Buffer {
  const data = Buffer.from(payload);
  const mask = randomBytes(4);
  const bytes = Buffer.from(data.map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return Buffer.concat([header(data.length, opcode), mask, bytes]);
}

function header(length: number, opcode: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, 0x80 | length]);
  const wide = length > 65_535;
  const head = Buffer.alloc(wide ? 10 : 4);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (wide ? 127 : 126);
  if (wide) head.writeBigUInt64BE(BigInt(length), 2);
  else head.writeUInt16BE(length, 2);
  return head;
}

function readFrame(buffer: Buffer): { opcode: number; payload: Buffer; bytes: number } | null {
  if (buffer.length < 2) return null;
  const short = (buffer[1] ?? 0) & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (buffer.length < start) return null;
  const length = short === 127 ? Number(buffer.readBigUInt64BE(2)) : short === 126 ? buffer.readUInt16BE(2) : short;
  if (buffer.length < start + length) return null;
  return { opcode: (buffer[0] ?? 0) & 0x0f, payload: buffer.subarray(start, start + length), bytes: start + length };
}
