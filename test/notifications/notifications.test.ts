/** Notifications through the app: created once, listed, counted, read, limited, and erased with the person. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { NewNotification } from '../../src/notifications/notification-service.ts';
import type { Notification } from '../../src/protocol/notifications.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { allPages, type Person, refusal, signUp, signUpAll } from '../support/people.ts';

describe('notifications', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { notificationsPerPerson: 12 } });
  });

  after(() => app.close());

  it('tell the owner of a topic only once that a person is interested', async () => {
    const { alice, bob, topicId } = await topicWithInterest();
    await bob.call('topics.withdrawInterest', { params: { topicId } });

    await bob.call('topics.createInterest', { params: { topicId } });

    const [only, ...more] = (await alice.call('notifications.list')).items;
    expect(more).to.deep.equal([]);
    expect(only).to.deep.include({
      kind: 'interest_created',
      data: { personId: bob.id, topicId, topicTitle: 'Bread' },
      isRead: false,
    });
    expect(only?.person?.id).to.equal(bob.id);
  });

  it('tell the other person of a match, but not the person who created it', async () => {
    const { alice, bob, topicId } = await topicWithInterest();

    const match = await alice.call('matches.create', { params: { topicId, personId: bob.id } });

    const [received] = (await bob.call('notifications.list')).items;
    const data = { personId: alice.id, matchId: match.id, conversationId: match.conversationId };
    expect(received).to.deep.include({ kind: 'match_created', data });
    expect(await kindsOf(alice)).to.deep.equal(['interest_created']);
  });

  it('are stored and announced once per person and key, also with simultaneous calls', async () => {
    const people = await signUpAll(app, 3);
    const announced: string[] = [];
    const stop = app.kernel.events.on('notificationCreated', ({ personId }) => announced.push(personId));

    const notified = await Promise.all(Array.from({ length: 8 }, () => notify(people, 'once')));
    stop();

    const ids = people.map(({ id }) => id);
    expect(notified.flat()).to.have.members(ids);
    expect(announced).to.have.members(ids);
    expect(await kindsOf(people[0])).to.have.length(1);
  });

  it('about a person in a block with the recipient are neither created nor shown', async () => {
    const { alice, bob } = await topicWithInterest();
    await alice.call('blocks.create', { params: { personId: bob.id } });

    const notified = await notify([alice], 'blocked', { about: bob });

    expect(notified).to.deep.equal([]);
    expect(await kindsOf(alice)).to.deep.equal([]);
    expect(await alice.call('notifications.countUnread')).to.deep.equal({ count: 0 });
  });

  it('are listed in pages, newest first, and only the newest are kept', async () => {
    const alice = await signUp(app);
    for (let number = 0; number < 15; number++) await notify([alice], `n${number}`);

    const all = await listAll(alice);

    const titles = all.map(titleOf);
    expect(titles).to.deep.equal(Array.from({ length: 12 }, (_, at) => `n${14 - at}`));
  });

  it('are marked as read one by one, up to one, or all, on every device', async () => {
    const alice = await signUp(app);
    for (const key of ['a', 'b', 'c', 'd']) await notify([alice], key);
    const [d, , b] = (await alice.call('notifications.list')).items as [Notification, Notification, Notification];
    const counts: number[] = [];
    const stop = app.kernel.events.on('notificationsRead', ({ count }) => counts.push(count));

    await alice.call('notifications.readOne', { params: { notificationId: d.id } });
    await alice.call('notifications.readOne', { params: { notificationId: d.id } });
    await alice.call('notifications.read', { body: { upToId: b.id } });
    const unread = (await listAll(alice)).filter(({ isRead }) => !isRead).map(titleOf);
    await alice.call('notifications.read', { body: {} });
    stop();

    expect(unread).to.deep.equal(['c']);
    expect(counts).to.deep.equal([3, 1, 0]);
    expect(await alice.call('notifications.countUnread')).to.deep.equal({ count: 0 });
  });

  it('are read when the screen that they link to is opened, on every device, and no others', async () => {
    const { alice, bob, topicId } = await topicWithInterest();
    const other = await signUp(app);
    const { id: otherTopicId } = await alice.call('topics.create', { body: { title: 'Tea' } });
    await other.call('topics.createInterest', { params: { topicId: otherTopicId } });
    const counts: number[] = [];
    const stop = app.kernel.events.on('notificationsRead', ({ personId, count }) => {
      if (personId === alice.id) counts.push(count);
    });
    const open = (path: string, personId?: string) =>
      alice.call('notifications.readOpened', { body: { path, ...(personId && { personId }) } });

    for (const path of ['/topics', `/topics/mine/${topicId.slice(0, -1)}`, `/conversations/${topicId}`])
      await open(path);
    await open('/conversations/1', alice.id);
    const before = await unreadOf(alice);
    await open(`/topics/mine/${topicId}`);
    await open(`/topics/mine/${topicId}`);
    const after = await unreadOf(alice);
    await bob.call('notifications.readOpened', { body: { path: `/topics/mine/${otherTopicId}` } });
    stop();

    expect([before, after]).to.deep.equal([['Tea', 'Bread'], ['Tea']]);
    expect([counts, await unreadOf(alice)]).to.deep.equal([[1], ['Tea']]);
  });

  it('of an interest, a match and an appointment are read when the conversation with the person is opened', async () => {
    const { alice, bob, topicId } = await topicWithInterest();
    const match = await alice.call('matches.create', { params: { topicId, personId: bob.id } });
    const { conversationId } = match;
    const quarter = 15 * 60_000;
    const startsAt = new Date(Math.ceil(Date.now() / quarter) * quarter + 48 * 3_600_000).toISOString();
    await bob.call('proposals.create', { params: { matchId: match.id }, body: { startsAt, minutes: 30 } });
    const before = [await kindsOf(alice), await kindsOf(bob)];

    const path = `/conversations/${conversationId}`;
    await alice.call('notifications.readOpened', { body: { path, personId: bob.id } });
    await bob.call('notifications.readOpened', { body: { path, personId: alice.id } });

    expect(before).to.deep.equal([['time_proposed', 'interest_created'], ['match_created']]);
    const counts = [alice, bob].map(async (person) => (await person.call('notifications.countUnread')).count);
    expect(await Promise.all(counts)).to.deep.equal([0, 0]);
  });

  it('can only be marked as read by their recipient', async () => {
    const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
    await notify([alice], 'mine');
    const [{ id }] = (await alice.call('notifications.list')).items as [Notification];

    const one = await refusal(bob.call('notifications.readOne', { params: { notificationId: id } }));
    const upTo = await refusal(bob.call('notifications.read', { body: { upToId: id } }));

    expect([one.status, upTo.status]).to.deep.equal([404, 404]);
    expect(await alice.call('notifications.countUnread')).to.deep.equal({ count: 1 });
  });

  it('contain at most two suggestions per day, also with simultaneous calls', async () => {
    const people = await signUpAll(app, 5);
    const keys = Array.from({ length: 10 }, (_, number) => `suggestion-${number}`);

    const notified = await Promise.all(keys.map((key) => notify(people, key, { isSuggestion: true })));
    const again = await Promise.all(keys.map((key) => notify(people, key, { isSuggestion: true })));

    const perPerson = people.map(({ id }) => notified.flat().filter((personId) => personId === id).length);
    expect(perPerson).to.deep.equal([2, 2, 2, 2, 2]);
    expect(again.flat()).to.deep.equal([]);
    await notify(people, 'no suggestion');
    expect(await kindsOf(people[0])).to.have.length(3);
  });

  it('are erased with the person, including those of others about the person', async () => {
    const { alice, bob, topicId } = await topicWithInterest();
    await alice.call('matches.create', { params: { topicId, personId: bob.id } });
    await bob.call('notifications.editSettings', { body: { mail: [] } });

    await bob.call('accounts.delete', { body: { password: bob.password } });

    expect(await kindsOf(alice)).to.deep.equal([]);
    const left = await app.connection.collection('notifications').countDocuments({ personId: bob.id });
    expect(left).to.equal(0);
    const settings = app.connection.collection<{ _id: string }>('notificationSettings');
    expect(await settings.countDocuments({ _id: bob.id })).to.equal(0);
  });

  async function topicWithInterest(): Promise<{ alice: Person; bob: Person; topicId: string }> {
    const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
    const { id: topicId } = await alice.call('topics.create', { body: { title: 'Bread' } });
    await bob.call('topics.createInterest', { params: { topicId } });
    return { alice, bob, topicId };
  }

  /** Sends a notification of an arbitrary kind; `key` is also its title. */
  function notify(
    people: readonly Person[],
    key: string,
    { about, isSuggestion = false }: { about?: Person; isSuggestion?: boolean } = {},
  ): Promise<string[]> {
    const data = { personId: about?.id ?? 'nobody', topicId: 'none', topicTitle: key };
    const notification: NewNotification = {
      tenantId: PUBLIC_TENANT,
      personIds: people.map(({ id }) => id),
      kind: 'interest_created',
      key: `test:${key}`,
      byId: null,
      data,
      isSuggestion,
    };
    return app.services.notifications.notify(notification);
  }

  function listAll(person: Person): Promise<Notification[]> {
    return allPages((cursor) =>
      person.call('notifications.list', { query: { limit: 5, ...(cursor && { cursor }) } }),
    ) as Promise<Notification[]>;
  }

  async function unreadOf(person: Person): Promise<string[]> {
    return (await listAll(person)).filter(({ isRead }) => !isRead).map(titleOf);
  }

  async function kindsOf(person: Person | undefined): Promise<string[]> {
    return ((await person?.call('notifications.list'))?.items ?? []).map(({ kind }) => kind);
  }
});

function titleOf(notification: Notification): string {
  return notification.kind === 'interest_created' ? notification.data.topicTitle : '';
}
