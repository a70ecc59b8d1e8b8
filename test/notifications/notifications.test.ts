/** Notifications through the app: told once, listed, counted, read, limited, and gone with the person. */
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

  it('tell the owner of a topic once that someone is interested, however often it is pressed', async () => {
    const { alice, bob, topicId } = await pressedTopic();
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

  it('tell the other one of a match, and whoever pressed sees it on the screen', async () => {
    const { alice, bob, topicId } = await pressedTopic();

    const match = await alice.call('matches.create', { params: { topicId, personId: bob.id } });

    const [told] = (await bob.call('notifications.list')).items;
    const data = { personId: alice.id, matchId: match.id, conversationId: match.conversationId };
    expect(told).to.deep.include({ kind: 'match_created', data });
    expect(await kindsOf(alice)).to.deep.equal(['interest_created']);
  });

  it('are stored and announced once for a person and key, also when many processes tell at once', async () => {
    const people = await signUpAll(app, 3);
    const announced: string[] = [];
    const stop = app.kernel.events.on('notificationCreated', ({ personId }) => announced.push(personId));

    const told = await Promise.all(Array.from({ length: 8 }, () => tell(people, 'once')));
    stop();

    const ids = people.map(({ id }) => id);
    expect(told.flat()).to.have.members(ids);
    expect(announced).to.have.members(ids);
    expect(await kindsOf(people[0])).to.have.length(1);
  });

  it('tell nobody of someone with whom a block stands between, before and after', async () => {
    const { alice, bob } = await pressedTopic();
    await alice.call('blocks.create', { params: { personId: bob.id } });

    const told = await tell([alice], 'blocked', { about: bob });

    expect(told).to.deep.equal([]);
    expect(await kindsOf(alice)).to.deep.equal([]);
    expect(await alice.call('notifications.countUnread')).to.deep.equal({ count: 0 });
  });

  it('are listed page by page, the newest first, and only the newest are kept', async () => {
    const alice = await signUp(app);
    for (let number = 0; number < 15; number++) await tell([alice], `n${number}`);

    const all = await listAll(alice);

    const titles = all.map(titleOf);
    expect(titles).to.deep.equal(Array.from({ length: 12 }, (_, at) => `n${14 - at}`));
  });

  it('are read one by one, up to one, or all, on every device', async () => {
    const alice = await signUp(app);
    for (const key of ['a', 'b', 'c', 'd']) await tell([alice], key);
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

  it('are read by their owner alone', async () => {
    const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
    await tell([alice], 'mine');
    const [{ id }] = (await alice.call('notifications.list')).items as [Notification];

    const one = await refusal(bob.call('notifications.readOne', { params: { notificationId: id } }));
    const upTo = await refusal(bob.call('notifications.read', { body: { upToId: id } }));

    expect([one.status, upTo.status]).to.deep.equal([404, 404]);
    expect(await alice.call('notifications.countUnread')).to.deep.equal({ count: 1 });
  });

  it('suggest at most two things a day, of all kinds together, however many processes ask at once', async () => {
    const people = await signUpAll(app, 5);
    const keys = Array.from({ length: 10 }, (_, number) => `suggestion-${number}`);

    const told = await Promise.all(keys.map((key) => tell(people, key, { isSuggestion: true })));
    const again = await Promise.all(keys.map((key) => tell(people, key, { isSuggestion: true })));

    const perPerson = people.map(({ id }) => told.flat().filter((personId) => personId === id).length);
    expect(perPerson).to.deep.equal([2, 2, 2, 2, 2]);
    expect(again.flat()).to.deep.equal([]);
    await tell(people, 'asked for');
    expect(await kindsOf(people[0])).to.have.length(3);
  });

  it('go with the person, and so does what others were told about that person', async () => {
    const { alice, bob, topicId } = await pressedTopic();
    await alice.call('matches.create', { params: { topicId, personId: bob.id } });

    await bob.call('accounts.delete', { body: { password: bob.password } });

    expect(await kindsOf(alice)).to.deep.equal([]);
    const left = await app.connection.collection('notifications').countDocuments({ personId: bob.id });
    expect(left).to.equal(0);
  });

  async function pressedTopic(): Promise<{ alice: Person; bob: Person; topicId: string }> {
    const [alice, bob] = await Promise.all([signUp(app), signUp(app)]);
    const { id: topicId } = await alice.call('topics.create', { body: { title: 'Bread' } });
    await bob.call('topics.createInterest', { params: { topicId } });
    return { alice, bob, topicId };
  }

  /** Tells people something of a kind that any will do for; `key` is also its title. */
  function tell(
    people: readonly Person[],
    key: string,
    { about, isSuggestion = false }: { about?: Person; isSuggestion?: boolean } = {},
  ): Promise<string[]> {
    const data = { personId: about?.id ?? 'nobody', topicId: 'none', topicTitle: key };
    const news: NewNotification = {
      tenantId: PUBLIC_TENANT,
      personIds: people.map(({ id }) => id),
      kind: 'interest_created',
      key: `test:${key}`,
      data,
      isSuggestion,
    };
    return app.services.notifications.notify(news);
  }

  function listAll(person: Person): Promise<Notification[]> {
    return allPages((cursor) =>
      person.call('notifications.list', { query: { limit: 5, ...(cursor && { cursor }) } }),
    ) as Promise<Notification[]>;
  }

  async function kindsOf(person: Person | undefined): Promise<string[]> {
    return ((await person?.call('notifications.list'))?.items ?? []).map(({ kind }) => kind);
  }
});

function titleOf(notification: Notification): string {
  return notification.kind === 'interest_created' ? notification.data.topicTitle : '';
}
