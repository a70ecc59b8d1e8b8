/** Challenges of identities that belong to no account yet. Each works for a short time, and once. */
import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import { newToken } from '../../kernel/capabilities.ts';
import type { Clock } from '../../kernel/clock.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { hashOf } from '../../kernel/hash.ts';
import type { OpenChallengeDoc } from './open-challenge-model.ts';

export interface OpenChallengesOptions {
  challenges: Model<OpenChallengeDoc>;
  clock: Clock;
  limits: { signOnLinkMs: number };
}

export type NewOpenChallenge = Omit<OpenChallengeDoc, '_id' | 'tenantId' | 'expiresAt'>;

const tenantId = PUBLIC_TENANT;

export class OpenChallenges {
  readonly #parts: OpenChallengesOptions;

  constructor(parts: OpenChallengesOptions) {
    this.#parts = parts;
  }

  async open({ provider, subjectHash, email, accountId }: NewOpenChallenge) {
    const { challenges, clock, limits } = this.#parts;
    const { token, tokenHash } = newToken();
    const expiresAt = new Date(clock.now() + limits.signOnLinkMs);
    await challenges.create({ _id: tokenHash, tenantId, provider, subjectHash, email, accountId, expiresAt });
    return { challengeId: token, expiresAt: expiresAt.toISOString() };
  }

  /** The challenge of a sign-up, for which `accountId` is null, or of a link to this account. @throws InvalidInputError `sign_on_expired` */
  async find(challengeId: string, accountId: string | null): Promise<OpenChallengeDoc> {
    const { challenges, clock } = this.#parts;
    const expiresAt = trusted({ $gt: clock.date() });
    const found = await challenges
      .findOne({ _id: hashOf(challengeId), tenantId, accountId, expiresAt })
      .lean<OpenChallengeDoc>();
    if (!found) throw challengeExpired();
    return found;
  }

  /** Uses the challenge up. */
  async spend({ _id }: OpenChallengeDoc): Promise<void> {
    await this.#parts.challenges.deleteOne({ _id, tenantId });
  }
}

function challengeExpired(): InvalidInputError {
  return new InvalidInputError(
    'sign_on_expired',
    'This sign-in took too long, was finished before, or is for another account. Begin again.',
  );
}
