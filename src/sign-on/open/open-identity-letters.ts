/** Letters to the owner of an account about linked identities. */
import type { SignInLetters } from '../../accounts/index.ts';
import { nameInMail } from '../../mail/mail-text.ts';
import type { OpenProviderId } from '../../protocol/open-challenge.ts';
import type { OpenProvider } from './open-provider.ts';

export interface OpenIdentityLettersOptions {
  providers: readonly Pick<OpenProvider, 'id' | 'name'>[];
  signInLetters: Pick<SignInLetters, 'tell'>;
}

export class OpenIdentityLetters {
  readonly #parts: OpenIdentityLettersOptions;

  constructor(parts: OpenIdentityLettersOptions) {
    this.#parts = parts;
  }

  async tell(
    accountId: string,
    { provider, change }: { provider: OpenProviderId; change: 'linked' | 'unlinked' },
  ): Promise<void> {
    const { providers, signInLetters } = this.#parts;
    const name = nameInMail(providers.find(({ id }) => id === provider)?.name ?? provider);
    await signInLetters.tell(
      accountId,
      change === 'linked'
        ? { ja: `${name} でログインできるようになりました`, en: `You can now sign in with ${name}` }
        : { ja: `${name} でのログインが解除されました`, en: `${name} no longer signs in to your account` },
    );
  }
}
