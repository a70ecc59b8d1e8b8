/** The steps that open the rounds of the demo and say yes to them. */

import type { Services } from '../features.ts';
import type { Actor } from '../kernel/actor.ts';
import { DAY_MS, HOUR_MS } from '../kernel/time.ts';
import { openRoundsSchema } from '../protocol/rounds.ts';
import { type DemoRounds, roundsOfCommunities, roundsOfEveryone } from './demo-rounds.ts';

export interface FillRoundsOptions {
  services: Services;
  nowMs: number;
  /** Returns a person of the demo who has signed up. */
  actor: (handle: string) => Actor;
}

/** All steps happen at the end of the demo, so that the next round is in the future when the app starts. */
export function roundSteps(options: FillRoundsOptions): { atMs: number; run: () => Promise<unknown> }[] {
  const { services, nowMs: atMs, actor } = options;
  return [
    ...roundsOfEveryone.map((handle) => ({
      atMs,
      run: () => services.rounds.answer(actor(handle), { answer: 'always' }),
    })),
    ...roundsOfCommunities.map((rounds) => ({ atMs, run: () => fill(rounds, options) })),
  ];
}

async function fill(
  { community, owner, every, inDays, hour, yes }: DemoRounds,
  options: FillRoundsOptions,
): Promise<void> {
  const { services, nowMs, actor } = options;
  const communityId = await idOf(community, actor(owner), services);
  const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS + inDays * DAY_MS + hour * HOUR_MS;
  const firstAt = new Date(startMs).toISOString();
  await services.rounds.open(actor(owner), openRoundsSchema.parse({ communityId, every, firstAt }));
  for (const handle of yes) await services.rounds.answer(actor(handle), { communityId, answer: 'always' });
}

async function idOf(name: string, member: Actor, { communities }: Services): Promise<string> {
  const { items } = await communities.listMine(member, { limit: 10 });
  const found = items.find((community) => community.name === name);
  if (!found) throw new Error(`The demo data refers to "${name}", which does not exist`);
  return found.id;
}
