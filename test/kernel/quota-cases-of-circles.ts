/** How quotas of meals, rooms and communities are used up. */
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/time.ts';
import {
  counter,
  countingAccepted,
  type Newcomer,
  newcomer,
  newcomers,
  nobody,
  type QuotaCases,
  type QuotaName,
  type QuotaWorld,
} from './quota-world.ts';

export const quotaCasesOfCircles = {
  async comingMealsPerPerson(world) {
    const host = await newcomer(world);
    return {
      attempt: (at) => host.calls(at)('meals.create', { body: mealBody() }),
      count: counter(world, 'meals', { hostId: host.id }),
      refusal: 'conflict/too_many_meals',
    };
  },

  async mealWaiting(world) {
    const { mealId, guests } = await mealWithGuests(world, { capacity: 2 });
    await guests.pop()?.calls(0)('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
    const meal = { params: { mealId } };
    return {
      attempt: (at) => guests[at]?.calls(at)('meals.reply', { ...meal, body: { answer: 'yes' } }) ?? nobody(),
      count: async () => (await (guests[0] ?? nobody()).calls(0)('meals.get', meal)).waitingCount,
      refusal: 'conflict/meal_full',
    };
  },

  async mealAnswers(world) {
    const { mealId, guests } = await mealWithGuests(world, { capacity: 2 });
    return {
      attempt: (at) => guests[at]?.calls(at)('meals.reply', { params: { mealId }, body: { answer: 'no' } }) ?? nobody(),
      async count() {
        const meal = await world.apps[0].connection.collection<{ _id: string }>('meals').findOne({ _id: mealId });
        return (meal as { seats?: unknown[] } | null)?.seats?.length ?? 0;
      },
      refusal: 'conflict/meal_full',
    };
  },

  async mealMessagesPerDay(world) {
    const { mealId, host, guests } = await mealWithGuests(world);
    await guests[0]?.calls(0)('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
    const tell = (at: number) => host.calls(at)('meals.tell', { params: { mealId }, body: { text: `Door ${at}` } });
    return { ...countingAccepted(tell), refusal: 'limit_exceeded/too_many_meal_messages' };
  },

  async openRoomsPerPerson(world) {
    const owner = await newcomer(world);
    return {
      attempt: (at) => owner.calls(at)('rooms.create', { body: { title: `Room ${at}` } }),
      count: counter(world, 'rooms', { ownerId: owner.id, state: 'open' }),
      refusal: 'conflict/too_many_rooms',
    };
  },

  async standingsPerRoom(world) {
    const [owner, others] = await Promise.all([newcomer(world), newcomers(world)]);
    const { id: roomId } = await owner.calls(0)('rooms.create', { body: { title: 'Many were removed' } });
    return {
      attempt: (at) => {
        const params = { roomId, personId: others[at]?.id ?? '' };
        return owner.calls(at)('rooms.removePerson', { params, body: { minutes: null } });
      },
      count: counter(world, 'roomStandings', { roomId }),
      refusal: 'conflict/too_many_room_people',
    };
  },

  async communitiesPerOwner(world) {
    const owner = await newcomer(world);
    return {
      attempt: (at) => createCommunity(owner, at),
      count: async () => (await owner.calls(0)('communities.listMine')).items.length,
      refusal: 'conflict/too_many_owned_communities',
    };
  },

  async communitiesPerPerson(world) {
    const [member, communityIds] = await Promise.all([newcomer(world), communitiesOfOthers(world)]);
    return {
      attempt: (at) => join(member, at, communityIds[at]),
      count: async () => (await member.calls(0)('communities.listMine')).items.length,
      refusal: 'conflict/too_many_communities',
    };
  },

  async membersPerCommunity(world) {
    const { params, owner, others } = await communityAndOthers(world);
    return {
      attempt: (at) => join(others[at] ?? nobody(), at, params.communityId),
      count: async () => (await owner.calls(0)('communities.get', { params })).memberCount,
      refusal: 'conflict/community_full',
    };
  },

  async communityRequestsPerPerson(world) {
    const [asking, communityIds] = await Promise.all([newcomer(world), communitiesOfOthers(world, 'approval')]);
    return {
      attempt: (at) => join(asking, at, communityIds[at]),
      count: counter(world, 'communityMemberships', { personId: asking.id, standing: 'requested' }),
      refusal: 'conflict/too_many_join_requests',
    };
  },

  async channelsPerCommunity(world) {
    const { params, owner } = await communityAndOthers(world);
    return {
      attempt: (at) => owner.calls(at)('communities.createChannel', { params, body: { name: `channel-${at}` } }),
      count: async () => (await owner.calls(0)('communities.channels', { params })).items.length,
      refusal: 'conflict/too_many_channels',
    };
  },

  async invitationsPerCommunity(world) {
    const { params, owner } = await communityAndOthers(world);
    return {
      attempt: (at) => owner.calls(at)('communities.createInvitation', { params, body: {} }),
      count: async () => (await owner.calls(0)('communities.invitations', { params })).items.length,
      refusal: 'conflict/too_many_invitations',
    };
  },

  async namedInvitationsPerCommunity(world) {
    const { params, owner, others } = await communityAndOthers(world);
    const invite = (at: number) => ({ params: { ...params, personId: others[at]?.id ?? '' } });
    return {
      attempt: (at) => owner.calls(at)('communities.invite', invite(at)),
      count: async () => (await owner.calls(0)('communities.invited', { params })).items.length,
      refusal: 'conflict/too_many_invitations',
    };
  },

  async announcementsPerCommunity(world) {
    const { params, owner } = await communityAndOthers(world);
    return {
      attempt: (at) => owner.calls(at)('communities.createAnnouncement', { params, body: { title: `News ${at}` } }),
      count: async () => (await owner.calls(0)('communities.announcements', { params })).items.length,
      refusal: 'conflict/too_many_announcements',
    };
  },

  async openReportsPerPerson(world) {
    const { params, owner, others } = await communityAndOthers(world);
    const [reporter = nobody(), author = nobody()] = others;
    for (const member of [reporter, author]) await join(member, 0, params.communityId);
    const conversationId = (await owner.calls(0)('communities.channels', { params })).items[0]?.conversationId ?? '';
    const actor = { tenantId: PUBLIC_TENANT, personId: author.id, sessionId: 'test' };
    const seqs: number[] = [];
    for (let at = 0; at < 12; at++) {
      const message = { conversationId, clientMessageId: `message-${at}-0000000000`, text: 'buy my coin' };
      seqs.push((await world.apps[0].services.conversations.send(actor, message)).seq);
    }
    return {
      attempt: (at) =>
        reporter.calls(at)('communities.report', { params, body: { conversationId, seq: seqs[at] ?? 0 } }),
      count: async () => (await owner.calls(0)('communities.reports', { params })).items.length,
      refusal: 'conflict/too_many_reports',
    };
  },
} satisfies Partial<QuotaCases<QuotaName>>;

function mealBody() {
  const startsAt = new Date(Date.now() + DAY_MS);
  const endsAt = new Date(startsAt.getTime() + HOUR_MS);
  return { title: 'Soup', startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}

async function mealWithGuests(world: QuotaWorld, { capacity = 6 } = {}) {
  const [host, guests] = await Promise.all([newcomer(world), newcomers(world)]);
  const { id: mealId } = await host.calls(0)('meals.create', { body: { ...mealBody(), capacity } });
  return { mealId, host, guests };
}

async function createCommunity(owner: Newcomer, at: number, joining: 'open' | 'approval' = 'open'): Promise<string> {
  return (await owner.calls(at)('communities.create', { body: { name: `Place ${at}`, joining } })).id;
}

async function communitiesOfOthers(world: QuotaWorld, joining?: 'open' | 'approval'): Promise<string[]> {
  return Promise.all((await newcomers(world)).map((owner, at) => createCommunity(owner, at, joining)));
}

async function communityAndOthers(world: QuotaWorld) {
  const [owner, others] = await Promise.all([newcomer(world), newcomers(world)]);
  return { params: { communityId: await createCommunity(owner, 0) }, owner, others };
}

async function join(member: Newcomer, at: number, communityId = '') {
  return member.calls(at)('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
}
