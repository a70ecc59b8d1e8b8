/** Reactions to messages: the same on every device, left out between people in a block, limited, and gone with what they belong to. */
import { expect } from 'chai';
import { type LiveConversation, MeshiError } from '../../client-sdk/index.ts';
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { circleName } from '../../src/kernel/circles.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hiddenEntry } from '../support/audit.ts';
import { addMealCircles, type TestMeals } from '../support/meals.ts';
import { matchedPair } from '../support/people.ts';
import {
  closeClients,
  newPerson,
  rejection,
  type SdkPerson,
  signIn,
  talkingPair,
  waitFor,
  whenever,
  whenState,
} from '../support/sdk.ts';
import { connect, disconnectAll } from '../support/socket-client.ts';
import { startNetwork } from './network.ts';

describe('a reaction to a message', () => {
  let app: TestApp;
  const meals: TestMeals = new Map();

  before(async () => {
    app = await startTestApp({
      limits: { presenceBatchMs: 1, emojiOfMessage: 3, peopleOfReaction: 2, editsPerMessage: 1 },
    });
    addMealCircles(app, meals);
  });
  afterEach(async () => {
    disconnectAll();
    await closeClients();
  });
  after(() => app.close());

  const idOf = ({ me }: SdkPerson) => me.account.id;

  /** Such as `👍2! ❤️1`: the first one is mine, too. */
  const shown = ({ messages }: Pick<LiveConversation, 'messages'>, at = 0) =>
    messages[at]?.reactions.map(({ emoji, count, isMine }) => `${emoji}${count}${isMine ? '!' : ''}`).join(' ') ??
    'none';
  const becomes = (conversation: LiveConversation, wanted: string, at = 0) =>
    whenever(conversation, (snapshot) => shown(snapshot, at) === wanted);
  const reasonOf = async (tried: Promise<unknown>) => {
    const { code, reason } = MeshiError.from(await rejection(tried));
    return reason ?? code;
  };
  const hideMessage = (conversationId: string, seq: number) =>
    app.services.conversations.hideMessage({
      tenantId: PUBLIC_TENANT,
      conversationId,
      seq,
      byId: newId(),
      entryOf: hiddenEntry,
    });
  const storedIn = (conversationId: string) =>
    app.connection.collection('messages').find({ conversationId }).sort({ _id: 1 }).toArray();

  /** A meal at which each has the conversation open, and the first one has written. */
  async function meal(count: number) {
    const people = await Promise.all(Array.from({ length: count }, () => newPerson(app)));
    const [mealId, conversationId] = [newId(), newId()];
    meals.set(mealId, new Set(people.map(idOf)));
    const circle = circleName('meal', mealId);
    const conversation = { tenantId: 'public', conversationId, kind: 'meal', circle, subjectId: mealId } as const;
    await app.services.conversations.ensureCircleConversation({ ...conversation, title: 'Hot pot' });
    const open = (person: SdkPerson) => person.sdk.conversations.open(conversationId);
    const opened = await Promise.all(people.map(open));
    const [first] = opened;
    await first?.send('Who brings the tofu?');
    await Promise.all(opened.map((each) => whenever(each, ({ messages }) => messages.length === 1)));
    const talkers = people.map((person, at) => ({ ...person, conversation: opened[at] as LiveConversation }));
    return { talkers, conversationId };
  }

  it('is shown at once, reaches all devices of both people in the order of the first use, and is taken back', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const { seq } = await alice.conversation.send('Ramen tonight?');
    const phone = await (await bob.secondDevice()).conversations.open(conversationId);
    await becomes(bob.conversation, '');

    const done = bob.conversation.react(seq, '👍');
    const before = shown(bob.conversation);
    await done;
    await alice.conversation.react(seq, '❤️');
    await alice.conversation.react(seq, '👍');

    expect(before, 'before the answer').to.equal('👍1!');
    await becomes(alice.conversation, '👍2! ❤️1!');
    await becomes(bob.conversation, '👍2! ❤️1');
    const { messages } = await becomes(phone, '👍2! ❤️1');
    expect(messages[0]?.reactions[0]?.personIds).to.deep.equal([idOf(bob), idOf(alice)]);
    await bob.conversation.unreact(seq, '👍');
    await Promise.all([becomes(phone, '👍1 ❤️1'), becomes(alice.conversation, '👍1! ❤️1!')]);
    await alice.conversation.unreact(seq, '👍');
    await Promise.all([becomes(phone, '❤️1'), becomes(alice.conversation, '❤️1!')]);
    expect(shown(await (await bob.secondDevice()).conversations.open(conversationId))).to.equal('❤️1');
  });

  it('notifies nobody, counts as nothing unread, and is no edit', async () => {
    const { alice, bob } = await talkingPair(app);
    const { seq } = await alice.conversation.send('Ramen tonight?');
    await bob.conversation.markRead(seq);
    const list = alice.sdk.conversations.list();
    await whenever(list, ({ isLoaded }) => isLoaded);
    const { items: notifications } = await alice.sdk.notifications.list();

    for (const emoji of ['👍', '❤️', '🎉']) await bob.conversation.react(seq, emoji);
    await becomes(alice.conversation, '👍1 ❤️1 🎉1');
    await alice.conversation.edit(seq, 'Soba tonight?');

    const edited = await whenever(bob.conversation, ({ messages }) => messages[0]?.text === 'Soba tonight?');
    expect(shown(edited)).to.equal('👍1! ❤️1! 🎉1!');
    expect(list.unreadCount + alice.conversation.unreadCount).to.equal(0);
    expect((await alice.sdk.notifications.list()).items).to.deep.equal(notifications);
    expect(await bob.conversation.edits(seq)).to.have.length(1);
    expect(await reasonOf(alice.conversation.edit(seq, 'Udon?'))).to.equal('too_many_edits');
  });

  it('follows the last of several quick presses', async () => {
    const { alice, bob } = await talkingPair(app);
    const { seq } = await alice.conversation.send('Ramen tonight?');
    await becomes(bob.conversation, '');

    await Promise.all([
      bob.conversation.react(seq, '👍'),
      bob.conversation.unreact(seq, '👍'),
      bob.conversation.react(seq, '👍'),
      bob.conversation.react(seq, '🎉'),
      bob.conversation.unreact(seq, '🎉'),
    ]);

    expect(shown(bob.conversation)).to.equal('👍1!');
    await becomes(alice.conversation, '👍1');
  });

  it('is made once, also if it is sent again after it was taken back', async () => {
    const pair = await matchedPair(app);
    const line = await connect(app, pair.alice);
    const { conversationId } = pair;
    await line.ask('message:send', { conversationId, clientMessageId: 'message-1', text: 'one' });
    const react = { conversationId, seq: 1, changeId: 'change-one', emoji: '👍', isOn: true };

    await Promise.all([line.ask('message:react', react), line.ask('message:react', react)]);
    await line.ask('message:react', { ...react, changeId: 'change-two', isOn: false });
    const late = await line.ask('message:react', react);

    expect(late.reactions).to.equal(undefined);
    expect(late.version).to.equal(2);
    const other = await (await connect(app, pair.bob)).ask('message:react', react);
    expect(other.reactions, 'of another person, with the same id').to.deep.equal([
      { emoji: '👍', personIds: [pair.bob.id] },
    ]);
    const entries = await app.connection.collection('messageChanges').find({ conversationId }).toArray();
    expect(entries.map(({ seq }) => seq).sort()).to.deep.equal([1, 2, 3]);
    expect(JSON.stringify(entries)).not.to.include(pair.bob.id);
  });

  it('stays when others react at the same moment, and when the sender edits', async () => {
    const { talkers } = await meal(3);
    const [ada, ben, cleo] = talkers;
    if (!ada || !ben || !cleo) throw new Error('There are three people');

    await Promise.all([
      ben.conversation.react(1, '👍'),
      cleo.conversation.react(1, '👍'),
      ben.conversation.react(1, '❤️'),
      cleo.conversation.react(1, '🎉'),
      ada.conversation.edit(1, 'Who brings the rice?'),
    ]);

    for (const { conversation } of talkers) {
      const { messages } = await whenever(conversation, ({ messages: [one] }) => one?.reactions.length === 3);
      const [message] = messages;
      const counts = Object.fromEntries(message?.reactions.map(({ emoji, count }) => [emoji, count]) ?? []);
      expect(counts).to.deep.equal({ '👍': 2, '❤️': 1, '🎉': 1 });
      await whenever(conversation, ({ messages: [one] }) => one?.text === 'Who brings the rice?');
    }
  });

  it('reaches a device that was away', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    const network = await startNetwork(app);
    try {
      for (const text of ['one', 'two']) await alice.conversation.send(text);
      const away = await signIn(network, bob);
      const opened = await away.sdk.conversations.open(conversationId);
      await alice.conversation.react(1, '👍');
      await becomes(opened, '👍1');
      network.cut();
      await whenState(away.sdk, 'reconnecting');
      await alice.conversation.unreact(1, '👍');
      await alice.conversation.react(2, '🎉');
      const own = opened.react(2, '❤️');
      expect(shown(opened, 1), 'mine is shown while offline').to.equal('❤️1!');
      network.mend();

      await own;
      await Promise.all([becomes(opened, ''), becomes(opened, '🎉1 ❤️1!', 1), becomes(bob.conversation, '🎉1 ❤️1!', 1)]);
    } finally {
      await network.close();
    }
  });

  it('is not seen by a person in a block with the one who reacted, from the block on until it ends', async () => {
    const { talkers, conversationId } = await meal(3);
    const [ada, ben, cleo] = talkers;
    if (!ada || !ben || !cleo) throw new Error('There are three people');
    await ben.conversation.react(1, '👍');
    await becomes(cleo.conversation, '👍1');

    await cleo.sdk.blocks.create({ personId: idOf(ben) });
    await becomes(cleo.conversation, '');
    await becomes(ben.conversation, '👍1!');
    const heard = waitFor(cleo.sdk, 'message:changed', ({ message }) => message.reactions?.length === 1);
    await ben.conversation.react(1, '🎉');
    await cleo.conversation.react(1, '👍');

    await becomes(ada.conversation, '👍2 🎉1');
    await Promise.all([becomes(cleo.conversation, '👍1!'), becomes(ben.conversation, '👍1! 🎉1!')]);
    expect(JSON.stringify(await heard)).not.to.include(idOf(ben));
    const cold = await (await cleo.secondDevice()).conversations.open(conversationId);
    expect(shown(cold)).to.equal('👍1!');
    expect(JSON.stringify(cold.info)).not.to.include(idOf(ben));
    const synced = await cleo.sdk.connection.request('conversation:sync', { conversationId, afterSeq: 0, sinceRev: 0 });
    expect(JSON.stringify(synced)).not.to.include(idOf(ben));
    await cleo.sdk.blocks.remove({ personId: idOf(ben) });
    await Promise.all([becomes(cleo.conversation, '👍2! 🎉1'), becomes(cold, '👍2! 🎉1')]);
  });

  it('goes with the text of a message that is deleted or hidden, to which nobody can react', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    for (const text of ['one', 'two', 'three']) await alice.conversation.send(text);
    for (const seq of [1, 2]) await bob.conversation.react(seq, '👍');
    await becomes(alice.conversation, '👍1', 1);

    await alice.conversation.delete(1);
    await hideMessage(conversationId, 2);

    for (const at of [0, 1]) {
      await becomes(bob.conversation, '', at);
      await becomes(alice.conversation, '', at);
      expect(await reasonOf(bob.conversation.react(at + 1, '🎉'))).to.equal('not_found');
      expect(shown(bob.conversation, at), 'taken back').to.equal('');
    }
    expect((await storedIn(conversationId)).map(({ reactions }) => reactions)).to.deep.equal(Array(3).fill(undefined));
    expect(await reasonOf(bob.conversation.react(9, '🎉'))).to.equal('not_found');
  });

  it('is not written into a message that is hidden at the same moment', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    await alice.conversation.send('one');
    await becomes(bob.conversation, '');
    const messages = app.kernel.connection.model('Message').collection;
    const { updateOne } = messages;
    const hideFirst = async (...args: Parameters<typeof updateOne>) => {
      Object.assign(messages, { updateOne });
      await hideMessage(conversationId, 1);
      return updateOne.apply(messages, args);
    };

    // The reaction has read the message, and is about to write.
    Object.assign(messages, { updateOne: hideFirst });
    const refused = await reasonOf(bob.conversation.react(1, '👍'));

    expect(refused).to.equal('not_found');
    const [stored] = await storedIn(conversationId);
    expect(stored?.reactions).to.equal(undefined);
  });

  it('has limits that people who react at the same moment cannot pass', async () => {
    const { talkers } = await meal(4);
    const [ada, ...others] = talkers;
    if (!ada) throw new Error('There are four people');

    const same = await Promise.allSettled(others.map(({ conversation }) => conversation.react(1, '👍')));
    const different = await Promise.allSettled(
      ['❤️', '🎉', '😂'].map((emoji, at) => others[at]?.conversation.react(1, emoji)),
    );

    const refused = (all: PromiseSettledResult<unknown>[]) =>
      all.flatMap((one) => (one.status === 'rejected' ? MeshiError.from(one.reason).reason : []));
    expect(refused(same)).to.deep.equal(['too_many_reactions']);
    expect(refused(different)).to.deep.equal(['too_many_emoji']);
    const { messages } = await whenever(ada.conversation, ({ messages: [one] }) => one?.reactions.length === 3);
    expect(messages[0]?.reactions[0]).to.include({ emoji: '👍', count: 2 });
    for (const { conversation } of others) {
      await whenever(conversation, (snapshot) => shown(snapshot).replaceAll('!', '') === shown(ada.conversation));
    }
  });

  it('is one emoji of Unicode', async () => {
    const { alice } = await talkingPair(app);
    await alice.conversation.send('one');

    for (const emoji of ['👩‍👩‍👧', '🇯🇵', '👍🏽']) await alice.conversation.react(1, emoji);
    for (const text of ['', 'a', '👍👍', '👍a', '❤', '<b>', '🇯']) {
      expect(await reasonOf(alice.conversation.react(1, text)), text).to.equal('invalid_input');
    }
    expect(shown(alice.conversation)).to.equal('👩‍👩‍👧1! 🇯🇵1! 👍🏽1!');
  });

  it('needs the right to write', async () => {
    const { alice, bob, matchId } = await talkingPair(app);
    await alice.conversation.send('one');
    const stranger = await newPerson(app);

    const react = { conversationId: alice.conversation.id, seq: 1, changeId: 'change-one', emoji: '👍', isOn: true };
    expect(await reasonOf(stranger.sdk.connection.request('message:react', react))).to.equal('not_found');
    await alice.sdk.matches.end({ matchId });
    await whenever(bob.conversation, ({ info }) => info.state === 'closed');
    expect(await reasonOf(bob.conversation.react(1, '👍'))).to.equal('conversation_closed');
  });

  it('goes with the account of the one who reacted, everywhere, and with nobody else', async () => {
    const { talkers, conversationId } = await meal(3);
    const [ada, ben, cleo] = talkers;
    if (!ada || !ben || !cleo) throw new Error('There are three people');
    await ada.conversation.send('And the rice?');
    for (const { conversation } of [ben, cleo]) await conversation.react(1, '👍');
    await ben.conversation.react(2, '🎉');
    await becomes(ada.conversation, '🎉1', 1);

    await ben.sdk.accounts.delete({ password: ben.password });

    const stored = await storedIn(conversationId);
    expect(JSON.stringify(stored)).not.to.include(idOf(ben));
    expect(stored.map(({ reactions }) => reactions)).to.deep.equal([
      [{ emoji: '👍', personIds: [idOf(cleo)] }],
      undefined,
    ]);
    const cold = await (await ada.secondDevice()).conversations.open(conversationId);
    expect([shown(cold, 0), shown(cold, 1)]).to.deep.equal(['👍1', '']);
  });
});
