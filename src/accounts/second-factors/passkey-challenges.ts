/** Makes the challenges that passkeys sign, and uses them up. */
import { randomBytes } from 'node:crypto';
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers';
import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import { PUBLIC_TENANT } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { hashOf } from '../../kernel/hash.ts';
import type { PasskeyChallengeDoc } from './passkey-challenge-model.ts';

const CHALLENGE_BYTES = 32;

export interface PasskeyChallengesOptions {
  challenges: Model<PasskeyChallengeDoc>;
  clock: Clock;
  limits: { passkeyChallengeMs: number };
}

export class PasskeyChallenges {
  readonly #parts: PasskeyChallengesOptions;

  constructor(parts: PasskeyChallengesOptions) {
    this.#parts = parts;
  }

  /** A new challenge: for adding a passkey to this account, or with null for a proof. */
  async make(accountId: string | null): Promise<Uint8Array<ArrayBuffer>> {
    const { challenges, clock, limits } = this.#parts;
    const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
    const expiresAt = new Date(clock.now() + limits.passkeyChallengeMs);
    const _id = hashOf(Buffer.from(challenge).toString('base64url'));
    await challenges.create({ _id, tenantId: PUBLIC_TENANT, accountId, expiresAt });
    return challenge;
  }

  /** Uses up the challenge that was signed, and returns it; null if it is not one of this server for this use. */
  async spend(clientDataJSON: string, accountId: string | null): Promise<string | null> {
    const challenge = challengeIn(clientDataJSON);
    if (challenge === null) return null;
    const { deletedCount } = await this.#parts.challenges.deleteOne({
      _id: hashOf(challenge),
      tenantId: PUBLIC_TENANT,
      accountId,
      expiresAt: trusted({ $gt: this.#parts.clock.date() }),
    });
    return deletedCount === 1 ? challenge : null;
  }
}

function challengeIn(clientDataJSON: string): string | null {
  try {
    const { challenge } = decodeClientDataJSON(clientDataJSON);
    return typeof challenge === 'string' ? challenge : null;
  } catch {
    // Not JSON.
    return null;
  }
}
