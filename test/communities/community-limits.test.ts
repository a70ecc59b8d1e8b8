/** The limits of communities. Each holds exactly: the last allowed one succeeds, and a place that was freed can be used. */
import { expect } from 'chai';
import { communityModel } from '../../src/communities/community-model.ts';
import { CommunityStore } from '../../src/communities/community-store.ts';
import { CommunityAllowances, tooManyJoined } from '../../src/communities/members/allowances.ts';
import { membershipModel } from '../../src/communities/members/membership-model.ts';
import { model } from '../../src/database/models.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { AppError, UnavailableError } from '../../src/kernel/errors.ts';
import { createLog } from '../../src/kernel/log.ts';
import { Quotas } from '../../src/kernel/quotas.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest } from '../support/guest.ts';
import { type CallInput, type Person, refusalOf, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const OK = 'nothing was refused';
const quotas = new Quotas({ log: createLog({ level: 'silent' }) });
const limits = {
  communitiesPerOwner: 2,
  communitiesPerPerson: 3,
  membersPerCommunity: 3,
  communityRequestsPerPerson: 1,
  channelsPerCommunity: 2,
  invitationsPerCommunity: 1,
  namedInvitationsPerCommunity: 100,
  announcementsPerCommunity: 1,
  openReportsPerPerson: 1,
};

// Promise A10 of docs/promises.md.
describe('the limits of communities', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits });
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  it('are two communities for an owner, and three for a member', async () => {
    const [alice, bob, carol] = await people(3);
    const hers = [await create(alice), await create(alice)];
    const third = await refusalOf(create(alice));
    const his = await create(bob);
    const all = [];
    for (const params of [...hers, await create(carol)]) all.push(await refusalOf(join(bob, params)));
    const another = await refusalOf(create(bob));

    expect(third).to.equal('conflict/too_many_owned_communities');
    expect(all).to.deep.equal([OK, OK, 'conflict/too_many_communities']);
    expect(another).to.equal('conflict/too_many_communities');
    await bob.call('communities.close', { params: his });
    expect(await refusalOf(create(bob))).to.equal(OK);
  });

  it('do not count communities that others have handed over', async () => {
    const [alice, bob, carol] = await people(3);
    for (const owner of [bob, carol]) {
      const params = await create(owner);
      await join(alice, params);
      await owner.call('communities.handOver', { params, body: { personId: alice.id } });
    }

    const own = await refusalOf(create(alice));
    const another = [await refusalOf(create(bob)), await refusalOf(create(bob)), await refusalOf(create(bob))];

    expect(own).to.equal(OK);
    expect(another).to.deep.equal([OK, OK, 'conflict/too_many_owned_communities']);
  });

  it('are three members, by joining and by approval', async () => {
    const [alice, bob, carol, dave] = await people(4);
    const params = await create(alice, { joining: 'approval' });
    await Promise.all([bob, carol, dave].map((person) => join(person, params)));
    const admit = ({ id }: Person) =>
      refusalOf(alice.call('communities.admit', { params: { ...params, personId: id } }));

    const admitted = [await admit(bob), await admit(carol), await admit(dave)];
    await alice.call('communities.edit', { params, body: { joining: 'open' } });
    await dave.call('communities.leave', { params });
    const full = await refusalOf(join(dave, params));
    await bob.call('communities.leave', { params });

    expect(admitted).to.deep.equal([OK, OK, 'conflict/community_full']);
    expect(full).to.equal('conflict/community_full');
    expect(await refusalOf(join(dave, params))).to.equal(OK);
  });

  it('count for a request when it is approved, and leave it open until the person has left a community', async () => {
    const [alice, bob, carol] = await people(3);
    const params = await create(alice, { joining: 'approval' });
    await join(bob, params);
    const joined = [await create(alice), await create(carol), await create(carol)];
    for (const each of joined) await join(bob, each);
    const person = { params: { ...params, personId: bob.id } };

    const approved = await refusalOf(alice.call('communities.admit', person));
    const invited = await refusalOf(alice.call('communities.invite', person));
    const waiting = await alice.call('communities.requests', { params });
    await bob.call('communities.leave', { params: joined[1] as { communityId: string } });

    expect([approved, invited]).to.deep.equal(Array(2).fill('conflict/too_many_communities_of_person'));
    expect(waiting.items.map(({ person: { id } }) => id)).to.deep.equal([bob.id]);
    expect(await refusalOf(alice.call('communities.admit', person))).to.equal(OK);
  });

  it('give the last place to one of several people at the same moment, by every way to join', async () => {
    const [alice, bob, carol, dave] = await people(4);
    const params = await create(alice, { joining: 'approval' });
    await join(dave, params);
    await alice.call('communities.edit', { params, body: { joining: 'open' } });
    const { token } = await alice.call('communities.createInvitation', { params, body: {} });
    await join((await people(1))[0], params);

    const all = await Promise.all([
      refusalOf(join(bob, params)),
      refusalOf(carol.call('communities.acceptInvitation', { body: { token, rulesVersion: 0 } })),
      refusalOf(alice.call('communities.admit', { params: { ...params, personId: dave.id } })),
    ]);

    expect(all.toSorted()).to.deep.equal(['conflict/community_full', 'conflict/community_full', OK]);
    expect((await alice.call('communities.get', { params })).memberCount).to.equal(3);
  });

  it('give the last allowed community to one of several that a person joins at the same moment', async () => {
    const [alice, bob, carol, dave] = await people(4);
    const owned = await create(bob);
    const open = [await create(alice), await create(carol), await create(dave), await create(dave)];

    const all = await Promise.all([...open.map((params) => refusalOf(join(bob, params))), refusalOf(create(bob))]);

    expect(all.filter((answer) => answer === OK)).to.have.length(2);
    const { items } = await bob.call('communities.listMine');
    expect(items.map(({ id }) => id))
      .to.include(owned.communityId)
      .and.have.length(3);
  });

  it('hold when another process writes at the same moment', async () => {
    const [alice, bob, carol, dave] = await people(4);
    const params = await create(alice);
    await join(carol, params);
    const store = ownStore();
    const keyOf = ({ id }: Person) => ({ tenantId: PUBLIC_TENANT, ...params, personId: id });
    const add = (person: Person) => store.put(keyOf(person), { standing: 'member', createdAt: new Date() });

    const here = new CommunityAllowances({ store, quotas, limits }).join(keyOf(bob), params.communityId, {
      write: async () => {
        await add(dave);
        await add(bob);
        return true;
      },
      undo: () => store.changeIf(keyOf(bob), ['member'], { standing: 'none' }),
      tooMany: tooManyJoined,
    });

    expect((await refusalIn(here)).details?.reason).to.equal('community_full');
    expect(await store.memberIds(PUBLIC_TENANT, params.communityId)).to.have.members([alice.id, carol.id, dave.id]);
  });

  it('undo a membership that could not be counted, and say why they refuse also if that fails', async () => {
    const [alice, bob] = await people(2);
    const params = await create(alice);
    const store = ownStore();
    const key = { tenantId: PUBLIC_TENANT, ...params, personId: bob.id };
    const joinWith = (undo: () => Promise<unknown>) =>
      new CommunityAllowances({ store, quotas, limits }).join(key, params.communityId, {
        write: async () => {
          await store.put(key, { standing: 'member', createdAt: new Date() });
          store.countMembers = () => Promise.reject(new UnavailableError('The count failed.'));
          return true;
        },
        undo,
        tooMany: tooManyJoined,
      });
    const fails = () => Promise.reject(new Error('the database is gone'));

    const undone = await refusalIn(joinWith(() => store.changeIf(key, ['member'], { standing: 'none' })));
    const members = await store.memberIds(PUBLIC_TENANT, params.communityId);
    Reflect.deleteProperty(store, 'countMembers');
    const left = await refusalIn(joinWith(fails));

    expect([undone.message, left.message]).to.deep.equal(Array(2).fill('The count failed.'));
    expect(members).to.deep.equal([alice.id]);
  });

  it('are one open request to join for a person', async () => {
    const [alice, bob] = await people(2);
    const [first, second] = [
      await create(alice, { joining: 'approval' }),
      await create(alice, { joining: 'approval' }),
    ];

    const asked = [await refusalOf(join(bob, first)), await refusalOf(join(bob, second))];
    await bob.call('communities.leave', { params: first });

    expect(asked).to.deep.equal([OK, 'conflict/too_many_join_requests']);
    expect(await refusalOf(join(bob, second))).to.equal(OK);
  });

  it('are two channels, archived ones included', async () => {
    const [alice] = await people(1);
    const params = await create(alice);
    const make = () => alice.call('communities.createChannel', { params, body: { name: 'sake' } });
    const { id: channelId } = await make();
    await alice.call('communities.archiveChannel', { params: { ...params, channelId } });

    expect(await refusalOf(make())).to.equal('conflict/too_many_channels');
  });

  it('are one open invitation link, and one announcement', async () => {
    const [alice] = await people(1);
    const params = await create(alice);
    const link = () => alice.call('communities.createInvitation', { params, body: {} });
    const post = () => alice.call('communities.createAnnouncement', { params, body: { title: 'Sunday walk' } });
    const [{ invitation }, { id: announcementId }] = [await link(), await post()];

    const refused = [await refusalOf(link()), await refusalOf(post())];
    await alice.call('communities.revokeInvitation', { params: { ...params, invitationId: invitation.id } });
    await alice.call('communities.deleteAnnouncement', { params: { ...params, announcementId } });

    expect(refused).to.deep.equal(['conflict/too_many_invitations', 'conflict/too_many_announcements']);
    expect([await refusalOf(link()), await refusalOf(post())]).to.deep.equal([OK, OK]);
  });

  it('are one open report of a person', async () => {
    const [alice, bob, carol] = await people(3);
    const params = await create(alice);
    for (const person of [bob, carol]) await join(person, params);
    const conversationId = (await alice.call('communities.channels', { params })).items[0]?.conversationId ?? '';
    const { line } = await connectGuest(app, carol);
    const seqs = [];
    for (const clientMessageId of ['one-0000000000000000', 'two-0000000000000000']) {
      seqs.push((await line.ask('message:send', { conversationId, clientMessageId, text: 'buy my coin' })).seq);
    }
    const report = (seq = 0) => refusalOf(bob.call('communities.report', { params, body: { conversationId, seq } }));

    const reported = [await report(seqs[0]), await report(seqs[1])];
    const reportId = (await alice.call('communities.reports', { params })).items[0]?.id ?? '';
    await alice.call('communities.handleReport', { params: { ...params, reportId }, body: { state: 'dismissed' } });

    expect(reported).to.deep.equal([OK, 'conflict/too_many_reports']);
    expect(await report(seqs[1])).to.equal(OK);
  });

  it('leave the only use of an invitation link to the next person when someone at a limit tries it', async () => {
    const [alice, bob, carol, dave] = await people(4);
    const params = await create(alice, { joining: 'invitation' });
    const { token } = await alice.call('communities.createInvitation', { params, body: { maxUses: 1 } });
    for (const owner of [bob, bob, carol]) await join(bob, await create(owner));
    const accept = (person: Person) =>
      refusalOf(person.call('communities.acceptInvitation', { body: { token, rulesVersion: 0 } }));

    expect(await accept(bob)).to.equal('conflict/too_many_communities');
    expect(await accept(dave)).to.equal(OK);
  });

  /** A store of another process. */
  const ownStore = () =>
    new CommunityStore({
      communities: model(app.connection, communityModel),
      memberships: model(app.connection, membershipModel),
      audit: app.services.audit,
      grants: app.services.grants,
    });

  async function people(howMany: number) {
    return (await signUpAll(app, howMany)) as [Person, Person, Person, Person];
  }
});

async function refusalIn(work: Promise<unknown>): Promise<AppError> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof AppError) return error;
  throw new Error('Expected a refusal', { cause: error });
}

async function create(person: Person, fields: Partial<CallInput<'communities.create'>['body']> = {}) {
  const { id } = await person.call('communities.create', { body: { name: 'A quiet place', ...fields } });
  return { communityId: id };
}

function join(person: Person, params: { communityId: string }) {
  return person.call('communities.join', { params, body: { rulesVersion: 0 } });
}
