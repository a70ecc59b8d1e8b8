/**
 * A block keeps both people as members of a community. Plain members do not see each other in it; the people who act for the
 * community see everyone (`test/hostile/blocks.test.ts` tries every route).
 */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, type Guest, hear, listen, openMicrophone, type Seated, sitDown } from '../support/guest.ts';
import { type Person, refusalOf, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

// Promise A1 of docs/promises.md.
describe('a block inside a community', () => {
  let app: TestApp;
  let owner: Guest;
  /** Plain members. Ann has blocked Bob and the owner. */
  let [ann, bob]: [Guest, Guest] = [] as never;
  let params: { communityId: string };
  let conversationId: string;
  const of = ({ id }: Person) => ({ ...params, personId: id });

  before(async () => {
    app = await startTestApp({ limits: { messageNoticeMs: 0 } });
  });
  beforeEach(async () => {
    const people = (await signUpAll(app, 3)) as [Person, Person, Person];
    [owner, ann, bob] = (await Promise.all(people.map((person) => connectGuest(app, person)))) as [Guest, Guest, Guest];
    params = { communityId: (await owner.call('communities.create', { body: { name: 'A quiet place' } })).id };
    for (const person of [ann, bob]) await join(person);
    conversationId = (await owner.call('communities.channels', { params })).items[0]?.conversationId ?? '';
    for (const { id: personId } of [bob, owner]) await ann.call('blocks.create', { params: { personId } });
  });
  afterEach(disconnectAll);
  after(() => app.close());

  it('hides plain members from each other, but nobody from the owner', async () => {
    const members = async ({ call }: Person) =>
      (await call('communities.members', { params })).items.map(({ person }) => person.id);

    expect(await members(ann)).to.have.members([ann.id]);
    expect(await members(bob)).to.have.members([bob.id, owner.id]);
    expect(await members(owner)).to.have.members([ann.id, bob.id, owner.id]);
  });

  it('shows the owner what a member writes who has blocked the owner', async () => {
    await ann.line.ask('message:send', { conversationId, clientMessageId: newId(), text: 'out of sight' });

    expect(await owner.line.next('message:created')).to.include({ text: 'out of sight' });
    const { messages } = await owner.line.ask('conversation:sync', { conversationId, afterSeq: 0 });
    const { lastMessage, unreadCount } = await owner.call('conversations.get', { params: { conversationId } });
    expect(messages[0]?.text).to.equal('out of sight');
    expect(lastMessage?.text).to.equal('out of sight');
    expect(unreadCount).to.equal(1);
    expect(await bob.line.next('message:created')).to.include({ text: '', isHidden: true });
  });

  it('hides and shows messages when a member gets or loses the role of a moderator', async () => {
    await ann.line.ask('message:send', { conversationId, clientMessageId: newId(), text: 'out of sight' });
    const revision = async () => (await bob.call('conversations.get', { params: { conversationId } })).viewRevision;
    const [before] = [await revision(), bob.line.forget('circle:changed')];

    await owner.call('communities.setRole', { params: of(bob), body: { role: 'moderator' } });

    await bob.line.next('circle:changed');
    expect(await revision()).not.to.equal(before);
    await owner.call('communities.setRole', { params: of(bob), body: { role: 'member' } });
    await bob.line.next('circle:changed');
    expect(await revision()).to.equal(before);
  });

  it('sends announcements and requests to join to everyone whom they concern', async () => {
    const [asking] = (await signUpAll(app, 1)) as [Person];
    await asking.call('blocks.create', { params: { personId: owner.id } });
    await owner.call('communities.edit', { params, body: { joining: 'approval' } });

    await owner.call('communities.createAnnouncement', { params, body: { title: 'Monday walk' } });
    await join(asking);

    const kinds = async ({ call }: Person) => (await call('notifications.list')).items.map(({ kind }) => kind);
    expect(await kinds(ann)).to.deep.equal(['community_announcement']);
    expect(await kinds(owner)).to.deep.equal(['community_requested']);
    expect((await owner.call('notifications.countUnread')).count).to.equal(1);
    expect((await ann.call('communities.announcements', { params })).items).to.have.length(1);
  });

  it('keeps the owner from inviting a stranger who has a block with the owner', async () => {
    const [stranger] = (await signUpAll(app, 1)) as [Person];
    await stranger.call('blocks.create', { params: { personId: owner.id } });

    expect(await refusalOf(owner.call('communities.invite', { params: of(stranger) }))).to.equal('not_found');
  });

  it('lets the owner hear a member in the room who does not hear the owner', async () => {
    const { id: roomId } = await ann.call('communities.openRoom', { params });
    const [annSeated, bobSeated, ownerSeated] = [
      await talking(ann, roomId),
      await talking(bob, roomId),
      await talking(owner, roomId),
    ];

    for (const other of [annSeated, bobSeated]) await hear(ownerSeated, other);
    await hear(bobSeated, ownerSeated);

    expect(annSeated.voice.all('consumer:created')).to.deep.equal([]);
    expect(bobSeated.voice.all('consumer:created')).to.deep.equal([]);
  });

  it('leaves the room to the moderators, regardless of who opened it', async () => {
    const { id: roomId } = await ann.call('communities.openRoom', { params });

    const refusals = [
      await refusalOf(ann.call('rooms.close', { params: { roomId } })),
      await refusalOf(ann.call('rooms.edit', { params: { roomId }, body: { title: 'Mine' } })),
    ];

    expect(refusals).to.deep.equal(['forbidden/not_allowed', 'forbidden/not_allowed']);
    const edited = await owner.call('rooms.edit', { params: { roomId }, body: { title: 'Ours' } });
    expect(edited.title).to.equal('Ours');
    expect((await owner.call('rooms.close', { params: { roomId } })).state).to.equal('closed');
  });

  it('keeps the room open when the member who opened it deletes the account', async () => {
    const { id: roomId } = await ann.call('communities.openRoom', { params });

    await ann.call('accounts.delete', { body: { password: ann.password } });

    expect((await bob.call('rooms.get', { params: { roomId } })).state).to.equal('open');
  });

  function join(person: Person) {
    return person.call('communities.join', { params, body: { rulesVersion: 0 } });
  }

  async function talking(guest: Guest, roomId: string): Promise<Seated> {
    const seated = await sitDown(app, guest, roomId);
    await listen(seated);
    await openMicrophone(seated);
    return seated;
  }
});
