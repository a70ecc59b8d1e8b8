/** Checks of the connections to databases and the mail server. */
import { hasLogin, isLocalHost, isPlain, passwordOf, reachesAPort } from '../connections.ts';
import type { Secret } from '../secret.ts';
import { type Check, type Settings, when } from './check.ts';
import { strengthOf } from './secret-strength.ts';

const UNVERIFIED_MONGODB = /[?&](tlsAllowInvalidCertificates|tlsAllowInvalidHostnames|tlsInsecure)=true/i;
const UNVERIFIED_MAIL = /[?&]tls\.rejectUnauthorized=(false|0)(&|$)/;
const MAY_BE_PLAIN_MAIL = /[?&](requireTLS=(false|0)|ignoreTLS=(true|1))(&|$)/;
/** A random password of nine letters has more, a word with a number less. */
const PASSWORD_BITS = 32;

export const connectionChecks = {
  'plain-mongodb': {
    severity: 'risk',
    about: '`MONGODB_URI` leads to another machine without TLS: everyone on the way reads and changes all data.',
    mend: 'use mongodb://…?tls=true',
    findings: ({ config }) => when(leavesPlain(config.mongodbUri), 'MONGODB_URI: the connection is not encrypted'),
  },
  'plain-redis': {
    severity: 'risk',
    about:
      '`REDIS_URL` leads to another machine without TLS: everyone on the way reads what people write to each other.',
    mend: 'use rediss://',
    findings: ({ config }) => when(leavesPlain(config.redisUrl), 'REDIS_URL: the connection is not encrypted'),
  },
  'plain-mail': {
    severity: 'risk',
    about:
      '`SMTP_URL` leads to another machine, and says that TLS is not needed: the password of the mail server and links that reset passwords may be sent in the clear. Without `requireTLS=false` and `ignoreTLS=true`, `smtp://` needs STARTTLS.',
    mend: 'use smtps://, or leave out requireTLS and ignoreTLS',
    findings: ({ config }) =>
      when(
        leavesPlain(config.mail.smtpUrl) && matches(config.mail.smtpUrl, MAY_BE_PLAIN_MAIL),
        'SMTP_URL: mails and the password may be sent without encryption',
      ),
  },
  'unverified-certificates': {
    severity: 'refused',
    about:
      '`tlsAllowInvalidCertificates`, `tlsAllowInvalidHostnames` or `tlsInsecure` in `MONGODB_URI`, `tls.rejectUnauthorized=false` in `SMTP_URL`, `NODE_TLS_REJECT_UNAUTHORIZED=0`: everyone on the way can pass for the other server.',
    mend: 'leave it out, and name an authority of your own by NODE_EXTRA_CA_CERTS, or by tlsCAFile in MONGODB_URI',
    findings: unverified,
  },
  'open-mongodb': {
    severity: 'risk',
    about: '`MONGODB_URI` has no login: every process that reaches the port can read and change all data.',
    mend: 'create a user in MongoDB and write mongodb://user:password@…',
    findings: ({ config }) => when(isOpen(config.mongodbUri), 'MONGODB_URI: has no login'),
  },
  'open-redis': {
    severity: 'risk',
    about: '`REDIS_URL` has no password: every process that reaches the port can make up events and end rate limits.',
    mend: 'set a password in Redis and write rediss://:password@…',
    findings: ({ config }) => when(isOpen(config.redisUrl), 'REDIS_URL: has no password'),
  },
  'weak-password': {
    severity: 'refused',
    about: 'The password in `MONGODB_URI`, `REDIS_URL` or `SMTP_URL` is the user name, a common word or short.',
    mend: 'change it there, for example to the output of: openssl rand -hex 32',
    findings: ({ config }) => [
      ...when(hasWeakPassword(config.mongodbUri), 'MONGODB_URI: the password is easy to guess'),
      ...when(hasWeakPassword(config.redisUrl), 'REDIS_URL: the password is easy to guess'),
      ...when(hasWeakPassword(config.mail.smtpUrl), 'SMTP_URL: the password is easy to guess'),
    ],
  },
  'local-sender': {
    severity: 'refused',
    about: '`MAIL_FROM` has no address of a real domain although mail is on: mails are lost or taken for spam.',
    mend: 'set an address of your domain, such as Meshi <no-reply@meshi.example>',
    findings: ({ config: { mail } }) =>
      when(mail.smtpUrl !== null && !hasDomain(mail.from), 'MAIL_FROM: mail is on, but the sender has no domain'),
  },
} satisfies Record<string, Check>;

function unverified({ config, env }: Settings): string[] {
  return [
    ...when(matches(config.mongodbUri, UNVERIFIED_MONGODB), 'MONGODB_URI: certificates are not checked'),
    ...when(matches(config.mail.smtpUrl, UNVERIFIED_MAIL), 'SMTP_URL: certificates are not checked'),
    ...when(env.NODE_TLS_REJECT_UNAUTHORIZED === '0', 'NODE_TLS_REJECT_UNAUTHORIZED: certificates are not checked'),
  ];
}

function matches(url: Secret | null, form: RegExp): boolean {
  return url !== null && form.test(url.reveal());
}

function leavesPlain(url: Secret | null): boolean {
  return url !== null && isPlain(url.reveal());
}

function isOpen(url: Secret | null): boolean {
  return url !== null && reachesAPort(url.reveal()) && !hasLogin(url.reveal());
}

function hasWeakPassword(url: Secret | null): boolean {
  const { user, password } = passwordOf(url?.reveal() ?? '');
  return password !== '' && (password === user || strengthOf(password).bits < PASSWORD_BITS);
}

function hasDomain(sender: string): boolean {
  const domain = /@([^\s>]+)/.exec(sender)?.[1] ?? '';
  return domain.includes('.') && !isLocalHost(domain) && !domain.endsWith('.localdomain');
}
