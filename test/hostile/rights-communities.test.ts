/**
 * For people outside, a private community does not exist. These tests try every route, request and event of the contract
 * with the ids of everything in the community, as: a stranger, a former member, a banned person, a person who asked to join
 * while it was public, an invited person, a person who blocked its owner, and a person of another tenant.
 */
import { expect } from 'chai';
import type { RequestTable } from '../../src/protocol/events.ts';
import { type RouteDefinition, type RouteTable, requests, routes } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, signUp } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { askRoute, askSocket, expectWithout, idFieldsOf, idNames, idQuery, queriesOf } from './asking.ts';
import { type CommunityWorld, makeCommunityWorld, type Outsider } from './community-world.ts';
import { type Ids, idsOfNothing, message, picture } from './rights-world.ts';
import { sampleOf } from './samples.ts';
import { Unchanged } from './unchanged.ts';

/** The routes on which some outsiders do not get the same answer as for unknown ids, with the reason. */
const answered: Readonly<Record<string, readonly string[]>> = {
  // People can withdraw their own request, and decline their own invitation.
  'communities.leave': ['asking', 'invited'],
  // An invited person can accept the invitation.
  'communities.join': ['invited'],
};
/** The routes on which an invited person sees the community's card. */
const forInvited = ['communities.listInvitations', 'notifications.list', 'communities.join'];

/** The routes of communities that need no role. On all others a plain member is refused. */
const forMembers = [
  'communities.members',
  'communities.channels',
  'communities.announcements',
  'communities.report',
  'communities.openRoom',
  'communities.acceptRules',
];
const forEveryone = ['communities.get', 'communities.glance', 'communities.join', 'communities.leave'];
const onlyForOwners = ['communities.close', 'communities.setRole', 'communities.handOver'];

/** The fields that can carry an id of something in a community. */
const fields = [
  'communityId',
  'channelId',
  'conversationId',
  'topicId',
  'roomId',
  'mealId',
  'announcementId',
  'invitationId',
  'reportId',
];

const everyRoute = Object.entries(routes as RouteTable).filter(([, { auth }]) => auth === 'required');
const managing = everyRoute.filter(([name, { params }]) => {
  const isOpen = [...forMembers, ...forEveryone].includes(name);
  return name.startsWith('communities.') && idNames(params).includes('communityId') && !isOpen;
});
const requestsWithIds = Object.entries(requests as RequestTable).filter(([, { input }]) => idNames(input).length > 0);

describe('a private community', () => {
  let app: TestApp;
  let world: CommunityWorld;
  let nothing: Ids;
  let image: Uint8Array;
  const inside = new Unchanged(() => everythingInside());

  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 20 } });
    world = await makeCommunityWorld(app);
    image = await picture();
    nothing = { ...idsOfNothing(world.ids), personId: world.member.id };
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  it('is visible to its members with all its content', async () => {
    const seen = JSON.stringify(await everythingInside());

    // Ids of the request are replaced by their names, and the token of a link is shown only once, to its creator.
    const words = [...world.cardWords, ...world.words].filter((word) => !/^(?:[0-9a-f]{24}|[\w-]{43})$/.test(word));
    expect(words.filter((word) => !seen.includes(word))).to.deep.equal([]);
    for (const field of fields) expect(seen, field).to.include(`<${field}>`);
  });

  it('is in no list, search or count for people outside, with any query', async () => {
    const lists = everyRoute.filter(([, { method, params }]) => method === 'get' && !params);
    const asked = { q: 'kettle', tag: 'kettlecraft', ...world.ids, ownerId: world.owner.id };

    for (const [name, route] of lists) {
      for (const query of [{}, ...queriesOf(route, asked), ...queriesOf(route, { q: 'gooseneck' })]) {
        for (const outsider of world.outsiders) {
          const { text } = await askRoute(app, outsider.guest.accessToken, route, { query });
          expectWithout(text, wordsFor(outsider, name), `${name} to ${outsider.who}`);
        }
      }
    }
  });

  for (const [name, route] of everyRoute.filter(([, one]) => idFieldsOf(one).some((field) => fields.includes(field)))) {
    it(`does not exist on ${name}`, async () => {
      await inside.during(name, async () => {
        for (const outsider of world.outsiders) {
          if (answered[name]?.includes(outsider.who)) continue;
          const real = await tryRoute(outsider.guest, route, world.ids);
          const none = await tryRoute(outsider.guest, route, nothing);
          expect(real, `${name} to ${outsider.who}`).to.deep.equal(none);
          expect(real.status, `${outsider.who}: ${real.text}`).not.to.be.oneOf(['400', '500']);
          expectWithout(real.text, wordsFor(outsider, name), `${name} to ${outsider.who}`);
        }
      });
    });
  }

  it('does not exist on the last of these, which changed nothing either', async () => {
    await inside.end();
  });

  for (const [name, { input }] of requestsWithIds) {
    it(`does not exist on ${name}`, async () => {
      for (const outsider of world.outsiders) {
        const ask = (ids: Ids) => {
          const { clientMessageId } = message('', '');
          const made = { clientMessageId, changeId: clientMessageId, emoji: '👍' };
          return askSocket(outsider.guest.line, name, sampleOf(input, { ...ids, ...made }), ids);
        };
        expect(await ask(world.ids), `${name} to ${outsider.who}`).to.deep.equal(await ask(nothing));
      }
    });
  }

  it('sends no event about anything inside to people outside', async () => {
    const { owner, member, ids, outsiders } = world;
    const params = { communityId: String(ids.communityId) };
    const conversationId = String(ids.conversationId);
    for (const { heard } of outsiders) heard.length = 0;
    const [joining, last] = [await signUp(app), await signUp(app)];
    const { token } = await owner.call('communities.createInvitation', { params, body: { maxUses: 1 } });

    await member.line.ask('typing:start', { conversationId });
    const { seq } = await member.line.ask('message:send', message(conversationId, 'whistling softly'));
    await owner.line.ask('conversation:read', { conversationId, seq });
    await owner.call('communities.hideMessage', { params, body: { conversationId, seq } });
    await joining.call('communities.acceptInvitation', { body: { token, rulesVersion: 1 } });
    await owner.call('communities.createAnnouncement', { params, body: { title: 'whistling', text: '' } });
    await owner.call('communities.edit', { params, body: { slowModeSeconds: 5, description: 'whistling' } });
    await owner.call('communities.renameChannel', {
      params: { ...params, channelId: String(ids.channelId) },
      body: { name: 'whistling' },
    });
    await owner.line.ask('room:join', { roomId: String(ids.roomId) });
    await owner.call('communities.setRole', {
      params: { ...params, personId: member.id },
      body: { role: 'moderator' },
    });
    await joining.call('communities.leave', { params });
    const topic = await member.call('topics.create', { body: { title: 'whistling', communityId: params.communityId } });
    await owner.call('topics.createInterest', { params: { topicId: topic.id } });
    const [startsAt, endsAt] = [99, 100].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    await member.call('meals.create', {
      body: { title: 'whistling', startsAt: startsAt ?? '', endsAt: endsAt ?? '', ...params },
    });
    await member.call('matches.create', { params: { topicId: topic.id, personId: owner.id } });

    // The marker: events arrive in order, so an outsider who receives this one has received all earlier ones.
    for (const { who, guest } of outsiders) {
      const opener = who === 'elsewhere' ? guest : last;
      await opener.call('rooms.create', { body: { title: `The end for ${who}` } });
      await guest.line.next('room:changed', ({ title }) => title === `The end for ${who}`);
    }
    for (const { who, heard } of outsiders) {
      const text = JSON.stringify(heard);
      expectWithout(text, [...world.cardWords, ...world.words, 'whistling', topic.id], `sent to ${who}`);
      expect(heard.map(({ name }) => name).filter((name) => name !== 'room:changed')).to.deep.equal([]);
    }
  });

  it('refuses plain members on every route that needs a role, and moderators on those for owners', async () => {
    const { owner, ids } = world;
    const params = { communityId: String(ids.communityId), personId: '' };
    const [plain, moderator] = [await newMember(), await newMember()];
    await owner.call('communities.setRole', {
      params: { ...params, personId: moderator.id },
      body: { role: 'moderator' },
    });
    const before = await everythingInside();

    for (const [name, route] of managing) {
      const isForOwners = onlyForOwners.includes(name);
      for (const person of isForOwners ? [plain, moderator] : [plain]) {
        const { status, text } = await tryRoute(person, route, world.ids);
        expect(status, `${name}: ${text}`).to.equal('403');
        expect(text, name).to.include('not_allowed');
      }
    }

    expect(managing.map(([name]) => name)).to.include.members(onlyForOwners);
    expect(await everythingInside()).to.deep.equal(before);
    for (const { call } of [plain, moderator]) await call('communities.leave', { params });
  });

  it('keeps its content from the moderators of another community', async () => {
    const other = await signUp(app);
    const { id: communityId } = await other.call('communities.create', { body: { name: 'Next door' } });
    const before = await everythingInside();

    for (const [name, route] of managing) {
      if (!idFieldsOf(route).some((field) => field !== 'communityId' && fields.includes(field))) continue;
      const real = await tryRoute(other, route, { ...world.ids, communityId });
      expect(real, name).to.deep.equal(await tryRoute(other, route, { ...nothing, communityId }));
      expect(real.status, name).to.equal('404');
    }

    expect(await everythingInside()).to.deep.equal(before);
  });

  it('does not reveal that it exists when a stranger asks to join', async () => {
    const [stranger] = world.outsiders;
    const body = { rulesVersion: 1 };
    const params = { communityId: String(world.ids.communityId) };

    const real = await stranger?.guest.call('communities.join', { params, body }).catch((error: Error) => error);
    const none = await stranger?.guest
      .call('communities.join', { params: { communityId: String(nothing.communityId) }, body })
      .catch((error: Error) => error);

    expect(String(real)).to.equal(String(none));
  });

  /** Everything that the owner can read about the community. */
  function everythingInside(): Promise<unknown> {
    const readable = everyRoute.filter(([name, { method, output }]) => {
      return (
        method === 'get' &&
        output !== 'image' &&
        /^(?:communities|topics|conversations|rooms|meals|rounds)\./.test(name)
      );
    });
    return Promise.all(
      readable.map(async ([name, route]) => {
        const query = name === 'communities.list' ? {} : idQuery(route, world.ids);
        return { name, ...(await askRoute(app, world.owner.accessToken, route, { ids: world.ids, query })) };
      }),
    );
  }

  function tryRoute({ accessToken }: Person, route: RouteDefinition, ids: Ids) {
    const body = route.body === 'image' ? image : route.body && sampleOf(route.body, ids);
    return askRoute(app, accessToken, route, { ids, query: idQuery(route, ids), body });
  }

  async function newMember(): Promise<Person> {
    const person = await signUp(app);
    const params = { communityId: String(world.ids.communityId) };
    await world.owner.call('communities.invite', { params: { ...params, personId: person.id } });
    await person.call('communities.join', { params, body: { rulesVersion: 1 } });
    return person;
  }

  function wordsFor({ isInvited }: Outsider, name: string): string[] {
    return isInvited && forInvited.includes(name) ? world.words : [...world.cardWords, ...world.words];
  }
});
