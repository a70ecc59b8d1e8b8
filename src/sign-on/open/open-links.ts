/** Links identities to accounts and unlinks them, with an entry of the audit log and a letter to the owner. */
import type { AccountService, SignInWays } from '../../accounts/index.ts';
import type { PendingAuditEntry } from '../../audit/index.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import type { OpenProviderId } from '../../protocol/open-challenge.ts';
import { attemptExpired } from '../attempts.ts';
import { FIRST_SIGN_IN_MS } from '../identities.ts';
import type { NewOpenIdentity, OpenIdentities } from './open-identities.ts';
import type { OpenIdentityLetters } from './open-identity-letters.ts';
import type { OpenIdentityDoc } from './open-identity-model.ts';
import type { OpenIdentity } from './open-provider.ts';

export interface OpenLinksOptions {
  identities: OpenIdentities;
  accounts: Pick<AccountService, 'accountOf' | 'entryOf' | 'exists'>;
  ways: Pick<SignInWays, 'removing'>;
  letters: Pick<OpenIdentityLetters, 'tell'>;
  hasMail: boolean;
  clock: Clock;
}

/** `new`: with the account. `sign_in`: after a sign-in to the account that has the address. `settings`: by its signed-in person. */
export type LinkedHow = 'new' | 'sign_in' | 'settings';
/** `claim`: the owner of the address got the account back. */
type UnlinkedHow = 'settings' | 'claim';

export class OpenLinks {
  readonly #parts: OpenLinksOptions;

  constructor(parts: OpenLinksOptions) {
    this.#parts = parts;
  }

  /**
   * The identity, if an account has it. One whose sign-up was interrupted, or whose account is gone, is free again.
   * @throws InvalidInputError `sign_on_expired` while somebody signs up with it
   */
  async known({ subject }: Pick<OpenIdentity, 'subject'>): Promise<OpenIdentityDoc | null> {
    const { accounts, identities, clock } = this.#parts;
    const known = await identities.find(subject);
    if (!known || (await accounts.exists(known.accountId))) return known;
    if (clock.now() - known.linkedAt.getTime() < FIRST_SIGN_IN_MS) throw attemptExpired();
    await identities.undo(known);
    return null;
  }

  /** @throws ConflictError `identity_taken`, ForbiddenError `email_unverified` */
  async link(actor: Actor, identity: NewOpenIdentity, how: LinkedHow): Promise<void> {
    const { identities, letters } = this.#parts;
    const { accountId, provider } = identity;
    // Otherwise the provider has named the address of the account, which is then that of the person.
    if (how === 'settings') await this.#checkAddress(actor);
    await identities.link(identity, this.#entryBy(actor, accountId, 'open_identity_linked', { provider, how }));
    await letters.tell(accountId, { provider, change: 'linked' });
  }

  /** @throws NotFoundError without one, ConflictError `last_way_in` */
  async unlink(actor: Actor, provider: OpenProviderId): Promise<void> {
    const { accounts, identities, ways, letters } = this.#parts;
    const { id: accountId } = await accounts.accountOf(actor);
    const found = (await identities.of(accountId)).find((one) => one.provider === provider);
    if (!found) throw notLinked();
    const how = 'settings';
    const remove = async () => {
      const entry = this.#entryBy(actor, accountId, 'open_identity_unlinked', { provider, how });
      if (!(await identities.unlink(found, entry))) throw notLinked();
    };
    const putBack = () =>
      identities.link(found, this.#entryBy(actor, accountId, 'open_identity_linked', { provider, how }));
    await ways.removing(accountId, remove, putBack);
    await letters.tell(accountId, { provider, change: 'unlinked' });
  }

  /** Ends all of an account that its owner got back. */
  async unlinkAll(accountId: string): Promise<void> {
    const { identities, accounts } = this.#parts;
    const how: UnlinkedHow = 'claim';
    for (const identity of await identities.of(accountId)) {
      const after = { provider: identity.provider, how };
      await identities.unlink(identity, accounts.entryOf({}, accountId, { action: 'open_identity_unlinked', after }));
    }
  }

  /** The entry of a link without a session. */
  entry(
    accountId: string,
    { network }: { network: string },
    after: { provider: OpenProviderId; how: LinkedHow },
  ): PendingAuditEntry {
    return this.#parts.accounts.entryOf({ address: network }, accountId, { action: 'open_identity_linked', after });
  }

  #entryBy(
    actor: Actor,
    accountId: string,
    action: 'open_identity_linked' | 'open_identity_unlinked',
    after: { provider: OpenProviderId; how: LinkedHow | UnlinkedHow },
  ): PendingAuditEntry {
    return this.#parts.accounts.entryOf(actor, accountId, { action, after });
  }

  /** Otherwise somebody could make an account with the address of a stranger, and keep a way into it. */
  async #checkAddress(actor: Actor): Promise<void> {
    if (!this.#parts.hasMail || (await this.#parts.accounts.accountOf(actor)).isEmailVerified) return;
    throw new ForbiddenError('email_unverified', 'Verify the e-mail address of your account first.');
  }
}

function notLinked(): NotFoundError {
  return new NotFoundError('No account of this provider is linked to yours. It may have been unlinked.');
}
