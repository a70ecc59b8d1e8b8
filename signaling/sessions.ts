/** Ends connections whose access token has expired without renewal, or whose session was ended. */
import type { Authenticator } from '../src/accounts/index.ts';
import type { Clock } from '../src/kernel/clock.ts';
import type { Limits } from '../src/kernel/config.ts';
import { ForbiddenError } from '../src/kernel/errors.ts';
import type { DomainEvents, Events } from '../src/kernel/events.ts';
import { personChannel } from '../src/kernel/socket-channels.ts';
import type { Requests } from '../src/protocol/events.ts';
import type { Channels } from './channels.ts';
import type { RequestHandlers } from './handle.ts';
import type { MainCaller, MainNamespace, MainSocket } from './sockets.ts';

type EndReason = DomainEvents['sessionsEnded']['reason'];

export interface SessionGuardOptions {
  namespace: MainNamespace;
  channels: Channels;
  events: Events;
  clock: Clock;
  limits: Pick<Limits, 'sessionSweepMs'>;
}

export class SessionGuard {
  readonly #options: SessionGuardOptions;
  #sweeping: NodeJS.Timeout | null = null;
  #stopListening: () => void = () => {};

  constructor(options: SessionGuardOptions) {
    this.#options = options;
  }

  start(): void {
    const { limits, events, channels } = this.#options;
    // One sweep for all connections: a timer for each would waste memory.
    this.#sweeping = setInterval(() => this.#sweep(), limits.sessionSweepMs).unref();
    this.#stopListening = events.on('sessionsEnded', ({ personId, sessionIds, reason }) => {
      const isMeant = ({ data }: MainSocket) => sessionIds.includes(data.actor.sessionId);
      this.#end([...channels.members(personChannel(personId))].filter(isMeant), reason);
    });
  }

  close(): void {
    if (this.#sweeping) clearInterval(this.#sweeping);
    this.#stopListening();
  }

  #sweep(): void {
    const now = this.#options.clock.now();
    const expired: MainSocket[] = [];
    for (const socket of this.#options.namespace.sockets.values()) {
      if (socket.data.expiresAt <= now) expired.push(socket);
    }
    if (expired.length > 0) this.#end(expired, 'expired');
  }

  #end(sockets: readonly MainSocket[], reason: EndReason): void {
    for (const socket of sockets) this.#options.channels.sendTo(socket, 'session:ended', { reason });
    this.#options.channels.flush();
    for (const socket of sockets) socket.disconnect(true);
  }
}

/** `session:renew`: takes a newer access token of the same person and session. */
export function sessionHandlers({
  authenticator,
}: {
  authenticator: Pick<Authenticator, 'authenticate'>;
}): RequestHandlers<Requests, 'session:renew', MainCaller> {
  return {
    async 'session:renew'({ actor, socket }, { accessToken }) {
      const renewed = await authenticator.authenticate(accessToken);
      const { personId, sessionId, tenantId } = renewed.actor;
      if (personId !== actor.personId || sessionId !== actor.sessionId || tenantId !== actor.tenantId) {
        throw new ForbiddenError('other_session', 'This token belongs to another session. Reconnect to use it.');
      }
      socket.data.expiresAt = Math.max(socket.data.expiresAt, renewed.expiresAt);
      return { accessTokenExpiresAt: new Date(socket.data.expiresAt).toISOString() };
    },
  };
}
