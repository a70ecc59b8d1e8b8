/**
 * The life of a key: in use → rehearsal → disabled → deleted. Nothing is deleted that was not disabled and then unused for a while:
 * people who still need the key notice while one press brings it back. Pure functions, no I/O; `key-store.ts` makes the same
 * changes in the database.
 */
import type { KeyState } from '../../protocol/keys.ts';

export const keyActs = ['rehearse', 'disable', 'enable', 'delete'] as const;
export type KeyAct = (typeof keyActs)[number];

/** What a use does. `warned`: it is served with a warning, and counted. */
export type UseOutcome = 'served' | 'warned' | 'refused';

interface Phase {
  use: UseOutcome;
  /** The acts that are allowed, and the state that follows. */
  acts: Partial<Record<KeyAct, KeyState | 'deleted'>>;
}

/** A leaked key must end at once, so a rehearsal can be left out. */
export const keyLife: Readonly<Record<KeyState, Phase>> = {
  in_use: { use: 'served', acts: { rehearse: 'rehearsal', disable: 'disabled' } },
  rehearsal: { use: 'warned', acts: { enable: 'in_use', disable: 'disabled' } },
  disabled: { use: 'refused', acts: { enable: 'in_use', delete: 'deleted' } },
};

/** The part of a key that its life changes. Times in milliseconds since 1970. */
export interface KeyLife {
  state: KeyState | 'deleted';
  stateSince: number;
  uses: number;
  rehearsalUses: number;
  refusedUses: number;
  lastRefusedAt: number | null;
}

export function newLife(now: number): KeyLife {
  return { state: 'in_use', stateSince: now, uses: 0, rehearsalUses: 0, refusedUses: 0, lastRefusedAt: null };
}

/** The states in which an act is allowed. */
export function statesFor(act: KeyAct): KeyState[] {
  return (Object.keys(keyLife) as KeyState[]).filter((state) => keyLife[state].acts[act] !== undefined);
}

/** The state after an act. An act leads to the same state from wherever it is allowed. */
export function stateAfter(act: Exclude<KeyAct, 'delete'>): KeyState {
  const [from] = statesFor(act);
  return (from && keyLife[from].acts[act]) as KeyState;
}

/** What an act sets besides the state: each rehearsal, and each time of being disabled, is counted from 0. */
export function resetBy(act: KeyAct): Partial<KeyLife> {
  if (act === 'rehearse') return { rehearsalUses: 0 };
  return act === 'disable' ? { refusedUses: 0, lastRefusedAt: null } : {};
}

/** When a disabled key can be deleted, if nobody uses it until then. */
export function deletableAt(life: Pick<KeyLife, 'stateSince' | 'lastRefusedAt'>, restMs: number): number {
  return Math.max(life.stateSince, life.lastRefusedAt ?? 0) + restMs;
}

/** The life after an act; null if the act is refused. */
export function afterAct(life: KeyLife, act: KeyAct, now: number, restMs: number): KeyLife | null {
  const next = life.state === 'deleted' ? undefined : keyLife[life.state].acts[act];
  if (next === undefined || (act === 'delete' && now < deletableAt(life, restMs))) return null;
  return { ...life, ...resetBy(act), state: next, stateSince: now };
}

/** The life after a use, and what the use does. A use of a deleted key is refused and not counted. */
export function afterUse(life: KeyLife, now: number): { life: KeyLife; outcome: UseOutcome } {
  if (life.state === 'deleted') return { life, outcome: 'refused' };
  const outcome = keyLife[life.state].use;
  if (outcome === 'refused') {
    return { life: { ...life, refusedUses: life.refusedUses + 1, lastRefusedAt: now }, outcome };
  }
  const rehearsalUses = life.rehearsalUses + (outcome === 'warned' ? 1 : 0);
  return { life: { ...life, uses: life.uses + 1, rehearsalUses }, outcome };
}
