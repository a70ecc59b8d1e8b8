/** Which configured connections leave this machine without encryption. */
import type { Config } from './config.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
/** Without scheme and credentials; MongoDB allows several hosts and sockets. */
const HOSTS = /^[a-z+]+:\/\/(?:[^/@]*@)?([^/?]*)/;
const MONGODB_WITH_TLS = /^mongodb:.*[?&](tls|ssl)=true(&|$)/;

/** The names of the variables, such as `REDIS_URL`. Connections inside this machine need no encryption. */
export function plainConnections({
  mongodbUri,
  redisUrl,
  mail,
}: Pick<Config, 'mongodbUri' | 'redisUrl' | 'mail'>): string[] {
  const configured = { MONGODB_URI: mongodbUri, REDIS_URL: redisUrl, SMTP_URL: mail.smtpUrl };
  return Object.entries(configured)
    .filter(([, url]) => url && isPlain(url.reveal()))
    .map(([name]) => name);
}

/** Whether a URL of a database or mail server leads to another machine without TLS from the beginning. */
export function isPlain(url: string): boolean {
  if (!/^(mongodb|redis|smtp):/.test(url) || MONGODB_WITH_TLS.test(url)) return false;
  return hostsOf(url).some((host) => !LOOPBACK.test(host));
}

function hostsOf(url: string): string[] {
  const hosts = HOSTS.exec(url)?.[1]?.split(',') ?? [];
  // A socket's path begins with an encoded slash.
  return hosts.filter((host) => !host.startsWith('%2F')).map((host) => host.replace(/:\d+$/, ''));
}
