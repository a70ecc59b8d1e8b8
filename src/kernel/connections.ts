/** What the URLs of databases and mail servers say about the connection. */

const LOOPBACK = /^((?:.+\.)?localhost\.?|127\.\d+\.\d+\.\d+|\[?(?:::ffff:127\..+|::1)\]?)$/i;
/** Without scheme; the hosts have no credentials. MongoDB allows several hosts and sockets. */
const PARTS = /^[a-z+]+:\/\/(?:([^/@]*)@)?([^/?]*)/;
const MONGODB_WITH_TLS = /[?&](tls|ssl)=true(&|$)/i;
const MONGODB_WITHOUT_TLS = /[?&](tls|ssl)=false(&|$)/i;
/** They log in by a certificate or a token instead of a password. */
const OTHER_LOGIN = /[?&]authMechanism=(MONGODB-X509|MONGODB-AWS|MONGODB-OIDC|GSSAPI)(&|$)/i;

/** Whether a host name or address always is this machine. */
export function isLocalHost(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Whether browsers that are told this address stay on their own machine. */
export function leadsNowhereElse(host: string): boolean {
  return isLocalHost(host) || /^(0\.0\.0\.0|\[?::\]?)$/.test(host);
}

/** Whether a URL of a database or mail server leads to another machine without TLS from the beginning. */
export function isPlain(url: string): boolean {
  return lacksTls(url) && leavesThisMachine(url);
}

/** Whether a URL leads to another machine. */
export function leavesThisMachine(url: string): boolean {
  return hostsOf(url).some((host) => !isLocalHost(host));
}

function lacksTls(url: string): boolean {
  if (url.startsWith('mongodb+srv:')) return MONGODB_WITHOUT_TLS.test(url);
  if (url.startsWith('mongodb:')) return !MONGODB_WITH_TLS.test(url);
  return /^(redis|smtp):/.test(url);
}

/** Whether the URL leads to a port, which other users of the machine reach too, and not to sockets alone. */
export function reachesAPort(url: string): boolean {
  return hostsOf(url).length > 0;
}

/** Whether a URL of a database has a password or another proof of who connects. */
export function hasLogin(url: string): boolean {
  return passwordOf(url).password !== '' || OTHER_LOGIN.test(url);
}

/** Both are empty if the URL has none. */
export function passwordOf(url: string): { user: string; password: string } {
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/.exec(PARTS.exec(url)?.[1] ?? '') ?? [];
  return { user: decoded(user), password: decoded(password) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostsOf(url: string): string[] {
  const hosts = PARTS.exec(url)?.[2]?.split(',') ?? [];
  // A socket's path begins with an encoded slash.
  return hosts.filter((host) => !/^%2F/i.test(host)).map((host) => host.replace(/:\d+$/, ''));
}
