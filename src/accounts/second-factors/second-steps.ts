/** The second step of a sign-in: whether an account needs it, and whether the given factor is right. */
import { InvalidInputError, UnauthenticatedError } from '../../kernel/errors.ts';
import type { SecurityLog } from '../../kernel/security-log.ts';
import type { SignInSecond } from '../../protocol/accounts.ts';
import type { SecondStepMethod } from '../../protocol/second-factors.ts';
import type { AccountDoc } from '../account-model.ts';
import type { FactorLetters } from './factor-letters.ts';
import type { SecondFactorDoc } from './second-factor-model.ts';
import type { SecondFactorStore } from './second-factor-store.ts';
import type { FirstStep, SignInChallenges } from './sign-in-challenges.ts';

export interface SecondStepsOptions {
  store: Pick<SecondFactorStore, 'find' | 'spendCode'>;
  challenges: Pick<SignInChallenges, 'open' | 'attempt' | 'spend'>;
  letters: Pick<FactorLetters, 'tell'>;
  security: Pick<SecurityLog, 'record'>;
}

export class SecondSteps {
  readonly #parts: SecondStepsOptions;

  constructor(parts: SecondStepsOptions) {
    this.#parts = parts;
  }

  /** Whether the password alone does not sign in to this account. */
  async isOn(accountId: string): Promise<boolean> {
    return methodsOf(await this.#parts.store.find(accountId)).length > 0;
  }

  /**
   * `identityId` is that of an identity at another service which stood for the password.
   * @throws UnauthenticatedError `second_step_needed` with a challenge, if the account has a second factor
   */
  async require(
    { _id, credentialsVersion }: Pick<AccountDoc, '_id' | 'credentialsVersion'>,
    identityId: string | null,
  ): Promise<void> {
    const methods = methodsOf(await this.#parts.store.find(_id));
    if (methods.length === 0) return;
    const challenge = await this.#parts.challenges.open({
      accountId: _id,
      credentialsVersion: credentialsVersion ?? null,
      identityId,
    });
    throw new UnauthenticatedError(
      'second_step_needed',
      'This account has a second factor. Send its code with the challenge to sessions.signInSecond.',
      { secondStep: { ...challenge, methods } },
    ).about({ ids: { accountId: _id } });
  }

  /**
   * Uses the code and the challenge up. The sign-in may be finished if what the first step has shown still holds.
   * @throws InvalidInputError `challenge_expired`, `factor_code_wrong`
   */
  async finish({ challengeId, code }: Pick<SignInSecond, 'challengeId' | 'code'>): Promise<FirstStep> {
    const challenge = await this.#parts.challenges.attempt(challengeId);
    const { accountId, credentialsVersion, identityId = null } = challenge;
    await this.spendCode(accountId, code);
    await this.#parts.challenges.spend(challenge);
    return { accountId, credentialsVersion, identityId };
  }

  /** @throws InvalidInputError `factor_code_wrong` */
  async spendCode(accountId: string, code: string): Promise<void> {
    const kind = await this.#parts.store.spendCode(accountId, code);
    if (kind === null) throw factorCodeWrong().about({ ids: { accountId } });
    if (kind !== 'recovery_code') return;
    this.#parts.security.record({ event: 'recovery_code_used', facts: { accountId } });
    await this.#parts.letters.tell(accountId, 'recovery_code_used');
  }
}

/** Without a factor, recovery codes alone ask for nothing. */
function methodsOf(factors: SecondFactorDoc | null): SecondStepMethod[] {
  if (!factors) return [];
  const own: SecondStepMethod[] = [];
  if (factors.authenticator) own.push('authenticator');
  if (factors.passkeys.length > 0) own.push('passkey');
  return own.length > 0 && factors.recoveryHashes.length > 0 ? [...own, 'recovery_code'] : own;
}

export function factorCodeWrong(): InvalidInputError {
  return new InvalidInputError(
    'factor_code_wrong',
    'Enter the current code of the authenticator app, or a recovery code. Each works once.',
  );
}
