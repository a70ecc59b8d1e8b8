/**
 * Writes finished WebSocket frames directly to a connection's TCP socket, below Socket.IO. This code reads private fields
 * of Socket.IO, Engine.IO and ws and checks each one: if anything is not as expected, the packet goes through Socket.IO,
 * which is slower and equally correct.
 */
import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import type { Frame } from './frames.ts';

/** The part of Engine.IO's socket that is used here. */
export interface Pipe {
  readonly readyState: string;
  readonly upgrading?: boolean;
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: { readonly name: string; readonly socket?: WebSocketLike };
  write(data: string, options?: { compress?: boolean; wsPreEncodedFrame?: readonly Buffer[] }): unknown;
}

interface WebSocketLike {
  readonly readyState: number;
  readonly _socket?: TcpSocket | null;
  /** `_state` is 0 unless ws is compressing or reading a message, which must go out first. */
  readonly _sender?: { readonly _state?: number; readonly _bufferedBytes: number };
  terminate(): void;
}

const OPEN = 1;

/** The Engine.IO connection of a socket. */
export function pipeOf(socket: Pick<Socket, 'conn'>): Pipe {
  return socket.conn as unknown as Pipe;
}

/** Frames that are written together. */
export interface Joined {
  frames: readonly Frame[];
  /** The bytes of all frames, in order. */
  bytes: Buffer;
}

/** Sends frames in order, in one write if possible. */
export function writeFrames(pipe: Pipe, { frames, bytes }: Joined): void {
  if (pipe.readyState !== 'open' || frames.length === 0) return;
  const tcp = directSocket(pipe);
  if (tcp) {
    tcp.write(bytes);
    return;
  }
  // One packet for each frame: a connection that polls or upgrades needs the text of each packet.
  for (const frame of frames) pipe.write(frame.text, { compress: false, wsPreEncodedFrame: [frame.bytes] });
}

/** Sends the connection's own frames, then frames that it shares with others: one system call, and no copy. */
export function writeBoth(pipe: Pipe, own: Joined, shared: Joined): void {
  const tcp = pipe.readyState === 'open' ? directSocket(pipe) : null;
  tcp?.cork();
  writeFrames(pipe, own);
  writeFrames(pipe, shared);
  tcp?.uncork();
}

/** Roughly the bytes that were given to this connection and have not left the process. */
export function unsentBytes(pipe: Pipe): number {
  const ws = pipe.transport.socket;
  const inTcp = ws?._socket ? ws._socket.writableLength + (ws._sender?._bufferedBytes ?? 0) : 0;
  // `writeBuffer` holds everything that a polling client has not fetched. Its packets may be text or bytes.
  return pipe.writeBuffer.reduce((sum, { data }) => sum + PACKET_BYTES + lengthOf(data), inTcp);
}

/** The memory of a packet besides its data. */
const PACKET_BYTES = 200;

function lengthOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}

/** Ends a connection at once. A normal close would wait behind the data that the other side does not read. */
export function cut(pipe: Pipe & { close(discard?: boolean): void }): void {
  const ws = pipe.transport.socket;
  if (ws) ws.terminate();
  else pipe.close(true);
}

/** The TCP socket, if a frame can be written to it without overtaking other data; otherwise null. */
function directSocket(pipe: Pipe): TcpSocket | null {
  if (pipe.transport.name !== 'websocket' || pipe.upgrading || pipe.writeBuffer.length > 0) return null;
  const ws = pipe.transport.socket;
  if (!ws?._socket || ws.readyState !== OPEN || ws._sender?._state !== 0) return null;
  return ws._socket.writable ? ws._socket : null;
}
