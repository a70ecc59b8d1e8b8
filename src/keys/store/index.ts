/** The stored keys of all kinds: their life, and how their uses are counted. What a key allows is decided by those who use it. */
import type { AuditTrail } from '../../audit/index.ts';
import { connectModels } from '../../database/models.ts';
import { defineFeature } from '../../kernel/feature.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { keyModel } from './key-model.ts';
import { KeyStore } from './key-store.ts';
import { KeyUses } from './key-uses.ts';

export type { KeyAct, UseOutcome } from './key-life.ts';
export type { KeyDoc } from './key-model.ts';
export type { KeyRef, KeyStore } from './key-store.ts';
export type { KeyOrigin, KeyUses } from './key-uses.ts';

const models = { keys: keyModel };

export function createKeyStore({ kernel, audit }: { kernel: Kernel; audit: AuditTrail }) {
  const { clock, limits, log } = kernel;
  const { keys } = connectModels(kernel.connection, models);
  const keyStore = new KeyStore({ keys, audit, clock, limits });
  const keyUses = new KeyUses({ keys, store: keyStore, clock, log, limits });
  return defineFeature({
    name: 'keyStore',
    service: { keyStore, keyUses },
    models,
    start: () => keyUses.start(),
    close: () => keyUses.close(),
  });
}
