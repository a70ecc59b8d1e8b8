/**
 * Below Socket.IO: the short way from a finished WebSocket frame to a connection's TCP socket. Everything here that
 * Socket.IO, Engine.IO and ws do not publish is looked at with care: where anything is not as expected, the packet goes
 * the ordinary way, which is slower and equally right.
 */
import type { Socket as TcpSocket } from 'node:net';
import type { Socket } from 'socket.io';
import type { Frame } from './frames.ts';

/** As much of Engine.IO's socket as is used here. */
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
  /** `_state` is 0 unless a message is being compressed or read, which would have to go out first. */
  readonly _sender?: { readonly _state?: number; readonly _bufferedBytes: number };
  terminate(): void;
}

const OPEN = 1;

/** The connection under a socket. */
export function pipeOf(socket: Pick<Socket, 'conn'>): Pipe {
  return socket.conn as unknown as Pipe;
}

/** Frames that go out together. */
export interface Joined {
  frames: readonly Frame[];
  /** All of them, one after the other. */
  bytes: Buffer;
}

/** Sends frames in order: in one write where that is possible. */
export function writeFrames(pipe: Pipe, { frames, bytes }: Joined): void {
  if (pipe.readyState !== 'open' || frames.length === 0) return;
  const tcp = directly(pipe);
  if (tcp) {
    tcp.write(bytes);
    return;
  }
  // One frame a packet: a connection that polls, or whose upgrade is under way, needs the text of each.
  for (const frame of frames) pipe.write(frame.text, { compress: false, wsPreEncodedFrame: [frame.bytes] });
}

/** The same for what one connection alone gets and what it gets with many others: one system call, and no copy. */
export function writeBoth(pipe: Pipe, own: Joined, shared: Joined): void {
  const tcp = pipe.readyState === 'open' ? directly(pipe) : null;
  tcp?.cork();
  writeFrames(pipe, own);
  writeFrames(pipe, shared);
  tcp?.uncork();
}

/** About how many bytes were handed to this connection and have not left the process. */
export function unsentBytes(pipe: Pipe): number {
  const ws = pipe.transport.socket;
  const inTcp = ws?._socket ? ws._socket.writableLength + (ws._sender?._bufferedBytes ?? 0) : 0;
  // One that does not poll has all of it here, and what a packet holds is up to whoever writes to it.
  return pipe.writeBuffer.reduce((sum, { data }) => sum + PACKET_BYTES + lengthOf(data), inTcp);
}

/** What a packet takes besides what it says. */
const PACKET_BYTES = 200;

function lengthOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}

/** Ends a connection at once. A polite close would wait behind all that the other side does not read. */
export function cut(pipe: Pipe & { close(discard?: boolean): void }): void {
  const ws = pipe.transport.socket;
  if (ws) ws.terminate();
  else pipe.close(true);
}

/** The TCP socket, where a frame may be written to it without overtaking anything. */
function directly(pipe: Pipe): TcpSocket | null {
  if (pipe.transport.name !== 'websocket' || pipe.upgrading || pipe.writeBuffer.length > 0) return null;
  const ws = pipe.transport.socket;
  if (!ws?._socket || ws.readyState !== OPEN || ws._sender?._state !== 0) return null;
  return ws._socket.writable ? ws._socket : null;
}
