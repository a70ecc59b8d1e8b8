/** The steps that fill the communities of the demo, in a plausible order. */

import { newId } from '../database/ids.ts';
import type { Services } from '../features.ts';
import type { Actor } from '../kernel/actor.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time.ts';
import { createTopicSchema } from '../protocol/topics.ts';
import { communities, type DemoCommunity } from './demo-communities.ts';

/** How long ago the first community was created. */
const FIRST_CREATED_MS = 6 * DAY_MS;

/** An action and the time at which it happened in the demo. */
interface Step {
  atMs: number;
  run: () => Promise<unknown>;
}

export interface FillCommunitiesOptions {
  services: Services;
  nowMs: number;
  /** Returns a person of the demo who has signed up. */
  actor: (handle: string) => Actor;
}

export function communitySteps(options: FillCommunitiesOptions): Step[] {
  return communities.flatMap((community, index) => stepsOf(community, index, options));
}

function stepsOf(community: DemoCommunity, index: number, { services, nowMs, actor }: FillCommunitiesOptions): Step[] {
  const { communityMemberships, communityMembers, communityAnnouncements, topics } = services;
  const createdAt = nowMs - FIRST_CREATED_MS + index * DAY_MS;
  const owner = () => actor(community.owner);
  let communityId = '';
  const join = async (handle: string) => {
    const { personId } = actor(handle);
    await communityMembers.invite(owner(), communityId, personId);
    const { items } = await services.communities.listInvitations(actor(handle), { limit: 1 });
    const rulesVersion = items[0]?.community.rulesVersion ?? 0;
    await communityMemberships.join(actor(handle), communityId, { rulesVersion, note: '' });
  };
  const people = [...community.moderators, ...community.members];
  const promote = (handle: string) =>
    communityMembers.setRole(owner(), communityId, actor(handle).personId, 'moderator');
  const chatAt = nowMs - (index + 1) * HOUR_MS;
  return [
    {
      atMs: createdAt,
      run: async () => {
        communityId = (await services.communities.create(owner(), fieldsOf(community))).id;
      },
    },
    ...people.map((handle, at) => ({ atMs: createdAt + (at + 1) * HOUR_MS, run: () => join(handle) })),
    ...community.moderators.map((handle) => ({ atMs: createdAt + 12 * HOUR_MS, run: () => promote(handle) })),
    ...community.topics.map(({ owner: handle, ...topic }, at) => ({
      atMs: chatAt - (at + 5) * HOUR_MS,
      run: () =>
        topics.create(actor(handle), createTopicSchema.parse({ ...topic, communityId, language: community.language })),
    })),
    ...(community.announcement ? [community.announcement] : []).map((announcement) => ({
      atMs: chatAt - HOUR_MS,
      run: () => communityAnnouncements.create(owner(), communityId, announcement),
    })),
    ...(community.asking ? [community.asking] : []).map(([handle, note]) => ({
      atMs: chatAt - 2 * HOUR_MS,
      run: () =>
        communityMemberships.join(actor(handle), communityId, { rulesVersion: community.rules === '' ? 0 : 1, note }),
    })),
    ...community.messages.map(([handle, text], at) => ({
      atMs: chatAt + at * 7 * MINUTE_MS,
      run: () => sendMessage(services, { sender: actor(handle), owner: owner(), communityId, text }),
    })),
  ];
}

async function sendMessage(
  { communityChannels, conversations }: Services,
  { sender, owner, communityId, text }: { sender: Actor; owner: Actor; communityId: string; text: string },
): Promise<void> {
  const { items } = await communityChannels.list(owner, communityId);
  const conversationId = items[0]?.conversationId ?? '';
  const { seq } = await conversations.send(sender, { conversationId, clientMessageId: newId(), text });
  await conversations.read(sender, conversationId, seq);
}

function fieldsOf(community: DemoCommunity) {
  const { name, description, tags, language, visibility, joining, rules } = community;
  return { name, description, tags, language, visibility, joining, rules };
}
