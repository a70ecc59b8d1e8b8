/** All environment variables that Meshi reads, with the form of their values. `docs/configuration.md` is generated from this table. */
import { z } from 'zod';
import { emailSchema } from '../protocol/email.ts';
import { lineSchema } from '../protocol/text-schemas.ts';

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const port = z.coerce.number().int().min(0).max(65_535);
const optionalText = z.string().min(1).optional();
const url = (protocols: RegExp, expected: string) => z.string().regex(protocols, expected);

const baseUrl = (example: string) =>
  url(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*[^\s?#/])?$/, `expected a URL such as ${example}`);

/** Where the browsers' own push services are. */
const BROWSER_PUSH_HOSTS = [
  'fcm.googleapis.com',
  '*.push.services.mozilla.com',
  '*.push.apple.com',
  '*.notify.windows.com',
];

interface Variable {
  schema: z.ZodType;
  /** Text for `docs/configuration.md`; the actual default is in the schema. */
  default: string;
  about: string;
  isSecret?: true;
}

/** All environment variables that Meshi reads. */
export const variables = {
  NODE_ENV: {
    schema: z.enum(['development', 'production', 'test']).default('development'),
    default: 'development',
    about: 'With `production`, the server does not start with [insecure settings](#settings-that-are-refused).',
  },
  PORT: { schema: port.default(3000), default: '3000', about: 'TCP port for HTTP and sockets; 0 selects a free port.' },
  HOST: {
    schema: z.string().min(1).default('0.0.0.0'),
    default: '0.0.0.0',
    about:
      'Address to listen on. The default also serves phones in the same network; 127.0.0.1 serves this machine alone.',
  },
  PUBLIC_URL: {
    schema: url(/^https?:\/\/[^\s/]+$/, 'expected a URL such as https://meshi.example, without a path').optional(),
    default: 'http://localhost:PORT',
    about: 'URL under which browsers reach Meshi, for links, cookies and origin checks. Required in production.',
  },
  NODE_URL: {
    schema: url(
      /^https?:\/\/[^\s/]+$/,
      'expected a URL such as https://node1.meshi.example, without a path',
    ).optional(),
    default: 'PUBLIC_URL',
    about: 'URL under which browsers reach this process, if several share `REDIS_URL`. Voice connects to it directly.',
  },
  TRUSTED_PROXIES: {
    schema: z.coerce.number().int().min(0).max(10).default(0),
    default: '0',
    about: 'Number of reverse proxies in front of Meshi: this many `X-Forwarded-For` entries are trusted.',
  },
  ACCEPT_RISKS: {
    schema: z.string().transform(listed).default([]),
    default: 'none',
    about: 'The [risks](#settings-that-are-refused) that you accept in production, comma-separated.',
  },
  API_DOCS: {
    schema: z.enum(['on', 'off'], { error: 'expected on or off' }).optional(),
    default: 'off in production, otherwise on',
    about: 'Whether anyone can read the documentation of the API at `/docs`.',
  },
  PUBLIC_FRONT: {
    schema: z.enum(['on', 'off'], { error: 'expected on or off' }).default('on'),
    default: 'on',
    about:
      'Whether visitors without an account see what people show them: live rooms, public topics, meals and communities. `off` for a closed server.',
  },
  DATA_DIR: {
    schema: z.string().min(1).default('./data'),
    default: './data',
    about: 'Folder for the embedded database engine and for the secrets created in development.',
  },
  MONGODB_URI: {
    schema: url(/^mongodb(\+srv)?:\/\//, 'expected mongodb://… or mongodb+srv://…').optional(),
    default: 'the embedded engine',
    about: 'A MongoDB replica set, for data that you cannot afford to lose and for more than one process.',
    isSecret: true,
  },
  REDIS_URL: {
    schema: url(/^rediss?:\/\//, 'expected redis://… or rediss://…').optional(),
    default: 'in memory',
    about: 'Redis 7. Required if more than one process uses `MONGODB_URI`.',
    isSecret: true,
  },
  REDIS_PREFIX: {
    schema: z
      .string()
      .regex(/^[\w.:-]{1,100}$/, 'expected letters, digits and . : _ -')
      .default('meshi'),
    default: 'meshi',
    about: 'First part of all keys in Redis. Installations that share a Redis need different ones.',
  },
  TOKEN_SECRETS: {
    schema: optionalText,
    default: 'created at the first start in development',
    about:
      'Signing keys as `id:secret,id:secret`, secrets of at least 32 bytes. The first key signs, all verify. Required in production.',
    isSecret: true,
  },
  KEYS_SECRET: {
    schema: optionalText,
    default: 'TOKEN_SECRETS sign',
    about:
      'Keys that encrypt the keys in the database that Meshi uses itself, as `id:secret,id:secret`: the first encrypts, all decrypt. With them, Meshi makes and renews the keys of access tokens, and operators replace those of push messages and TURN in the console.',
    isSecret: true,
  },
  MEDIA_PORT: {
    schema: port.default(20_000),
    default: '20000',
    about: 'UDP and TCP port of the first media worker; each further worker uses the next port. 0 selects free ports.',
  },
  MEDIA_LISTEN_ADDRESS: {
    schema: z.string().min(1).default('0.0.0.0'),
    default: '0.0.0.0',
    about: 'Address that the media workers listen on.',
  },
  MEDIA_ANNOUNCED_ADDRESS: {
    schema: optionalText,
    default: "this machine's first address",
    about: 'Address or host name under which browsers reach the media port. Behind NAT, set the public one.',
  },
  MEDIA_WORKERS: {
    schema: z.coerce.number().int().min(1).max(256).optional(),
    default: 'one per core',
    about: 'Number of media workers.',
  },
  TURN_URLS: {
    schema: optionalText,
    default: 'none',
    about: 'TURN servers, comma-separated, such as turn:turn.example:3478.',
  },
  TURN_SECRET: {
    schema: optionalText,
    default: 'none',
    about:
      'Shared secret of the TURN servers (coturn `use-auth-secret`). With `KEYS_SECRET`, operators can make another one in the console.',
    isSecret: true,
  },
  SMTP_URL: {
    schema: url(/^smtps?:\/\//, 'expected smtp://… or smtps://…').optional(),
    default: 'no mail',
    about: 'Mail server for password resets and notifications.',
    isSecret: true,
  },
  MAIL_FROM: {
    schema: z.string().min(3).default('Meshi <no-reply@localhost>'),
    default: 'Meshi <no-reply@localhost>',
    about: 'Sender address of mails.',
  },
  OPERATOR_NAME: {
    schema: lineSchema(100).optional(),
    default: 'none',
    about: 'Who runs this server, for the pages about terms, privacy and Meshi.',
  },
  OPERATOR_EMAIL: {
    schema: emailSchema.optional(),
    default: 'none',
    about:
      'Address of the operators: shown on the pages about terms, privacy and Meshi, and receives letters about reports.',
  },
  VAPID_KEYS: {
    schema: optionalText,
    default: 'created at the first start in development',
    about:
      'Keys for push messages as `public:private` (`npx web-push generate-vapid-keys`). Without them, production sends no push until an operator makes a key in the console, which needs `KEYS_SECRET`.',
    isSecret: true,
  },
  PUSH_HOSTS: {
    schema: z
      .string()
      .transform(listed)
      .pipe(z.array(z.string().regex(/^(\*\.)?[\w-]+(\.[\w-]+)+$/, 'expected host names, comma-separated')))
      .default(BROWSER_PUSH_HOSTS),
    default: 'those of Chrome, Edge, Firefox and Safari',
    about: 'Hosts of the push services that Meshi may call, comma-separated; `*.` means all subdomains.',
  },
  SIGN_ON_INTERNAL_HOSTS: {
    schema: z
      .string()
      .transform(listed)
      .pipe(z.array(z.string().regex(/^[\w-]+(\.[\w-]+)*(:\d{1,5})?$/, 'expected host names, comma-separated')))
      .default([]),
    default: 'none',
    about:
      'Hosts of identity providers in your own network, comma-separated, with the port if it is not 443: single sign-on may call them although their address is not public.',
  },
  GITHUB_CLIENT_ID: {
    schema: optionalText,
    default: 'no GitHub',
    about:
      'Client ID of an OAuth app at GitHub: people can then sign in and sign up with GitHub. Its callback URL is `PUBLIC_URL/sign-in/with/github`.',
  },
  GITHUB_CLIENT_SECRET: {
    schema: optionalText,
    default: 'none',
    about: 'Client secret of the OAuth app at GitHub.',
    isSecret: true,
  },
  GITHUB_URL: {
    schema: baseUrl('https://github.example').default('https://github.com'),
    default: 'https://github.com',
    about: 'A GitHub Enterprise Server instead of GitHub.',
  },
  GITHUB_API_URL: {
    schema: baseUrl('https://api.github.com').optional(),
    default: 'https://api.github.com, or `GITHUB_URL/api/v3`',
    about: 'Where the API of GitHub is.',
  },
  OIDC_ISSUER: {
    schema: url(
      /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/,
      'expected the URL with which the provider names itself',
    ).optional(),
    default: 'no provider',
    about:
      'An OpenID Connect provider with whose accounts people can sign in and sign up. Its redirect URI is `PUBLIC_URL/sign-in/with/oidc`.',
  },
  OIDC_CLIENT_ID: { schema: optionalText, default: 'none', about: 'Client ID at this provider.' },
  OIDC_CLIENT_SECRET: {
    schema: optionalText,
    default: 'none',
    about: 'Client secret at this provider.',
    isSecret: true,
  },
  OIDC_NAME: {
    schema: lineSchema(40).optional(),
    default: 'the host name of `OIDC_ISSUER`',
    about: 'Name of this provider on buttons.',
  },
  LOG_LEVEL: {
    schema: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
    default: 'info',
    about: 'The lowest level that is logged. The security log has level `info`.',
  },
  LIMITS: {
    schema: optionalText,
    default: 'as in src/kernel/limits.ts',
    about: 'JSON object that overrides limits and timeouts of `src/kernel/limits.ts` by name.',
  },
  ENGINE_LOADER: {
    schema: optionalText,
    default: 'set by the set-up',
    about: 'Path of a newer dynamic loader for the embedded engine, required if glibc is older than 2.38.',
  },
  MEDIASOUP_WORKER_BIN: { schema: optionalText, default: 'set by the set-up', about: 'Path of the mediasoup worker.' },
} satisfies Record<string, Variable>;

/** The names of the variables that hold secrets. */
export const secretVariables: readonly string[] = Object.entries<Variable>(variables)
  .filter(([, { isSecret }]) => isSecret)
  .map(([name]) => name);

/** The parts of a comma-separated list. */
export function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
