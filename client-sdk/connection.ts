/**
 * The socket to the server: signs in with the access token, comes back by itself, and knows every request and
 * announcement of the contract.
 */
import { io, type Socket } from 'socket.io-client';
import {
  type AnnouncementName,
  announcements,
  ERROR_STATUS,
  PROTOCOL_VERSION,
  type RequestInput,
  type RequestName,
  type RequestOutput,
  type Requests,
  type Result,
  type WireError,
} from '../src/protocol/index.ts';
import type { AnnouncementEvents } from './contract.generated.ts';
import { MeshiError, networkError, notSignedInError, timeoutError } from './errors.ts';
import { Live } from './events.ts';
import { later, retryDelayMs } from './timers.ts';
import type { TokenSource } from './token-source.ts';

const REQUEST_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long a connection that the device says may be gone has to answer. */
const PROBE_TIMEOUT_MS = 3_000;

/**
 * - `signed_out`: nobody is signed in;
 * - `connecting`: the first connection of this sign-in is being made;
 * - `online`: announcements arrive;
 * - `reconnecting`: it was lost and is tried again, on and on;
 * - `offline`: as `reconnecting`, and the device says that it has no network;
 * - `incompatible`: client and server do not fit (`error.details.reason` says which is too old); not tried again.
 */
export type ConnectionState = 'signed_out' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'incompatible';

export interface ConnectionSnapshot {
  readonly state: ConnectionState;
  /** Why it is not online; null while it is, and before anything failed. */
  readonly error: MeshiError | null;
}

export interface ConnectionEvents extends AnnouncementEvents {
  changed: ConnectionSnapshot;
  /** Each time it came online: whatever was announced before may have been missed. */
  opened: { isFirst: boolean };
}

export class Connection extends Live<ConnectionSnapshot, ConnectionEvents> {
  readonly #url: string;
  readonly #tokens: TokenSource;
  #socket: Socket | null = null;
  #usedToken: string | null = null;
  #attempt = 0;
  #cancelRetry: (() => void) | null = null;
  #wasOnline = false;
  #stopWatchingDevice: (() => void) | null = null;

  constructor({ url, tokens }: { url: string; tokens: TokenSource }) {
    super({ state: 'signed_out', error: null });
    this.#url = url;
    this.#tokens = tokens;
    tokens.on('renewed', ({ tokens: { accessToken }, isOtherSession }) => this.#handIn(accessToken, isOtherSession));
  }

  get state(): ConnectionState {
    return this.snapshot.state;
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    this.stop();
    this.#attempt = 0;
    this.#wasOnline = false;
    this.update({ state: 'connecting', error: null });
    this.#stopWatchingDevice = watchDevice({
      onBack: () => this.retryNow(),
      onDoubt: () => void this.#probe(),
    });
    this.#socket = this.#createSocket();
    this.#connect();
  }

  stop(): void {
    this.#cancelRetry?.();
    this.#stopWatchingDevice?.();
    const socket = this.#socket;
    this.#socket = null;
    socket?.removeAllListeners();
    socket?.disconnect();
    this.update({ state: 'signed_out', error: null });
  }

  /** Tries at once instead of waiting for the next attempt. Does nothing while online or signed out. */
  retryNow(): void {
    if (!this.#socket || this.state === 'incompatible') return;
    if (this.#socket.connected) return void this.#probe();
    this.#attempt = 0;
    this.#connect();
  }

  /**
   * Sends a request and gives its answer. Waits for the connection if need be, all within `timeoutMs` (default 10,000).
   * @throws MeshiError `unavailable` where no answer came in time: whether it was carried out is then not known
   */
  async request<Name extends RequestName>(
    name: Name,
    input: RequestInput<Requests, Name>,
    { timeoutMs = REQUEST_TIMEOUT_MS }: { timeoutMs?: number } = {},
  ): Promise<RequestOutput<Requests, Name>> {
    const deadline = Date.now() + timeoutMs;
    const socket = await this.#online(name, timeoutMs);
    return (await ask(socket, name, input, Math.max(1, deadline - Date.now()))) as RequestOutput<Requests, Name>;
  }

  async #online(name: string, timeoutMs: number): Promise<Socket> {
    if (this.#socket?.connected) return this.#socket;
    if (this.state === 'signed_out') throw notSignedInError();
    await new Promise<void>((resolve, reject) => {
      const stop = this.on('changed', ({ state, error }) => {
        if (state === 'online') settle(resolve);
        if (state === 'signed_out') settle(() => reject(notSignedInError()));
        if (state === 'incompatible') settle(() => reject(error ?? networkError(null)));
      });
      const cancel = later(timeoutMs, () => settle(() => reject(this.snapshot.error ?? timeoutError(name, timeoutMs))));
      function settle(finish: () => void) {
        stop();
        cancel();
        finish();
      }
    });
    if (!this.#socket?.connected) throw networkError(null);
    return this.#socket;
  }

  #createSocket(): Socket {
    const socket = io(this.#url, {
      // Sockets of two clients in one page must not share a connection: each signs in as someone.
      forceNew: true,
      autoConnect: false,
      // Attempts are timed here: a refused token, a server that says when to come back and a device that is back from
      // sleep each need another rhythm.
      reconnection: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: CONNECT_TIMEOUT_MS,
      auth: (give) => give({ accessToken: this.#usedToken, protocol: PROTOCOL_VERSION }),
    });
    socket.on('connect', () => this.#onOpen());
    socket.on('disconnect', (reason) => this.#onLost(new MeshiError('unavailable', `Connection lost: ${reason}`)));
    socket.on('connect_error', (error: Error & { data?: unknown }) => void this.#onRefused(error));
    socket.onAny((name: string, payload: unknown) => {
      if (name in announcements) this.emit(name as AnnouncementName, payload as never);
    });
    return socket;
  }

  #connect(): void {
    this.#cancelRetry?.();
    const socket = this.#socket;
    if (!socket || socket.connected) return;
    this.#tokens.get().then(
      (token) => {
        if (this.#socket !== socket) return;
        this.#usedToken = token;
        socket.connect();
      },
      (error: unknown) => {
        if (this.#socket === socket) this.#onLost(MeshiError.from(error));
      },
    );
  }

  #onOpen(): void {
    const isFirst = !this.#wasOnline;
    this.#wasOnline = true;
    this.#attempt = 0;
    this.update({ state: 'online', error: null });
    this.emit('opened', { isFirst });
  }

  #onLost(error: MeshiError): void {
    const lost: ConnectionState = isDeviceOffline() ? 'offline' : 'reconnecting';
    this.update({ state: this.#wasOnline || lost === 'offline' ? lost : 'connecting', error });
    const delayMs = Math.max(retryDelayMs(this.#attempt), error.details.retryAfterMs ?? 0);
    this.#attempt += 1;
    this.#cancelRetry?.();
    this.#cancelRetry = later(delayMs, () => this.#connect());
  }

  async #onRefused(cause: Error & { data?: unknown }): Promise<void> {
    const error = errorOfHandshake(cause);
    if (error.code === 'incompatible_protocol') {
      this.#cancelRetry?.();
      return this.update({ state: 'incompatible', error });
    }
    const socket = this.#socket;
    if (error.code === 'unauthenticated' && this.#usedToken !== null) {
      // Where the session is over, this makes the token source say so, and the client signs out. A token that is refused
      // though it is new is tried again later, like any other failure.
      await this.#tokens.replace(this.#usedToken).catch(() => null);
    }
    if (this.#socket === socket && socket) this.#onLost(error);
  }

  /** A newer token keeps the connection; one of another session cannot, so that connection is made anew. */
  #handIn(accessToken: string, isOtherSession: boolean): void {
    const socket = this.#socket;
    if (!socket?.connected || isOtherSession) return;
    this.#usedToken = accessToken;
    ask(socket, 'session:renew', { accessToken }, REQUEST_TIMEOUT_MS).catch(() => {
      // The server will end a connection whose token ran out; coming back with the new token mends it now.
      if (this.#socket === socket && socket.connected) this.#reconnect(socket);
    });
  }

  /** After the network changed, a connection may be dead without either end knowing for half a minute: ask it. */
  async #probe(): Promise<void> {
    const socket = this.#socket;
    if (!socket?.connected) return;
    try {
      await ask(socket, 'presence:read', { personIds: [] }, PROBE_TIMEOUT_MS);
    } catch (error) {
      const isDead = error instanceof MeshiError && error.details.reason === 'timeout';
      if (isDead && this.#socket === socket && socket.connected) this.#reconnect(socket);
    }
  }

  #reconnect(socket: Socket): void {
    this.#attempt = 0;
    // Tells `disconnect`, which begins the next attempt.
    socket.disconnect();
  }
}

/** Sends a request on any socket of Meshi and opens its Result. @throws MeshiError */
export async function ask(socket: Socket, name: string, input: unknown, timeoutMs: number): Promise<unknown> {
  const startedAt = Date.now();
  let result: Result<unknown>;
  try {
    result = (await socket.timeout(timeoutMs).emitWithAck(name, input)) as Result<unknown>;
  } catch (error) {
    if (Date.now() - startedAt >= timeoutMs - 1) throw timeoutError(name, timeoutMs);
    throw networkError(error);
  }
  if (!result.ok) throw MeshiError.fromWire(result.error);
  return result.data;
}

/** Why a handshake failed: what the server said, or that it was not reached. */
export function errorOfHandshake(cause: Error & { data?: unknown }): MeshiError {
  const data = cause.data as Partial<WireError> | undefined;
  if (data && typeof data === 'object' && typeof data.code === 'string' && data.code in ERROR_STATUS) {
    return MeshiError.fromWire(data as WireError);
  }
  return networkError(cause);
}

function isDeviceOffline(): boolean {
  return typeof navigator !== 'undefined' && navigator.onLine === false;
}

/** Tells when the device is back on a network, and when an open connection is in doubt. Only browsers can say. */
function watchDevice({ onBack, onDoubt }: { onBack: () => void; onDoubt: () => void }): () => void {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => {};
  const onVisible = () => {
    if (document.visibilityState === 'visible') onBack();
  };
  window.addEventListener('online', onBack);
  window.addEventListener('offline', onDoubt);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    window.removeEventListener('online', onBack);
    window.removeEventListener('offline', onDoubt);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
