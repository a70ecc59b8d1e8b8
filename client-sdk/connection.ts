/** The socket to the server: authenticates with the access token, reconnects, sends requests and emits the server's events. */
import type { io, Socket } from 'socket.io-client';
import type {
  AnnouncementName,
  RequestInput,
  RequestName,
  RequestOutput,
  Requests,
  Result,
  WireError,
} from '../src/protocol/index.ts';
import { PROTOCOL_VERSION } from '../src/protocol/version.ts';
import type { Activity } from './activity.ts';
import { ActivityReport } from './activity-report.ts';
import { socketAddress } from './address.ts';
import type { AnnouncementEvents } from './contract.generated.ts';
import { announcementNames } from './contract-table.generated.ts';
import { errorStatus } from './error-table.generated.ts';
import { MeshiError, networkError, notSignedInError, timeoutError } from './errors.ts';
import { Live } from './events.ts';
import { loadPart } from './load-part.ts';
import { delay, later, retryDelayMs, Wakers } from './timers.ts';
import type { TokenSource } from './token-source.ts';

const REQUEST_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** The connection counts as dead if a probe is not answered within this time. */
const PROBE_TIMEOUT_MS = 3_000;

/**
 * - `signed_out`: nobody is signed in;
 * - `connecting`: the first connection of this sign-in is being opened, or `resume()` could not reach the server yet;
 * - `online`: connected; events arrive;
 * - `reconnecting`: the connection was lost, and the client retries until it succeeds;
 * - `offline`: like `reconnecting`, and the device reports that it has no network;
 * - `incompatible`: client and server have different protocol versions (`error.reason` says which one is too old).
 *   The client does not retry.
 */
export type ConnectionState = 'signed_out' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'incompatible';

/** State of the connection. */
export interface ConnectionSnapshot {
  /** Whether the client is connected, connecting or signed out. */
  readonly state: ConnectionState;
  /** Why the last attempt failed; null while online, and before the first failure. */
  readonly error: MeshiError | null;
}

/** Events of the connection: every event of the server as it arrives, and changes of the connection. */
export interface ConnectionEvents extends AnnouncementEvents {
  /** Fired when the state or the error was replaced. */
  changed: ConnectionSnapshot;
  /**
   * Fired each time the connection comes online. Events of the time before are lost, so reload whatever must be current.
   * `isFirst` is true for the first connection after a sign-in.
   */
  opened: { isFirst: boolean };
}

/** The socket to the server. Connects at sign-in and reconnects by itself until sign-out. */
export class Connection extends Live<ConnectionSnapshot, ConnectionEvents> {
  readonly #url: string;
  readonly #tokens: TokenSource;
  readonly #activityReport: ActivityReport;
  /** From `start` to `stop`. Its socket is there once the socket's library has been loaded. */
  #run: { socket: Socket | null } | null = null;
  #usedToken: string | null = null;
  #attempt = 0;
  #cancelRetry: (() => void) | null = null;
  readonly #resuming = new Wakers();
  #wasOnline = false;
  #stopWatchingDevice: (() => void) | null = null;

  /** @internal Created by `MeshiClient`. */
  constructor({ url, tokens, activity }: { url: string; tokens: TokenSource; activity: Activity }) {
    super({ state: 'signed_out', error: null });
    this.#url = url;
    this.#tokens = tokens;
    this.#activityReport = new ActivityReport({
      activity,
      isOnline: () => this.state === 'online',
      send: (isActive) => this.request('presence:set', { isActive }),
    });
    tokens.on('renewed', ({ tokens: { accessToken }, isOtherSession }) => this.#sendToken(accessToken, isOtherSession));
  }

  get #socket(): Socket | null {
    return this.#run?.socket ?? null;
  }

  /** The same as `snapshot.state`. */
  get state(): ConnectionState {
    return this.snapshot.state;
  }

  /** @internal Connects, and reconnects until `stop`. */
  start(): void {
    this.stop();
    this.#attempt = 0;
    this.#wasOnline = false;
    this.update({ state: 'connecting', error: null });
    this.#stopWatchingDevice = watchDevice({
      onBack: () => this.retryNow(),
      onDoubt: () => void this.#probe(),
    });
    this.#run = { socket: null };
    this.#connect();
  }

  /** @internal Reconnects with the current token, for another session of the same person. */
  restart(): void {
    if (this.#socket?.connected) this.#reconnect(this.#socket);
    else this.retryNow();
  }

  /** @internal Disconnects and does not reconnect. Called at sign-out. */
  stop(): void {
    this.#cancelRetry?.();
    this.#stopWatchingDevice?.();
    const socket = this.#socket;
    this.#run = null;
    socket?.removeAllListeners();
    socket?.disconnect();
    this.update({ state: 'signed_out', error: null });
  }

  /** @internal Shows why the session cannot be resumed yet, and waits before the next attempt or for `retryNow`. */
  async pauseResume(error: MeshiError, attempt: number, signal: AbortSignal): Promise<void> {
    this.update({ state: isDeviceOffline() ? 'offline' : 'connecting', error });
    const waitMs = Math.max(retryDelayMs(attempt), error.details.retryAfterMs ?? 0);
    const stopWatching = watchDevice({ onBack: () => this.retryNow(), onDoubt: () => {} });
    await delay(waitMs, this.#resuming.signalOf('resume', signal));
    stopWatching();
  }

  /** Connects now instead of waiting for the next attempt. While online, checks that the server still answers. */
  retryNow(): void {
    this.#resuming.wakeAll();
    if (!this.#run || this.state === 'incompatible') return;
    if (this.#socket?.connected) return void this.#probe();
    this.#attempt = 0;
    this.#connect();
  }

  /**
   * Sends a socket request and resolves to its answer. Waits for the connection and the answer, together at most `timeoutMs`
   * milliseconds (default 10,000).
   * @throws MeshiError `unavailable` if no answer came in time. The server may have carried out the request nevertheless.
   */
  async request<Name extends RequestName>(
    name: Name,
    input: RequestInput<Requests, Name>,
    { timeoutMs = REQUEST_TIMEOUT_MS }: { timeoutMs?: number } = {},
  ): Promise<RequestOutput<Requests, Name>> {
    const deadline = Date.now() + timeoutMs;
    const socket = await this.#whenOnline(name, timeoutMs);
    return (await ask(socket, name, input, Math.max(1, deadline - Date.now()))) as RequestOutput<Requests, Name>;
  }

  async #whenOnline(name: string, timeoutMs: number): Promise<Socket> {
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

  #createSocket(connect: typeof io): Socket {
    const { url, path } = socketAddress(this.#url);
    const socket = connect(url, {
      path,
      // Two clients in one page may be signed in as different people, so they cannot share a connection.
      forceNew: true,
      autoConnect: false,
      // This class times the attempts itself: the delay depends on whether the token was refused, the server said when to
      // retry, or the device woke up.
      reconnection: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: CONNECT_TIMEOUT_MS,
      auth: (give) => {
        const isActive = this.#activityReport.forHandshake();
        give({ accessToken: this.#usedToken, protocol: PROTOCOL_VERSION, isActive });
      },
    });
    socket.on('connect', () => this.#onOpen());
    socket.on('disconnect', (reason) => this.#onLost(new MeshiError('unavailable', `Connection lost: ${reason}`)));
    socket.on('connect_error', (error: Error & { data?: unknown }) => void this.#onRefused(error));
    const known = new Set<string>(announcementNames);
    socket.onAny((name: string, payload: unknown) => {
      if (known.has(name)) this.emit(name as AnnouncementName, payload as never);
    });
    return socket;
  }

  #connect(): void {
    this.#cancelRetry?.();
    const run = this.#run;
    if (!run || run.socket?.connected) return;
    // Loaded only now: what a page shows first is read without a socket.
    Promise.all([this.#tokens.get(), loadPart(() => import('socket.io-client'))]).then(
      ([token, { io }]) => {
        if (this.#run !== run) return;
        this.#usedToken = token;
        run.socket ??= this.#createSocket(io);
        run.socket.connect();
      },
      (error: unknown) => {
        if (this.#run === run) this.#onLost(MeshiError.from(error));
      },
    );
  }

  #onOpen(): void {
    const isFirst = !this.#wasOnline;
    this.#wasOnline = true;
    this.#attempt = 0;
    this.update({ state: 'online', error: null });
    this.emit('opened', { isFirst });
    void this.#activityReport.update();
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
      // If the session has ended, the token source emits `refused` and the client signs out. If the new token is refused too,
      // the client retries later, as after any other failure.
      await this.#tokens.replace(this.#usedToken).catch(() => null);
    }
    if (this.#socket === socket && socket) this.#onLost(error);
  }

  /** Renews the token of the open connection. Not for a token of another session: the client then reconnects. */
  #sendToken(accessToken: string, isOtherSession: boolean): void {
    const socket = this.#socket;
    if (!socket?.connected || isOtherSession) return;
    this.#usedToken = accessToken;
    ask(socket, 'session:renew', { accessToken }, REQUEST_TIMEOUT_MS).catch(() => {
      // The server will end this connection when the old token expires, so reconnect with the new token now.
      if (this.#socket === socket && socket.connected) this.#reconnect(socket);
    });
  }

  /** Checks a connection with a short request. Without it, a change of network is noticed only after half a minute. */
  async #probe(): Promise<void> {
    const socket = this.#socket;
    if (!socket?.connected) return;
    try {
      await ask(socket, 'presence:read', { personIds: [] }, PROBE_TIMEOUT_MS);
    } catch (error) {
      const isDead = error instanceof MeshiError && error.reason === 'timeout';
      if (isDead && this.#socket === socket && socket.connected) this.#reconnect(socket);
    }
  }

  #reconnect(socket: Socket): void {
    this.#attempt = 0;
    // This fires `disconnect`, whose handler starts the next attempt.
    socket.disconnect();
  }
}

/** Sends a request on any socket of Meshi and unwraps the result. @throws MeshiError */
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

/** Turns a failed handshake into an error: the server's own error, or `network` if the server was not reached. */
export function errorOfHandshake(cause: Error & { data?: unknown }): MeshiError {
  const data = cause.data as Partial<WireError> | undefined;
  if (data && typeof data === 'object' && typeof data.code === 'string' && data.code in errorStatus) {
    return MeshiError.fromWire(data as WireError);
  }
  return networkError(cause);
}

function isDeviceOffline(): boolean {
  return typeof navigator !== 'undefined' && navigator.onLine === false;
}

/**
 * Calls `onBack` when the device is back on a network or the page is visible again, and `onDoubt` when an open connection may
 * be dead. Does nothing outside browsers.
 */
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
