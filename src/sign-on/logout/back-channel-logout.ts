/** Ends the sessions of a person who has signed out at the provider of an organisation, which tells it by a request of its own. */
import type { SessionService } from '../../accounts/index.ts';
import type { AuditTrail } from '../../audit/index.ts';
import { type ConnectionService, noSignOn } from '../connection-service.ts';
import type { ConnectionStore } from '../connection-store.ts';
import { type Identities, sidHashOf, subjectHashOf } from '../identities.ts';
import type { Providers } from '../provider/providers.ts';
import { secretUnreadable } from '../provider-flow.ts';
import type { Logouts, LogoutTarget } from './logouts.ts';

export interface BackChannelLogoutOptions {
  connections: Pick<ConnectionService, 'find'>;
  store: Pick<ConnectionStore, 'clientOf'>;
  providers: Pick<Providers, 'readLogoutToken'>;
  identities: Pick<Identities, 'find'>;
  logouts: Logouts;
  sessions: Pick<SessionService, 'endSignedOn'>;
  audit: Pick<AuditTrail, 'entry'>;
}

export class BackChannelLogout {
  readonly #parts: BackChannelLogoutOptions;

  constructor(parts: BackChannelLogoutOptions) {
    this.#parts = parts;
  }

  /**
   * Ends the sessions that a logout token names. A provider speaks for its organisation only.
   * @throws NotFoundError `no_sign_on`, InvalidInputError for a token that is not valid or was used, UnavailableError
   * `provider_failed`
   */
  async receive(
    tenantId: string,
    token: string,
    network: string,
  ): Promise<{ personId: string | null; sessions: number }> {
    const { connections, store, providers, logouts } = this.#parts;
    const connection = await connections.find(tenantId);
    if (!connection.isActive) throw noSignOn();
    const client = store.clientOf(connection);
    if (!client) throw secretUnreadable();
    const logout = await providers.readLogoutToken(client, token);
    const { subject, sid } = logout;
    const target = {
      subjectHash: subject === null ? null : subjectHashOf(connection.issuer, subject),
      sidHash: sid === null ? null : sidHashOf(connection.issuer, sid),
    };
    const id = await logouts.open(tenantId, logout, target);
    const ended = await this.#end(tenantId, target);
    const { personId, sessions } = ended;
    await logouts.close(
      tenantId,
      id,
      personId === null ? null : this.#entry(tenantId, { personId, sessions, network }),
    );
    return ended;
  }

  async #end(tenantId: string, target: LogoutTarget): Promise<{ personId: string | null; sessions: number }> {
    const { identities, sessions } = this.#parts;
    const { subjectHash, sidHash } = target;
    const known = subjectHash === null ? null : await identities.find(tenantId, subjectHash);
    // The provider names a person who has never signed in here, or has left.
    if (subjectHash !== null && !known?.personId) return { personId: null, sessions: 0 };
    return sessions.endSignedOn(tenantId, { personId: known?.personId ?? null, subjectHash, sidHash });
  }

  #entry(tenantId: string, { personId, sessions, network }: { personId: string; sessions: number; network: string }) {
    return this.#parts.audit.entry({
      chain: tenantId,
      actor: { address: network },
      as: 'directory',
      action: 'signed_out_by_provider',
      targetId: personId,
      after: { sessions },
    });
  }
}
