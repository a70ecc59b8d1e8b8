/** One sign-in at a provider of the operator, from the address to which the browser is sent to the identity with which it comes back. */
import { type Actor, PUBLIC_TENANT } from '../../kernel/actor.ts';
import { AppError, ForbiddenError, NotFoundError, UnavailableError } from '../../kernel/errors.ts';
import type { OpenProviderId } from '../../protocol/open-challenge.ts';
import type { SignOnAttemptDoc } from '../attempt-model.ts';
import type { AttemptPurpose } from '../attempt-secrets.ts';
import { type Attempts, attemptExpired } from '../attempts.ts';
import type { BegunFlow } from '../provider-flow.ts';
import type { OpenIdentity, OpenProvider } from './open-provider.ts';

export interface OpenFlowOptions {
  providers: readonly OpenProvider[];
  attempts: Attempts;
  publicUrl: () => string;
}

export type OpenPurpose = Exclude<AttemptPurpose, 'test'>;

export class OpenFlow {
  readonly #parts: OpenFlowOptions;

  constructor(parts: OpenFlowOptions) {
    this.#parts = parts;
  }

  /** `actor` is null for a sign-in. @throws NotFoundError `no_provider`, UnavailableError `provider_failed` */
  async begin(
    id: OpenProviderId,
    { purpose, actor }: { purpose: OpenPurpose; actor: Actor | null },
  ): Promise<BegunFlow> {
    const provider = this.#find(id);
    const { revision } = provider;
    const tenantId = actor?.tenantId ?? PUBLIC_TENANT;
    const { attemptToken, secrets } = await this.#parts.attempts.begin({ tenantId, purpose, actor, revision });
    const redirectUri = this.#redirectUri(id);
    const url = await provider.authorizationUrl({ redirectUri, secrets, isFresh: purpose === 'proof' });
    return { url, attemptToken };
  }

  /**
   * Uses the attempt up and returns whom the provider has signed in.
   * @throws NotFoundError `no_provider`, InvalidInputError `sign_on_expired`, `sign_on_invalid`, ForbiddenError `provider_declined`,
   * UnavailableError `provider_failed`
   */
  async finish(
    id: OpenProviderId,
    { answer, attemptToken, actor }: { answer: string; attemptToken: string | undefined; actor: Actor | null },
  ): Promise<{ attempt: SignOnAttemptDoc; identity: OpenIdentity }> {
    const provider = this.#find(id);
    const tenantId = actor?.tenantId ?? PUBLIC_TENANT;
    const { attempt, secrets } = await this.#parts.attempts.take(tenantId, attemptToken, actor);
    // Of this provider, and not of an organisation.
    if (attempt.revision !== provider.revision) throw attemptExpired();
    const freshSince = attempt.purpose === 'proof' ? attempt.createdAt : null;
    try {
      const redirectUri = this.#redirectUri(id);
      return { attempt, identity: await provider.identityOf({ redirectUri, answer, secrets, freshSince }) };
    } catch (error) {
      throw inWordsOfTheOpenSpace(error);
    }
  }

  /** Of each provider another one, so that no provider can answer for another. */
  #redirectUri(id: OpenProviderId): string {
    return `${this.#parts.publicUrl()}/sign-in/with/${id}`;
  }

  #find(id: OpenProviderId): OpenProvider {
    const found = this.#parts.providers.find((one) => one.id === id);
    if (found) return found;
    throw new NotFoundError('no_provider', 'This server does not offer this way to sign in. Choose another one.');
  }
}

/** The errors of organisations tell people to ask those who manage the provider. Here that is the operator. */
function inWordsOfTheOpenSpace(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { reason } = error.details ?? {};
  if (reason === 'sign_on_refused') {
    return new ForbiddenError(
      'provider_declined',
      'The provider did not sign you in. Try again, or sign in another way.',
    );
  }
  if (reason !== 'client_refused') return error;
  return new UnavailableError(
    'provider_failed',
    'The provider does not accept this server. Sign in another way, and tell the operator of the server.',
    { cause: error },
  );
}
