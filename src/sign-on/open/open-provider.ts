/** What signing in to the open space needs of a provider. `github.ts` and `oidc.ts` implement it. */
import type { OpenProviderId } from '../../protocol/open-challenge.ts';
import type { FlowSecrets } from '../provider/providers.ts';

/** What a provider says about a person. */
export interface OpenIdentity {
  /** Of the provider and the person. The provider never gives it to somebody else; names and addresses change. */
  subject: string;
  /** In the form of `normalizeEmail`; null if the provider names no address that it has verified. */
  email: string | null;
  /** Empty if the provider names none. */
  name: string;
  username: string;
}

export interface OpenAnswer {
  redirectUri: string;
  /** The query string of the redirect URI. */
  answer: string;
  secrets: FlowSecrets;
  /** Refuses a person who has not signed in since then, if the provider can tell; null if that does not matter. */
  freshSince: Date | null;
}

export interface OpenProvider {
  readonly id: OpenProviderId;
  /** For buttons. */
  readonly name: string;
  /** Another one after each change of the settings: a sign-in that began before does not end. */
  readonly revision: string;
  /** The address at which a person signs in. @throws UnavailableError `provider_failed` */
  authorizationUrl(flow: { redirectUri: string; secrets: FlowSecrets; isFresh: boolean }): Promise<string>;
  /** @throws ForbiddenError `sign_on_refused`, InvalidInputError `sign_on_invalid`, `client_refused`, UnavailableError `provider_failed` */
  identityOf(answer: OpenAnswer): Promise<OpenIdentity>;
}
