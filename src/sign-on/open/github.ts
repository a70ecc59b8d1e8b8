/**
 * Signing in with GitHub. It is OAuth 2.0 without an ID token: who signed in is read from the API with the access token, which is then
 * forgotten.
 */
import * as openid from 'openid-client';
import { z } from 'zod';
import type { OpenSignOnConfig } from '../../kernel/config-types.ts';
import { hashOf } from '../../kernel/hash.ts';
import { normalizeEmail } from '../../protocol/email.ts';
import { providerFailed, toProviderError } from '../provider/provider-errors.ts';
import { createProviderFetch, type ProviderNetwork } from '../provider/provider-fetch.ts';
import type { FlowSecrets } from '../provider/providers.ts';
import type { OpenAnswer, OpenIdentity, OpenProvider } from './open-provider.ts';

const SCOPE = 'read:user user:email';

/** https://docs.github.com/rest/users/users#get-the-authenticated-user. The login can change hands, the id cannot. */
const userSchema = z.object({ id: z.number().int().positive(), login: z.string(), name: z.string().nullish() });
/** https://docs.github.com/rest/users/emails#list-email-addresses-for-the-authenticated-user */
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** Addresses of GitHub that receive no mail. */
const NO_REPLY = /@users\.noreply\./i;

type Settings = NonNullable<OpenSignOnConfig['github']>;

export class GitHub implements OpenProvider {
  readonly id = 'github';
  readonly name = 'GitHub';
  readonly revision: string;
  readonly #config: openid.Configuration;
  readonly #apiUrl: string;
  readonly #url: string;

  constructor({ clientId, clientSecret, url, apiUrl }: Settings, network: ProviderNetwork) {
    this.revision = `github:${hashOf(JSON.stringify([url, apiUrl, clientId]))}`;
    this.#url = url;
    this.#apiUrl = apiUrl;
    const server = {
      // As GitHub names itself in answers.
      issuer: `${url}/login/oauth`,
      authorization_endpoint: `${url}/login/oauth/authorize`,
      token_endpoint: `${url}/login/oauth/access_token`,
    };
    const secret = clientSecret.reveal();
    this.#config = new openid.Configuration(server, clientId, secret, openid.ClientSecretPost(secret));
    this.#config[openid.customFetch] = createProviderFetch(network);
    if (network.isOpen) openid.allowInsecureRequests(this.#config);
  }

  async authorizationUrl({
    redirectUri,
    secrets,
    isFresh,
  }: {
    redirectUri: string;
    secrets: FlowSecrets;
    isFresh: boolean;
  }): Promise<string> {
    const url = openid.buildAuthorizationUrl(this.#config, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: secrets.state,
      code_challenge: await openid.calculatePKCECodeChallenge(secrets.codeVerifier),
      code_challenge_method: 'S256',
      // GitHub cannot be asked for the password. The person at least has to choose the account.
      ...(isFresh && { prompt: 'select_account' }),
    });
    return url.href;
  }

  async identityOf({ redirectUri, answer, secrets }: OpenAnswer): Promise<OpenIdentity> {
    try {
      const tokens = await openid.authorizationCodeGrant(this.#config, new URL(`${redirectUri}?${answer}`), {
        expectedState: secrets.state,
        pkceCodeVerifier: secrets.codeVerifier,
      });
      const [user, emails] = await Promise.all([
        this.#read('/user', userSchema, tokens.access_token),
        this.#read('/user/emails?per_page=100', emailsSchema, tokens.access_token),
      ]);
      const primary = emails.find(({ email, primary, verified }) => primary && verified && !NO_REPLY.test(email));
      return {
        subject: JSON.stringify([this.#url, String(user.id)]),
        email: primary ? normalizeEmail(primary.email) : null,
        name: user.name?.toWellFormed() ?? '',
        username: user.login.toWellFormed(),
      };
    } catch (error) {
      throw toProviderError(error);
    }
  }

  async #read<Schema extends z.ZodType>(path: string, schema: Schema, accessToken: string): Promise<z.output<Schema>> {
    const headers = new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'Meshi' });
    const url = new URL(this.#apiUrl + path);
    try {
      const response = await openid.fetchProtectedResource(this.#config, accessToken, url, 'GET', null, headers);
      if (!response.ok) throw new Error(`GitHub answered ${response.status} to GET ${path}`);
      return schema.parse(await response.json());
    } catch (error) {
      // A refused token says nothing about the client.
      throw providerFailed(error);
    }
  }
}
