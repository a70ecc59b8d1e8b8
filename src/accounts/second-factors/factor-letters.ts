/** Letters to the owner of an account about its second factors. */
import type { SignInLetters } from '../sign-in-letters.ts';

/** What happened, in the words of the letter. */
const CHANGES = {
  authenticator_added: { ja: '認証アプリが追加されました', en: 'An authenticator app was added' },
  authenticator_removed: { ja: '認証アプリが削除されました', en: 'The authenticator app was removed' },
  passkey_added: { ja: 'パスキーが追加されました', en: 'A passkey was added' },
  passkey_removed: { ja: 'パスキーが削除されました', en: 'A passkey was removed' },
  factors_reset: { ja: '2段階認証が運営者によって解除されました', en: 'Operators removed the second factors' },
  recovery_codes_made: { ja: 'リカバリーコードが作り直されました', en: 'New recovery codes were made' },
  recovery_code_used: { ja: 'リカバリーコードが使われました', en: 'A recovery code was used' },
} as const;

export type FactorChange = keyof typeof CHANGES;

export class FactorLetters {
  readonly #letters: Pick<SignInLetters, 'tell'>;

  constructor(letters: Pick<SignInLetters, 'tell'>) {
    this.#letters = letters;
  }

  /** Tells the owner of the account. */
  tell(accountId: string, change: FactorChange): Promise<void> {
    return this.#letters.tell(accountId, CHANGES[change]);
  }
}
