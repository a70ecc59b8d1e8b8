/** Talks OpenID Connect with identity providers: authorization code flow with PKCE. `openid-client` verifies what comes back. */

import type { JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import * as openid from 'openid-client';
import type { Clock } from '../../kernel/clock.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import type { Claims } from './claims.ts';
import { type LogoutToken, providerKeys, readLogoutToken } from './logout-token.ts';
import { invalidAnswer, providerFailed, toProviderError } from './provider-errors.ts';
import { acceptsProvider, createProviderFetch, type ProviderNetwork } from './provider-fetch.ts';

/** A client that is registered at a provider. */
export interface ProviderClient {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Another one after each change: what is remembered of the provider belongs to it. */
  revision: string;
}

/** What binds an answer to the browser that began: see `attempt-secrets.ts`. */
export interface FlowSecrets {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** The answer with which a provider has sent the browser back. */
export interface ProviderAnswer {
  redirectUri: string;
  answer: string;
  secrets: FlowSecrets;
  freshSince: Date | null;
}

export interface ProvidersOptions {
  network: ProviderNetwork;
  clock: Clock;
  limits: { providerFactsMs: number; logoutTokenMs: number };
}

/** Of the clocks of the two servers. */
const TOLERANCE_S = 30;
const SCOPE = 'openid email profile';
const REMEMBERED = 200;

export class Providers {
  readonly #parts: ProvidersOptions;
  readonly #keys = new WeakMap<openid.Configuration, JWTVerifyGetKey>();
  readonly #known: LRUCache<string, Promise<openid.Configuration>>;

  constructor(parts: ProvidersOptions) {
    this.#parts = parts;
    this.#known = new LRUCache({ max: REMEMBERED, ttl: Math.max(1, parts.limits.providerFactsMs) });
  }

  /** @throws InvalidInputError `issuer_refused` for an address at which no provider may be */
  checkIssuer(issuer: string): void {
    const isAccepted = URL.canParse(issuer) && acceptsProvider(new URL(issuer), this.#parts.network);
    if (isAccepted && !/[?#]/.test(issuer)) return;
    throw new InvalidInputError(
      'issuer_refused',
      'The address of the identity provider must begin with https:// and lead to the public internet.',
    );
  }

  /**
   * The address at which a person signs in. `isFresh`: also if the provider knows the browser already.
   * @throws UnavailableError `provider_failed`
   */
  async authorizationUrl(
    client: ProviderClient,
    { redirectUri, secrets, isFresh }: { redirectUri: string; secrets: FlowSecrets; isFresh: boolean },
  ): Promise<string> {
    const config = await this.#configOf(client);
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: SCOPE,
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(secrets.codeVerifier),
      code_challenge_method: 'S256',
      ...(isFresh && { prompt: 'login', max_age: '0' }),
    });
    // The browser of a person is sent there.
    if (!acceptsProvider(url, this.#parts.network)) throw providerFailed();
    return url.href;
  }

  /**
   * The claims of the person whom the provider has signed in. `answer` is the query string of the redirect URI.
   * `freshSince`: refuses a person who has not signed in at the provider since then; null if that does not matter.
   * @throws ForbiddenError `sign_on_refused`, InvalidInputError `sign_on_invalid`, `client_refused`, UnavailableError
   * `provider_failed`
   */
  async claimsOf(
    client: ProviderClient,
    { redirectUri, answer, secrets, freshSince }: ProviderAnswer,
  ): Promise<Claims> {
    const config = await this.#configOf(client);
    try {
      const tokens = await openid.authorizationCodeGrant(config, new URL(`${redirectUri}?${answer}`), {
        expectedState: secrets.state,
        expectedNonce: secrets.nonce,
        pkceCodeVerifier: secrets.codeVerifier,
        idTokenExpected: true,
        ...(freshSince && { maxAge: Math.ceil((this.#parts.clock.now() - freshSince.getTime()) / 1_000) }),
      });
      const claims = tokens.claims();
      if (!claims) throw invalidAnswer();
      return { ...(await this.#moreAbout(config, tokens.access_token, claims.sub)), ...claims };
    } catch (error) {
      throw toProviderError(error);
    }
  }

  /**
   * What a logout token of the provider says.
   * @throws InvalidInputError `sign_on_invalid`, UnavailableError `provider_failed`
   */
  async readLogoutToken(client: ProviderClient, token: string): Promise<LogoutToken> {
    const config = await this.#configOf(client);
    const { issuer, jwks_uri } = config.serverMetadata();
    if (!jwks_uri) throw providerFailed();
    const keys = this.#keys.get(config) ?? providerKeys(jwks_uri, this.#parts.network);
    this.#keys.set(config, keys);
    const { clock, limits } = this.#parts;
    const shared = { now: clock.date(), maxAgeMs: limits.logoutTokenMs, toleranceS: TOLERANCE_S };
    return readLogoutToken(token, { issuer, clientId: client.clientId, keys, ...shared });
  }

  /** Where a person can sign out at the provider; null if it has no such page, or does not answer. */
  async endSessionUrl(client: ProviderClient): Promise<string | null> {
    try {
      const config = await this.#configOf(client);
      if (!config.serverMetadata().end_session_endpoint) return null;
      const url = openid.buildEndSessionUrl(config);
      return acceptsProvider(url, this.#parts.network) ? url.href : null;
    } catch {
      // The sign-out must work without the provider.
      return null;
    }
  }

  /** Most providers put some claims only there. */
  async #moreAbout(config: openid.Configuration, accessToken: string, subject: string): Promise<object> {
    if (!config.serverMetadata().userinfo_endpoint) return {};
    return openid.fetchUserInfo(config, accessToken, subject);
  }

  #configOf(client: ProviderClient): Promise<openid.Configuration> {
    const known = this.#known.get(client.revision);
    if (known) return known;
    const found = this.#discover(client);
    this.#known.set(client.revision, found);
    // What has failed is asked for again.
    found.catch(() => this.#known.delete(client.revision));
    return found;
  }

  async #discover({ issuer, clientId, clientSecret }: ProviderClient): Promise<openid.Configuration> {
    const { network, clock } = this.#parts;
    try {
      const url = new URL(issuer);
      const metadata = {
        client_secret: clientSecret,
        [openid.clockSkew]: Math.round((clock.now() - Date.now()) / 1_000),
        [openid.clockTolerance]: TOLERANCE_S,
      };
      const options: openid.DiscoveryRequestOptions = {
        [openid.customFetch]: createProviderFetch(network),
        execute: [
          // Without it, an ID token from the token endpoint counts without its signature.
          openid.enableNonRepudiationChecks,
          ...(network.isOpen ? [openid.allowInsecureRequests] : []),
        ],
      };
      const first = await openid.discovery(url, clientId, metadata, openid.ClientSecretBasic(clientSecret), options);
      const server = first.serverMetadata();
      if (server.issuer !== issuer && server.issuer !== url.href) throw new Error('Another issuer answers');
      const methods = server.token_endpoint_auth_methods_supported;
      if (!methods || methods.includes('client_secret_basic')) return first;
      return await openid.discovery(url, clientId, metadata, openid.ClientSecretPost(clientSecret), options);
    } catch (error) {
      throw providerFailed(error);
    }
  }
}
