/** Checks of the addresses of Meshi and of the proxies in front of it. */
import { isLocalHost, leadsNowhereElse } from '../connections.ts';
import { type Check, type Settings, when } from './check.ts';

/** More proxies in a row are rare: a CDN, a load balancer and a reverse proxy. */
const USUAL_PROXIES = 3;
const HOST_NAME = /^[\w-]+(\.[\w-]+)*\.?$|^\[[\da-f:.]+\]$/i;

export const addressChecks = {
  'missing-public-url': {
    severity: 'refused',
    about: '`PUBLIC_URL` is not set: any address would do for links, cookies and origin checks.',
    mend: 'set it to the address in browsers, such as https://meshi.example',
    findings: ({ env }) => when(!env.PUBLIC_URL, 'PUBLIC_URL: required in production'),
  },
  'malformed-url': {
    severity: 'refused',
    about: '`PUBLIC_URL` or `NODE_URL` has a wildcard, a user name, a password or a query.',
    mend: 'write the scheme, the host name and, if needed, the port alone, such as https://meshi.example',
    findings: ({ config }) =>
      namedUrls(config).flatMap(([name, url]) => when(!isOrigin(url), `${name}: is not the address of a server`)),
  },
  'plain-public-url': {
    severity: 'risk',
    about: '`PUBLIC_URL` is `http://`: everyone on the way reads and changes what people send. No microphone, no HSTS.',
    mend: 'put a proxy with TLS in front and set the address with https://',
    findings: ({ config }) =>
      when(isPlainUrl(config.http.publicUrl), 'PUBLIC_URL: http:// sends passwords and cookies without encryption'),
  },
  'plain-node-url': {
    severity: 'risk',
    about: '`NODE_URL` is `http://`: the same for the connections for voice.',
    mend: 'put a proxy with TLS in front and set the address with https://',
    findings: ({ config }) =>
      when(isPlainUrl(config.http.nodeUrl), 'NODE_URL: http:// sends access tokens without encryption'),
  },
  'plain-provider': {
    severity: 'refused',
    about:
      '`GITHUB_URL`, `GITHUB_API_URL` or `OIDC_ISSUER` is `http://`: everyone on the way can sign in to the accounts of others.',
    mend: 'write https://, and name an authority of your own by NODE_EXTRA_CA_CERTS',
    findings: ({ config: { openSignOn } }) => [
      ...when(isPlainUrl(openSignOn.github?.url ?? null), 'GITHUB_URL: is not encrypted'),
      ...when(isPlainUrl(openSignOn.github?.apiUrl ?? null), 'GITHUB_API_URL: is not encrypted'),
      ...when(isPlainUrl(openSignOn.oidc?.issuer ?? null), 'OIDC_ISSUER: is not encrypted'),
    ],
  },
  'local-url': {
    severity: 'risk',
    about: '`PUBLIC_URL` or `NODE_URL` names this machine: links lead each person to their own machine.',
    mend: 'set the address under which people reach Meshi',
    findings: ({ config }) =>
      namedUrls(config).flatMap(([name, url]) => when(isLocalUrl(url), `${name}: leads people to their own machine`)),
  },
  'open-http': {
    severity: 'risk',
    about:
      '`HOST` is not the loopback: other machines reach Meshi by plain HTTP, past the proxy, and can make up their client address.',
    mend: 'set HOST=127.0.0.1 if the proxy is on this machine, otherwise let only the proxy reach the port',
    findings: ({ config: { http } }) =>
      when(!isLocalHost(http.host), 'HOST: other machines can reach Meshi without TLS and without the proxy'),
  },
  'unknown-proxy': {
    severity: 'risk',
    about:
      '`PUBLIC_URL` is https and `TRUSTED_PROXIES` is 0: all people count as one client, so one of them can use up the rate limits of all.',
    mend: 'set TRUSTED_PROXIES to the number of proxies',
    findings: ({ config: { http } }) =>
      when(
        http.trustedProxies === 0 && http.publicUrl?.startsWith('https:') === true,
        'TRUSTED_PROXIES: is 0, but something ends TLS in front of Meshi, so all people share one rate limit',
      ),
  },
  'many-proxies': {
    severity: 'risk',
    about: `\`TRUSTED_PROXIES\` is above ${USUAL_PROXIES}: with fewer proxies, clients make up their address and have no rate limit.`,
    mend: 'count the proxies, mostly 1',
    findings: ({ config: { http } }) =>
      when(http.trustedProxies > USUAL_PROXIES, `TRUSTED_PROXIES: ${http.trustedProxies} proxies in a row are unusual`),
  },
  'local-media': {
    severity: 'risk',
    about: '`MEDIA_ANNOUNCED_ADDRESS` is the loopback: nobody on another machine hears anything.',
    mend: 'set the public address',
    findings: ({ config: { media } }) =>
      when(
        media.announcedAddress !== null && leadsNowhereElse(media.announcedAddress),
        'MEDIA_ANNOUNCED_ADDRESS: leads the voice of people to their own machine',
      ),
  },
} satisfies Record<string, Check>;

function namedUrls({ http }: Settings['config']): [name: string, url: string][] {
  return Object.entries({ PUBLIC_URL: http.publicUrl, NODE_URL: http.nodeUrl }).flatMap(([name, url]) =>
    url ? [[name, url] as [string, string]] : [],
  );
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, username, password, search, hash } = new URL(text);
  return HOST_NAME.test(hostname) && !username && !password && !search && !hash;
}

function isPlainUrl(url: string | null): boolean {
  return url?.startsWith('http:') === true && !isLocalUrl(url);
}

function isLocalUrl(url: string): boolean {
  return URL.canParse(url) && leadsNowhereElse(new URL(url).hostname);
}
