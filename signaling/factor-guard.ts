/**
 * Ends the connections of members whose organisation asks for a second factor that they do not have: at once when the organisation
 * begins to ask, and in a sweep that also finds changes whose event was lost. The next connection is refused with the reason.
 */
import type { FactorPolicy } from '../src/accounts/index.ts';
import type { Limits } from '../src/kernel/config.ts';
import type { Events } from '../src/kernel/events.ts';
import type { Log } from '../src/kernel/log.ts';
import { oneAtATime } from '../src/kernel/one-at-a-time.ts';
import { personChannel } from '../src/kernel/socket-channels.ts';
import type { Channels } from './channels.ts';
import type { MainNamespace } from './sockets.ts';

export interface FactorGuardOptions {
  namespace: MainNamespace;
  channels: Channels;
  factorPolicy: Pick<FactorPolicy, 'shutOutAmong'>;
  events: Events;
  limits: Pick<Limits, 'sessionSweepMs'>;
  log: Log;
}

export class FactorGuard {
  readonly #options: FactorGuardOptions;
  readonly #sweep = oneAtATime(() => this.#endShutOut());
  #sweeping: NodeJS.Timeout | null = null;
  #stopListening: () => void = () => {};

  constructor(options: FactorGuardOptions) {
    this.#options = options;
  }

  start(): void {
    const { events, limits } = this.#options;
    this.#sweeping = setInterval(() => this.#inBackground(), limits.sessionSweepMs).unref();
    this.#stopListening = events.on('tenantPolicyChanged', () => this.#inBackground());
  }

  close(): void {
    if (this.#sweeping) clearInterval(this.#sweeping);
    this.#stopListening();
  }

  async #endShutOut(): Promise<void> {
    const { namespace, channels, factorPolicy } = this.#options;
    const connected = new Map([...namespace.sockets.values()].map(({ data }) => [data.actor.personId, data.actor]));
    const shutOut = await factorPolicy.shutOutAmong([...connected.values()]);
    if (shutOut.length === 0) return;
    channels.flush();
    for (const { personId } of shutOut) {
      for (const socket of [...channels.members(personChannel(personId))]) socket.disconnect(true);
    }
  }

  #inBackground(): void {
    this.#sweep().catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'the second factors of members could not be checked; the next sweep will');
    });
  }
}
