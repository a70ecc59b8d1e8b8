/**
 * Nothing crosses from one organisation to another. Every route and socket request of the contract that takes an id is
 * called from another organisation with real ids. A new one is tested as soon as it is declared.
 */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { model } from '../../src/database/models.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { modelsOf } from '../../src/kernel/feature.ts';
import {
  type ReportKind,
  type RequestTable,
  type RouteDefinition,
  type RouteTable,
  requests,
  routes,
} from '../../src/protocol/index.ts';
import { topicModel } from '../../src/topics/store/topic-model.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { createTenant, newEntry, signUpInto, switchTo, tokenOf } from '../support/organisations.ts';
import { caller, type Person, signUp } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { askRoute, askSocket, expectWithout, idFieldsOf, idNames, idQuery, reportedIds } from './asking.ts';
import { type Ids, idsOfNothing, makeWorld, message, type World } from './rights-world.ts';
import { sampleOf } from './samples.ts';

/** Collections without a tenant in their documents, each with the reason. */
const UNSCOPED: Readonly<Record<string, string>> = {
  tenants: 'the document is the tenant: its id is what everything else is scoped by',
  nodes: 'server processes serve all tenants',
  instantTalkHours: 'one document per tenant, whose id is the tenant',
};

/** Unique indexes without a tenant, each with the reason. */
const UNSCOPED_KEYS: Readonly<Record<string, string>> = {
  'tenants slug': 'the name of an organisation is unique on the server',
  'tenantInvitations tokenHash': 'a token is unique on the server and identifies its organisation',
  'communityInvitations tokenHash': 'the same',
  'passwordResets tokenHash': 'the same',
  'pastEmails tokenHash': 'the same',
  'calendarLinks tokenHash': 'the same',
  'messages conversationId senderId clientMessageId': 'the id of a conversation is unique on the server',
  'messageChanges conversationId senderId clientMessageId': 'the same',
  'readMarks conversationId personId': 'the same',
  'proposals openPlace': 'the value begins with the tenant',
  'proposals promised': 'the same',
  'rooms openPlace': 'the same',
};

/** Public, so that everyone of the organisation can see it, and nobody else. */
const COMMUNITY = 'Rye and caraway';

/** Routes about the account itself, which work in each of its tenants. */
const OF_THE_ACCOUNT = [
  'sessions.revoke',
  'sessions.switch',
  'signOn.breakGlass',
  'sessions.list',
  'secondFactors.get',
  'passkeys.rename',
  'passkeys.remove',
  'openSignOn.list',
  'tenants.list',
  'tenants.unread',
  'accounts.me',
];

const allRoutes = Object.entries(routes as RouteTable).filter(([, { auth }]) => auth === 'required');
const withIds = allRoutes.filter(([, route]) => idFieldsOf(route).length > 0);
const requestsWithIds = Object.entries(requests as RequestTable).filter(([, { input }]) => idNames(input).length > 0);

describe('organisations are separate', () => {
  let app: TestApp;
  let world: World;
  let ids: Ids;
  /** The owner of the other organisation, and Alice's account as a person there. */
  let others: { who: string; guest: Guest; heard: unknown[] }[];

  before(async () => {
    app = await startTestApp({ limits: { roomChangeMs: 20 } });
    const [one, other] = [await signUp(app), await signUp(app)];
    const [tenantId, otherId] = [await createTenant(one, 'Bakers Inc'), await createTenant(other, 'Brewers Inc')];
    const [owner, otherOwner] = [await switchTo(app, one, tenantId), await switchTo(app, other, otherId)];
    world = await makeWorld(app, (_, overrides) => signUpInto(app, owner, overrides));
    const invitation = await owner.call('tenantInvitations.create', { body: {} });
    const community = await world.alice.call('communities.create', { body: { name: COMMUNITY, visibility: 'public' } });
    const params = { communityId: community.id };
    const [channel] = (await world.alice.call('communities.channels', { params })).items;
    ids = { ...world.ids, ...params, channelId: channel?.id ?? '', tenantId, invitationId: invitation.id };
    others = await Promise.all(
      [
        { who: 'an owner', person: otherOwner },
        { who: 'the same account', person: await aliceIn(otherOwner, otherId) },
      ].map(async ({ who, person }) => {
        const guest = await connectGuest(app, person);
        const heard: unknown[] = [];
        guest.line.socket.onAny((...said: unknown[]) => heard.push(said));
        await guest.line.ask('rooms:watch', {});
        return { who, guest, heard };
      }),
    );
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  /** Signs in Alice's account on another device and switches to the other organisation. */
  async function aliceIn(inviter: Person, tenantId: string): Promise<Person> {
    const { account } = await world.alice.call('accounts.me');
    // Not with the password, after which her account needs a second step.
    const { accessToken, refreshToken, sessionId } = await app.services.sessions.begin(
      { tenantId: PUBLIC_TENANT, personId: account.id },
      { userAgent: '', refreshIn: 'body' },
    );
    const call = caller(app, accessToken);
    const device = { ...world.alice, accessToken, refreshToken, sessionId, call };
    const { link } = await inviter.call('tenantInvitations.create', { body: {} });
    await device.call('tenantInvitations.accept', { body: { token: tokenOf(link), ...newEntry('Al Brewer') } });
    return switchTo(app, device, tenantId);
  }

  const ask = (token: string, route: RouteDefinition, named: Ids) => {
    const body = route.body && route.body !== 'image' ? sampleOf(route.body, named) : undefined;
    return askRoute(app, token, route, { ids: named, query: idQuery(route, named), body });
  };
  const everything = () =>
    Promise.all(
      allRoutes
        .filter(([, { method }]) => method === 'get')
        .map(async ([name, route]) => ({ name, ...(await ask(world.alice.accessToken, route, ids)) })),
    );

  it('on every route that takes an id: it answers as for unknown ids, and changes nothing', async () => {
    const before = await everything();
    expect(before.find(({ name }) => name === 'topics.get')?.status, 'what Alice sees').to.equal('200');
    for (const [name, route] of withIds) {
      // Pages load pictures without a token, by ids that nobody can guess.
      if (name === 'avatars.get') continue;
      for (const { who, guest } of others) {
        if (who === 'the same account' && OF_THE_ACCOUNT.includes(name)) continue;
        const real = await ask(guest.accessToken, route, ids);
        const nothing = await ask(guest.accessToken, route, idsOfNothing(ids));
        expect(real, `${name} by ${who}`).to.deep.equal(nothing);
      }
    }
    expect(await everything()).to.deep.equal(before);
  });

  it('on reports of every kind of thing', async () => {
    const nothing = idsOfNothing(ids);
    for (const { who, guest } of others) {
      for (const [kind, id] of Object.entries(reportedIds(ids))) {
        const report = (named: Ids, thing: string) => {
          const body = { kind, id: thing, reason: 'other' };
          return askRoute(app, guest.accessToken, routes['reports.create'], { ids: { ...named, id: thing }, body });
        };
        const real = await report(ids, id);
        const unknown = await report(nothing, reportedIds(nothing)[kind as ReportKind]);
        expect(real, `a ${kind} by ${who}`).to.deep.equal(unknown);
        expect(real.status).to.equal('404');
      }
    }
  });

  it('on every socket request that takes an id', async () => {
    for (const [name, { input }] of requestsWithIds) {
      for (const { who, guest } of others) {
        for (const real of [ids, { ...ids, conversationId: String(world.roomText.conversationId) }]) {
          const sample = (named: Ids) => ({
            ...(sampleOf(input, named) as object),
            clientMessageId: message('', '').clientMessageId,
          });
          const nothing = idsOfNothing(real);
          const answers = [
            await askSocket(guest.line, name, sample(real), real),
            await askSocket(guest.line, name, sample(nothing), nothing),
          ];
          expect(answers[0], `${name} by ${who}`).to.deep.equal(answers[1]);
        }
      }
    }
  });

  it('in every list and every event', async () => {
    const { alice } = world;
    const accountWords = [alice.email, alice.sessionId, String(ids.sessionId)];
    const words = [...world.words, 'Bakers Inc', COMMUNITY, String(ids.communityId)].filter(
      (word) => !accountWords.includes(word),
    );
    await alice.line.ask('message:send', message(String(ids.conversationId), 'a word among bakers'));
    await alice.call('rooms.edit', { params: { roomId: String(ids.roomId) }, body: { title: 'Only for bakers' } });
    for (const { who, guest, heard } of others) {
      const lists = allRoutes.filter(([, { method, params }]) => method === 'get' && !params);
      for (const [name, route] of lists) {
        if (OF_THE_ACCOUNT.includes(name)) continue;
        const { text } = await askRoute(app, guest.accessToken, route, {});
        expectWithout(text, words, `${name} by ${who}`);
      }
      // The marker: an event about what Alice did would have arrived before this one.
      await guest.call('rooms.create', { body: { title: `The end for ${who}` } });
      await guest.line.next('room:changed', ({ title }) => title === `The end for ${who}`);
      expectWithout(JSON.stringify(heard), [...words, 'a word among bakers', 'Only for bakers'], `sent to ${who}`);
    }
  });

  it('in every query: a test app that is closed reports queries without a tenant', async () => {
    const other = await startTestApp();
    await model(other.kernel.connection, topicModel).findOne({ _id: newId() });

    const closed = await other.close().catch((error: Error) => error);

    expect(String(closed)).to.contain('topics.findOne _id');
  });

  it('in every collection: the tenant is in each document and each unique index', () => {
    const allModels = modelsOf(app.features);
    const open = allModels.filter(({ schema }) => !schema.path('tenantId')).map(({ collection }) => collection);
    const keys = allModels
      .filter(({ collection }) => !(collection in UNSCOPED))
      .flatMap(({ collection, schema }) =>
        schema.indexes().map(([fields, options]) => ({ collection, fields: Object.keys(fields), options })),
      )
      .filter(({ fields, options }) => options?.unique && !fields.includes('tenantId'))
      .map(({ collection, fields }) => `${collection} ${fields.join(' ')}`);

    expect(open.toSorted()).to.deep.equal(Object.keys(UNSCOPED).toSorted());
    expect(keys.filter((key) => !(key in UNSCOPED_KEYS))).to.deep.equal([]);
  });
});
