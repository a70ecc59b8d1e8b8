/** Checks of secrets. */
import { passwordOf } from '../connections.ts';
import type { Secret } from '../secret.ts';
import { secretProblem } from '../token-keys.ts';
import { type Check, type Settings, when } from './check.ts';

const MIN_TURN_BYTES = 16;
const MIN_CLIENT_SECRET_BYTES = 16;

export const secretChecks = {
  'missing-token-secrets': {
    severity: 'refused',
    about: '`TOKEN_SECRETS` is not set.',
    mend: 'set it to the output of: echo "k1:$(openssl rand -base64 48 | tr -d \'\\n\')"',
    findings: ({ config, tokenKeyProblems }) =>
      when(config.tokenKeys.length + tokenKeyProblems.length === 0, 'TOKEN_SECRETS: required in production'),
  },
  'weak-token-secret': {
    severity: 'refused',
    about:
      'A key of `TOKEN_SECRETS` is short, regular (rows of keys, sequences, repeats), made of words or twice in the list: a person who guesses it can be everybody.',
    mend: 'write id:secret for each key, and make each secret with: openssl rand -base64 48',
    where: 'everywhere',
    findings: ({ tokenKeyProblems }) => tokenKeyProblems.map((problem) => `TOKEN_SECRETS: ${problem}`),
  },
  'weak-keys-secret': {
    severity: 'refused',
    about:
      'A key of `KEYS_SECRET` is short, regular, made of words or twice in the list: who has a copy of the database could sign tokens.',
    mend: 'write id:secret for each key, and make each secret with: openssl rand -base64 48',
    where: 'everywhere',
    findings: ({ sealingKeyProblems }) => sealingKeyProblems.map((problem) => `KEYS_SECRET: ${problem}`),
  },
  'weak-turn-secret': {
    severity: 'refused',
    about: '`TURN_SECRET` is short, regular or made of words: strangers relay their traffic through your TURN server.',
    mend: 'set it here and in the TURN server to the output of: openssl rand -hex 32',
    findings: ({ config: { media } }) => {
      const problem = media.turnSecret && secretProblem(media.turnSecret.reveal(), MIN_TURN_BYTES);
      return problem ? [`TURN_SECRET: ${problem}`] : [];
    },
  },
  'weak-client-secret': {
    severity: 'refused',
    about:
      '`GITHUB_CLIENT_SECRET` or `OIDC_CLIENT_SECRET` is short, regular or made of words: strangers could exchange codes of people who sign in.',
    mend: 'let the provider make a new client secret, and copy all of it',
    findings: ({ config: { openSignOn } }) => [
      ...clientSecretProblem('GITHUB_CLIENT_SECRET', openSignOn.github?.clientSecret),
      ...clientSecretProblem('OIDC_CLIENT_SECRET', openSignOn.oidc?.clientSecret),
    ],
  },
  'reused-secret': {
    severity: 'refused',
    about:
      'Two variables have the same secret: the TURN server, the database, the mail server or a provider would know the signing key.',
    mend: 'make a secret of its own for each',
    findings: (settings) => reused(settings).map(([one, other]) => `${one}: has the same secret as ${other}`),
  },
} satisfies Record<string, Check>;

function clientSecretProblem(name: string, secret: Secret | undefined): string[] {
  const problem = secret && secretProblem(secret.reveal(), MIN_CLIENT_SECRET_BYTES);
  return problem ? [`${name}: ${problem}`] : [];
}

/** Pairs of variables. */
function reused({ config }: Settings): [string, string][] {
  const secrets: [name: string, value: string][] = [
    ...config.tokenKeys.map(({ secret }): [string, string] => ['TOKEN_SECRETS', secret.reveal()]),
    ...config.sealingKeys.map(({ secret }): [string, string] => ['KEYS_SECRET', secret.reveal()]),
    ['TURN_SECRET', config.media.turnSecret?.reveal() ?? ''],
    ['GITHUB_CLIENT_SECRET', config.openSignOn.github?.clientSecret.reveal() ?? ''],
    ['OIDC_CLIENT_SECRET', config.openSignOn.oidc?.clientSecret.reveal() ?? ''],
    ['MONGODB_URI', passwordIn(config.mongodbUri)],
    ['REDIS_URL', passwordIn(config.redisUrl)],
    ['SMTP_URL', passwordIn(config.mail.smtpUrl)],
  ];
  return secrets.flatMap(([name, value], index) =>
    secrets
      .slice(0, index)
      .filter(([, earlier]) => value !== '' && earlier === value)
      .map(([earlierName]): [string, string] => [name, earlierName]),
  );
}

function passwordIn(url: Secret | null): string {
  return passwordOf(url?.reveal() ?? '').password;
}
