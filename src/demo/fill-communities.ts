/** What happened in the communities of the demo, in the order in which it would have. */

import { newId } from '../database/ids.ts';
import type { Services } from '../features.ts';
import type { Actor } from '../kernel/actor.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time.ts';
import { createTopicSchema } from '../protocol/topics.ts';
import { communities, type DemoCommunity } from './demo-communities.ts';

const FIRST_MADE_MS = 6 * DAY_MS;

/** Something that happened at a moment. */
interface Step {
  atMs: number;
  run: () => Promise<unknown>;
}

export interface FillCommunitiesParts {
  services: Services;
  nowMs: number;
  /** A person of the demo by the handle, once signed up. */
  actor: (handle: string) => Actor;
}

export function communitySteps(parts: FillCommunitiesParts): Step[] {
  return communities.flatMap((community, index) => stepsOf(community, index, parts));
}

function stepsOf(community: DemoCommunity, index: number, { services, nowMs, actor }: FillCommunitiesParts): Step[] {
  const { communityMemberships, communityMembers, communityAnnouncements, topics } = services;
  const madeAt = nowMs - FIRST_MADE_MS + index * DAY_MS;
  const owner = () => actor(community.owner);
  let communityId = '';
  const enter = async (handle: string) => {
    const { personId } = actor(handle);
    await communityMembers.invite(owner(), communityId, personId);
    const { items } = await services.communities.listInvitations(actor(handle), { limit: 1 });
    const rulesVersion = items[0]?.community.rulesVersion ?? 0;
    await communityMemberships.join(actor(handle), communityId, { rulesVersion, note: '' });
  };
  const people = [...community.moderators, ...community.members];
  const promote = (handle: string) =>
    communityMembers.setRole(owner(), communityId, actor(handle).personId, 'moderator');
  const talkAt = nowMs - (index + 1) * HOUR_MS;
  return [
    {
      atMs: madeAt,
      run: async () => {
        communityId = (await services.communities.create(owner(), fieldsOf(community))).id;
      },
    },
    ...people.map((handle, at) => ({ atMs: madeAt + (at + 1) * HOUR_MS, run: () => enter(handle) })),
    ...community.moderators.map((handle) => ({ atMs: madeAt + 12 * HOUR_MS, run: () => promote(handle) })),
    ...community.topics.map(({ owner: handle, ...topic }, at) => ({
      atMs: talkAt - (at + 5) * HOUR_MS,
      run: () =>
        topics.create(actor(handle), createTopicSchema.parse({ ...topic, communityId, language: community.language })),
    })),
    ...(community.announcement ? [community.announcement] : []).map((announcement) => ({
      atMs: talkAt - HOUR_MS,
      run: () => communityAnnouncements.create(owner(), communityId, announcement),
    })),
    ...(community.asking ? [community.asking] : []).map(([handle, note]) => ({
      atMs: talkAt - 2 * HOUR_MS,
      run: () =>
        communityMemberships.join(actor(handle), communityId, { rulesVersion: community.rules === '' ? 0 : 1, note }),
    })),
    ...community.lines.map(([handle, text], at) => ({
      atMs: talkAt + at * 7 * MINUTE_MS,
      run: () => say(services, { speaker: actor(handle), owner: owner(), communityId, text }),
    })),
  ];
}

async function say(
  { communityChannels, conversations }: Services,
  { speaker, owner, communityId, text }: { speaker: Actor; owner: Actor; communityId: string; text: string },
): Promise<void> {
  const { items } = await communityChannels.list(owner, communityId);
  const conversationId = items[0]?.conversationId ?? '';
  const { seq } = await conversations.send(speaker, { conversationId, clientMessageId: newId(), text });
  await conversations.read(speaker, conversationId, seq);
}

function fieldsOf(community: DemoCommunity) {
  const { name, description, tags, language, visibility, joining, rules } = community;
  return { name, description, tags, language, visibility, joining, rules };
}
