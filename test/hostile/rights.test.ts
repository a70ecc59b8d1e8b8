/**
 * Tries every route and request of the contract that takes an id, as people who have no right to what the id names. A new
 * route is tested as soon as it is declared, and fails until `rights.ts` says what a stranger may do.
 */
import { expect } from 'chai';
import type { z } from 'zod';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { RequestTable } from '../../src/protocol/events.ts';
import {
  type ReportKind,
  type RouteDefinition,
  type RouteTable,
  requests,
  routes,
  voiceRequests,
} from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { dtlsParameters, newGuest, openMicrophone, sitDown } from '../support/guest.ts';
import { type Person, signUp } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';
import {
  type Answer,
  askRoute as ask,
  askSocket,
  expectWithout,
  idFieldsOf,
  idNames,
  idQuery,
  queriesOf,
  reportedIds,
} from './asking.ts';
import { type Rights, reportRights, requestRights, routeRights, type Verdict, voiceRights } from './rights.ts';
import { type Actor, type Ids, idsOfNothing, makeWorld, message, type World } from './rights-world.ts';
import { sampleOf } from './samples.ts';
import { Unchanged } from './unchanged.ts';

// `rights-communities.test.ts` tests the routes of communities, and `operators.test.ts` those that need a permission.
const withIds = Object.entries(routes as RouteTable).filter(
  ([name, route]) => idFieldsOf(route).length > 0 && !name.startsWith('communities.') && !route.permission,
);
const requestsWithIds = Object.entries(requests as RequestTable).filter(([, { input }]) => idNames(input).length > 0);
const voiceWithIds = Object.entries(voiceRequests as RequestTable).filter(([, { input }]) => idNames(input).length > 0);

describe('the rights to things of other people', () => {
  let app: TestApp;
  let world: World;
  let nothing: Ids;
  /** What Alice can read. */
  const hers = new Unchanged(() => everythingOf(world));

  before(async () => {
    // The instant talk of Alice and Bob must not end because its room is empty, even on a slow machine.
    app = await startTestApp({ limits: { roomChangeMs: 20, instantTalkEmptyMs: 3_600_000 } });
    world = await makeWorld(app);
    nothing = idsOfNothing(world.ids);
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  it('are declared for every route and request that takes an id, and for no others', () => {
    expect(Object.keys(routeRights)).to.have.members(withIds.map(([name]) => name));
    expect(Object.keys(requestRights)).to.have.members(requestsWithIds.map(([name]) => name));
    expect(Object.keys(voiceRights)).to.have.members(voiceWithIds.map(([name]) => name));
  });

  for (const [name, route] of withIds) {
    it(`hold on ${name}`, async () => {
      await expectRights(name, rightsOf(routeRights, name), async (actor, ids) => {
        return askRoute(actor.guest.accessToken, route, topicalFor(name, ids));
      });
    });
  }

  for (const [kind, rights] of Object.entries(reportRights) as [ReportKind, Rights][]) {
    it(`hold on reports of a ${kind}`, async () => {
      await expectRights(`reports of a ${kind}`, rights, ({ guest }, ids) => {
        const { [kind]: id } = reportedIds(ids === nothing ? nothing : world.ids);
        const body = { kind, id, reason: 'other', words: '' };
        return ask(app, guest.accessToken, routes['reports.create'], { ids: { ...ids, id }, body });
      });
    });
  }

  for (const [name, { input }] of requestsWithIds) {
    it(`hold on ${name}`, async () => {
      await expectRights(name, rightsOf(requestRights, name), ({ guest }, ids) => {
        const { clientMessageId } = message(String(ids.conversationId), 'Let me in');
        const made = { clientMessageId, changeId: clientMessageId, emoji: '👍' };
        return askSocket(guest.line, name, sampleOf(input, { ...ids, ...made }), ids);
      });
    });
  }

  it('hold on the last of these, which changed nothing either', async () => {
    await hers.end();
  });

  for (const [name, { input }] of voiceWithIds) {
    it(`hold on ${name}, for people in the same room and in another`, async () => {
      const [inside, elsewhere] = [await newGuest(app), await newGuest(app)];
      const { id: otherRoom } = await elsewhere.call('rooms.create', { body: { title: 'Next door' } });
      const intruders = [
        await sitDown(app, inside, String(world.ids.roomId)),
        await sitDown(app, elsewhere, otherRoom),
      ];

      for (const intruder of intruders) {
        for (const ids of world.voiceIds) {
          const real = await askSocket(intruder.voice, name, voiceSample(input, ids), ids);
          const made = idsOfNothing(ids);
          expect(real, name).to.deep.equal(await askSocket(intruder.voice, name, voiceSample(input, made), made));
          expect(real.status, name).to.equal('not_found');
        }
      }
      for (const { voice, guest } of intruders) {
        voice.socket.disconnect();
        guest.line.socket.disconnect();
      }
    });
  }

  it('let the person in a seat connect its transports', async () => {
    await openMicrophone(world.seats.alice);
  });

  it('stay hers while a concurrent request comes from another tenant', async () => {
    const { alice, zoe, ids } = world;
    const { conversations } = app.services;
    const { events } = app.kernel;
    const conversationId = String(ids.conversationId);
    const as = ({ id: personId, sessionId }: Person, tenantId: string) => ({ tenantId, personId, sessionId });
    events.announce('conversationChanged', { tenantId: PUBLIC_TENANT, conversationId });

    // At the same time, so that one request could wrongly get the database result of the other.
    const [theirs, hers] = await Promise.allSettled([
      conversations.get(as(zoe.guest, 'elsewhere'), conversationId),
      conversations.get(as(alice, PUBLIC_TENANT), conversationId),
    ]);

    expect([theirs.status, hers.status]).to.deep.equal(['rejected', 'fulfilled']);
  });

  it('hide her things in every list, with any query', async () => {
    const lists = Object.entries(routes as RouteTable).filter(
      ([, { method, auth, params }]) => method === 'get' && auth === 'required' && !params,
    );

    for (const [name, route] of lists) {
      for (const query of [{}, ...queriesOf(route, { q: 'sourdough', tag: 'sourdough', ...world.ids })]) {
        for (const { guest } of [world.carol, world.eve]) {
          const { text } = await ask(app, guest.accessToken, route, { query });
          expectWithout(text, world.privateWords, `${name} to a stranger`);
        }
        const ofBlocked = name === 'rooms.list' ? world.apartWords : world.words;
        for (const [{ guest }, words] of [
          [world.dave, ofBlocked],
          [world.zoe, world.words],
        ] as const) {
          const { text } = await ask(app, guest.accessToken, route, { query });
          // The ids of the request are not in the answer, so they need no exception.
          expectWithout(text, words, `${name} to someone apart`);
        }
      }
    }
  });

  it('send events only to the people they are for', async () => {
    const { alice, bob, seats, ids, roomText, carol, dave, eve, zoe } = world;
    const last = await signUp(app);
    const words = ['overheard by nobody', 'heard in the room', 'A warmer oven'];
    await alice.line.ask('typing:start', { conversationId: String(ids.conversationId) });
    await alice.line.ask('message:send', message(String(ids.conversationId), words[0] ?? ''));
    await alice.line.ask('message:send', message(String(roomText.conversationId), words[1] ?? ''));
    await bob.line.ask('conversation:read', { conversationId: String(ids.conversationId), seq: 2 });
    await bob.line.ask('rooms:watch', {});
    await seats.alice.voice.ask('microphone:mute', { isMuted: true });
    await alice.call('rooms.edit', { params: { roomId: String(ids.roomId) }, body: { title: words[2] ?? '' } });
    await bob.line.next('room:changed', ({ title, peers }) => {
      return title === words[2] && peers.some(({ id, isMuted }) => id === alice.id && isMuted);
    });

    // The marker: events arrive in order, so a person who receives this one has received all earlier ones.
    await last.call('rooms.create', { body: { title: 'The end' } });
    await zoe.guest.call('rooms.create', { body: { title: 'The end' } });
    const actors = [carol, dave, eve, zoe];
    await Promise.all(actors.map(({ guest }) => guest.line.next('room:changed', ({ title }) => title === 'The end')));

    for (const { heard } of [carol, eve]) {
      expectWithout(JSON.stringify(heard), [...world.privateWords, ...words.slice(0, 2)], 'sent to a stranger');
    }
    // Dave connected after the block, so he receives nothing of hers except changes of her room in the list.
    expectWithout(JSON.stringify(dave.heard), [...world.apartWords, ...words.slice(0, 2)], 'sent to someone blocked');
    expectWithout(JSON.stringify(zoe.heard), [...world.words, ...words], 'sent to another tenant');
  });

  /** Tries as each of the four people, and compares the answers with those for unknown ids. */
  async function expectRights(
    name: string,
    rights: Rights,
    ask: (actor: Actor, ids: Ids) => Promise<Answer>,
  ): Promise<void> {
    const { carol, dave, eve, zoe, ids, roomText, withEve } = world;
    const { stranger, room = stranger, ended = stranger, apart = 'hidden', blocked = apart } = rights;
    const tries: [string, Actor, Ids, Verdict][] = [
      ['a stranger', carol, ids, stranger],
      ['a stranger, of the room', carol, roomText, room],
      ['one whose match ended', eve, ids, stranger],
      ['one whose match ended, of that', eve, withEve, ended],
      ['someone blocked', dave, ids, blocked],
      ['someone blocked, of the room', dave, roomText, rights.room ?? blocked],
      ['someone of another tenant', zoe, ids, apart],
      ['someone of another tenant, of the room', zoe, roomText, apart],
    ];
    const [acting, idle] = [
      tries.filter(([, , , verdict]) => verdict === 'acts'),
      tries.filter(([, , , verdict]) => verdict !== 'acts'),
    ];
    if (idle.length > 0) {
      await hers.during(name, async () => {
        for (const each of idle) await tryOut(...each);
      });
    }
    if (acting.length > 0) await hers.end();
    for (const each of acting) await tryOut(...each);

    async function tryOut(who: string, actor: Actor, theirs: Ids, verdict: Verdict): Promise<void> {
      const answer = await ask(actor, theirs);
      expectVerdict(who, verdict, answer, await ask(actor, nothing));
      // Eve may keep what she received while the match lasted.
      if (actor !== eve) expectWithout(answer.text, world.privateWords, who);
    }
  }

  function topicalFor(name: string, ids: Ids): Ids {
    if (name === 'matches.create') return { ...ids, personId: profileToMatch(ids) };
    // The sample is a report of a person.
    return name === 'reports.create' ? { ...ids, id: String(ids.personId) } : ids;
  }

  /** `matches.create` is tried with someone who is really interested. */
  function profileToMatch(ids: Ids): string {
    return ids === nothing ? String(nothing.personId) : world.frank.id;
  }

  function everythingOf({ alice, ids }: World): Promise<unknown> {
    const readable = Object.entries(routes as RouteTable).filter(([, { method, auth }]) => {
      return method === 'get' && auth === 'required';
    });
    return Promise.all(
      readable.map(async ([name, route]) => ({ name, ...(await askRoute(alice.accessToken, route, ids, {})) })),
    );
  }

  /** Calls a route with these ids in its path and query. */
  function askRoute(token: string, route: RouteDefinition, ids: Ids, query: object = idQuery(route, ids)) {
    const body = route.body && route.body !== 'image' ? sampleOf(route.body, ids) : undefined;
    return ask(app, token, route, { ids, query, body });
  }
});

function rightsOf(table: Readonly<Record<string, Rights>>, name: string): Rights {
  const rights = table[name];
  if (!rights) throw new Error(`Add ${name} to test/hostile/rights.ts, with what other people may do`);
  return rights;
}

function expectVerdict(who: string, verdict: Verdict, answer: Answer, ofNothing: Answer): void {
  expect(answer.status, `${who}: ${answer.text}`).not.to.be.oneOf(['400', '500', 'invalid_input', 'internal']);
  const isSuccess = answer.status === 'ok' || answer.status.startsWith('2');
  if (verdict === 'hidden') expect(answer, who).to.deep.equal(ofNothing);
  else if (verdict === 'missing') expect(answer.status, who).to.equal(ofNothing.status);
  else if (verdict === 'forbidden') expect(answer.status, who).to.be.oneOf(['403', 'forbidden']);
  else expect(isSuccess, `${who}: ${answer.text}`).to.equal(true);
}

function voiceSample(input: z.ZodType, ids: Ids): unknown {
  return sampleOf(input, { ...ids, dtlsParameters: dtlsParameters() });
}
