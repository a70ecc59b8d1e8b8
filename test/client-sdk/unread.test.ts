/** Unread messages in the SDK: the part of a conversation that is loaded around them, and their count on every device. */
import { expect } from 'chai';
import type { ConversationMessage, LiveConversation, MeshiClient } from '../../client-sdk/index.ts';
import { newId } from '../../src/database/ids.ts';
import { type CircleName, circleName } from '../../src/kernel/circles.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hiddenEntry } from '../support/audit.ts';
import { holdNext } from '../support/hold.ts';
import { addMealCircles, mealChanged, type TestMeals } from '../support/meals.ts';
import {
  closeClients,
  createClient,
  newPerson,
  type SdkPerson,
  talkingPair,
  waitFor,
  whenever,
  whenState,
} from '../support/sdk.ts';
import { startNetwork } from './network.ts';

describe('unread messages in the SDK', () => {
  let app: TestApp;
  const meals: TestMeals = new Map();
  const mealIds = new Map<string, string>();

  before(async () => {
    app = await startTestApp({ limits: { presenceBatchMs: 1 } });
    addMealCircles(app, meals);
  });
  afterEach(closeClients);
  after(() => app.close());

  const idOf = ({ me }: SdkPerson) => me.account.id;

  async function meal(...people: SdkPerson[]) {
    const [mealId, conversationId] = [newId(), newId()];
    const circle: CircleName = circleName('meal', mealId);
    meals.set(mealId, new Set(people.map(idOf)));
    mealIds.set(conversationId, mealId);
    mealChanged(app, mealId, people.map(idOf));
    const conversation = { tenantId: 'public', conversationId, kind: 'meal', circle, subjectId: mealId } as const;
    await app.services.conversations.ensureCircleConversation({ ...conversation, title: 'Hot pot' });
    return conversationId;
  }

  async function join(conversationId: string, person: SdkPerson): Promise<void> {
    const mealId = mealIds.get(conversationId) ?? '';
    const circle = circleName('meal', mealId);
    meals.get(mealId)?.add(idOf(person));
    await app.services.conversations.joined('public', circle, [idOf(person)]);
    mealChanged(app, mealId, [idOf(person)]);
  }

  async function say(person: { conversation: LiveConversation }, howMany: number): Promise<void> {
    await Promise.all(Array.from({ length: howMany }, () => person.conversation.send('a line')));
  }

  const listed = (sdk: MeshiClient, unreadCount: number) =>
    whenever(sdk.conversations.list(), ({ isLoaded, items }) => isLoaded && items[0]?.unreadCount === unreadCount);

  it('opens a conversation around the first unread message, and counts what is not loaded', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    await say(alice, 130);
    await bob.conversation.markRead(60);
    const phone = await bob.secondDevice();

    const opened = await phone.conversations.open(conversationId, { at: 'unread' });
    const first = { seqs: ends(opened.messages), count: opened.unreadCount, hasNewer: opened.snapshot.hasNewer };
    await alice.conversation.send('one more');
    await whenever(opened, ({ unreadCount }) => unreadCount === 71);
    const afterMessage = ends(opened.messages);
    await opened.markRead(70);
    const afterMark = opened.unreadCount;
    await whenever(bob.conversation, ({ lastReadSeq }) => lastReadSeq === 70);
    const other = bob.conversation.unreadCount;
    await listed(phone, 61);
    await listed(bob.sdk, 61);
    await opened.loadNewer();

    expect(first).to.deep.equal({ seqs: [46, 95], count: 70, hasNewer: true });
    expect(afterMessage, 'a new message is counted, not added').to.deep.equal([46, 95]);
    expect([afterMark, other]).to.deep.equal([61, 61]);
    expect(ends(opened.messages)).to.deep.equal([46, 131]);
    expect(opened.snapshot).to.include({ hasNewer: false, unreadCount: 61 });
    await alice.conversation.send('and the last');
    await whenever(opened, ({ messages }) => messages.at(-1)?.seq === 132);
    expect(opened.messages.map(({ seq }) => seq)).to.deep.equal(Array.from({ length: 87 }, (_, at) => at + 46));
  });

  it('counts "100 or more" until less is left, while reading through many pages', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    await say(alice, 250);
    bob.conversation.close();
    const opened = await bob.sdk.conversations.open(conversationId, { at: 'unread' });
    const counts = [opened.unreadCount];

    for (const seq of [40, 90, 140, 180, 250]) {
      await opened.loadNewer();
      await opened.markRead(seq);
      await whenever(opened, ({ unreadCount }) => unreadCount === Math.min(100, 250 - seq));
      await listed(bob.sdk, Math.min(100, 250 - seq));
      counts.push(opened.unreadCount);
    }

    expect(counts).to.deep.equal([100, 100, 100, 100, 70, 0]);
    expect(ends(opened.messages)).to.deep.equal([1, 250]);
  });

  it('jumps to the newest messages, also if one arrives meanwhile, and loads the older ones from there', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    await say(alice, 130);
    bob.conversation.close();
    const opened = await bob.sdk.conversations.open(conversationId, { at: 'unread' });
    const before = ends(opened.messages);

    const read = holdNext(app.services.conversations, 'history');
    const jumped = opened.showNewest();
    await read.reached;
    const heard = waitFor(bob.sdk, 'message:created', ({ text }) => text === 'meanwhile');
    await alice.conversation.send('meanwhile');
    await heard;
    read.release();
    await jumped;
    await whenever(opened, ({ messages }) => messages.at(-1)?.seq === 131);
    const [firstSeq = 0] = ends(opened.messages);
    await opened.loadOlder();

    expect(before).to.deep.equal([1, 50]);
    expect(firstSeq).to.be.within(81, 82);
    expect(opened.snapshot).to.include({ hasNewer: false, hasOlder: true, unreadCount: 100 });
    const seqs = opened.messages.map(({ seq }) => seq);
    expect(seqs).to.deep.equal(Array.from({ length: 131 - firstSeq + 51 }, (_, at) => firstSeq - 50 + at));
  });

  it('opens at the end if the unread messages fit there, or if none are unread', async () => {
    const { alice, bob, conversationId } = await talkingPair(app);
    await say(alice, 90);
    bob.conversation.close();
    const open = async (lastReadSeq: number) => {
      const conversation = await bob.sdk.conversations.open(conversationId, { at: 'unread' });
      await conversation.markRead(lastReadSeq);
      conversation.close();
      const again = await bob.sdk.conversations.open(conversationId, { at: 'unread' });
      const shown = [...ends(again.messages), again.unreadCount];
      again.close();
      return shown;
    };

    expect(await open(40)).to.deep.equal([26, 75, 50]);
    expect(await open(60)).to.deep.equal([41, 90, 30]);
    expect(await open(90)).to.deep.equal([41, 90, 0]);
  });

  it('opens at the first message that counts, after many that are hidden or my own', async () => {
    const people = await Promise.all([newPerson(app), newPerson(app), newPerson(app)]);
    const [ada, ben, cleo] = people;
    const conversationId = await meal(...people);
    const [ofAda, ofBen, ofCleo] = await Promise.all(people.map(({ sdk }) => sdk.conversations.open(conversationId)));
    if (!ofAda || !ofBen || !ofCleo) throw new Error('Not opened');
    await ada.sdk.blocks.create({ personId: idOf(ben) });
    await say({ conversation: ofBen }, 45);
    await say({ conversation: ofAda }, 45);
    await say({ conversation: ofCleo }, 60);
    ofAda.close();

    const opened = await ada.sdk.conversations.open(conversationId, { at: 'unread' });

    expect([...ends(opened.messages), opened.unreadCount]).to.deep.equal([76, 125, 60]);
    expect(opened.messages.find(({ isMine, isHidden }) => !isMine && !isHidden)?.senderId).to.equal(idOf(cleo));
  });

  it('corrects the count and the loaded messages after a block, an unblock and a hidden message, on all devices', async () => {
    const people = await Promise.all([newPerson(app), newPerson(app), newPerson(app)]);
    const [ada, ben, cleo] = people;
    const network = await startNetwork(app);
    try {
      const away = createClient({ url: network.url });
      await away.signIn({ email: ada.email, password: ada.password });
      await whenState(away, 'online');
      const conversationId = await meal(...people);
      const [ofBen, ofCleo] = await Promise.all([ben, cleo].map(({ sdk }) => sdk.conversations.open(conversationId)));
      const devices = [ada.sdk, await ada.secondDevice()];
      const opened = await Promise.all([...devices, away].map((sdk) => sdk.conversations.open(conversationId)));
      await ofBen?.send('one');
      await ofCleo?.send('two');
      await ofCleo?.send('three');
      const everywhere = async (unreadCount: number, texts: string[], on = opened) => {
        for (const conversation of on) {
          const isShown = ({ messages }: { messages: readonly ConversationMessage[] }) =>
            messages.map(({ text }) => text).join() === texts.join();
          await whenever(conversation, (snapshot) => snapshot.unreadCount === unreadCount && isShown(snapshot));
        }
        for (const sdk of devices) await listed(sdk, unreadCount);
      };
      await everywhere(3, ['one', 'two', 'three']);

      await ada.sdk.blocks.create({ personId: idOf(ben) });
      await everywhere(2, ['', 'two', 'three']);
      await ada.sdk.blocks.remove({ personId: idOf(ben) });
      await everywhere(3, ['one', 'two', 'three']);
      network.cut();
      await whenState(away, 'reconnecting');
      await cleo.sdk.blocks.create({ personId: idOf(ada) });
      await everywhere(1, ['one', '', ''], opened.slice(0, 2));
      await app.services.conversations.hideMessage({
        tenantId: 'public',
        conversationId,
        seq: 1,
        byId: idOf(cleo),
        entryOf: hiddenEntry,
      });
      await everywhere(0, ['', '', ''], opened.slice(0, 2));
      network.mend();
      await everywhere(0, ['', '', '']);
    } finally {
      await network.close();
    }
  });

  it('shows in a meal how many of those who were there have read a message, and never as read by everyone', async () => {
    const people = await Promise.all([newPerson(app), newPerson(app), newPerson(app), newPerson(app)]);
    const [ada, ben, cleo, dan] = people;
    const conversationId = await meal(ada, ben, cleo);
    const [ofAda, ofBen, ofCleo] = await Promise.all(
      [ada, ben, cleo].map(({ sdk }) => sdk.conversations.open(conversationId)),
    );
    if (!ofAda || !ofBen || !ofCleo) throw new Error('Not opened');
    await ofAda.send('one');
    const sent = ofAda.messages.map(({ readBy }) => readBy);
    await whenever(ofBen, ({ unreadCount }) => unreadCount === 1);
    await ofBen.markRead();
    await whenever(ofAda, ({ messages }) => messages[0]?.readBy?.count === 1);
    const one = ofAda.messages[0];
    await join(conversationId, dan);
    const ofDan = await dan.sdk.conversations.open(conversationId);
    await ofAda.send('two');
    await whenever(ofDan, ({ unreadCount }) => unreadCount === 1);
    await ofDan.markRead();
    await whenever(ofAda, ({ messages }) => messages[1]?.readBy?.count === 1);

    expect(sent).to.deep.equal([{ count: 0, of: 2 }]);
    expect(one).to.deep.include({ state: 'durable', readBy: { count: 1, of: 2 } });
    expect(ofAda.messages.map(({ readBy }) => readBy)).to.deep.equal([
      { count: 1, of: 2 },
      { count: 1, of: 3 },
    ]);
    const again = await ada.secondDevice();
    expect((await again.conversations.open(conversationId)).messages.map(({ readBy }) => readBy)).to.deep.equal(
      ofAda.messages.map(({ readBy }) => readBy),
    );
    const { items } = await whenever(again.conversations.list(), ({ items }) => items.length > 0);
    expect(items.map(({ othersReadSeq }) => othersReadSeq)).to.deep.equal([0]);
    expect(ofCleo.messages.map(({ readBy }) => readBy)).to.deep.equal([null, null]);
  });

  it('reports the last read mark although the conversation is closed at once', async () => {
    const { alice, bob } = await talkingPair(app);
    await say(alice, 2);
    await whenever(bob.conversation, ({ unreadCount }) => unreadCount === 2);

    // The second mark waits for the answer to the first one.
    void bob.conversation.markRead(1);
    void bob.conversation.markRead(2);
    bob.conversation.close();

    await whenever(alice.conversation, ({ othersReadSeq }) => othersReadSeq === 2);
  });
});

function ends(messages: readonly ConversationMessage[]): number[] {
  return [messages.at(0)?.seq ?? 0, messages.at(-1)?.seq ?? 0];
}
