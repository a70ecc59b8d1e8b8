/**
 * Parses the environment variables into a typed `Config` and reports all problems together. `docs/configuration.md` is
 * generated from `variables`; limits and timeouts are in `limits.ts`.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { emailSchema } from '../protocol/email.ts';
import { lineSchema } from '../protocol/text-schemas.ts';
import { limits } from './limits.ts';
import { Secret } from './secret.ts';
import { parseTokenKeys, type TokenKey } from './token-keys.ts';
import { parseVapidKeys, type VapidKeys } from './vapid-keys.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const optionalText = z.string().min(1).optional();
const url = (protocols: RegExp, expected: string) => z.string().regex(protocols, expected);

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
    about: 'With `production`, the server does not start if secrets are missing or weak.',
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
  API_DOCS: {
    schema: z.enum(['on', 'off'], { error: 'expected on or off' }).optional(),
    default: 'off in production, otherwise on',
    about: 'Whether anyone can read the documentation of the API at `/docs`.',
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
    about: 'Shared secret of the TURN servers (coturn `use-auth-secret`).',
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
      'Keys for push messages as `public:private` (`npx web-push generate-vapid-keys`). Without them, production sends no push.',
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
  LOG_LEVEL: {
    schema: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
    default: 'info',
    about: 'The lowest level that is logged.',
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

/** Stops the start with exit code 78 (EX_CONFIG of sysexits.h). The message has one line per problem. */
export class ConfigError extends Error {
  static readonly exitCode = 78;

  constructor(problems: readonly string[]) {
    super(['The configuration is invalid:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

export interface Config {
  environment: 'development' | 'production' | 'test';
  http: {
    port: number;
    host: string;
    publicUrl: string | null;
    nodeUrl: string | null;
    trustedProxies: number;
    hasDocs: boolean;
  };
  dataDir: string;
  mongodbUri: Secret | null;
  engineLoader: string | null;
  redisUrl: Secret | null;
  redisPrefix: string;
  /** May be empty in development; keys are then loaded from `dataDir`, or created there. */
  tokenKeys: readonly TokenKey[];
  media: {
    port: number;
    listenAddress: string;
    announcedAddress: string | null;
    workers: number;
    workerBin: string | null;
    turnUrls: readonly string[];
    turnSecret: Secret | null;
  };
  mail: { smtpUrl: Secret | null; from: string };
  /** Who runs this server. */
  operator: { name: string | null; email: string | null };
  /** May be null in development; keys are then loaded from `dataDir`, or created there. In production, null disables push. */
  vapidKeys: VapidKeys | null;
  /** Host names; `*.` at the beginning means all subdomains. */
  pushHosts: readonly string[];
  logLevel: string;
  limits: Limits;
}

export type Limits = { [Key in keyof typeof limits]: number };

/** The names of the variables that hold secrets. */
export const secretVariables: readonly string[] = Object.entries<Variable>(variables)
  .filter(([, { isSecret }]) => isSecret)
  .map(([name]) => name);

/** Parses environment variables. @throws ConfigError with all problems */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const read = <Name extends keyof typeof variables>(name: Name) => {
    const parsed = variables[name].schema.safeParse(valueFrom(name, env, problems));
    if (!parsed.success) problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    return parsed.data as z.output<(typeof variables)[Name]['schema']>;
  };

  const environment = read('NODE_ENV');
  const publicUrl = read('PUBLIC_URL') ?? null;
  const keys = parseTokenKeys(read('TOKEN_SECRETS') ?? '');
  problems.push(...keys.problems.map((problem) => `TOKEN_SECRETS: ${problem}`));
  if (environment === 'production')
    problems.push(...productionProblems({ publicUrl, hasKeys: keys.keys.length > 0 || keys.problems.length > 0 }));
  const chosenLimits = readLimits(read('LIMITS'), problems);
  if (environment === 'production' && chosenLimits.passwordMemoryKib < limits.passwordMemoryKib)
    problems.push(`LIMITS: passwordMemoryKib must be at least ${limits.passwordMemoryKib} in production`);
  const turnSecret = secret(read('TURN_SECRET'));
  const turnUrls = listed(read('TURN_URLS') ?? '');
  if (turnUrls.length > 0 && !turnSecret) problems.push('TURN_SECRET: required with TURN_URLS');

  const vapidText = read('VAPID_KEYS');
  const vapidKeys = vapidText ? parseVapidKeys(vapidText) : null;
  if (vapidText && !vapidKeys) problems.push('VAPID_KEYS: expected public:private, a matching pair of keys');

  const config: Config = {
    environment,
    http: {
      port: read('PORT'),
      host: read('HOST'),
      publicUrl,
      nodeUrl: read('NODE_URL') ?? null,
      trustedProxies: read('TRUSTED_PROXIES'),
      hasDocs: (read('API_DOCS') ?? (environment === 'production' ? 'off' : 'on')) === 'on',
    },
    dataDir: resolve(read('DATA_DIR') ?? '.'),
    mongodbUri: secret(read('MONGODB_URI')),
    engineLoader: read('ENGINE_LOADER') ?? null,
    redisUrl: secret(read('REDIS_URL')),
    redisPrefix: read('REDIS_PREFIX'),
    tokenKeys: keys.keys,
    media: {
      port: read('MEDIA_PORT'),
      listenAddress: read('MEDIA_LISTEN_ADDRESS'),
      announcedAddress: read('MEDIA_ANNOUNCED_ADDRESS') ?? null,
      workers: read('MEDIA_WORKERS') ?? availableParallelism(),
      workerBin: read('MEDIASOUP_WORKER_BIN') ?? null,
      turnUrls,
      turnSecret,
    },
    mail: { smtpUrl: secret(read('SMTP_URL')), from: read('MAIL_FROM') },
    operator: { name: read('OPERATOR_NAME') ?? null, email: read('OPERATOR_EMAIL') ?? null },
    vapidKeys,
    pushHosts: read('PUSH_HOSTS') ?? [],
    logLevel: read('LOG_LEVEL'),
    limits: chosenLimits,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The value of a variable. That of a secret may be in a file, as vaults and container systems deliver it. */
function valueFrom(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string | undefined {
  // Compose files pass unset variables as empty strings.
  const value = env[name] || undefined;
  const file = secretVariables.includes(name) ? env[`${name}_FILE`] : undefined;
  if (!file) return value;
  if (value) problems.push(`${name}: set either this or ${name}_FILE`);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    problems.push(`${name}_FILE: cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function readLimits(text: string | undefined, problems: string[]): Limits {
  const names = Object.keys(limits) as [keyof Limits, ...(keyof Limits)[]];
  const parsed = z.partialRecord(z.enum(names), z.number().min(0)).safeParse(parseJson(text ?? '{}'));
  if (parsed.success) return { ...limits, ...parsed.data };
  problems.push('LIMITS: expected a JSON object that maps names of src/kernel/limits.ts to numbers of 0 or more');
  return { ...limits };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function productionProblems({ publicUrl, hasKeys }: { publicUrl: string | null; hasKeys: boolean }): string[] {
  const problems: string[] = [];
  if (!publicUrl) problems.push('PUBLIC_URL: required in production, such as https://meshi.example');
  if (!hasKeys) {
    problems.push(
      'TOKEN_SECRETS: required in production; set it to the output of: echo "k1:$(openssl rand -base64 48 | tr -d \'\\n\')"',
    );
  }
  return problems;
}

function secret(value: string | undefined): Secret | null {
  return value ? new Secret(value) : null;
}
