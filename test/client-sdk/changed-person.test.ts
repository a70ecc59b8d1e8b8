/** What open lists and conversations show after a person has changed the profile or deleted the account. */
import { expect } from 'chai';
import { withChangedPerson } from '../../client-sdk/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { closeClients, newPerson, talkingPair, waitFor, whenever } from '../support/sdk.ts';

describe('a person who changed', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  afterEach(closeClients);
  after(() => app.close());

  it('has the new name in an open conversation and in the list of conversations', async () => {
    const { alice, bob } = await talkingPair(app);
    const list = bob.sdk.conversations.list();
    await whenever(list, ({ isLoaded }) => isLoaded);

    await alice.sdk.profiles.update({ displayName: '新しい名前' });

    await whenever(list, ({ items }) => items[0]?.person?.displayName === '新しい名前');
    await whenever(bob.conversation, ({ info }) => info.person?.displayName === '新しい名前');
  });

  it('has the new name on a room in the list of rooms, as who opened it', async () => {
    const [owner, reader] = await Promise.all([newPerson(app), newPerson(app)]);
    const room = await owner.sdk.rooms.create({ title: 'Room' });
    const list = reader.sdk.rooms.watch();
    await whenever(list, ({ rooms }) => rooms.some(({ id }) => id === room.id));

    await owner.sdk.profiles.update({ displayName: '部屋の人' });

    await whenever(list, ({ rooms }) => rooms.some(({ owner: { displayName } }) => displayName === '部屋の人'));
  });

  it('is shown as deleted after the account was deleted', async () => {
    const [gone, reader] = await Promise.all([newPerson(app), newPerson(app)]);
    const heard = waitFor(reader.sdk, 'profile:changed', ({ person }) => person.id === gone.me.profile.id);

    await gone.sdk.accounts.delete({ password: gone.password });

    expect((await heard).person).to.include({ handle: 'deleted', avatarUrl: null });
  });

  it('is not announced to people in a block with them, nor if what others see stays the same', async () => {
    const [ada, blocked, reader] = await Promise.all([newPerson(app), newPerson(app), newPerson(app)]);
    await ada.sdk.blocks.create({ personId: blocked.me.profile.id });
    const byBlocked: string[] = [];
    const byReader: string[] = [];
    blocked.sdk.on('profile:changed', ({ person }) => byBlocked.push(person.displayName));
    reader.sdk.on('profile:changed', ({ person }) => byReader.push(person.displayName));
    const last = waitFor(reader.sdk, 'profile:changed', ({ person }) => person.displayName === 'Second');

    await ada.sdk.profiles.update({ bio: 'Only on the profile' });
    await ada.sdk.profiles.update({ displayName: 'First' });
    await ada.sdk.profiles.update({ displayName: 'First', handle: ada.me.profile.handle });
    await ada.sdk.profiles.update({ displayName: 'Second' });
    await last;
    const marker = waitFor(blocked.sdk, 'profile:changed', ({ person }) => person.displayName === 'Marker');
    await reader.sdk.profiles.update({ displayName: 'Marker' });
    await marker;

    expect(byBlocked).to.deep.equal(['Marker']);
    expect(byReader.slice(0, 2)).to.deep.equal(['First', 'Second']);
  });

  it('is replaced wherever a value shows the person, and nothing else is copied', () => {
    const ada = { id: 'a', handle: 'ada', displayName: 'Ada', avatarUrl: null };
    const bob = { id: 'b', handle: 'bob', displayName: 'Bob', avatarUrl: null };
    const untouched = { owner: bob, tags: ['x'] };
    const value = { pages: [{ items: [{ owner: ada, id: 'a' }, untouched] }], me: { ...ada, bio: 'kept' } };

    const changed = withChangedPerson(value, { ...ada, displayName: 'Ada L.' });

    expect(changed).to.deep.equal({
      pages: [{ items: [{ owner: { ...ada, displayName: 'Ada L.' }, id: 'a' }, untouched] }],
      me: { ...ada, displayName: 'Ada L.', bio: 'kept' },
    });
    expect(changed.pages[0]?.items[1]).to.equal(untouched);
    expect(withChangedPerson(value, ada)).to.equal(value);
    expect(withChangedPerson(value, { ...bob, id: 'c', displayName: 'Other' })).to.equal(value);
  });
});
