/** The limits of communities. Each holds exactly: the last allowed one succeeds, and a place that was freed can be used. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest } from '../support/guest.ts';
import { type CallInput, type Person, refusalOf, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const OK = 'nothing was refused';
const limits = {
  communitiesPerOwner: 2,
  communitiesPerPerson: 3,
  membersPerCommunity: 3,
  communityRequestsPerPerson: 1,
  channelsPerCommunity: 2,
  invitationsPerCommunity: 1,
  announcementsPerCommunity: 1,
  openReportsPerPerson: 1,
};

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
    const [alice, bob] = await people(2);
    const params = await create(alice);
    await join(bob, params);
    const conversationId = (await alice.call('communities.channels', { params })).items[0]?.conversationId ?? '';
    const { line } = await connectGuest(app, alice);
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

  async function people(howMany: number) {
    return (await signUpAll(app, howMany)) as [Person, Person, Person, Person];
  }
});

async function create(person: Person, fields: Partial<CallInput<'communities.create'>['body']> = {}) {
  const { id } = await person.call('communities.create', { body: { name: 'A quiet place', ...fields } });
  return { communityId: id };
}

function join(person: Person, params: { communityId: string }) {
  return person.call('communities.join', { params, body: { rulesVersion: 0 } });
}
