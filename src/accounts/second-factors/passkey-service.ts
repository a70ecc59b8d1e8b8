/** The passkeys of an account: adding, naming and removing them, and proofs with them. The owner gets a letter about each change. */
import type { PendingAuditEntry } from '../../audit/index.ts';
import { isDuplicateKey } from '../../database/database-errors.ts';
import type { Actor } from '../../kernel/actor.ts';
import { ConflictError, NotFoundError } from '../../kernel/errors.ts';
import type { AddPasskey, PasskeyOptions, PasskeyProof } from '../../protocol/passkeys.ts';
import type { AddedFactor } from '../../protocol/second-factors.ts';
import type { AccountService } from '../account-service.ts';
import type { SessionService } from '../session-service.ts';
import type { SignInWays } from '../sign-in-ways.ts';
import type { FactorLetters } from './factor-letters.ts';
import { type FactorPolicy, factorRequired } from './factor-policy.ts';
import { otherPasskey, type Passkeys } from './passkeys.ts';
import type { StoredPasskey } from './second-factor-model.ts';
import type { SecondFactorService } from './second-factor-service.ts';
import type { SecondFactorStore } from './second-factor-store.ts';

export interface PasskeyServiceOptions {
  store: Pick<SecondFactorStore, 'find' | 'addPasskey' | 'endRecoveryCodes' | 'renamePasskey' | 'removePasskey'>;
  passkeys: Passkeys;
  factors: Pick<SecondFactorService, 'firstRecoveryCodes'>;
  accounts: Pick<AccountService, 'accountOf' | 'entryOf'>;
  sessions: Pick<SessionService, 'renewProof'>;
  ways: Pick<SignInWays, 'removing'>;
  policy: Pick<FactorPolicy, 'isAskedOf'>;
  letters: Pick<FactorLetters, 'tell'>;
  limits: { passkeys: number };
}

export class PasskeyService {
  readonly #parts: PasskeyServiceOptions;

  constructor(parts: PasskeyServiceOptions) {
    this.#parts = parts;
  }

  /** Options for a proof. `origin` is that of Meshi's pages, here and below. */
  begin(origin: string): Promise<PasskeyOptions> {
    return this.#parts.passkeys.proofOptions(origin);
  }

  /** @throws InvalidInputError `passkey_refused`, ForbiddenError `other_passkey` */
  async prove(actor: Actor, passkey: PasskeyProof, origin: string): Promise<void> {
    const { accounts, passkeys, sessions } = this.#parts;
    const { id } = await accounts.accountOf(actor);
    if ((await passkeys.accountOf(passkey, origin)) !== id) throw otherPasskey();
    await sessions.renewProof(actor);
  }

  async beginAdding(actor: Actor, origin: string): Promise<PasskeyOptions> {
    return this.#parts.passkeys.creationOptions(await this.#parts.accounts.accountOf(actor), origin);
  }

  /** @throws InvalidInputError `passkey_refused`, ConflictError `too_many_passkeys` */
  async add(actor: Actor, { name, passkey }: AddPasskey, origin: string): Promise<AddedFactor> {
    const { accounts, passkeys, factors, letters } = this.#parts;
    const { id } = await accounts.accountOf(actor);
    const created = await passkeys.created(id, passkey, name, origin);
    await this.#store(id, created, accounts.entryOf(actor, id, { action: 'passkey_added' }));
    await letters.tell(id, 'passkey_added');
    return { recoveryCodes: await factors.firstRecoveryCodes(id) };
  }

  /** @throws NotFoundError if the account has no passkey with this id */
  async rename(actor: Actor, passkeyId: string, name: string): Promise<void> {
    const { id } = await this.#parts.accounts.accountOf(actor);
    if (!(await this.#parts.store.renamePasskey(id, passkeyId, name))) throw noPasskey();
  }

  /** @throws NotFoundError if the account has no passkey with this id, ConflictError `factor_required`, `last_way_in` */
  async remove(actor: Actor, passkeyId: string): Promise<void> {
    const { accounts, store, letters, ways, policy } = this.#parts;
    const { id } = await accounts.accountOf(actor);
    const keepsOne = await policy.isAskedOf(id);
    const passkey = (await store.find(id))?.passkeys.find((one) => one.id === passkeyId);
    if (!passkey) throw noPasskey();
    const remove = async () => {
      const entry = accounts.entryOf(actor, id, { action: 'passkey_removed' });
      const outcome = await store.removePasskey(id, passkeyId, { keepsOne, entry });
      if (outcome === 'last') throw factorRequired();
      if (outcome === 'missing') throw noPasskey();
    };
    await ways.removing(id, remove, () =>
      this.#store(id, passkey, accounts.entryOf(actor, id, { action: 'passkey_added' })),
    );
    await store.endRecoveryCodes(id);
    await letters.tell(id, 'passkey_removed');
  }

  async #store(accountId: string, passkey: StoredPasskey, entry: PendingAuditEntry): Promise<void> {
    const { store, limits } = this.#parts;
    try {
      if (!(await store.addPasskey(accountId, passkey, entry))) throw tooManyPasskeys(limits.passkeys);
    } catch (error) {
      if (isDuplicateKey(error)) throw passkeyTaken();
      throw error;
    }
  }
}

function passkeyTaken(): ConflictError {
  return new ConflictError('passkey_taken', 'This passkey was added before. Choose another one.');
}

function tooManyPasskeys(max: number): ConflictError {
  return new ConflictError('too_many_passkeys', `You can have ${max} passkeys. Remove one first.`, { max });
}

function noPasskey(): NotFoundError {
  return new NotFoundError('You have no passkey with this ID. It may have been removed.');
}
