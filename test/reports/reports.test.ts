/** Reports: what can be reported by whom, what is stored, and who gets to read it. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/time.ts';
import type { NewReport } from '../../src/protocol/index.ts';
import type { ReportDoc } from '../../src/reports/report-model.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest } from '../support/guest.ts';
import { caller, matchedPair, type Person, refusalOf, signUp, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

// Promise A11 of docs/promises.md.
describe('reports', () => {
  let app: TestApp;
  let nowMs = Date.now();

  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { accessTokenMs: 20 * HOUR_MS, reportsPerDay: 3 },
    });
  });
  afterEach(disconnectAll);
  after(() => app.close());

  it('of a person are kept with the profile as it was', async () => {
    const [alice, bob] = await twoPeople();
    await bob.call('profiles.update', { body: { displayName: 'Cheap Coins', bio: 'Buy my coin', tags: ['coins'] } });

    const answer = await report(alice, { kind: 'person', id: bob.id, reason: 'solicitation', words: 'Only sells' });
    await bob.call('profiles.update', { body: { displayName: 'Bob', bio: '' } });

    expect(answer).to.deep.equal({ receivedBy: 'operators', isNew: true });
    const [stored] = await storedBy(alice);
    expect(stored).to.include({ kind: 'person', subjectId: bob.id, authorId: bob.id, reason: 'solicitation' });
    expect(stored?.text).to.equal(`Cheap Coins @${bob.handle}\nBuy my coin\n#coins`);
    expect(stored?.words).to.equal('Only sells');
  });

  it('of a topic, a meal and a room are kept with their texts, also after they were deleted', async () => {
    const [alice, bob] = await twoPeople();
    const topic = await bob.call('topics.create', { body: { kind: 'ask', title: 'Get rich', body: 'Ask me how' } });
    const venue = { area: 'Kobe', address: '7 Cellar Lane' };
    const meal = await bob.call('meals.create', { body: { ...mealBody('Rich dinner'), mode: 'in_person', venue } });
    const room = await bob.call('rooms.create', { body: { title: 'Rich talk', tags: ['money'] } });
    const reason = 'solicitation';

    await report(alice, { kind: 'topic', id: topic.id, reason });
    await report(alice, { kind: 'meal', id: meal.id, reason });
    await report(alice, { kind: 'room', id: room.id, reason });
    await bob.call('topics.delete', { params: { topicId: topic.id } });

    const copies = (await storedBy(alice)).map(({ kind, authorId, text }) => ({ kind, authorId, text }));
    expect(copies).to.have.deep.members([
      { kind: 'topic', authorId: bob.id, text: 'Get rich\nAsk me how' },
      { kind: 'meal', authorId: bob.id, text: 'Rich dinner' },
      { kind: 'room', authorId: bob.id, text: 'Rich talk\n#money' },
    ]);
  });

  it('of a message between two are kept with its text and its writer', async () => {
    const { alice, bob, conversationId } = await pair();
    const message = await write(bob, conversationId, 'You will regret this');

    await report(alice, { kind: 'message', id: message.id, reason: 'harassment' });

    const [stored] = await storedBy(alice);
    expect(stored).to.include({ subjectId: message.id, authorId: bob.id, text: 'You will regret this' });
    expect(stored?.writtenAt.toISOString()).to.equal(message.createdAt);
  });

  it('of a message in a room or in the chat of a meal go to the operators', async () => {
    const [alice, bob] = await twoPeople();
    const meal = await alice.call('meals.create', { body: mealBody('Soup') });
    await bob.call('meals.reply', { params: { mealId: meal.id }, body: { answer: 'yes' } });
    const { conversationId } = await alice.call('meals.get', { params: { mealId: meal.id } });
    const inMeal = await write(bob, conversationId ?? '', 'Your soup is bad');
    const room = await bob.call('rooms.create', { body: { title: 'Loud' } });
    for (const { id: personId } of [alice, bob])
      await app.services.conversations.admit({ tenantId: PUBLIC_TENANT, personId }, room.conversationId);
    const inRoom = await write(bob, room.conversationId, 'And you');

    const answers = [
      await report(alice, { kind: 'message', id: inMeal.id, reason: 'harassment' }),
      await report(alice, { kind: 'message', id: inRoom.id, reason: 'harassment' }),
    ];

    expect(answers.map(({ receivedBy }) => receivedBy)).to.deep.equal(['operators', 'operators']);
    expect((await storedBy(alice)).map(({ text }) => text)).to.have.members(['Your soup is bad', 'And you']);
  });

  it('of a message in a channel go to the moderators of its community, with the reason', async () => {
    const { owner, member, other, params, conversationId } = await community();
    const message = await write(other, conversationId, 'buy my coin');
    const made = { kind: 'message', id: message.id, reason: 'solicitation', words: 'Again' } as const;

    const answers = [await report(member, made), await report(member, made)];

    expect(answers).to.deep.equal([
      { receivedBy: 'moderators', isNew: true },
      { receivedBy: 'moderators', isNew: false },
    ]);
    const { items } = await owner.call('communities.reports', { params });
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ text: 'buy my coin', category: 'solicitation', reason: 'Again' });
    expect(await storedBy(member)).to.deep.equal([]);
  });

  it('of a message that a moderator wrote go to the operators: its writer would read who reported', async () => {
    const { owner, member, params, conversationId } = await community();
    const message = await write(owner, conversationId, 'Nobody will believe you');

    const answer = await report(member, { kind: 'message', id: message.id, reason: 'harassment' });

    expect(answer.receivedBy).to.equal('operators');
    expect((await owner.call('communities.reports', { params })).items).to.deep.equal([]);
  });

  it('cannot be about what the reporter does not see', async () => {
    const { alice, bob, conversationId } = await pair();
    const stranger = await signUp(app);
    const message = await write(bob, conversationId, 'For Alice');
    await bob.call('blocks.create', { params: { personId: stranger.id } });
    const topic = await bob.call('topics.create', { body: { kind: 'ask', title: 'Not for you' } });
    const room = await bob.call('rooms.create', { body: { title: 'Open' } });
    await app.services.conversations.admit({ tenantId: PUBLIC_TENANT, personId: bob.id }, room.conversationId);
    const inRoom = await write(bob, room.conversationId, 'For those inside');
    const inside = { kind: 'message', id: inRoom.id, reason: 'other' } as const;
    const unseen = [
      { kind: 'message', id: message.id },
      { kind: 'message', id: `${message.id.slice(0, -1)}z` },
      { kind: 'message', id: 'short' },
      { kind: 'person', id: bob.id },
      { kind: 'topic', id: topic.id },
      { kind: 'topic', id: bob.id },
      { kind: 'meal', id: topic.id },
      { kind: 'room', id: topic.id },
    ] as const;

    for (const thing of unseen) {
      expect(await refusalOf(report(stranger, { ...thing, reason: 'other' })), thing.kind).to.match(/^not_found/);
    }
    expect(await refusalOf(report(stranger, inside))).to.equal('forbidden/not_in_room');
    await app.services.conversations.admit({ tenantId: PUBLIC_TENANT, personId: stranger.id }, room.conversationId);
    // Withheld by the block.
    expect(await refusalOf(report(stranger, inside))).to.match(/^not_found/);
    expect(await storedBy(stranger)).to.deep.equal([]);
    expect((await report(alice, { kind: 'message', id: message.id, reason: 'other' })).isNew).to.equal(true);
  });

  it('cannot be about oneself, or about what is one’s own', async () => {
    const { alice, conversationId } = await pair();
    const message = await write(alice, conversationId, 'Mine');
    const topic = await alice.call('topics.create', { body: { kind: 'ask', title: 'Mine' } });
    const own = [
      { kind: 'person', id: alice.id },
      { kind: 'topic', id: topic.id },
      { kind: 'message', id: message.id },
    ] as const;

    for (const thing of own) {
      expect(await refusalOf(report(alice, { ...thing, reason: 'other' }))).to.equal('forbidden/own_thing');
    }
  });

  it('are one for each person and thing: another one replaces the reason and the words, and keeps the copy', async () => {
    const [alice, bob] = await twoPeople();
    const topic = await bob.call('topics.create', { body: { kind: 'ask', title: 'Before' } });
    const about = { kind: 'topic', id: topic.id } as const;
    await report(alice, { ...about, reason: 'other', words: 'Strange' });
    await bob.call('topics.edit', { params: { topicId: topic.id }, body: { title: 'After' } });

    const again = await report(alice, { ...about, reason: 'hate', words: 'Now I am sure' });

    expect(again).to.deep.equal({ receivedBy: 'operators', isNew: false });
    const stored = await storedBy(alice);
    expect(stored).to.have.length(1);
    expect(stored[0]).to.include({ reason: 'hate', words: 'Now I am sure', text: 'Before' });
  });

  it('are limited for each person and day', async () => {
    const alice = await signUp(app);
    const others = await signUpAll(app, 4);
    for (const { id } of others.slice(0, 3)) await report(alice, { kind: 'person', id, reason: 'other' });
    const fourth = { kind: 'person', id: others[3]?.id ?? '', reason: 'other' } as const;

    const refused = await refusalOf(report(alice, fourth));
    const again = await report(alice, { kind: 'person', id: others[0]?.id ?? '', reason: 'hate' });
    nowMs += DAY_MS + 1;
    const { email, password } = alice;
    const { accessToken } = await alice.call('sessions.signIn', { body: { email, password } });
    const nextDay = await report({ ...alice, call: caller(app, accessToken) }, fourth);

    expect(refused).to.equal('conflict/too_many_reports_today');
    expect([again.isNew, nextDay.isNew]).to.deep.equal([false, true]);
  });

  it('are deleted after a time, and with either person', async () => {
    const [alice, bob] = await twoPeople();
    const carol = await signUp(app);
    await report(alice, { kind: 'person', id: bob.id, reason: 'other' });
    await report(carol, { kind: 'person', id: alice.id, reason: 'other' });
    const [stored] = await storedBy(alice);

    await alice.call('accounts.delete', { body: { password: alice.password } });

    expect(stored?.expiresAt.getTime()).to.equal((stored?.createdAt.getTime() ?? 0) + app.kernel.limits.reportKeptMs);
    expect([...(await storedBy(alice)), ...(await storedBy(carol))]).to.deep.equal([]);
  });

  it('are not announced to the reported person', async () => {
    const { alice, bob, conversationId } = await pair();
    const message = await write(bob, conversationId, 'Rude');
    const { line } = await connectGuest(app, bob);
    const heard: string[] = [];
    line.socket.onAny((name: string) => heard.push(name));
    const kinds = async () => (await bob.call('notifications.list')).items.map(({ kind }) => kind);
    const before = await kinds();

    await report(alice, { kind: 'message', id: message.id, reason: 'harassment' });
    await report(alice, { kind: 'person', id: bob.id, reason: 'harassment' });

    // The marker: an event about a report would have arrived before this one.
    await write(alice, conversationId, 'The end');
    await line.next('message:created', ({ text }) => text === 'The end');
    expect(heard).to.deep.equal(['message:created']);
    expect(await kinds()).to.deep.equal(before);
  });

  function report(person: Person, body: NewReport | Omit<NewReport, 'words'>) {
    return person.call('reports.create', { body });
  }

  async function storedBy({ id }: Person) {
    return app.connection.collection<ReportDoc>('reports').find({ reporterId: id }).toArray();
  }

  function mealBody(title: string) {
    const [startsAt, endsAt] = [new Date(nowMs + DAY_MS), new Date(nowMs + DAY_MS + HOUR_MS)];
    return { title, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  }

  async function twoPeople(): Promise<[Person, Person]> {
    const [alice, bob] = await signUpAll(app, 2);
    if (!alice || !bob) throw new Error('expected two people');
    return [alice, bob];
  }

  async function pair() {
    const { alice, bob, conversationId } = await matchedPair(app);
    return { alice, bob, conversationId };
  }

  function write({ id: personId, sessionId }: Person, conversationId: string, text: string) {
    const actor = { tenantId: PUBLIC_TENANT, personId, sessionId };
    return app.services.conversations.send(actor, { conversationId, clientMessageId: crypto.randomUUID(), text });
  }

  async function community() {
    const [owner, member, other] = (await signUpAll(app, 3)) as [Person, Person, Person];
    const body = { name: 'Bakers', visibility: 'public' } as const;
    const { id: communityId } = await owner.call('communities.create', { body });
    const params = { communityId };
    for (const person of [member, other]) await person.call('communities.join', { params, body: { rulesVersion: 1 } });
    const [channel] = (await owner.call('communities.channels', { params })).items;
    return { owner, member, other, params, conversationId: channel?.conversationId ?? '' };
  }
});
