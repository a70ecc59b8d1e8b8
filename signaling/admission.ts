/** Accepts or refuses handshakes: limits connections per address, and refuses pages of other origins. */
import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';
import { clientAddress } from '../src/http/client-address.ts';
import { checkSocketOrigin } from '../src/http/origins.ts';
import { recordRefusal } from '../src/http/refusals.ts';
import type { Config } from '../src/kernel/config.ts';
import type { SecurityLog } from '../src/kernel/security-log.ts';

export interface AdmissionOptions {
  http: Pick<Config['http'], 'publicUrl' | 'nodeUrl' | 'trustedProxies'>;
  limits: Pick<Config['limits'], 'connectionsPerAddress'>;
  security: SecurityLog;
}

type Decide = (reason: string | null | undefined, isAllowed: boolean) => void;

/** Counts the open connections of each address. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #open = new Map<string, number>();
  readonly #addresses = new WeakMap<object, string>();
  #isClosed = false;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Engine.IO's `allowRequest`: called once for each new connection. */
  readonly allow = (request: IncomingMessage, decide: Decide): void => {
    const { http, limits } = this.#options;
    if (this.#isClosed) {
      decide('shutting down', false);
      return;
    }
    try {
      checkSocketOrigin(request, http);
    } catch (error) {
      const address = clientAddress(request, http.trustedProxies);
      recordRefusal(this.#options.security, error, { request: 'connect', address });
      decide('foreign origin', false);
      return;
    }
    const open = this.#open.get(clientAddress(request, http.trustedProxies)) ?? 0;
    if (open >= limits.connectionsPerAddress) decide('too many connections', false);
    else decide(null, true);
  };

  /** Starts counting the connections of a server. */
  watch(engine: Server['engine']): void {
    engine.on('connection', (connection: EngineConnection) => {
      const { request } = connection;
      // Nothing needs the handshake's request after this. Keeping it would cost several kilobytes per connection.
      connection.request = null;
      if (!request) return;
      const address = clientAddress(request, this.#options.http.trustedProxies);
      this.#addresses.set(connection, address);
      this.#open.set(address, (this.#open.get(address) ?? 0) + 1);
      connection.once('close', () => this.#closed(address));
    });
  }

  /** The address of the client of a connection. */
  addressOf(connection: object): string {
    return this.#addresses.get(connection) ?? 'unknown';
  }

  /** Refuses all new connections. */
  close(): void {
    this.#isClosed = true;
  }

  #closed(address: string): void {
    const open = (this.#open.get(address) ?? 1) - 1;
    if (open > 0) this.#open.set(address, open);
    else this.#open.delete(address);
  }
}

interface EngineConnection {
  request: IncomingMessage | null;
  once(event: 'close', listener: () => void): unknown;
}
