/**
 * A very cheap Socket.IO client: it reads and writes WebSocket frames itself, and only notes that an announcement arrived. It
 * is the same for every server, so that the servers are measured and not the client.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Enough bytes of a frame to recognise an acknowledgement, its number and its success: `4312345[{"ok":t`. */
const LOOK_BYTES = 20;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const FOUR = 52;
const TWO = 50;
const THREE = 51;
const LETTER_T = 116;
/** Distance from the bracket to the value of `ok`. */
const TO_OK = '[{"ok":'.length;

const RECEIVED = Buffer.alloc(65_536);

export interface WireEvents {
  onAnnouncement(): void;
  onAcknowledged(id: number, isOk: boolean): void;
}

export class WireClient {
  readonly #socket: Socket;
  readonly #events: WireEvents;
  #head: Buffer | null = Buffer.alloc(0);
  #left: Buffer | null = null;
  /** Bytes of the current frame that need not be read. */
  #skip = 0;
  #texts: ((text: string) => void)[] = [];

  /** Connects and opens the main namespace with this handshake. Rejects if the server refuses. */
  static async open(url: string, auth: object, events: WireEvents): Promise<WireClient> {
    const { hostname, port } = new URL(url);
    let client: WireClient | null = null;
    const socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      // All connections read into the same memory; data is processed before the next one reads.
      onread: {
        buffer: RECEIVED,
        callback(bytes) {
          if (client) client.#receive(RECEIVED.subarray(0, bytes));
          return true;
        },
      },
    });
    client = new WireClient(socket, events);
    await once(socket, 'connect');
    const opened = client.#nextText();
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
        'Sec-WebSocket-Version: 13\r\n\r\n',
    );
    await opened;
    client.send(`40${JSON.stringify(auth)}`);
    const answer = await client.#nextText();
    if (!answer.startsWith('40')) throw new Error(`refused: ${answer}`);
    return client;
  }

  private constructor(socket: Socket, events: WireEvents) {
    this.#socket = socket;
    this.#events = events;
    // The bench itself notices a server that ends.
    socket.on('error', () => {});
  }

  send(text: string): void {
    this.#socket.write(frameOf(text));
  }

  /** Sends a request and resolves with the text of its acknowledgement. Not for use under load. */
  async ask(id: number, body: string): Promise<string> {
    const answer = this.#nextText(`43${id}`);
    this.send(`42${id}${body}`);
    return answer;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Reads the answer to the upgrade first, then frames. */
  #receive(chunk: Buffer): void {
    if (this.#head === null) {
      this.#take(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const frames = this.#head.subarray(end + 4);
    this.#head = null;
    if (frames.length > 0) this.#take(frames);
  }

  /** Resolves with the text of the next packet that begins like this. */
  async #nextText(prefix = ''): Promise<string> {
    for (;;) {
      const text = await new Promise<string>((resolve) => this.#texts.push(resolve));
      if (text.startsWith(prefix)) return text;
    }
  }

  #take(chunk: Buffer): void {
    let data = chunk;
    let at = 0;
    if (this.#left) {
      data = Buffer.concat([this.#left, chunk]);
      this.#left = null;
    } else if (this.#skip > 0) {
      at = Math.min(this.#skip, data.length);
      this.#skip -= at;
    }
    while (at < data.length) {
      const next = this.#takeFrame(data, at);
      if (next < 0) {
        this.#left = Buffer.from(data.subarray(at));
        return;
      }
      at = next;
    }
  }

  /** Returns where the next frame begins, or -1 if too little of this frame has arrived. */
  #takeFrame(data: Buffer, at: number): number {
    const short = data[at + 1] ?? 0;
    const start = at + (short === 127 ? 10 : short === 126 ? 4 : 2);
    if (start > data.length) return -1;
    const length = short === 127 ? data.readUIntBE(at + 4, 6) : short === 126 ? data.readUInt16BE(at + 2) : short;
    const end = start + length;
    const isListening = this.#texts.length > 0;
    if (data.length < (isListening ? end : Math.min(end, start + LOOK_BYTES))) return -1;
    if (isListening) this.#hear(data.toString('utf8', start, end));
    this.#judge(data, start, length);
    if (end <= data.length) return end;
    this.#skip = end - data.length;
    return data.length;
  }

  #hear(text: string): void {
    for (const resolve of this.#texts.splice(0)) resolve(text);
  }

  #judge(data: Buffer, start: number, length: number): void {
    const first = data[start];
    const second = data[start + 1];
    if (first === FOUR && second === TWO) this.#events.onAnnouncement();
    else if (first === FOUR && second === THREE) this.#acknowledged(data, start + 2);
    // Engine.IO's ping.
    else if (first === TWO && length === 1) this.send('3');
  }

  #acknowledged(data: Buffer, start: number): void {
    let at = start;
    let id = 0;
    for (let digit = data[at] ?? 0; digit >= DIGIT_0 && digit <= DIGIT_9; digit = data[at] ?? 0) {
      id = id * 10 + digit - DIGIT_0;
      at += 1;
    }
    this.#events.onAcknowledged(id, data[at + TO_OK] === LETTER_T);
  }
}

/** A masked text frame whose mask is zero: allowed, and free of cost for the client. */
function frameOf(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < 126 ? 6 : 8;
  const frame = Buffer.alloc(header + length);
  frame[0] = 0x81;
  if (header === 6) frame[1] = 0x80 | length;
  else {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  }
  frame.write(text, header);
  return frame;
}
