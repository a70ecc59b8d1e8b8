/** Proves that an account is mine, before an identity with the same e-mail address is linked to it. */
import type { AccountLetters, AccountService, EmailCodes, Passkeys, SecondSteps } from '../accounts/index.ts';
import { PUBLIC_TENANT } from '../kernel/actor.ts';
import { ForbiddenError, InvalidInputError } from '../kernel/errors.ts';
import type { LinkSignOn } from '../protocol/sign-on.ts';
import type { SignOnLinkDoc } from './link-model.ts';

export interface OwnProofOptions {
  accounts: Pick<AccountService, 'checkPassword'>;
  accountLetters: Pick<AccountLetters, 'countCode'>;
  emailCodes: Pick<EmailCodes, 'send' | 'redeem'>;
  passkeys: Pick<Passkeys, 'accountOf'>;
  steps: Pick<SecondSteps, 'isOn' | 'spendCode'>;
}

export type ProofKind = 'password' | 'mail' | 'passkey';

export class OwnProof {
  readonly #parts: OwnProofOptions;

  constructor(parts: OwnProofOptions) {
    this.#parts = parts;
  }

  /** Mails a code to the address of the account. @throws LimitExceededError, UnavailableError `no_mail`, `mail_failed` */
  async mailCode(link: SignOnLinkDoc): Promise<void> {
    // Counted as for an address that was not proven: people who manage a provider can cause these mails.
    await this.#parts.accountLetters.countCode({ id: link.accountId, isEmailVerified: false }, link.email);
    await this.#parts.emailCodes.send(purposeOf(link), link.email);
  }

  /**
   * Asks for all that a sign-in to the account needs; the mailbox may stand for the password.
   * @throws ForbiddenError `wrong_password`, `other_passkey`, InvalidInputError `code_wrong`, `factor_code_wrong`, `passkey_refused`
   */
  async check(link: SignOnLinkDoc, proof: LinkSignOn, origin: () => string): Promise<ProofKind> {
    const { accounts, emailCodes, passkeys, steps } = this.#parts;
    const { accountId } = link;
    if (proof.passkey) {
      if ((await passkeys.accountOf(proof.passkey, origin())) !== accountId) throw otherPasskey();
      return 'passkey';
    }
    const needsCode = await steps.isOn(accountId);
    if (proof.mailCode !== undefined) await emailCodes.redeem(purposeOf(link), proof.mailCode);
    else if (proof.password !== undefined) await accounts.checkPassword(asPerson(accountId), proof.password);
    else throw new InvalidInputError('Send a password, a mailed code or a passkey.');
    if (needsCode) await steps.spendCode(accountId, proof.code ?? '');
    return proof.mailCode === undefined ? 'password' : 'mail';
  }
}

function purposeOf({ _id, accountId }: SignOnLinkDoc) {
  return { ...asPerson(accountId), use: `sign-on:${_id}` };
}

function asPerson(accountId: string) {
  return { tenantId: PUBLIC_TENANT, personId: accountId };
}

function otherPasskey(): ForbiddenError {
  return new ForbiddenError(
    'other_passkey',
    'This passkey belongs to another account. Use one of the account with this address.',
  );
}
