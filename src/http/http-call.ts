/** One request as handlers see it. A class with getters, so that values that few handlers use are computed on demand. */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Acting, Actor } from '../kernel/actor.ts';
import { clientAddress, coarseAddress } from './client-address.ts';
import { checkOrigin } from './origins.ts';

export interface CallSettings {
  /** Null if it is not set, which is only possible outside of production. */
  publicUrl: string | null;
  trustedProxies: number;
}

/** Browsers accept a cookie with this prefix only from this host by https, so that neither plain http nor a subdomain can set it. */
const HOST_PREFIX = '__Host-';

const MAX_USER_AGENT_CHARS = 200;

export class HttpCall {
  actor: Actor | null = null;
  acting: Acting | null = null;
  params: unknown;
  query: unknown;
  body: unknown;
  #noted: Readonly<Record<string, string>> = {};
  readonly #request: Request;
  readonly #response: Response;
  readonly #settings: CallSettings;

  constructor(request: Request, response: Response, settings: CallSettings) {
    this.#request = request;
    this.#response = response;
    this.#settings = settings;
  }

  get address(): string {
    return clientAddress(this.#request, this.#settings.trustedProxies);
  }

  /** The network of the client, for the audit log. */
  get network(): string {
    return coarseAddress(this.address);
  }

  get userAgent(): string {
    return (this.#request.headers['user-agent'] ?? '').toWellFormed().slice(0, MAX_USER_AGENT_CHARS);
  }

  /** What the handler has noted for the security log. */
  get noted(): Readonly<Record<string, string>> {
    return this.#noted;
  }

  /** Adds ids to the line of this request in the security log. */
  note(ids: Readonly<Record<string, string>>): void {
    this.#noted = { ...this.#noted, ...ids };
  }

  /** @throws ForbiddenError if the request comes from a page of another origin */
  requireOwnOrigin(): void {
    checkOrigin(this.#request, this.#settings.publicUrl);
  }

  /** The origin of Meshi's pages: of `PUBLIC_URL`, or without one of the page that sends the request. @throws ForbiddenError */
  get pageOrigin(): string {
    this.requireOwnOrigin();
    const { publicUrl } = this.#settings;
    const { origin, host } = this.#request.headers;
    return new URL(publicUrl ?? origin ?? `http://${host}`).origin;
  }

  /** By name, without the prefix. @throws ForbiddenError like `requireOwnOrigin`, because every use of cookies needs that check */
  get cookies(): Readonly<Record<string, string | undefined>> {
    this.requireOwnOrigin();
    const all = Object.entries(parseCookie(this.#request.headers.cookie ?? ''));
    const own = all.filter(([name]) => name.startsWith(this.#cookiePrefix));
    return Object.fromEntries(own.map(([name, value]) => [name.slice(this.#cookiePrefix.length), value]));
  }

  setCookie(name: string, value: string | null, { maxAgeMs }: { maxAgeMs?: number } = {}): void {
    // Clearing a cookie is harmless, so it needs no check.
    if (value !== null) this.requireOwnOrigin();
    const cookie = stringifySetCookie({
      name: this.#cookiePrefix + name,
      value: value ?? '',
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: this.#isHttps,
      ...(value === null ? { maxAge: 0 } : maxAgeMs !== undefined && { maxAge: Math.floor(maxAgeMs / 1000) }),
    });
    this.#response.appendHeader('set-cookie', cookie);
  }

  get #isHttps(): boolean {
    return this.#settings.publicUrl?.startsWith('https:') ?? false;
  }

  get #cookiePrefix(): string {
    return this.#isHttps ? HOST_PREFIX : '';
  }
}
