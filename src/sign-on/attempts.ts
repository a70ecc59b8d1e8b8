/** Sign-ins at providers: each works for a short time, once, and in the browser that began it. */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Actor } from '../kernel/actor.ts';
import { newToken } from '../kernel/capabilities.ts';
import type { Clock } from '../kernel/clock.ts';
import { InvalidInputError } from '../kernel/errors.ts';
import type { SignOnAttemptDoc } from './attempt-model.ts';
import { type AttemptPurpose, attemptIdOf, secretsOf } from './attempt-secrets.ts';
import type { FlowSecrets } from './provider/providers.ts';

export interface AttemptsOptions {
  attempts: Model<SignOnAttemptDoc>;
  clock: Clock;
  limits: { signOnAttemptMs: number };
}

export interface NewAttempt {
  tenantId: string;
  purpose: AttemptPurpose;
  /** Null for a sign-in. */
  actor: Actor | null;
  revision: string;
}

export class Attempts {
  readonly #parts: AttemptsOptions;

  constructor(parts: AttemptsOptions) {
    this.#parts = parts;
  }

  /** `attemptToken` is for the browser only. */
  async begin({
    tenantId,
    purpose,
    actor,
    revision,
  }: NewAttempt): Promise<{ attemptToken: string; secrets: FlowSecrets }> {
    const { attempts, clock, limits } = this.#parts;
    const { token: attemptToken } = newToken();
    const createdAt = clock.date();
    await attempts.create({
      _id: attemptIdOf(attemptToken),
      tenantId,
      purpose,
      personId: actor?.personId ?? null,
      sessionId: actor?.sessionId ?? null,
      revision,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + limits.signOnAttemptMs),
    });
    return { attemptToken, secrets: secretsOf(attemptToken, purpose) };
  }

  /**
   * Uses an attempt up. `actor` is who began it; null for a sign-in.
   * @throws InvalidInputError `sign_on_expired` if this browser did not begin it, or somebody else did in it
   */
  async take(
    tenantId: string,
    attemptToken: string | undefined,
    actor: Actor | null,
  ): Promise<{ attempt: SignOnAttemptDoc; secrets: FlowSecrets }> {
    if (!attemptToken) throw attemptExpired();
    const { attempts, clock } = this.#parts;
    const attempt = await attempts
      .findOneAndDelete({
        _id: attemptIdOf(attemptToken),
        tenantId,
        personId: actor?.personId ?? null,
        sessionId: actor?.sessionId ?? null,
        expiresAt: trusted({ $gt: clock.date() }),
      })
      .lean<SignOnAttemptDoc>();
    if (!attempt) throw attemptExpired();
    return { attempt, secrets: secretsOf(attemptToken, attempt.purpose) };
  }
}

export function attemptExpired(): InvalidInputError {
  return new InvalidInputError(
    'sign_on_expired',
    'This sign-in took too long, was used before, or began in another browser. Begin again.',
  );
}
