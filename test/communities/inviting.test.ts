/** Invitations to a community after their maker has lost the right to invite. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, refusalOf, signUp, signUpAll } from '../support/people.ts';

const OK = 'nothing was refused';
const EXPIRED = 'not_found/invitation_expired';
const body = { rulesVersion: 0 };

describe('invitations to a community', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  it('by name end with the right of their maker, with the notification', async () => {
    const { owner, moderator, params } = await privateCommunity();
    const [ada, bob] = (await signUpAll(app, 2)) as [Person, Person];
    await moderator.call('communities.invite', { params: { ...params, personId: ada.id } });
    await owner.call('communities.invite', { params: { ...params, personId: bob.id } });

    await setRole(owner, params, moderator, 'member');

    expect(await refusalOf(ada.call('communities.join', { params, body }))).to.equal('not_found');
    expect((await ada.call('communities.listInvitations')).items).to.deep.equal([]);
    expect((await ada.call('notifications.list')).items).to.deep.equal([]);
    expect(await refusalOf(bob.call('communities.join', { params, body }))).to.equal(OK);
  });

  it('by name stay while one of two moderators who have invited the person may invite', async () => {
    const { owner, moderator, params } = await privateCommunity();
    const guest = await signUp(app);
    const invite = { params: { ...params, personId: guest.id } };
    await moderator.call('communities.invite', invite);
    await owner.call('communities.invite', invite);

    await setRole(owner, params, moderator, 'member');

    expect(await refusalOf(guest.call('communities.join', { params, body }))).to.equal(OK);
  });

  it('do not work either if a crash came before they were revoked', async () => {
    const { moderator, params } = await privateCommunity();
    const [ada, bob] = (await signUpAll(app, 2)) as [Person, Person];
    await moderator.call('communities.invite', { params: { ...params, personId: ada.id } });
    const { token } = await moderator.call('communities.createInvitation', { params, body: {} });

    // What the first write of a change of the role leaves behind.
    const key = { communityId: params.communityId, personId: moderator.id };
    await app.connection.collection('communityMemberships').updateOne(key, { $set: { standing: 'member' } });

    expect(await refusalOf(ada.call('communities.join', { params, body }))).to.equal('not_found');
    expect(await refusalOf(bob.call('communities.acceptInvitation', { body: { ...body, token } }))).to.equal(EXPIRED);
  });

  it('by links of others still work, and those of a person who is an owner now', async () => {
    const { owner, moderator, params } = await privateCommunity();
    const link = ({ call }: Person) => call('communities.createInvitation', { params, body: {} });
    const [owners, moderators] = [await link(owner), await link(moderator)];
    const other = await signUp(app);
    await other.call('communities.acceptInvitation', { body: { ...body, token: owners.token } });
    await setRole(owner, params, other, 'moderator');
    const { token: removed } = await link(other);

    await owner.call('communities.remove', { params: { ...params, personId: other.id }, body: {} });
    await owner.call('communities.handOver', { params, body: { personId: moderator.id } });

    const read = async (token: string) =>
      refusalOf((await signUp(app)).call('communities.readInvitation', { body: { token } }));
    expect([await read(owners.token), await read(moderators.token), await read(removed)]).to.deep.equal([
      OK,
      OK,
      EXPIRED,
    ]);
  });

  it('do not let a removed person back in with an own link', async () => {
    const { owner, moderator, params } = await privateCommunity();
    const { token } = await moderator.call('communities.createInvitation', { params, body: { validDays: 90 } });

    await owner.call('communities.remove', { params: { ...params, personId: moderator.id }, body: {} });

    const answer = await refusalOf(moderator.call('communities.acceptInvitation', { body: { ...body, token } }));
    expect(answer).to.equal(EXPIRED);
    expect((await owner.call('communities.get', { params })).memberCount).to.equal(1);
    expect((await owner.call('communities.invitations', { params })).items).to.deep.equal([]);
  });

  async function privateCommunity() {
    const [owner, moderator] = (await signUpAll(app, 2)) as [Person, Person];
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'Quiet' } });
    const params = { communityId };
    await moderator.call('communities.join', { params, body });
    await setRole(owner, params, moderator, 'moderator');
    const change = { joining: 'invitation', visibility: 'private' } as const;
    await owner.call('communities.edit', { params, body: change });
    return { owner, moderator, params };
  }

  async function setRole(
    owner: Person,
    params: { communityId: string },
    { id: personId }: Person,
    role: 'member' | 'moderator',
  ): Promise<void> {
    await owner.call('communities.setRole', { params: { ...params, personId }, body: { role } });
  }
});
