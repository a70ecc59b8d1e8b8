/** Signing keys in the database. Without `KEYS_SECRET` there are none: those of `TOKEN_SECRETS` sign. */
import type { AuditTrail } from '../../audit/index.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { KeyStore, KeyUses } from '../store/index.ts';
import { localVault } from './key-vault.ts';
import { SigningKeys } from './signing-keys.ts';

export type { KeyVault } from './key-vault.ts';
export type { SigningKeys } from './signing-keys.ts';

export interface SigningDeps {
  kernel: Kernel;
  audit: AuditTrail;
  keyStore: KeyStore;
  keyUses: KeyUses;
}

export function createSigning({ kernel, audit, keyStore: store, keyUses: uses }: SigningDeps) {
  const { clock, config, events, limits, log } = kernel;
  const vault = config.sealingKeys.length > 0 ? localVault(config.sealingKeys) : null;
  const signingKeys = vault && new SigningKeys({ store, uses, vault, audit, events, clock, log, limits });
  const readAgain = () => {
    signingKeys?.read().catch((error: unknown) => {
      // The timer reads again.
      log.warn({ err: error }, 'the signing keys could not be read');
    });
  };
  return defineFeature({
    name: 'signing',
    service: { signingKeys, keyVault: vault },
    reactions: { signingKeysChanged: readAgain, eventsDelayed: readAgain },
    start: () => signingKeys?.start(),
    close: () => signingKeys?.close(),
  });
}
