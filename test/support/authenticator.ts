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

  /**
   * Uses the code of the step before, so that the present one is not used up. If the next step begins on the way, the server
   * refuses the code, and `use` is called again.
   */
  async withCodeBefore<Answer>(use: (code: string) => Promise<Answer>): Promise<Answer> {
    const begin = this.#step();
    try {
      return await use(this.code(-1));
    } catch (error) {
      if (this.#step() === begin) throw error;
      return use(this.code(-1));
    }
  }

  #step(): number {
    return Math.floor(this.#now() / STEP_MS);
  }
}

export interface WithAuthenticator {
  app: AuthenticatorApp;
  recoveryCodes: string[];
}

/** Adds an authenticator app, and does not use up its present code. */
export async function addAuthenticator(
  { call }: Pick<Person, 'call'>,
  now: () => number = Date.now,
): Promise<WithAuthenticator> {
  const { secret } = await call('secondFactors.beginAuthenticator');
  const app = new AuthenticatorApp(secret, now);
  const { recoveryCodes } = await app.withCodeBefore((code) =>
    call('secondFactors.confirmAuthenticator', { body: { code } }),
  );
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
