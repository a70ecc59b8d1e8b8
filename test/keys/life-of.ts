/** The part of a key that its life changes, as the API tells it. */
import type { KeyLife } from '../../src/keys/store/key-life.ts';
import type { Key } from '../../src/protocol/keys.ts';

export function lifeOf(key: Key): KeyLife {
  const { state, uses, rehearsalUses, refusedUses } = key;
  const lastRefusedAt = key.lastRefusedAt === null ? null : Date.parse(key.lastRefusedAt);
  return { state, stateSince: Date.parse(key.stateSince), uses, rehearsalUses, refusedUses, lastRefusedAt };
}
