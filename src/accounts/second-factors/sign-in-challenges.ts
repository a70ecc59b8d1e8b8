/** Challenges between the two steps of a sign-in: each works for a short time, for few attempts, and once. */
import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import { newToken } from '../../kernel/capabilities.ts';
import type { Clock } from '../../kernel/clock.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { hashOf } from '../../kernel/hash.ts';
import type { SignInChallengeDoc } from './sign-in-challenge-model.ts';

export interface SignInChallengesOptions {
  challenges: Model<SignInChallengeDoc>;
  clock: Clock;
  limits: { secondStepMs: number; secondStepAttempts: number };
}

/** What the first step has shown. */
export interface FirstStep {
  accountId: string;
  credentialsVersion: number | null;
  /** The identity at another service that stood for the password; null for the password. */
  identityId: string | null;
}

export class SignInChallenges {
  readonly #parts: SignInChallengesOptions;

  constructor(parts: SignInChallengesOptions) {
    this.#parts = parts;
  }

  /** A challenge for an account whose first step was just right. */
  async open({
    accountId,
    credentialsVersion,
    identityId,
  }: FirstStep): Promise<{ challengeId: string; expiresAt: string }> {
    const { challenges, clock, limits } = this.#parts;
    const { token, tokenHash } = newToken();
    const expiresAt = new Date(clock.now() + limits.secondStepMs);
    const attemptsLeft = limits.secondStepAttempts;
    await challenges.create({
      _id: tokenHash,
      tenantId: PUBLIC_TENANT,
      accountId,
      credentialsVersion,
      identityId,
      attemptsLeft,
      expiresAt,
    });
    return { challengeId: token, expiresAt: expiresAt.toISOString() };
  }

  /** The account of a challenge that is still open; null if there is none. Spends no attempt. */
  async accountOf(challengeId: string): Promise<string | null> {
    const found = await this.#parts.challenges
      .findOne({ _id: hashOf(challengeId), tenantId: PUBLIC_TENANT }, { accountId: 1 })
      .lean();
    return found?.accountId ?? null;
  }

  /**
   * Counts an attempt, before anything is compared, so that concurrent attempts are counted too.
   * @throws InvalidInputError `challenge_expired`
   */
  async attempt(challengeId: string): Promise<SignInChallengeDoc> {
    const found = await this.#parts.challenges
      .findOneAndUpdate(
        {
          _id: hashOf(challengeId),
          tenantId: PUBLIC_TENANT,
          expiresAt: trusted({ $gt: this.#parts.clock.date() }),
          attemptsLeft: trusted({ $gt: 0 }),
        },
        { $inc: { attemptsLeft: -1 } },
      )
      .lean<SignInChallengeDoc>();
    if (!found) throw challengeExpired();
    return found;
  }

  /** Uses the challenge up. @throws InvalidInputError `challenge_expired` if another request was first */
  async spend({ _id, tenantId }: SignInChallengeDoc): Promise<void> {
    const { deletedCount } = await this.#parts.challenges.deleteOne({ _id, tenantId });
    if (deletedCount === 0) throw challengeExpired();
  }
}

export function challengeExpired(): InvalidInputError {
  return new InvalidInputError('challenge_expired', 'This sign-in took too long or too many attempts. Begin again.');
}
