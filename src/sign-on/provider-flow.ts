/** One sign-in at a provider, from the address to which the browser is sent to the identity with which it comes back. */
import type { Actor } from '../kernel/actor.ts';
import { UnavailableError } from '../kernel/errors.ts';
import type { SignOnAttemptDoc } from './attempt-model.ts';
import type { AttemptPurpose } from './attempt-secrets.ts';
import { type Attempts, attemptExpired } from './attempts.ts';
import type { SignOnConnectionDoc } from './connection-model.ts';
import type { ConnectionService } from './connection-service.ts';
import type { ConnectionStore } from './connection-store.ts';
import { type Identity, identityOf } from './provider/claims.ts';
import type { ProviderClient, Providers } from './provider/providers.ts';

export interface ProviderFlowOptions {
  providers: Providers;
  attempts: Attempts;
  store: Pick<ConnectionStore, 'clientOf'>;
  connections: Pick<ConnectionService, 'redirectUri'>;
  limits: { providerGroups: number };
}

/** `attemptToken` is for the browser that began only. */
export interface BegunFlow {
  url: string;
  attemptToken: string;
}

export class ProviderFlow {
  readonly #parts: ProviderFlowOptions;

  constructor(parts: ProviderFlowOptions) {
    this.#parts = parts;
  }

  /** @throws UnavailableError `provider_failed` */
  async begin(
    connection: SignOnConnectionDoc,
    { purpose, actor }: { purpose: AttemptPurpose; actor: Actor | null },
  ): Promise<BegunFlow> {
    const { providers, attempts, connections } = this.#parts;
    const { tenantId, revision } = connection;
    const { attemptToken, secrets } = await attempts.begin({ tenantId, purpose, actor, revision });
    const redirectUri = connections.redirectUri(tenantId);
    const isFresh = purpose === 'proof';
    const url = await providers.authorizationUrl(this.#clientOf(connection), { redirectUri, secrets, isFresh });
    return { url, attemptToken };
  }

  /**
   * Uses the attempt up and returns whom the provider has signed in. `actor` is who began; null for a sign-in.
   * @throws InvalidInputError `sign_on_expired`, `sign_on_invalid`, ForbiddenError `sign_on_refused`, UnavailableError
   * `provider_failed`
   */
  async finish(
    connection: SignOnConnectionDoc,
    { answer, attemptToken, actor }: { answer: string; attemptToken: string | undefined; actor: Actor | null },
  ): Promise<{ attempt: SignOnAttemptDoc; identity: Identity }> {
    const { providers, attempts, connections, limits } = this.#parts;
    const { tenantId, revision, groupsClaim } = connection;
    const { attempt, secrets } = await attempts.take(tenantId, attemptToken, actor);
    if (attempt.revision !== revision) throw attemptExpired();
    const redirectUri = connections.redirectUri(tenantId);
    const freshSince = attempt.purpose === 'proof' ? attempt.createdAt : null;
    const client = this.#clientOf(connection);
    const claims = await providers.claimsOf(client, { redirectUri, answer, secrets, freshSince });
    return { attempt, identity: identityOf(claims, { groupsClaim, maxGroups: limits.providerGroups }) };
  }

  /** Where the person can sign out at the provider, too; null if there is no such page. */
  async endSessionUrl(connection: SignOnConnectionDoc): Promise<string | null> {
    const client = this.#parts.store.clientOf(connection);
    return client && this.#parts.providers.endSessionUrl(client);
  }

  #clientOf(connection: SignOnConnectionDoc): ProviderClient {
    const client = this.#parts.store.clientOf(connection);
    if (client) return client;
    throw secretUnreadable();
  }
}

export function secretUnreadable(): UnavailableError {
  return new UnavailableError(
    'provider_failed',
    'The client secret can no longer be read, because the keys of the server have changed. An owner must set it again.',
  );
}
