/** Adding and removing the second factors of an account. Its owner gets a letter about each change. */
import type { Actor } from '../../kernel/actor.ts';
import { ConflictError } from '../../kernel/errors.ts';
import type { Passkey } from '../../protocol/passkeys.ts';
import type { AddedFactor, NewAuthenticator, SecondFactors } from '../../protocol/second-factors.ts';
import type { AccountService } from '../account-service.ts';
import { authenticatorUri, newAuthenticatorSecret } from './authenticator-codes.ts';
import type { FactorLetters } from './factor-letters.ts';
import { type FactorPolicy, factorRequired } from './factor-policy.ts';
import { newRecoveryCodes } from './recovery-codes.ts';
import { type StoredPasskey, waitingReset } from './second-factor-model.ts';
import type { SecondFactorStore } from './second-factor-store.ts';
import { factorCodeWrong, type SecondSteps } from './second-steps.ts';

export interface SecondFactorServiceOptions {
  store: SecondFactorStore;
  steps: Pick<SecondSteps, 'isOn'>;
  accounts: Pick<AccountService, 'accountOf' | 'entryOf'>;
  policy: Pick<FactorPolicy, 'isAskedOf'>;
  letters: Pick<FactorLetters, 'tell'>;
}

export class SecondFactorService {
  readonly #parts: SecondFactorServiceOptions;

  constructor(parts: SecondFactorServiceOptions) {
    this.#parts = parts;
  }

  async get(actor: Actor): Promise<SecondFactors> {
    const { id } = await this.#parts.accounts.accountOf(actor);
    const [found, isOn] = await Promise.all([this.#parts.store.find(id), this.#parts.steps.isOn(id)]);
    const addedAt = found?.authenticator?.addedAt;
    return {
      isOn,
      authenticator: addedAt ? { addedAt: addedAt.toISOString() } : null,
      passkeys: (found?.passkeys ?? []).map(toPasskey),
      recoveryCodesLeft: found?.recoveryHashes.length ?? 0,
      resetAt: waitingReset(found)?.dueAt.toISOString() ?? null,
    };
  }

  /** The secret of an authenticator app that counts after `confirmAuthenticator`. */
  async beginAuthenticator(actor: Actor): Promise<NewAuthenticator> {
    const { id, email } = await this.#parts.accounts.accountOf(actor);
    const secret = newAuthenticatorSecret();
    await this.#parts.store.begin(id, secret);
    return { secret, uri: authenticatorUri(secret, email) };
  }

  /** @throws InvalidInputError `factor_code_wrong`, also if no app is being added */
  async confirmAuthenticator(actor: Actor, code: string): Promise<AddedFactor> {
    const { accounts, store } = this.#parts;
    const { id } = await accounts.accountOf(actor);
    const entry = accounts.entryOf(actor, id, { action: 'authenticator_added' });
    if (!(await store.confirm(id, code, entry))) throw factorCodeWrong();
    await this.#parts.letters.tell(id, 'authenticator_added');
    return { recoveryCodes: await this.firstRecoveryCodes(id) };
  }

  /** @throws ConflictError `no_second_factor` if there is none, `factor_required` */
  async removeAuthenticator(actor: Actor): Promise<void> {
    const { accounts, policy, store } = this.#parts;
    const { id } = await accounts.accountOf(actor);
    const keepsOne = await policy.isAskedOf(id);
    const entry = accounts.entryOf(actor, id, { action: 'authenticator_removed' });
    const outcome = await store.removeAuthenticator(id, { keepsOne, entry });
    if (outcome === 'last') throw factorRequired();
    if (outcome === 'missing') throw noSecondFactor();
    await store.endRecoveryCodes(id);
    await this.#parts.letters.tell(id, 'authenticator_removed');
  }

  /** New recovery codes, which replace the former ones. @throws ConflictError `no_second_factor` */
  async makeRecoveryCodes(actor: Actor): Promise<string[]> {
    const { id } = await this.#parts.accounts.accountOf(actor);
    const codes = newRecoveryCodes();
    const entry = this.#parts.accounts.entryOf(actor, id, { action: 'recovery_codes_made' });
    if (!(await this.#parts.store.replaceRecoveryCodes(id, codes, entry))) throw noSecondFactor();
    await this.#parts.letters.tell(id, 'recovery_codes_made');
    return codes;
  }

  /** New recovery codes; null if the account still has some. */
  async firstRecoveryCodes(accountId: string): Promise<string[] | null> {
    const codes = newRecoveryCodes();
    return (await this.#parts.store.addRecoveryCodes(accountId, codes)) ? codes : null;
  }
}

function toPasskey({ id, name, createdAt, lastUsedAt }: StoredPasskey): Passkey {
  return { id, name, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null };
}

function noSecondFactor(): ConflictError {
  return new ConflictError('no_second_factor', 'Your account has no second factor. Add one first.');
}
