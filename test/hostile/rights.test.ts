/**
 * Ids in the hands of people who have no right to them, on every route and request that names one, made from the
 * contract: a new route is covered by being declared, once `rights.ts` says what a stranger may do.
 */
import { expect } from 'chai';
import type { z } from 'zod';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { RequestTable } from '../../src/protocol/events.ts';
import { type RouteDefinition, type RouteTable, requests, routes, voiceRequests } from '../../src/protocol/index.ts';
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
} from './asking.ts';
import { type Rights, requestRights, routeRights, type Verdict, voiceRights } from './rights.ts';
import { type Actor, type Ids, idsOfNothing, makeWorld, message, type World } from './rights-world.ts';
import { sampleOf } from './samples.ts';

// Those of communities are tried in `rights-communities.test.ts`, with people who are near to one.
const withIds = Object.entries(routes as RouteTable).filter(
  ([name, route]) => idFieldsOf(route).length > 0 && !name.startsWith('communities.'),
);
const requestsWithIds = Object.entries(requests as RequestTable).filter(([, { input }]) => idNames(input).length > 0);
const voiceWithIds = Object.entries(voiceRequests as RequestTable).filter(([, { input }]) => idNames(input).length > 0);

describe('the rights to things of other people', () => {
  let app: TestApp;
  let world: World;
  let nothing: Ids;

  before(async () => {
    // The instant talk of Alice and Bob must not end for want of anyone in its room, however long the tests take.
    app = await startTestApp({ limits: { roomChangeMs: 20, instantTalkEmptyMs: 3_600_000 } });
    world = await makeWorld(app);
    nothing = idsOfNothing(world.ids);
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  it('are decided for every route and request that names an id, and for no others', () => {
    expect(Object.keys(routeRights)).to.have.members(withIds.map(([name]) => name));
    expect(Object.keys(requestRights)).to.have.members(requestsWithIds.map(([name]) => name));
    expect(Object.keys(voiceRights)).to.have.members(voiceWithIds.map(([name]) => name));
  });

  for (const [name, route] of withIds) {
    it(`hold on ${name}`, async () => {
      await expectRights(rightsOf(routeRights, name), async (actor, ids) => {
        const topical = name === 'matches.create' ? { ...ids, personId: profileToMatch(ids) } : ids;
        return askRoute(actor.guest.accessToken, route, topical);
      });
    });
  }

  for (const [name, { input }] of requestsWithIds) {
    it(`hold on ${name}`, async () => {
      await expectRights(rightsOf(requestRights, name), ({ guest }, ids) => {
        const made = message(String(ids.conversationId), 'Let me in');
        return askSocket(guest.line, name, sampleOf(input, { ...ids, clientMessageId: made.clientMessageId }), ids);
      });
    });
  }

  for (const [name, { input }] of voiceWithIds) {
    it(`hold on ${name}, from the same room and from another`, async () => {
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

  it('leave the transports of a seat to be connected by the one who sits there', async () => {
    await openMicrophone(world.seats.alice);
  });

  it('are hers without a break while someone of another tenant asks', async () => {
    const { alice, zoe, ids } = world;
    const { conversations } = app.services;
    const { events } = app.kernel;
    const conversationId = String(ids.conversationId);
    const as = ({ id: personId, sessionId }: Person, tenantId: string) => ({ tenantId, personId, sessionId });
    events.announce('conversationChanged', { conversationId });

    // Together, so that one could get what the other has asked the database for.
    const [theirs, hers] = await Promise.allSettled([
      conversations.get(as(zoe.guest, 'elsewhere'), conversationId),
      conversations.get(as(alice, PUBLIC_TENANT), conversationId),
    ]);

    expect([theirs.status, hers.status]).to.deep.equal(['rejected', 'fulfilled']);
  });

  it('show nothing of hers in any list, however it is asked for', async () => {
    const lists = Object.entries(routes as RouteTable).filter(
      ([, { method, auth, params }]) => method === 'get' && auth === 'required' && !params,
    );

    for (const [name, route] of lists) {
      for (const query of [{}, ...queriesOf(route, { q: 'sourdough', tag: 'sourdough', ...world.ids })]) {
        for (const { guest } of [world.carol, world.eve]) {
          const { text } = await ask(app, guest.accessToken, route, { query });
          expectWithout(text, world.privateWords, `${name} to a stranger`);
        }
        for (const { guest } of [world.dave, world.zoe]) {
          const { text } = await ask(app, guest.accessToken, route, { query });
          // The question itself is not in the answer: its ids need no leave.
          expectWithout(text, world.words, `${name} to someone apart`);
        }
      }
    }
  });

  it('let nobody overhear what is not for them', async () => {
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

    // Told after all of the above, so whoever hears it has heard the rest.
    await last.call('rooms.create', { body: { title: 'The end' } });
    await zoe.guest.call('rooms.create', { body: { title: 'The end' } });
    const actors = [carol, dave, eve, zoe];
    await Promise.all(actors.map(({ guest }) => guest.line.next('room:changed', ({ title }) => title === 'The end')));

    for (const { heard } of [carol, eve]) {
      expectWithout(JSON.stringify(heard), [...world.privateWords, ...words.slice(0, 2)], 'told to a stranger');
    }
    for (const { heard } of [dave, zoe]) {
      // What Dave and Zoe are told of ended for them before they asked: nothing of hers is among it.
      expectWithout(JSON.stringify(heard), [...world.words, ...words], 'told to someone apart');
    }
  });

  /** Tries as each of the four, and compares with what is known of things that do not exist. */
  async function expectRights(rights: Rights, ask: (actor: Actor, ids: Ids) => Promise<Answer>): Promise<void> {
    const { carol, dave, eve, zoe, ids, roomText, withEve } = world;
    const { stranger, room = stranger, ended = stranger, apart = 'hidden' } = rights;
    const tries: [string, Actor, Ids, Verdict][] = [
      ['a stranger', carol, ids, stranger],
      ['a stranger, of the room', carol, roomText, room],
      ['one whose match ended', eve, ids, stranger],
      ['one whose match ended, of that', eve, withEve, ended],
      ['someone blocked', dave, ids, apart],
      ['someone blocked, of the room', dave, roomText, apart],
      ['someone of another tenant', zoe, ids, apart],
      ['someone of another tenant, of the room', zoe, roomText, apart],
    ];
    for (const [who, actor, theirs, verdict] of tries) {
      const before = verdict === 'acts' ? null : await everythingOf(world);
      const answer = await ask(actor, theirs);
      expectVerdict(who, verdict, answer, await ask(actor, nothing));
      // What one was told of the ended match is one's own.
      if (actor !== eve) expectWithout(answer.text, world.privateWords, who);
      if (before) expect(await everythingOf(world), who).to.deep.equal(before);
    }
  }

  /** "Let's talk" is tried with someone who is really interested. */
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

  /** Asks with these ids in the path, and in the query where they belong. */
  function askRoute(token: string, route: RouteDefinition, ids: Ids, query: object = idQuery(route, ids)) {
    const body = route.body && route.body !== 'image' ? sampleOf(route.body, ids) : undefined;
    return ask(app, token, route, { ids, query, body });
  }
});

function rightsOf(table: Readonly<Record<string, Rights>>, name: string): Rights {
  const rights = table[name];
  if (!rights) throw new Error(`Say in test/hostile/rights.ts what others may do by ${name}`);
  return rights;
}

function expectVerdict(who: string, verdict: Verdict, answer: Answer, ofNothing: Answer): void {
  expect(answer.status, `${who}: ${answer.text}`).not.to.be.oneOf(['400', '500', 'invalid_input', 'internal']);
  const isSuccess = answer.status === 'ok' || answer.status.startsWith('2');
  if (verdict === 'hidden') expect(answer, who).to.deep.equal(ofNothing);
  else if (verdict === 'forbidden') expect(answer.status, who).to.be.oneOf(['403', 'forbidden']);
  else expect(isSuccess, `${who}: ${answer.text}`).to.equal(true);
}

function voiceSample(input: z.ZodType, ids: Ids): unknown {
  return sampleOf(input, { ...ids, dtlsParameters: dtlsParameters() });
}
