/** A private community with content of every kind, and people with some connection to it who are not members. */
import type { RouteOutput } from '../../src/protocol/index.ts';
import type { TestApp } from '../support/app.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { type Person, signUp } from '../support/people.ts';
import { type Ids, message, signUpElsewhere } from './rights-world.ts';

/** Someone outside, with every event that their connection has received since the community became private. */
export interface Outsider {
  who: string;
  guest: Guest;
  heard: { name: string; payload: unknown }[];
  /** Invited by handle: this person may see the community's card and rules together with the invitation. */
  isInvited: boolean;
}

export interface CommunityWorld {
  owner: Guest;
  member: Guest;
  outsiders: Outsider[];
  /** Ids of what belongs to the community, by the names of the fields that carry them. */
  ids: Ids;
  /** Words and ids of the community itself, which an invited person may know. */
  cardWords: string[];
  /** Words and ids of the content, which only members may know. */
  words: string[];
}

const NAME = 'Kettle whisperers';
const TAG = 'kettlecraft';
const CHANNEL = 'boiling-point';
const TOPIC = 'Gooseneck or straight spout';
const MEAL = 'Supper by the samovar';
const ANNOUNCEMENT = 'Descaling on Sunday';
const SECRET = 'the good water is behind the shrine';
const REASON = 'steam in the wrong place';

/** Creates the community as public, so that people can find it, then fills it and makes it private. */
export async function makeCommunityWorld(app: TestApp): Promise<CommunityWorld> {
  const [owner, member, stranger, left, banned, invited, asking, blocked, elsewhere] = await Promise.all([
    signUp(app, { displayName: 'Okami' }),
    signUp(app),
    ...Array.from({ length: 6 }, () => signUp(app)),
    signUpElsewhere(app),
  ]);
  if (!stranger || !left || !banned || !invited || !asking || !blocked || !elsewhere) {
    throw new Error('Seven outsiders are needed');
  }
  await asking.call('profiles.update', { body: { tags: ['tea'] } });
  const community = await owner.call('communities.create', {
    body: {
      name: NAME,
      description: `About ${SECRET}`,
      tags: [TAG, 'tea'],
      joining: 'approval',
      rules: 'No microwaves.',
    },
  });
  const params = { communityId: community.id };
  await letIn(owner, params.communityId, [member, left, banned, blocked]);
  await asking.call('communities.join', { params, body: { rulesVersion: 1, note: REASON } });
  await stranger.call('communities.get', { params });

  const content = await fill(app, { owner, member, community });
  await left.call('communities.leave', { params });
  await owner.call('communities.ban', { params: { ...params, personId: banned.id }, body: { reason: REASON } });
  // A block alone keeps both as members, so this person also leaves.
  await blocked.call('communities.leave', { params });
  await blocked.call('blocks.create', { params: { personId: owner.id } });
  await owner.call('communities.invite', { params: { ...params, personId: invited.id } });
  await owner.call('communities.edit', { params, body: { visibility: 'private' } });

  const outsiders = await Promise.all(
    Object.entries({ stranger, left, banned, invited, asking, blocked, elsewhere }).map(async ([who, person]) => ({
      who,
      guest: await connectGuest(app, person),
      heard: [],
      isInvited: who === 'invited',
    })),
  );
  for (const outsider of outsiders) await listen(outsider);
  const cardWords = [NAME, TAG, 'microwaves', community.id, SECRET];
  return {
    owner: content.owner,
    member: content.member,
    outsiders,
    ids: content.ids,
    cardWords,
    words: [CHANNEL, TOPIC, MEAL, ANNOUNCEMENT, REASON, ...content.words],
  };
}

async function fill(
  app: TestApp,
  { owner, member, community }: { owner: Person; member: Person; community: RouteOutput<'communities.create'> },
) {
  const params = { communityId: community.id };
  const guests = { owner: await connectGuest(app, owner), member: await connectGuest(app, member) };
  const channel = await owner.call('communities.createChannel', { params, body: { name: CHANNEL } });
  const { conversationId } = channel;
  const sent = await guests.member.line.ask('message:send', message(conversationId, SECRET));
  await owner.call('communities.report', {
    params,
    body: { conversationId, seq: sent.seq, reason: REASON },
  });
  const topic = await member.call('topics.create', { body: { title: TOPIC, tags: [TAG], communityId: community.id } });
  await owner.call('topics.createInterest', { params: { topicId: topic.id } });
  const room = await owner.call('communities.openRoom', { params });
  const [startsAt, endsAt] = [inHours(48), inHours(50)];
  const meal = await member.call('meals.create', { body: { title: MEAL, startsAt, endsAt, ...params } });
  await owner.call('rounds.open', { body: { ...params, firstAt: startsAt } });
  const announcement = await owner.call('communities.createAnnouncement', {
    params,
    body: { title: ANNOUNCEMENT, text: SECRET },
  });
  const { invitation, token } = await owner.call('communities.createInvitation', { params, body: {} });
  const reports = await owner.call('communities.reports', { params });
  const ids: Ids = {
    ...params,
    channelId: channel.id,
    conversationId,
    topicId: topic.id,
    roomId: room.id,
    mealId: meal.id,
    announcementId: announcement.id,
    invitationId: invitation.id,
    reportId: reports.items[0]?.id ?? '',
    personId: member.id,
  };
  const { personId: _, communityId: __, ...inner } = ids;
  return { ...guests, ids, words: [...Object.values(inner).map(String), room.conversationId, token] };
}

function inHours(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString();
}

async function letIn(owner: Person, communityId: string, people: readonly Person[]): Promise<void> {
  for (const { id, call } of people) {
    await call('communities.join', { params: { communityId }, body: { rulesVersion: 1 } });
    await owner.call('communities.admit', { params: { communityId, personId: id } });
  }
}

async function listen({ guest, heard }: Outsider): Promise<void> {
  guest.line.socket.onAny((name: string, payload: unknown) => heard.push({ name, payload }));
  await guest.line.ask('rooms:watch', {});
  await guest.line.ask('communities:watch', {});
}
