/** Renews the proof of who uses a session, for routes that need a fresh one. */
import type { Actor } from '../kernel/actor.ts';
import type { Prove } from '../protocol/accounts.ts';
import type { AccountService } from './account-service.ts';
import type { SessionService } from './session-service.ts';

export interface ProofServiceOptions {
  accounts: Pick<AccountService, 'checkPassword'>;
  sessions: Pick<SessionService, 'renewProof'>;
}

export class ProofService {
  readonly #parts: ProofServiceOptions;

  constructor(parts: ProofServiceOptions) {
    this.#parts = parts;
  }

  /** @throws ForbiddenError for a wrong password */
  async prove(actor: Actor, { password }: Prove): Promise<void> {
    await this.#parts.accounts.checkPassword(actor, password);
    await this.#parts.sessions.renewProof(actor);
  }
}
