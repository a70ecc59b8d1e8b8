/** The rounds of the demo: opened by those who lead the communities, and said yes to. */

import type { Services } from '../features.ts';
import type { Actor } from '../kernel/actor.ts';
import { DAY_MS, HOUR_MS } from '../kernel/time.ts';
import { openRoundsSchema } from '../protocol/rounds.ts';
import { type DemoRounds, roundsOfCommunities, roundsOfEveryone } from './demo-rounds.ts';

export interface FillRoundsParts {
  services: Services;
  nowMs: number;
  /** A person of the demo by the handle, once signed up. */
  actor: (handle: string) => Actor;
}

/** All at the end of the demo, so that the next round is still to come when it starts. */
export function roundSteps(parts: FillRoundsParts): { atMs: number; run: () => Promise<unknown> }[] {
  const { services, nowMs: atMs, actor } = parts;
  return [
    ...roundsOfEveryone.map((handle) => ({
      atMs,
      run: () => services.rounds.answer(actor(handle), { answer: 'always' }),
    })),
    ...roundsOfCommunities.map((rounds) => ({ atMs, run: () => fill(rounds, parts) })),
  ];
}

async function fill({ community, owner, every, inDays, hour, yes }: DemoRounds, parts: FillRoundsParts): Promise<void> {
  const { services, nowMs, actor } = parts;
  const communityId = await idOf(community, actor(owner), services);
  const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS + inDays * DAY_MS + hour * HOUR_MS;
  const firstAt = new Date(startMs).toISOString();
  await services.rounds.open(actor(owner), openRoundsSchema.parse({ communityId, every, firstAt }));
  for (const handle of yes) await services.rounds.answer(actor(handle), { communityId, answer: 'always' });
}

async function idOf(name: string, member: Actor, { communities }: Services): Promise<string> {
  const { items } = await communities.listMine(member, { limit: 10 });
  const found = items.find((community) => community.name === name);
  if (!found) throw new Error(`The demo does not know "${name}"`);
  return found.id;
}
