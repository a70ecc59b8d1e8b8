/** Checks of how the process is started and what it writes. */
import { isLocalHost, leavesThisMachine } from '../connections.ts';
import { type Check, type Settings, when } from './check.ts';

const INSPECT = /^--inspect(?:-brk|-wait)?(?:=(.*))?$/;
const WEAKENING = /^--(insecure-http-parser|tls-min-v1\.[01]|tls-keylog|security-revert)/;

export const processChecks = {
  'root-user': {
    severity: 'risk',
    about: 'Meshi runs as root: an error in it, or in a library, gives away the whole machine.',
    mend: 'start it as a user of its own, see docs/operating.md',
    findings: ({ server }) => when(server?.userId === 0, 'the process runs as root'),
  },
  'demo-data': {
    severity: 'refused',
    about: '`--demo`: creates people whose password is known.',
    mend: 'leave it out, or set NODE_ENV=development',
    findings: ({ server }) =>
      when(server?.args.includes('--demo') === true, '--demo creates people with a known password'),
  },
  inspector: {
    severity: 'risk',
    about: '`--inspect` of Node: every user of this machine can run code in the process and read all secrets.',
    mend: 'leave it out',
    findings: (settings) =>
      inspectors(settings).flatMap((address) => when(isLocalHost(address), '--inspect opens a debugger')),
  },
  'open-inspector': {
    severity: 'refused',
    about: '`--inspect` with an address that other machines reach.',
    mend: 'leave it out, or leave out its address and use a tunnel',
    findings: (settings) =>
      inspectors(settings).flatMap((address) =>
        when(!isLocalHost(address), '--inspect opens a debugger for other machines'),
      ),
  },
  'weak-node-options': {
    severity: 'refused',
    about:
      '`--insecure-http-parser`, `--tls-min-v1.0`, `--tls-min-v1.1`, `--tls-keylog` or `--security-revert` of Node, also in `NODE_OPTIONS`.',
    mend: 'leave it out',
    findings: (settings) =>
      nodeArgs(settings).flatMap((argument) =>
        when(WEAKENING.test(argument), `${argument.split('=')[0]} turns off a protection of Node`),
      ),
  },
  'debug-output': {
    severity: 'risk',
    about: '`NODE_DEBUG` or `DEBUG`: libraries print requests with tokens and what people write.',
    mend: 'unset it',
    findings: ({ env }) => [
      ...when(Boolean(env.NODE_DEBUG), 'NODE_DEBUG: Node prints what it sends and receives'),
      ...when(Boolean(env.DEBUG), 'DEBUG: libraries print what they send and receive'),
    ],
  },
  'verbose-log': {
    severity: 'risk',
    about: '`LOG_LEVEL` is `debug` or `trace`: the log has more about people than production needs.',
    mend: 'set LOG_LEVEL=info',
    findings: ({ config }) =>
      when(/^(debug|trace)$/.test(config.logLevel), `LOG_LEVEL: ${config.logLevel} is for the search for errors`),
  },
  'no-security-log': {
    severity: 'risk',
    about: '`LOG_LEVEL` is `warn`: there is no security log.',
    mend: 'set LOG_LEVEL=info',
    findings: ({ config }) => when(config.logLevel === 'warn', 'LOG_LEVEL: with warn there is no security log'),
  },
  'silent-log': {
    severity: 'refused',
    about: '`LOG_LEVEL` is `error` or `silent`: nobody would see which risks are accepted.',
    mend: 'set LOG_LEVEL=info',
    findings: ({ config }) =>
      when(/^(error|silent)$/.test(config.logLevel), `LOG_LEVEL: ${config.logLevel} hides warnings`),
  },
  'test-server': {
    severity: 'refused',
    about: 'A server is started with `NODE_ENV=test`.',
    mend: 'set NODE_ENV=production, or NODE_ENV=development on your own machine',
    where: 'outside of production',
    findings: ({ config, server }) =>
      when(server !== null && config.environment === 'test', 'NODE_ENV: test is for tests, not for a server'),
  },
  'forgotten-environment': {
    severity: 'refused',
    about:
      '`NODE_ENV` is not set, but other variables are those of production: an https `PUBLIC_URL`, `NODE_URL`, `TRUSTED_PROXIES`, `TOKEN_SECRETS`, or a database on another machine.',
    mend: 'set NODE_ENV=production, or NODE_ENV=development if this is not a server for others',
    where: 'outside of production',
    findings: (settings) => {
      const signs = settings.server && !settings.env.NODE_ENV ? signsOfProduction(settings) : [];
      return when(signs.length > 0, `NODE_ENV: not set, but this looks like production (${signs.join(', ')})`);
    },
  },
} satisfies Record<string, Check>;

function nodeArgs({ env, server }: Settings): string[] {
  if (!server) return [];
  return [...server.nodeArgs, ...(env.NODE_OPTIONS ?? '').split(/\s+/)].filter(Boolean);
}

/** The addresses on which debuggers listen. */
function inspectors(settings: Settings): string[] {
  return nodeArgs(settings).flatMap((argument) => {
    const found = INSPECT.exec(argument);
    return found ? [addressOf(found[1] ?? '')] : [];
  });
}

/** `--inspect=9229` and `--inspect` listen on the loopback. */
function addressOf(value: string): string {
  return /^\d*$/.test(value) ? '127.0.0.1' : value.replace(/:\d+$/, '');
}

function signsOfProduction({ config, env }: Settings): string[] {
  const { publicUrl } = config.http;
  const isPublic = publicUrl?.startsWith('https:') === true && leavesThisMachine(publicUrl);
  const isElsewhere = [config.mongodbUri, config.redisUrl].some((url) => url && leavesThisMachine(url.reveal()));
  return [
    ...when(isPublic, 'PUBLIC_URL is https'),
    ...when(config.http.nodeUrl !== null, 'NODE_URL'),
    ...when(config.http.trustedProxies > 0, 'TRUSTED_PROXIES'),
    ...when(Boolean(env.TOKEN_SECRETS || env.TOKEN_SECRETS_FILE), 'TOKEN_SECRETS'),
    ...when(isElsewhere, 'a database on another machine'),
  ];
}
