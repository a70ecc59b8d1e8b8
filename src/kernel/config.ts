/**
 * Parses the environment variables into a typed `Config` and reports all problems together. `docs/configuration.md` is
 * generated from `variables`; limits and timeouts are in `limits.ts`.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from './config-types.ts';
import { type Limits, limits } from './limits.ts';
import { Secret } from './secret.ts';
import type { ServerProcess } from './settings-checks/check.ts';
import { type Judgement, judge, problemsIn, unknownRisks } from './settings-checks/judge.ts';
import { parseTokenKeys } from './token-keys.ts';
import { parseVapidKeys } from './vapid-keys.ts';
import { type Environment, listed, secretVariables, variables } from './variables.ts';

export type { AcceptedRisk, Config } from './config-types.ts';
export type { Limits } from './limits.ts';
export { secretVariables, variables } from './variables.ts';

/** Stops the start with exit code 78 (EX_CONFIG of sysexits.h). The message has one line per problem. */
export class ConfigError extends Error {
  static readonly exitCode = 78;

  constructor(problems: readonly string[]) {
    super(['The configuration is invalid:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Parses and checks environment variables. `server` is the process that is to serve with them.
 * @throws ConfigError with all problems
 */
export function readConfig(env: Environment, server: ServerProcess | null = null): Config {
  const { config, problems, judgements } = examineConfig(env, server);
  const all = [...problems, ...problemsIn(judgements)];
  if (all.length > 0) throw new ConfigError(all);
  return config;
}

export interface Examination {
  config: Config;
  /** Values of a wrong form, and variables that do not fit together. In `config`, the default stands for a wrong value. */
  problems: readonly string[];
  judgements: readonly Judgement[];
}

/** Parses and checks environment variables, whatever is wrong with them. */
export function examineConfig(env: Environment, server: ServerProcess | null): Examination {
  const { acceptRisks, tokenKeyProblems, sealingKeyProblems, problems, ...settings } = parse(env);
  problems.push(...unknownRisks(acceptRisks));
  const judgements = judge({ config: settings.config, env, tokenKeyProblems, sealingKeyProblems, server }, acceptRisks);
  return { config: { ...settings.config, risks: risksOf(judgements, acceptRisks) }, problems, judgements };
}

function risksOf(judgements: readonly Judgement[], acceptRisks: readonly string[]): Config['risks'] {
  const found = judgements.filter(({ outcome }) => outcome === 'accepted');
  return {
    accepted: found.flatMap(({ id, findings }) => findings.map((finding) => ({ id, finding }))),
    unneeded: judgements.filter(({ id, outcome }) => outcome === 'ok' && acceptRisks.includes(id)).map(({ id }) => id),
  };
}

interface Parsed {
  config: Omit<Config, 'risks'>;
  acceptRisks: readonly string[];
  tokenKeyProblems: readonly string[];
  sealingKeyProblems: readonly string[];
  problems: string[];
}

function parse(env: Environment): Parsed {
  const problems: string[] = [];
  const read: Read = (name) => {
    const { schema } = variables[name];
    const parsed = schema.safeParse(valueFrom(name, env, problems));
    if (!parsed.success) problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    // The default, so that the other settings can be checked, too.
    return (parsed.success ? parsed.data : schema.parse(undefined)) as z.output<
      (typeof variables)[typeof name]['schema']
    >;
  };

  const environment = read('NODE_ENV');
  const keys = parseTokenKeys(read('TOKEN_SECRETS') ?? '');
  const sealingKeys = parseTokenKeys(read('KEYS_SECRET') ?? '');
  const turnSecret = secret(read('TURN_SECRET'));
  const turnUrls = listed(read('TURN_URLS') ?? '');
  if (turnUrls.length > 0 && !turnSecret && sealingKeys.keys.length === 0) {
    problems.push('TURN_SECRET: required with TURN_URLS, unless KEYS_SECRET is set');
  }

  const vapidText = read('VAPID_KEYS');
  const vapidKeys = vapidText ? parseVapidKeys(vapidText) : null;
  if (vapidText && !vapidKeys) problems.push('VAPID_KEYS: expected public:private, a matching pair of keys');

  const config = {
    environment,
    http: {
      port: read('PORT'),
      host: read('HOST'),
      publicUrl: read('PUBLIC_URL') ?? null,
      nodeUrl: read('NODE_URL') ?? null,
      trustedProxies: read('TRUSTED_PROXIES'),
      hasDocs: (read('API_DOCS') ?? (environment === 'production' ? 'off' : 'on')) === 'on',
      hasPublicFront: read('PUBLIC_FRONT') === 'on',
    },
    dataDir: resolve(read('DATA_DIR') ?? '.'),
    mongodbUri: secret(read('MONGODB_URI')),
    engineLoader: read('ENGINE_LOADER') ?? null,
    redisUrl: secret(read('REDIS_URL')),
    redisPrefix: read('REDIS_PREFIX'),
    tokenKeys: keys.keys,
    sealingKeys: sealingKeys.keys,
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
    signOnInternalHosts: read('SIGN_ON_INTERNAL_HOSTS') ?? [],
    openSignOn: readOpenSignOn(read, problems),
    logLevel: read('LOG_LEVEL'),
    limits: readLimits(read('LIMITS'), problems),
  };
  const keyProblems = { tokenKeyProblems: keys.problems, sealingKeyProblems: sealingKeys.problems };
  return { config, acceptRisks: read('ACCEPT_RISKS'), ...keyProblems, problems };
}

type Read = <Name extends keyof typeof variables>(name: Name) => z.output<(typeof variables)[Name]['schema']>;

function readOpenSignOn(read: Read, problems: string[]): Config['openSignOn'] {
  const github = { GITHUB_CLIENT_ID: read('GITHUB_CLIENT_ID'), GITHUB_CLIENT_SECRET: read('GITHUB_CLIENT_SECRET') };
  const [url, apiUrl] = [read('GITHUB_URL'), read('GITHUB_API_URL')];
  const oidc = {
    OIDC_ISSUER: read('OIDC_ISSUER'),
    OIDC_CLIENT_ID: read('OIDC_CLIENT_ID'),
    OIDC_CLIENT_SECRET: read('OIDC_CLIENT_SECRET'),
  };
  const name = read('OIDC_NAME');
  return {
    github: isComplete(github, problems)
      ? {
          clientId: github.GITHUB_CLIENT_ID,
          clientSecret: new Secret(github.GITHUB_CLIENT_SECRET),
          url,
          apiUrl: apiUrl ?? (url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`),
        }
      : null,
    oidc: isComplete(oidc, problems)
      ? {
          issuer: oidc.OIDC_ISSUER,
          clientId: oidc.OIDC_CLIENT_ID,
          clientSecret: new Secret(oidc.OIDC_CLIENT_SECRET),
          name: name ?? new URL(oidc.OIDC_ISSUER).hostname,
        }
      : null,
  };
}

/** Whether all variables of a provider are set. Some of them alone are a problem. */
function isComplete<Values extends Record<string, string | undefined>>(
  values: Values,
  problems: string[],
): values is Values & { [Name in keyof Values]: string } {
  const names = Object.keys(values);
  const missing = names.filter((name) => !values[name]);
  const present = names.find((name) => values[name]);
  if (present) problems.push(...missing.map((name) => `${name}: required with ${present}`));
  return missing.length === 0;
}

/** The value of a variable. That of a secret may be in a file, as vaults and container systems deliver it. */
function valueFrom(name: string, env: Environment, problems: string[]): string | undefined {
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

function secret(value: string | undefined): Secret | null {
  return value ? new Secret(value) : null;
}
