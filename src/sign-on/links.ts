/** Challenges to prove that an account is mine, before an identity is linked to it. Each works for few attempts, and once. */
import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import { newToken } from '../kernel/capabilities.ts';
import type { Clock } from '../kernel/clock.ts';
import { InvalidInputError } from '../kernel/errors.ts';
import { hashOf } from '../kernel/hash.ts';
import type { SignOnLinkDoc } from './link-model.ts';

export interface LinksOptions {
  links: Model<SignOnLinkDoc>;
  clock: Clock;
  limits: { signOnLinkMs: number; signOnLinkAttempts: number };
}

export type NewLink = Omit<SignOnLinkDoc, '_id' | 'attemptsLeft' | 'expiresAt'>;

export class Links {
  readonly #parts: LinksOptions;

  constructor(parts: LinksOptions) {
    this.#parts = parts;
  }

  async open(link: NewLink): Promise<{ challengeId: string; expiresAt: string }> {
    const { links, clock, limits } = this.#parts;
    const { token, tokenHash } = newToken();
    const expiresAt = new Date(clock.now() + limits.signOnLinkMs);
    await links.create({ ...link, _id: tokenHash, attemptsLeft: limits.signOnLinkAttempts, expiresAt });
    return { challengeId: token, expiresAt: expiresAt.toISOString() };
  }

  /** A challenge that is still open. Spends no attempt. @throws InvalidInputError `sign_on_expired` */
  async find(challengeId: string): Promise<SignOnLinkDoc> {
    const found = await this.#parts.links.findOne(this.#open(challengeId)).lean<SignOnLinkDoc>();
    if (!found) throw linkExpired();
    return found;
  }

  /** The account of a challenge that is still open; null if there is none. */
  async accountOf(challengeId: string): Promise<string | null> {
    const found = await this.#parts.links.findOne(this.#open(challengeId), { accountId: 1 }).lean();
    return found?.accountId ?? null;
  }

  /** Counts an attempt, before anything is compared. @throws InvalidInputError `sign_on_expired` */
  async attempt(challengeId: string): Promise<SignOnLinkDoc> {
    const found = await this.#parts.links
      .findOneAndUpdate(this.#open(challengeId), { $inc: { attemptsLeft: -1 } })
      .lean<SignOnLinkDoc>();
    if (!found) throw linkExpired();
    return found;
  }

  /** Uses the challenge up. @throws InvalidInputError `sign_on_expired` if another request was first */
  async spend({ _id, tenantId }: SignOnLinkDoc): Promise<void> {
    const { deletedCount } = await this.#parts.links.deleteOne({ _id, tenantId });
    if (deletedCount === 0) throw linkExpired();
  }

  #open(challengeId: string) {
    return {
      _id: hashOf(challengeId),
      expiresAt: trusted({ $gt: this.#parts.clock.date() }),
      attemptsLeft: trusted({ $gt: 0 }),
    };
  }
}

function linkExpired(): InvalidInputError {
  return new InvalidInputError('sign_on_expired', 'This sign-in took too long or too many attempts. Begin again.');
}
