/** A block keeps both people as members of a community, but neither sees the other in it. */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest } from '../support/guest.ts';
import { type Person, refusalOf, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

describe('a block inside a community', () => {
  let app: TestApp;
  let alice: Person;
  /** A moderator, who blocks Alice. */
  let bob: Person;
  let params: { communityId: string };
  const of = ({ id }: Person) => ({ ...params, personId: id });

  before(async () => {
    app = await startTestApp();
    [alice, bob] = (await signUpAll(app, 2)) as [Person, Person];
    params = { communityId: (await alice.call('communities.create', { body: { name: 'A quiet place' } })).id };
    await join(bob);
    await alice.call('communities.setRole', { params: of(bob), body: { role: 'moderator' } });
    await bob.call('communities.createAnnouncement', { params, body: { title: 'Sunday walk' } });
    await bob.call('blocks.create', { params: { personId: alice.id } });
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  it('hides each from the other in the lists of members and announcements', async () => {
    const members = await alice.call('communities.members', { params });
    const moderators = await bob.call('communities.members', { params, query: { role: 'moderator' } });
    const announcements = await alice.call('communities.announcements', { params });

    expect(members.items.map(({ person }) => person.id)).to.deep.equal([alice.id]);
    expect(moderators.items.map(({ person }) => person.id)).to.deep.equal([bob.id]);
    expect(announcements.items).to.deep.equal([]);
  });

  it('sends neither of them a notification about the other', async () => {
    await alice.call('communities.createAnnouncement', { params, body: { title: 'Monday walk' } });

    const { items } = await bob.call('notifications.list');
    expect(items.filter(({ kind }) => kind === 'community_announcement')).to.deep.equal([]);
  });

  it('hides each from the other in the log, by whom and about whom an entry is', async () => {
    const hers = await alice.call('communities.log', { params });
    const his = await bob.call('communities.log', { params });

    // Alice set Bob's role, and Bob posted an announcement.
    expect(hers.items.map(({ action }) => action)).to.not.include('role_set');
    expect(hers.items.filter(({ actor }) => actor.id === bob.id)).to.deep.equal([]);
    expect(his.items.map(({ actor }) => actor.id)).to.deep.equal([bob.id]);
  });

  it('hides reports by and about the other', async () => {
    const [carol] = (await signUpAll(app, 1)) as [Person];
    await join(carol);
    const conversationId = (await carol.call('communities.channels', { params })).items[0]?.conversationId ?? '';
    const say = async (person: Person) =>
      (await connectGuest(app, person)).line.ask('message:send', {
        conversationId,
        clientMessageId: newId(),
        text: 'hi',
      });
    const report = async (reporter: Person, { seq }: { seq: number }) =>
      reporter.call('communities.report', { params, body: { conversationId, seq } });
    await report(bob, await say(carol));
    await report(carol, await say(bob));

    expect((await alice.call('communities.reports', { params })).items).to.deep.equal([]);
    expect((await bob.call('communities.reports', { params })).items).to.have.length(2);
  });

  it('hides requests, invitations and bans of the other, who cannot be invited', async () => {
    const [asking, invited, banned, stranger] = (await signUpAll(app, 4)) as [Person, Person, Person, Person];
    await alice.call('communities.edit', { params, body: { joining: 'approval' } });
    await join(asking);
    await bob.call('communities.invite', { params: of(invited) });
    await bob.call('communities.ban', { params: of(banned), body: {} });
    for (const person of [asking, invited, banned, stranger]) {
      await alice.call('blocks.create', { params: { personId: person.id } });
    }
    const lists = ({ call }: Person) =>
      Promise.all(
        (['communities.requests', 'communities.invited', 'communities.bans'] as const).map(async (name) =>
          (await call(name, { params })).items.map(({ person }) => person.id),
        ),
      );

    expect(await lists(alice)).to.deep.equal([[], [], []]);
    expect(await lists(bob)).to.deep.equal([[asking.id], [invited.id], [banned.id]]);
    expect(await refusalOf(alice.call('communities.invite', { params: of(stranger) }))).to.equal('not_found');
  });

  it('refuses a role and the ownership for the other, as if they did not exist', async () => {
    const role = await refusalOf(alice.call('communities.setRole', { params: of(bob), body: { role: 'member' } }));
    const owner = await refusalOf(alice.call('communities.handOver', { params, body: { personId: bob.id } }));

    expect([role, owner]).to.deep.equal(['not_found', 'not_found']);
    expect((await bob.call('communities.get', { params })).standing).to.equal('moderator');
  });

  function join(person: Person) {
    return person.call('communities.join', { params, body: { rulesVersion: 0 } });
  }
});
