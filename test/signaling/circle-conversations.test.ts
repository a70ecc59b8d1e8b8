/** Conversations of circles: people in the circle can read and write; for everyone else the conversation does not exist. */

import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { circleName } from '../../src/kernel/circles.ts';
import { ForbiddenError } from '../../src/kernel/errors.ts';
import type { SendGuard } from '../../src/kernel/hooks.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hiddenEntry } from '../support/audit.ts';
import { addMealCircles, mealChanged, type TestMeals } from '../support/meals.ts';
import { type Person, refusal, signUp } from '../support/people.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';

describe('a conversation of a circle', () => {
  let app: TestApp;
  const meals: TestMeals = new Map();

  before(async () => {
    app = await startTestApp({ limits: { typingMs: 300 } });
    addMealCircles(app, meals);
  });

  afterEach(disconnectAll);

  after(() => app.close());

  async function meal(...people: Person[]) {
    const mealId = newId();
    const conversationId = newId();
    meals.set(mealId, new Set(people.map(({ id }) => id)));
    mealChanged(
      app,
      mealId,
      people.map(({ id }) => id),
    );
    const circle = circleName('meal', mealId);
    const conversation = { tenantId: 'public', conversationId, kind: 'meal', circle, subjectId: mealId } as const;
    await app.services.conversations.ensureCircleConversation({ ...conversation, title: '鍋の会' });
    return { mealId, conversationId, conversation };
  }

  function leave(mealId: string, personId: string): void {
    meals.get(mealId)?.delete(personId);
    mealChanged(app, mealId, [personId]);
  }

  const list = async (person: Person) => (await person.call('conversations.list')).items.map(({ id }) => id);

  it('gives its people the list entry, title, messages, typing, read marks and unread count', async () => {
    const [ada, ben, cleo] = await Promise.all([signUp(app), signUp(app), signUp(app)]);
    const { conversationId, mealId } = await meal(ada, ben, cleo);
    const [a, b] = await Promise.all([connect(app, ada), connect(app, ben)]);

    await a.ask('typing:start', { conversationId });
    const sent = await a.ask('message:send', message(conversationId, 'お腹すいた'));

    expect(await b.received('typing:started')).to.deep.equal({ conversationId, personId: ada.id });
    expect(await b.received('message:created')).to.deep.equal(sent);
    expect(await list(cleo)).to.deep.equal([conversationId]);
    const shown = await ben.call('conversations.get', { params: { conversationId } });
    expect(shown).to.include({ kind: 'meal', title: '鍋の会', subjectId: mealId, person: null, unreadCount: 1 });
    await b.ask('conversation:read', { conversationId, seq: 1 });
    expect(await a.received('read:moved')).to.deep.equal({ conversationId, personId: ben.id, seq: 1 });
    expect((await a.ask('conversation:sync', { conversationId, afterSeq: 0 })).messages).to.deep.equal([sent]);
  });

  it('counts no unread messages of oneself, of people in a block, or hidden by a moderator', async () => {
    const [ada, ben, cleo] = await Promise.all([signUp(app), signUp(app), signUp(app)]);
    const { conversationId } = await meal(ada, ben, cleo);
    const [a, b, c] = await Promise.all([connect(app, ada), connect(app, ben), connect(app, cleo)]);
    for (const client of [a, b, c, c]) await client.ask('message:send', message(conversationId));
    const counts = async () =>
      Promise.all(
        [ada, ben, cleo].map(async (person) => {
          const { unreadCount } = await person.call('conversations.get', { params: { conversationId } });
          const [item] = (await person.call('conversations.list')).items;
          expect(item?.unreadCount).to.equal(unreadCount);
          return unreadCount;
        }),
      );

    const before = await counts();
    await ada.call('blocks.create', { params: { personId: cleo.id } });
    const blocked = await counts();
    await app.services.conversations.hideMessage({
      tenantId: 'public',
      conversationId,
      seq: 2,
      byId: cleo.id,
      entryOf: hiddenEntry,
    });
    const hidden = await counts();
    await ada.call('blocks.remove', { params: { personId: cleo.id } });
    const unblocked = await counts();

    expect([before, blocked, hidden, unblocked]).to.deep.equal([
      [3, 3, 2],
      [1, 3, 1],
      [0, 3, 0],
      [2, 3, 1],
    ]);
  });

  it('sends an event to two people who share it when a block between them comes or goes, and to nobody else', async () => {
    const [ada, ben, cleo, dan] = await Promise.all([signUp(app), signUp(app), signUp(app), signUp(app)]);
    const { conversationId } = await meal(ada, ben, cleo);
    const [a, b, c, d] = await Promise.all([
      connect(app, ada),
      connect(app, ben),
      connect(app, cleo),
      connect(app, dan),
    ]);
    const revision = async () => (await ada.call('conversations.get', { params: { conversationId } })).viewRevision;

    for (const client of [a, b, c]) await client.ask('message:send', message(conversationId));
    const before = await revision();
    await ada.call('blocks.create', { params: { personId: dan.id } });
    await ada.call('blocks.create', { params: { personId: ben.id } });
    await Promise.all([a, b].map((client) => client.next('conversation:changed')));
    const blocked = await revision();
    await ben.call('blocks.create', { params: { personId: cleo.id } });
    await Promise.all([b, c].map((client) => client.next('conversation:changed')));
    await ada.call('blocks.remove', { params: { personId: ben.id } });
    await Promise.all([a, b].map((client) => client.next('conversation:changed')));

    expect([before, await revision()]).to.deep.equal(['', '']);
    expect(blocked).not.to.equal('');
    expect([a, b, c, d].map((client) => client.all('conversation:changed'))).to.deep.equal([[], [], [], []]);
  });

  it('is listed page by page, most recently active first', async () => {
    const [ada, ben] = await Promise.all([signUp(app), signUp(app)]);
    const all = [await meal(ada), await meal(ada, ben), await meal(ada, ben)];
    const a = await connect(app, ada);
    for (const { conversationId } of all.toReversed()) await a.ask('message:send', message(conversationId));

    const first = await ada.call('conversations.list', { query: { limit: 2 } });
    const rest = await ada.call('conversations.list', { query: { limit: 2, cursor: first.nextCursor ?? '' } });

    const ids = all.map(({ conversationId }) => conversationId);
    expect([...first.items, ...rest.items].map(({ id }) => id)).to.deep.equal(ids);
    expect(rest.nextCursor).to.equal(null);
  });

  it('does not exist for a stranger, on any route or request', async () => {
    const [ada, stranger] = await Promise.all([signUp(app), signUp(app)]);
    const { conversationId } = await meal(ada);
    const [a, s] = await Promise.all([connect(app, ada), connect(app, stranger)]);
    await a.ask('message:send', message(conversationId, 'secret'));

    const asked = await Promise.all([
      s.answer('message:send', message(conversationId)),
      s.answer('conversation:sync', { conversationId, afterSeq: 0 }),
      s.answer('conversation:read', { conversationId, seq: 1 }),
      s.answer('typing:start', { conversationId }),
    ]);
    const params = { conversationId };
    const called = [
      await refusal(stranger.call('conversations.get', { params })),
      await refusal(stranger.call('conversations.history', { params })),
    ];

    expect(asked.map((result) => (result.ok ? 'ok' : result.error.code))).to.deep.equal(Array(4).fill('not_found'));
    expect(called.map(({ reason }) => reason)).to.deep.equal(['not_found', 'not_found']);
    expect(await list(stranger)).to.deep.equal([]);
    // The marker: an event of the other conversation would have arrived before this message.
    const own = await meal(stranger);
    await s.ask('message:send', message(own.conversationId, 'mine'));
    await s.received('message:created');
    expect(s.all('message:created').map(({ text }) => text)).to.deep.equal(['mine']);
  });

  it('opens at once for a person who enters the circle, closes for one who leaves, and sends an event for both', async () => {
    const [ada, ben] = await Promise.all([signUp(app), signUp(app)]);
    const { conversationId, mealId } = await meal(ada);
    const [a, b] = await Promise.all([connect(app, ada), connect(app, ben)]);
    await a.ask('message:send', message(conversationId, 'before'));

    meals.get(mealId)?.add(ben.id);
    mealChanged(app, mealId, [ben.id]);
    const entered = await b.ask('conversation:sync', { conversationId, afterSeq: 0 });
    leave(mealId, ben.id);
    const left = await b.answer('conversation:sync', { conversationId, afterSeq: 0 });
    await a.ask('message:send', message(conversationId, 'after'));
    await a.received('message:created', ({ text }) => text === 'after');

    expect(entered.messages.map(({ text }) => text)).to.deep.equal(['before']);
    expect(left.ok).to.equal(false);
    expect(b.all('circle:changed')).to.have.length(2);
    const own = await meal(ben);
    await b.ask('message:send', message(own.conversationId, 'mine'));
    await b.received('message:created');
    expect(b.all('message:created').map(({ text }) => text)).to.deep.equal(['mine']);
  });

  it('sends an event to its people when it opens, changes its title, or closes', async () => {
    const [ada, ben] = await Promise.all([signUp(app), signUp(app)]);
    const [a, b] = await Promise.all([connect(app, ada), connect(app, ben)]);
    const { conversationId, conversation } = await meal(ada);
    const { conversations } = app.services;

    await conversations.ensureCircleConversation({ ...conversation, title: '鍋の会' });
    await conversations.ensureCircleConversation({ ...conversation, title: 'すき焼きの会' });
    await conversations.close('public', conversationId);
    await conversations.close('public', conversationId);
    const refused = await a.answer('message:send', message(conversationId));

    expect(refused).to.have.nested.property('error.details.reason', 'conversation_closed');
    expect(a.all('conversation:changed')).to.deep.equal(Array(3).fill({ conversationId }));
    expect(await ada.call('conversations.get', { params: { conversationId } })).to.include({
      title: 'すき焼きの会',
      state: 'closed',
    });
    expect(b.all('conversation:changed')).to.deep.equal([]);
  });

  it('hides the messages of two people with a block from each other, but keeps their places', async () => {
    const [ada, ben, cleo] = await Promise.all([signUp(app), signUp(app), signUp(app)]);
    const { conversationId } = await meal(ada, ben, cleo);
    await ada.call('blocks.create', { params: { personId: ben.id } });
    const [a, b, c] = await Promise.all([connect(app, ada), connect(app, ben), connect(app, cleo)]);

    await a.ask('typing:start', { conversationId });
    await a.ask('message:send', message(conversationId, 'from ada'));

    expect(await b.received('message:created')).to.include({ seq: 1, text: '', isHidden: true });
    expect(await c.received('message:created')).to.include({ seq: 1, text: 'from ada' });
    expect(b.all('typing:started')).to.deep.equal([]);
    const { messages } = await ben.call('conversations.history', { params: { conversationId } });
    const synced = await b.ask('conversation:sync', { conversationId, afterSeq: 0 });
    for (const page of [messages, synced.messages]) {
      expect(page).to.have.length(1);
      expect(page[0]).to.include({ text: '', isHidden: true });
    }
    expect((await ben.call('conversations.get', { params: { conversationId } })).lastMessage).to.include({ text: '' });
    expect((await ben.call('conversations.list')).items[0]?.lastMessage).to.include({ text: '' });
  });

  it('sends the read marks of two people with a block to everyone but each other', async () => {
    const [ada, ben, cleo] = await Promise.all([signUp(app), signUp(app), signUp(app)]);
    const { conversationId } = await meal(ada, ben, cleo);
    await ada.call('blocks.create', { params: { personId: ben.id } });
    const [a, b, c] = await Promise.all([connect(app, ada), connect(app, ben), connect(app, cleo)]);
    await c.ask('message:send', message(conversationId, 'from cleo'));

    await a.ask('conversation:read', { conversationId, seq: 1 });
    await b.ask('conversation:read', { conversationId, seq: 1 });
    await c.ask('message:send', message(conversationId, 'marker'));

    const readers = (client: typeof a) => client.all('read:moved').map(({ personId }) => personId);
    for (const client of [a, b, c]) await client.received('message:created', ({ text }) => text === 'marker');
    expect([readers(a), readers(b), readers(c)]).to.deep.equal([[ada.id], [ben.id], [ada.id, ben.id]]);
  });

  it('delivers all words of one turn to each person who may read them, also if one sender is in a block', async () => {
    const [ada, ben, cleo] = await Promise.all([signUp(app), signUp(app), signUp(app)]);
    const { conversationId } = await meal(ada, ben, cleo);
    await ada.call('blocks.create', { params: { personId: ben.id } });
    const [a, b, c] = await Promise.all([connect(app, ada), connect(app, ben), connect(app, cleo)]);

    // Afterwards, everything that a message needs is cached, so that two messages share a commit, and so a turn.
    for (const client of [a, c]) await client.ask('message:send', message(conversationId, 'before'));
    const batches: number[] = [];
    const stop = app.kernel.events.on('messagesCreated', (batch) => batches.push(batch.length));

    const sendAs = ({ id: personId, sessionId }: Person, text: string) =>
      app.services.conversations.send({ tenantId: 'public', personId, sessionId }, message(conversationId, text));
    await Promise.all([sendAs(ada, 'from ada'), sendAs(cleo, 'from cleo')]);
    stop();
    for (const client of [a, b, c]) await client.received('message:created', ({ seq }) => seq === 4);

    const received = (client: typeof a) => client.all('message:created').map(({ text }) => text);
    expect(batches).to.deep.equal([2]);
    expect(received(a)).to.deep.equal(received(c));
    expect(received(a)).to.have.members(['before', 'before', 'from ada', 'from cleo']);
    expect(received(b)).to.deep.equal(received(a).map((text, at) => (at === 0 || text === 'from ada' ? '' : text)));
  });

  it('calls its guard before it stores a message, and still answers a resend of a stored one', async () => {
    const ada = await signUp(app);
    const { conversationId, mealId, conversation } = await meal(ada);
    const a = await connect(app, ada);
    const first = message(conversationId, 'the first');
    const asked: unknown[] = [];
    let isShut = false;
    const check: SendGuard['check'] = async (_actor, { circle, subjectId, text }) => {
      if (subjectId !== mealId) return;
      asked.push({ circle, text });
      if (isShut) throw new ForbiddenError('banned_word', 'Not this word.');
    };
    app.kernel.hooks.add([{ hooks: { beforeSend: { kind: 'meal', check, async checkWriter() {} } } }]);

    const stored = await a.ask('message:send', first);
    isShut = true;
    const resent = await a.ask('message:send', first);
    const refused = await a.answer('message:send', message(conversationId, 'the second'));

    expect(resent).to.deep.equal(stored);
    expect(refused).to.have.nested.property('error.details.reason', 'banned_word');
    expect(asked[0]).to.deep.equal({ circle: conversation.circle, text: 'the first' });
    expect((await a.ask('conversation:sync', { conversationId, afterSeq: 0 })).messages).to.deep.equal([stored]);
  });

  it('removes the text of a hidden message everywhere: live, in the history, in a sync, and after an absence', async () => {
    const [ada, ben] = await Promise.all([signUp(app), signUp(app)]);
    const { conversationId } = await meal(ada, ben);
    const [a, b] = await Promise.all([connect(app, ada), connect(app, ben)]);
    const draft = message(conversationId, 'rude');
    await a.ask('message:send', draft);
    await a.ask('message:send', message(conversationId, 'kind'));
    const params = { conversationId };
    // Now the message is also cached, as finished JSON.
    await ben.call('conversations.history', { params });

    const stored = () => app.connection.collection('messages').findOne({ conversationId, seq: 1 });
    const place = { tenantId: 'public', conversationId, seq: 1, byId: ben.id, entryOf: hiddenEntry };
    const before = await app.services.conversations.hideMessage(place);
    const hiddenAt = (await stored())?.hiddenAt;
    await app.services.conversations.hideMessage({ ...place, byId: ada.id });

    const hidden = { seq: 1, senderId: ada.id, text: '', isHidden: true };
    expect(before).to.include({ seq: 1, text: 'rude' });
    expect(await b.received('message:hidden')).to.include(hidden);
    const [synced, missed, history, resent] = await Promise.all([
      b.ask('conversation:sync', { conversationId, afterSeq: 0 }),
      b.ask('conversation:sync', { conversationId, afterSeq: 2 }),
      ben.call('conversations.history', { params }),
      a.ask('message:send', draft),
    ]);
    expect(synced.messages[0]).to.include(hidden);
    expect(missed).to.deep.include({ messages: [], hiddenSeqs: [1] });
    expect(history.messages[0]).to.include(hidden);
    expect(history.messages[1]).to.include({ text: 'kind' });
    expect(resent).to.include(hidden);
    expect(await stored()).to.deep.include({ text: '', hiddenAt });
  });
});
