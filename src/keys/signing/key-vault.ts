/**
 * The seam between the database and what protects the keys in it. Here the keys of `KEYS_SECRET` seal and open; a key service
 * would do both for us, which is why they are asynchronous.
 */
import { SealedTexts } from '../../kernel/sealed-text.ts';
import type { TokenKey } from '../../kernel/token-keys.ts';

export interface KeyVault {
  /** `bound` is not part of the result: the text opens only together with it. */
  seal(text: string, bound: string): Promise<string>;
  /** Null if the text was changed or was sealed for something else, or the key that sealed it is gone. */
  open(sealed: string, bound: string): Promise<string | null>;
  /** Whether the newest key has sealed it. Otherwise seal it again, before the older key is removed. */
  isNewest(sealed: string): boolean;
}

/** The first of `keys` seals, all open. */
export function localVault(keys: readonly TokenKey[]): KeyVault {
  const texts = new SealedTexts({ keys, purpose: 'meshi:signing-key' });
  return {
    seal: async (text, bound) => texts.seal(text, bound),
    open: async (sealed, bound) => texts.open(sealed, bound),
    isNewest: (sealed) => texts.isNewest(sealed),
  };
}
