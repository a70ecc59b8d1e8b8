/** An authenticator app of a person, for tests. */
import { Secret, TOTP } from 'otpauth';
import type { Person } from './people.ts';

const STEP_MS = 30_000;

export class AuthenticatorApp {
  readonly #totp: TOTP;
  readonly #now: () => number;

  constructor(secret: string, now: () => number = Date.now) {
    this.#totp = new TOTP({ secret: Secret.fromBase32(secret) });
    this.#now = now;
  }

  /** The code that the app shows some steps of 30 seconds from now. */
  code(stepsAhead = 0): string {
    return this.#totp.generate({ timestamp: this.#now() + stepsAhead * STEP_MS });
  }
}

export interface WithAuthenticator {
  app: AuthenticatorApp;
  recoveryCodes: string[];
}

/**
 * Adds an authenticator app with the code of the step before, so that the present one is not used up.
 */
export async function addAuthenticator(
  { call }: Pick<Person, 'call'>,
  now: () => number = Date.now,
): Promise<WithAuthenticator> {
  const { secret } = await call('secondFactors.beginAuthenticator');
  const app = new AuthenticatorApp(secret, now);
  const { recoveryCodes } = await call('secondFactors.confirmAuthenticator', { body: { code: app.code(-1) } });
  return { app, recoveryCodes: recoveryCodes ?? [] };
}

/** Gives the password, and resolves with the challenge for the second step. */
export async function challengeOf({
  call,
  email,
  password,
}: Pick<Person, 'call' | 'email' | 'password'>): Promise<string> {
  const error = await call('sessions.signIn', { body: { email, password } }).catch((refused) => refused.error);
  const challengeId = error?.details?.secondStep?.challengeId;
  if (!challengeId) throw new Error('The account needs no second step');
  return challengeId;
}
