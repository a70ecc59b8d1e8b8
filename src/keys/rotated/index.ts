/** The keys of push messages and of TURN credentials: of the database if `KEYS_SECRET` is set, otherwise of the settings. */
import type { AuditTrail } from '../../audit/index.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Secret } from '../../kernel/secret.ts';
import { type VapidKeys, vapidText } from '../../kernel/vapid-keys.ts';
import type { KeyVault } from '../signing/index.ts';
import type { KeyStore, KeyUses } from '../store/index.ts';
import { RotatedKeys } from './rotated-keys.ts';

export type { RotatedKey, RotatedKeys } from './rotated-keys.ts';

export interface RotatedKeysDeps {
  kernel: Kernel;
  audit: AuditTrail;
  keyStore: KeyStore;
  keyUses: KeyUses;
  keyVault: KeyVault | null;
  vapidKeys: VapidKeys | null;
}

export function createRotatedKeys({
  kernel,
  audit,
  keyStore: store,
  keyUses: uses,
  keyVault,
  vapidKeys,
}: RotatedKeysDeps) {
  const { clock, config, log } = kernel;
  const parts = { vault: keyVault, store, uses, audit, clock, log };
  const pushKeys = new RotatedKeys({
    ...parts,
    kind: 'push',
    ofSettings: vapidKeys && new Secret(vapidText(vapidKeys)),
  });
  const turnKeys = new RotatedKeys({ ...parts, kind: 'turn', ofSettings: config.media.turnSecret });
  return defineFeature({ name: 'rotatedKeys', service: { pushKeys, turnKeys } });
}
