/** Security headers of all answers, and those of pages. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { AnswerHeaders } from './send.ts';

/** A year, also for the subdomains of PUBLIC_URL. */
const HSTS = { maxAge: 31_536_000, includeSubDomains: true };

export interface PageSettings {
  publicUrl: string | null;
  /** Whether several processes have URLs of their own, to which browsers connect for voice. */
  hasNodes: boolean;
}

/** The headers of every answer. An API answer is never a page, also if a browser is made to show it. Pages overwrite the policy. */
export function commonHeaders(publicUrl: string | null): AnswerHeaders {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    ...(isHttps(publicUrl) && { 'strict-transport-security': `max-age=${HSTS.maxAge}; includeSubDomains` }),
  };
}

/** Gives the answers of Socket.IO the headers of every answer. It sends them itself, so it has to be attached to the server before. */
export function giveSocketHeaders(server: Server, publicUrl: string | null): void {
  const headers = new Headers(commonHeaders(publicUrl));
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/socket.io/')) response.setHeaders(headers);
  });
}

/** For the web app: only its own scripts, and connections only to its own server and the media nodes. */
export function pageHeaders({ publicUrl, hasNodes }: PageSettings): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          baseUri: ["'none'"],
          objectSrc: ["'none'"],
          frameAncestors: ["'self'"],
          formAction: ["'self'"],
          scriptSrc: ["'self'"],
          // Components use style attributes for their position.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'", 'data:'],
          mediaSrc: ["'self'", 'blob:'],
          workerSrc: ["'self'", 'blob:'],
          connectSrc: ["'self'", ...(hasNodes ? nodeSources(publicUrl) : [])],
          manifestSrc: ["'self'"],
          ...(isHttps(publicUrl) && { upgradeInsecureRequests: [] }),
        },
      },
      // Only if the page uses https: otherwise browsers could no longer reach the http address.
      strictTransportSecurity: isHttps(publicUrl) ? HSTS : false,
      crossOriginEmbedderPolicy: false,
      originAgentCluster: true,
      referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    }),
    (_request, response, next) => {
      response.setHeader(
        'permissions-policy',
        'microphone=(self), speaker-selection=(self), camera=(), geolocation=()',
      );
      next();
    },
  ];
}

/** A page on http, such as one in a company's network, may have nodes on http. */
function nodeSources(publicUrl: string | null): string[] {
  return isHttps(publicUrl) ? ['wss:', 'https:'] : ['wss:', 'https:', 'ws:', 'http:'];
}

/** For the documentation of the API. Its library needs inline styles. */
export function docsHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
      },
    },
    // As all answers have it.
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  });
}

function isHttps(publicUrl: string | null): boolean {
  return publicUrl?.startsWith('https:') ?? false;
}
