/**
 * A block never limits a person who acts for a community, a meal or an organisation. These tests try every route and request of the
 * contract that acts for one of them, about a person without and with a block: both get the same answer and show the same things.
 */
import { expect } from 'chai';
import type { RequestTable } from '../../src/protocol/events.ts';
import { type RouteDefinition, type RouteTable, requests, routes } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { type Person, signUp, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { type Answer, askRoute, askSocket, idNames, idQuery } from './asking.ts';
import { type Ids, message, picture } from './rights-world.ts';
import { sampleOf } from './samples.ts';

type Made = Promise<{ actor: Guest; concerned: Person; ids: Ids }>;

/** Something that people act for, with a person who is concerned, such as a member or a guest. */
interface Setting {
  what: string;
  names: readonly string[];
  /** Creates it anew, with the person in the state that the route needs. */
  make(name: string, hasBlock: boolean): Made;
}

const TEXT = 'nobody wants to read this';

/** For these the actor needs no role, or acts for themselves. */
const personal = [
  // It shows faces to those who think of joining.
  'communities.glance',
  'communities.join',
  'communities.leave',
  'communities.acceptRules',
  'communities.report',
  'rounds.answer',
  'meals.reply',
  'meals.calendar',
  'meals.list',
  'meals.create',
  // An invitation reaches a person who is not in the community: a block keeps strangers from each other.
  'communities.invite',
];
/** Routes and requests about the room and the text of a community or a meal. */
const ofRoom = ['rooms.get', 'rooms.edit', 'rooms.close', 'conversations.get', 'conversations.history'];
const requestsOfRoom = ['conversation:sync', 'room:join'];

/** Reads for which a person must be in a state of their own. */
const readsOfState = ['communities.requests', 'communities.invited', 'communities.bans'];
const changesNothing = (name: string) => (routes as RouteTable)[name]?.method === 'get' && !readsOfState.includes(name);

const namesWith = (prefix: string, field: string) =>
  Object.entries(routes as RouteTable)
    .filter(([name, { params, query, body, auth }]) => {
      const fields = [params, query, body === 'image' ? undefined : body].flatMap(idNames);
      return auth === 'required' && name.startsWith(prefix) && fields.includes(field) && !personal.includes(name);
    })
    .map(([name]) => name);

// Promise A1 of docs/promises.md.
describe('a block with a person who acts for others', () => {
  let app: TestApp;
  let image: Uint8Array;
  const shared = new Map<string, Made>();
  const people = new Map<string, Person[]>();

  before(async () => {
    const limits = { communitiesPerOwner: 1_000, communitiesPerPerson: 1_000, comingMealsPerPerson: 1_000 };
    app = await startTestApp({ limits: { ...limits, tenantsCreatedPerAccount: 1_000, tenantsPerAccount: 1_000 } });
    image = await picture();
  });
  afterEach(disconnectAll);
  after(() => app.close());

  const settings: Setting[] = [
    {
      what: 'an owner of a community',
      names: [
        ...namesWith('communities.', 'communityId'),
        ...namesWith('rounds.', 'communityId'),
        ...ofRoom,
        ...requestsOfRoom,
      ],
      make: (name, hasBlock) => makeCommunity(name, hasBlock, (owner) => owner),
    },
    {
      what: 'a moderator of a community',
      names: ['communities.members', 'communities.reports', 'communities.log', 'rooms.close', 'conversation:sync'],
      make: (name, hasBlock) => makeCommunity(name, hasBlock, (_owner, moderator) => moderator),
    },
    {
      what: 'a co-host of a meal',
      names: [...namesWith('meals.', 'mealId'), ...ofRoom, ...requestsOfRoom],
      make: makeMeal,
    },
    {
      what: 'an owner of an organisation',
      names: ['tenantMembers.list', ...namesWith('tenantMembers.', 'personId')],
      make: makeOrganisation,
    },
  ];

  for (const { what, names, make } of settings) {
    for (const name of names) {
      it(`does not limit ${what} on ${name}`, async () => {
        const made = changesNothing(name) ? sharedBy(what, make) : (hasBlock: boolean) => make(name, hasBlock);
        const [without, withBlock] = [await attempt(made, name, false), await attempt(made, name, true)];

        expect(withBlock).to.deep.equal(without);
        if (!withheld.includes(`${what}: ${name}`)) expect(without.status).to.match(/^(?:2..|ok)$/);
      });
    }
  }

  /** The same things for all routes that only read, because creating them takes most of the time. */
  function sharedBy(what: string, make: Setting['make']) {
    return (hasBlock: boolean) => {
      const key = `${what} ${hasBlock}`;
      const made = shared.get(key) ?? make('', hasBlock);
      shared.set(key, made);
      return made;
    };
  }

  async function attempt(make: (hasBlock: boolean) => Made, name: string, hasBlock: boolean) {
    const { actor, concerned, ids } = await make(hasBlock);
    const { status, text } = await ask(actor, name, ids);
    return { status, mentions: text.split(concerned.handle).length - 1, texts: text.split(TEXT).length - 1 };
  }

  function ask(actor: Guest, name: string, ids: Ids): Promise<Answer> {
    const request = (requests as RequestTable)[name];
    if (request) return askSocket(actor.line, name, sampleOf(request.input, { ...ids, afterSeq: 0 }), {});
    const route = (routes as RouteTable)[name] as RouteDefinition;
    const body = route.body === 'image' ? image : route.body && sampleOf(route.body, { ...ids, ...PLANNED });
    return askRoute(app, actor.accessToken, route, { ids, query: idQuery(route, ids), body });
  }

  /** The same people for all settings of a kind, without the blocks of the last one: a sign-up costs more than any other step. */
  async function peopleOf(what: string): Promise<[Person, Person, Person, Person]> {
    const made = people.get(what) ?? (await signUpAll(app, 4));
    people.set(what, made);
    const [first, second, third, concerned] = made;
    if (!first || !second || !third || !concerned) throw new Error('Four people are needed');
    for (const { id: personId } of [first, second]) await concerned.call('blocks.remove', { params: { personId } });
    return [first, second, third, concerned];
  }

  /** A community with a reported message, and its room, both of the person who is concerned. */
  async function makeCommunity(name: string, hasBlock: boolean, actorOf: (owner: Person, moderator: Person) => Person) {
    const [owner, moderator, victim, concerned] = await peopleOf(`a community, ${hasBlock}`);
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'A quiet place' } });
    const params = { communityId };
    const about = { ...params, personId: concerned.id };
    const join = ({ call }: Person) => call('communities.join', { params, body: { rulesVersion: 0 } });
    for (const person of [moderator, victim, concerned]) await join(person);
    await owner.call('communities.setRole', {
      params: { ...params, personId: moderator.id },
      body: { role: 'moderator' },
    });
    const [channel] = (await owner.call('communities.channels', { params })).items;
    const { line } = await connectGuest(app, concerned);
    const conversationId = channel?.conversationId ?? '';
    const { seq } = await line.ask('message:send', message(conversationId, TEXT));
    await victim.call('communities.report', { params, body: { conversationId, seq } });
    const { id: roomId } = await concerned.call('communities.openRoom', { params });
    await line.ask('room:join', { roomId });
    const { id: announcementId } = await moderator.call('communities.createAnnouncement', {
      params,
      body: { title: 'Be kind', text: '' },
    });
    const { invitation } = await moderator.call('communities.createInvitation', { params, body: {} });
    const [report] = (await owner.call('communities.reports', { params })).items;
    const leave = () => concerned.call('communities.leave', { params });
    const asks = async () => {
      await leave();
      await owner.call('communities.edit', { params, body: { joining: 'approval' } });
      await join(concerned);
    };
    const isInvited = async () => {
      await leave();
      await owner.call('communities.invite', { params: about });
    };
    const isBanned = () => owner.call('communities.ban', { params: about, body: {} });
    const states: Record<string, () => Promise<unknown>> = {
      'communities.requests': asks,
      'communities.admit': asks,
      'communities.decline': asks,
      'communities.invited': isInvited,
      'communities.uninvite': isInvited,
      'communities.bans': isBanned,
      'communities.unban': isBanned,
      'rounds.close': () => owner.call('rounds.open', { body: { ...params, firstAt: PLANNED.firstAt } }),
    };
    await states[name]?.();
    if (hasBlock) {
      for (const { id: personId } of [owner, moderator])
        await concerned.call('blocks.create', { params: { personId } });
    }
    const ids: Ids = {
      ...about,
      channelId: channel?.id ?? '',
      conversationId,
      announcementId,
      invitationId: invitation.id,
      reportId: report?.id ?? '',
      roomId,
    };
    return { actor: await connectGuest(app, actorOf(owner, moderator)), concerned, ids };
  }

  /** A meal whose guest has written, and has a block with the co-host. */
  async function makeMeal(_name: string, hasBlock: boolean) {
    const [host, coHost, , concerned] = await peopleOf(`a meal, ${hasBlock}`);
    const times = { startsAt: PLANNED.startsAt, endsAt: PLANNED.endsAt };
    const { id: mealId } = await host.call('meals.create', { body: { title: 'Soup', ...times } });
    for (const { call } of [coHost, concerned])
      await call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
    await host.call('meals.changeGuest', { params: { mealId, personId: coHost.id }, body: { isCoHost: true } });
    const { line } = await connectGuest(app, concerned);
    await line.ask('message:send', message(mealId, TEXT));
    const { id: roomId } = await app.services.circleRooms.open({
      tenantId: 'public',
      circle: `meal:${mealId}`,
      ownerId: host.id,
      title: 'Soup',
      tags: [],
      language: 'en',
    });
    await line.ask('room:join', { roomId });
    if (hasBlock) await concerned.call('blocks.create', { params: { personId: coHost.id } });
    const ids: Ids = { mealId, personId: concerned.id, conversationId: mealId, roomId };
    return { actor: await connectGuest(app, coHost), concerned, ids };
  }

  async function makeOrganisation(_name: string, hasBlock: boolean) {
    const account = await signUp(app);
    const owner = await switchTo(app, account, await createTenant(account));
    const concerned = await signUpInto(app, owner);
    if (hasBlock) await concerned.call('blocks.create', { params: { personId: owner.id } });
    return { actor: await connectGuest(app, owner), concerned, ids: { personId: concerned.id } };
  }
});

const inDays = (days: number) => new Date(Math.ceil(Date.now() / 86_400_000 + days) * 86_400_000).toISOString();

/** Fields that the samples of the contract do not have right. */
const PLANNED = {
  firstAt: inDays(2),
  startsAt: inDays(3),
  endsAt: new Date(Date.parse(inDays(3)) + 3_600_000).toISOString(),
  until: inDays(4),
  capacity: 10,
  // Only the host can choose co-hosts, and only a meal that has started has attendance.
  isCoHost: undefined,
  attended: undefined,
};

/** What the role does not allow, with or without a block. */
const withheld = ['a co-host of a meal: meals.cancel'];
