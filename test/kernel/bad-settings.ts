/** Good settings of production, and many bad ones, each with the check that notices it. */
import { randomBytes } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerProcess } from '../../src/kernel/settings-checks/check.ts';

export type Variables = Record<string, string | undefined>;

export interface BadSetting {
  /** The check that notices it. */
  id: string;
  env?: Variables;
  server?: Partial<ServerProcess>;
  /** Prepares the data folder. */
  files?(dataDir: string): void;
}

export const PASSWORD = randomBytes(32).toString('hex');
export const SECRET = randomBytes(48).toString('base64');
export const server: ServerProcess = { args: [], nodeArgs: [], userId: 1000 };
/** Without a data folder. */
export const good: Variables = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://meshi.example',
  NODE_URL: 'https://node1.meshi.example:8443',
  HOST: '127.0.0.1',
  TRUSTED_PROXIES: '1',
  TOKEN_SECRETS: `k1:${SECRET}`,
  MEDIA_ANNOUNCED_ADDRESS: '203.0.113.7',
  TURN_URLS: 'turn:turn.example:3478',
  TURN_SECRET: randomBytes(32).toString('hex'),
  MONGODB_URI: `mongodb://meshi:${PASSWORD}@db.example/meshi?replicaSet=a&tls=true`,
  REDIS_URL: `rediss://:${randomBytes(32).toString('hex')}@redis.example`,
  SMTP_URL: 'smtp://meshi:gk3-mail@mail.example:587', // not-a-secret
  MAIL_FROM: 'Meshi <no-reply@meshi.example>',
};

const tokens = (secret: string): BadSetting => ({ id: 'weak-token-secret', env: { TOKEN_SECRETS: `k1:${secret}` } });
const limit = (name: string, value: number): BadSetting => ({
  id: `limit-${name}`,
  env: { LIMITS: JSON.stringify({ [name]: value }) },
});
const set = (id: string, name: string, value: string): BadSetting => ({ id, env: { [name]: value } });
const nodeArg = (id: string, argument: string): BadSetting => ({ id, server: { nodeArgs: [argument] } });
/** With the embedded engine, whose folder matters. */
const inFolder = (id: string, files: (dataDir: string) => void): BadSetting => ({
  id,
  env: { MONGODB_URI: undefined },
  files,
});

/** What a process of production must not start with, unless the risk is accepted. */
export const bad: Record<string, BadSetting> = {
  // Secrets
  'no keys': { id: 'missing-token-secrets', env: { TOKEN_SECRETS: undefined } },
  'a short secret of GitHub': { id: 'weak-client-secret', env: { GITHUB_CLIENT_ID: 'a', GITHUB_CLIENT_SECRET: 'a' } },
  'words as secret of a provider': {
    id: 'weak-client-secret',
    env: { OIDC_ISSUER: 'https://login.example', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'correct-horse-battery' },
  },
  'a key of 31 bytes': tokens(SECRET.slice(0, 31)),
  'a key of one letter': tokens('a'.repeat(64)),
  'a key with the word changeme': tokens(`changeme${SECRET}`),
  'a key with the word password': tokens(`my-password-${SECRET}`),
  'an id twice': { id: 'weak-token-secret', env: { TOKEN_SECRETS: `k1:${SECRET},k1:${PASSWORD}` } },
  'a secret under two ids': { id: 'weak-token-secret', env: { TOKEN_SECRETS: `k1:${SECRET},k2:${SECRET}` } },
  'a row of keys': tokens('qwertyuiopasdfghjklzxcvbnm1234567890'),
  'the reversed alphabet': tokens('zyxwvutsrqponmlkjihgfedcba9876543210'),
  'a phrase': tokens('correct-horse-battery-staple-correct-horse'),
  'pairs of digits': tokens('0011223344556677889900112233445566778899'),
  'a phrase about the use of the key': tokens('jwt-signing-key-for-production-use-only!!'),
  'repeats and words': tokens('tokentokentokentokentoken-production-key1'),
  'words as a key for the signing keys': set(
    'weak-keys-secret',
    'KEYS_SECRET',
    'k1:correct-horse-battery-staple-correct',
  ),
  'a short TURN secret': set('weak-turn-secret', 'TURN_SECRET', 'a'),
  'words as TURN secret': set('weak-turn-secret', 'TURN_SECRET', 'correct-horse-battery'),
  'one secret for keys and TURN': set('reused-secret', 'TURN_SECRET', SECRET),
  'one password for the database and TURN': set('reused-secret', 'TURN_SECRET', PASSWORD),

  // Addresses
  'no public address': { id: 'missing-public-url', env: { PUBLIC_URL: undefined } },
  'a plain public address': set('plain-public-url', 'PUBLIC_URL', 'http://meshi.example'),
  'a wildcard as public address': set('malformed-url', 'PUBLIC_URL', 'https://*'),
  'a wildcard in the public address': set('malformed-url', 'PUBLIC_URL', 'https://*.meshi.example'),
  'a login in the public address': set('malformed-url', 'PUBLIC_URL', 'https://u:p@meshi.example'),
  'a query in the public address': set('malformed-url', 'PUBLIC_URL', 'https://meshi.example?a=1'),
  'no host in the public address': set('malformed-url', 'PUBLIC_URL', 'https://:443'),
  'localhost as public address': set('local-url', 'PUBLIC_URL', 'https://localhost'),
  'a sub-domain of localhost as public address': set('local-url', 'PUBLIC_URL', 'https://meshi.localhost.'),
  'all addresses as public address': set('local-url', 'PUBLIC_URL', 'https://0.0.0.0'),
  'a plain localhost as public address': set('local-url', 'PUBLIC_URL', 'http://127.0.0.1:3000'),
  'a plain GitHub': {
    id: 'plain-provider',
    env: { GITHUB_CLIENT_ID: 'a', GITHUB_CLIENT_SECRET: PASSWORD, GITHUB_URL: 'http://github.example' },
  },
  'a plain provider': {
    id: 'plain-provider',
    env: { OIDC_ISSUER: 'http://login.example', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: PASSWORD },
  },
  'a plain address of the node': set('plain-node-url', 'NODE_URL', 'http://node1.meshi.example'),
  'a login in the address of the node': set('malformed-url', 'NODE_URL', 'https://u:p@node1.meshi.example'),
  'localhost as address of the node': set('local-url', 'NODE_URL', 'https://[::1]:3000'),
  'all addresses': set('open-http', 'HOST', '0.0.0.0'),
  'all addresses by default': { id: 'open-http', env: { HOST: undefined } },
  'all IPv6 addresses': set('open-http', 'HOST', '::'),
  'a proxy that is not named': set('unknown-proxy', 'TRUSTED_PROXIES', '0'),
  'ten proxies': set('many-proxies', 'TRUSTED_PROXIES', '10'),
  'four proxies': set('many-proxies', 'TRUSTED_PROXIES', '4'),
  'voice on the loopback': set('local-media', 'MEDIA_ANNOUNCED_ADDRESS', '127.0.0.1'),
  'voice on all addresses': set('local-media', 'MEDIA_ANNOUNCED_ADDRESS', '0.0.0.0'),
  'voice on localhost': set('local-media', 'MEDIA_ANNOUNCED_ADDRESS', 'localhost'),

  // Connections
  'MongoDB without TLS': set('plain-mongodb', 'MONGODB_URI', `mongodb://meshi:${PASSWORD}@db.example/meshi`),
  'MongoDB with tls=false': set('plain-mongodb', 'MONGODB_URI', `mongodb+srv://m:${PASSWORD}@db.example/m?tls=false`),
  'MongoDB without a login': set('open-mongodb', 'MONGODB_URI', 'mongodb://db.example/meshi?tls=true'),
  'MongoDB without a login on this machine': set('open-mongodb', 'MONGODB_URI', 'mongodb://127.0.0.1:27017/meshi'),
  'MongoDB with root:root': set('weak-password', 'MONGODB_URI', 'mongodb://root:root@db.example/?tls=true'),
  'MongoDB with a common word': set('weak-password', 'MONGODB_URI', 'mongodb://m:Dragon1@db.example/?tls=true'),
  'MongoDB with an encoded weak password': set(
    'weak-password',
    'MONGODB_URI',
    'mongodb://m:pass%77ord@db.example/?tls=true', // not-a-secret
  ),
  'MongoDB with invalid certificates': set(
    'unverified-certificates',
    'MONGODB_URI',
    `mongodb://m:${PASSWORD}@db.example/?tls=true&tlsAllowInvalidCertificates=true`,
  ),
  'MongoDB with invalid host names': set(
    'unverified-certificates',
    'MONGODB_URI',
    `mongodb://m:${PASSWORD}@db.example/?tls=true&tlsAllowInvalidHostnames=true`,
  ),
  'MongoDB with insecure TLS': set(
    'unverified-certificates',
    'MONGODB_URI',
    `mongodb://m:${PASSWORD}@db.example/?tls=true&tlsInsecure=true`,
  ),
  'Redis without TLS': set('plain-redis', 'REDIS_URL', `redis://:${PASSWORD}x@redis.example`),
  'Redis without a password': set('open-redis', 'REDIS_URL', 'rediss://redis.example'),
  'Redis without a password on this machine': set('open-redis', 'REDIS_URL', 'redis://localhost:6379'),
  'Redis with the password of the manual': set('weak-password', 'REDIS_URL', 'rediss://:foobared@r.example'), // not-a-secret
  'mail with admin:admin': set('weak-password', 'SMTP_URL', 'smtps://admin:admin@mail.example'),
  'mail without TLS': set('plain-mail', 'SMTP_URL', 'smtp://u:p@mail.example?requireTLS=false'),
  'mail that ignores TLS': set('plain-mail', 'SMTP_URL', 'smtp://u:p@mail.example?ignoreTLS=true'),
  'mail with any certificate': set(
    'unverified-certificates',
    'SMTP_URL',
    'smtps://u:p@mail.example?tls.rejectUnauthorized=false',
  ),
  'no sender': { id: 'local-sender', env: { MAIL_FROM: undefined } },
  'a sender without a domain': set('local-sender', 'MAIL_FROM', 'Meshi <meshi@server>'),
  'a sender of this machine': set('local-sender', 'MAIL_FROM', 'meshi@localhost.localdomain'),
  'no certificates are checked': set('unverified-certificates', 'NODE_TLS_REJECT_UNAUTHORIZED', '0'),

  // Files
  'a data folder that everyone writes': inFolder('shared-data-dir', (dataDir) => chmodSync(dataDir, 0o777)),
  'a data folder that everyone reads': inFolder('shared-data-dir', (dataDir) => chmodSync(dataDir, 0o755)),
  'a data folder that the group writes': inFolder('shared-data-dir', (dataDir) => chmodSync(dataDir, 0o770)),
  'a data folder that others pass': inFolder('shared-data-dir', (dataDir) => chmodSync(dataDir, 0o701)),
  'a key file that everyone reads': inFolder('readable-key-file', (dataDir) => put(dataDir, 'token-secrets', 0o644)),
  'a key file that the group reads': inFolder('readable-key-file', (dataDir) => put(dataDir, 'vapid-keys', 0o640)),
  'a secret in a file that everyone reads': secretFile('readable-secret-file', 0o644),
  'a secret in a file that the group writes': secretFile('writable-secret-file', 0o660),
  'a secret in a file that everyone writes': secretFile('writable-secret-file', 0o602),
  'a program that everyone writes': inFolder('writable-program', (dataDir) => put(dataDir, 'worker', 0o757)),

  // The process
  'people of the demo': { id: 'demo-data', server: { args: ['--demo'] } },
  'a debugger': nodeArg('inspector', '--inspect'),
  'a debugger that waits': nodeArg('inspector', '--inspect-brk=9230'),
  'a debugger by NODE_OPTIONS': set('inspector', 'NODE_OPTIONS', '--no-warnings --inspect=127.0.0.1:9229'),
  'a debugger for others': nodeArg('open-inspector', '--inspect=0.0.0.0:9229'),
  'an HTTP parser without checks': nodeArg('weak-node-options', '--insecure-http-parser'),
  'old TLS by NODE_OPTIONS': set('weak-node-options', 'NODE_OPTIONS', '--tls-min-v1.0'),
  'TLS keys in a file': nodeArg('weak-node-options', '--tls-keylog=/tmp/keys'),
  'printed requests': set('debug-output', 'NODE_DEBUG', 'http'),
  'printed packets': set('debug-output', 'DEBUG', 'engine*'),
  'a process of root': { id: 'root-user', server: { userId: 0 } },
  'a log of everything': set('verbose-log', 'LOG_LEVEL', 'trace'),
  'a log for debugging': set('verbose-log', 'LOG_LEVEL', 'debug'),
  'no security log': set('no-security-log', 'LOG_LEVEL', 'warn'),
  'no warnings': set('silent-log', 'LOG_LEVEL', 'error'),
  'no log': set('silent-log', 'LOG_LEVEL', 'silent'),
  'a server of tests': set('test-server', 'NODE_ENV', 'test'),
  'a forgotten environment': { id: 'forgotten-environment', env: { NODE_ENV: undefined } },
  'an empty environment': set('forgotten-environment', 'NODE_ENV', ''),

  // Limits
  'cheap hashes': set('cheap-password-hashes', 'LIMITS', '{"passwordMemoryKib":1024}'),
  'access tokens for ten years': limit('accessTokenMs', 3.2e11),
  'sessions for ten years': limit('sessionMs', 3.2e11),
  'refresh tokens for a year': limit('refreshTokenMs', 3.2e10),
  'former refresh tokens for a month': limit('refreshGraceMs', 2.6e9),
  'a million attempts to enter a code': limit('emailCodeAttempts', 1e6),
  'codes for a day': limit('emailCodeMs', 8.64e7),
  'links to reset passwords for a week': limit('passwordResetMs', 6e8),
  'tickets for a day': limit('voiceTicketMs', 8.64e7),
  'any number of sign-ins': limit('signInsPerHour', 1e9),
  'any number of sign-ins of one address': limit('signInsPerHourPerEmail', 1e9),
  'any number of passwords': limit('credentialPerMinute', 1e9),
  'any number of passwords of one address': limit('credentialPerMinutePerAddress', 1e9),
  'any number of accounts': limit('signUpsPerHourPerAddress', 1e9),
  'any number of requests': limit('readPerMinute', 1e9),
  'any number of changes': limit('writePerMinute', 1e9),
  'any number of messages': limit('messagesPer10s', 1e9),
  'any number of connections': limit('connectionsPerAddress', 1e9),
  'any number of topics': limit('topicsPerPerson', 1e9),
  'letters without a pause': limit('passwordResetMailMs', 0),
  'no lines about security': limit('securityLinesPerMinute', 0),
  'any number of lines about refusals': limit('refusalLinesPerActor', 1e9),
  'hashes that are never computed': limit('passwordHashesAtOnce', 0),
  'a deletion that access tokens outlive': limit('eraseAgainMs', 1_000),
  'an undo letter that ends at once': limit('emailUndoMs', 0),
};

/** A file with exactly these permissions. */
function put(dataDir: string, name: string, mode: number): void {
  writeFileSync(join(dataDir, name), `mongodb://m:${PASSWORD}@db.example/?tls=true`);
  chmodSync(join(dataDir, name), mode);
}

function secretFile(id: string, mode: number): BadSetting {
  return {
    id,
    env: { MONGODB_URI: undefined, MONGODB_URI_FILE: 'DATA_DIR/uri' },
    files: (dataDir) => put(dataDir, 'uri', mode),
  };
}
