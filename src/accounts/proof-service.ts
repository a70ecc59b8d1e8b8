/** Renews the proof of who uses a session, for routes that need a fresh one. */
import type { Actor } from '../kernel/actor.ts';
import type { Prove } from '../protocol/accounts.ts';
import type { AccountService } from './account-service.ts';
import type { SecondSteps } from './second-factors/second-steps.ts';
import type { SessionService } from './session-service.ts';

export interface ProofServiceOptions {
  accounts: Pick<AccountService, 'checkPassword'>;
  steps: Pick<SecondSteps, 'isOn' | 'spendCode'>;
  sessions: Pick<SessionService, 'renewProof'>;
}

export class ProofService {
  readonly #parts: ProofServiceOptions;

  constructor(parts: ProofServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Asks for all that a sign-in needs.
   * @throws ForbiddenError for a wrong password, InvalidInputError `factor_code_wrong`
   */
  async prove(actor: Actor, { password, code }: Prove): Promise<void> {
    const { accounts, steps } = this.#parts;
    const { _id } = await accounts.checkPassword(actor, password);
    if (await steps.isOn(_id)) await steps.spendCode(_id, code ?? '');
    await this.#parts.sessions.renewProof(actor);
  }
}
