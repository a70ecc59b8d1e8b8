/** Signing in with the OpenID Connect provider that the operator has chosen. */
import type { OpenSignOnConfig } from '../../kernel/config-types.ts';
import { hashOf } from '../../kernel/hash.ts';
import { identityOf } from '../provider/claims.ts';
import type { FlowSecrets, ProviderClient, Providers } from '../provider/providers.ts';
import type { OpenAnswer, OpenIdentity, OpenProvider } from './open-provider.ts';

export class OpenIdConnect implements OpenProvider {
  readonly id = 'oidc';
  readonly name: string;
  readonly revision: string;
  readonly #client: ProviderClient;
  readonly #providers: Providers;

  constructor({ issuer, clientId, clientSecret, name }: NonNullable<OpenSignOnConfig['oidc']>, providers: Providers) {
    this.name = name;
    this.revision = `oidc:${hashOf(JSON.stringify([issuer, clientId]))}`;
    this.#client = { issuer, clientId, clientSecret: clientSecret.reveal(), revision: this.revision };
    this.#providers = providers;
  }

  authorizationUrl(flow: { redirectUri: string; secrets: FlowSecrets; isFresh: boolean }): Promise<string> {
    return this.#providers.authorizationUrl(this.#client, flow);
  }

  async identityOf(answer: OpenAnswer): Promise<OpenIdentity> {
    const claims = await this.#providers.claimsOf(this.#client, answer);
    const { subject, email, isEmailVerified, name, username } = identityOf(claims, { groupsClaim: null, maxGroups: 0 });
    return {
      subject: JSON.stringify([this.#client.issuer, subject]),
      email: isEmailVerified ? email : null,
      name,
      username,
    };
  }
}
