/** Conversations of circles in the SDK: in the list while the person is a member, and without text that a moderator hid. */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { circleName } from '../../src/kernel/circles.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hiddenEntry } from '../support/audit.ts';
import { addMealCircles, mealChanged, type TestMeals } from '../support/meals.ts';
import { closeClients, createClient, newPerson, type SdkPerson, whenever, whenState } from '../support/sdk.ts';
import { startNetwork } from './network.ts';

describe('a conversation of a circle in the SDK', () => {
  let app: TestApp;
  const meals: TestMeals = new Map();

  before(async () => {
    app = await startTestApp({ limits: { presenceBatchMs: 1 } });
    addMealCircles(app, meals);
  });
  afterEach(closeClients);
  after(() => app.close());

  const idOf = ({ me }: SdkPerson) => me.account.id;

  function move(mealId: string, person: SdkPerson, isIn: boolean): void {
    const people = meals.get(mealId) ?? new Set();
    if (isIn) people.add(idOf(person));
    else people.delete(idOf(person));
    meals.set(mealId, people);
    mealChanged(app, mealId, [idOf(person)]);
  }

  async function meal(...people: SdkPerson[]) {
    const [mealId, conversationId] = [newId(), newId()];
    for (const person of people) move(mealId, person, true);
    const circle = circleName('meal', mealId);
    const conversation = { tenantId: 'public', conversationId, kind: 'meal', circle, subjectId: mealId } as const;
    await app.services.conversations.ensureCircleConversation({ ...conversation, title: 'Hot pot' });
    return { mealId, conversationId };
  }

  it('enters the list with the membership, counts unread messages, and leaves with the membership', async () => {
    const [ada, ben] = await Promise.all([newPerson(app), newPerson(app)]);
    const list = ben.sdk.conversations.list();
    await whenever(list, ({ isLoaded }) => isLoaded);

    const { mealId, conversationId } = await meal(ada);
    move(mealId, ben, true);
    const entered = await whenever(list, ({ items }) => items.length === 1);
    const conversation = await ben.sdk.conversations.open(conversationId);
    await (await ada.sdk.conversations.open(conversationId)).send('Who brings the tofu?');
    const unread = await whenever(list, ({ unreadCount }) => unreadCount === 1);
    move(mealId, ben, false);

    expect(entered.items[0]).to.include({ id: conversationId, kind: 'meal', title: 'Hot pot', subjectId: mealId });
    expect(unread.items[0]?.lastMessage?.text).to.equal('Who brings the tofu?');
    await whenever(list, ({ items }) => items.length === 0);
    await whenever(conversation, ({ info }) => info.state === 'closed');
  });

  it('loses the text of hidden messages at once, in the list too, and after a lost connection', async () => {
    const [ada, ben] = await Promise.all([newPerson(app), newPerson(app)]);
    const network = await startNetwork(app);
    try {
      const away = createClient({ url: network.url });
      await away.signIn({ email: ben.email, password: ben.password });
      await whenState(away, 'online');
      const { conversationId } = await meal(ada, ben);
      const ofAda = await ada.sdk.conversations.open(conversationId);
      await ofAda.send('first');
      await ofAda.send('second');
      const [ofBen, ofAway] = [
        await ben.sdk.conversations.open(conversationId),
        await away.conversations.open(conversationId),
      ];
      const list = ben.sdk.conversations.list();
      await whenever(list, ({ items }) => items[0]?.lastMessage?.text === 'second');
      const hide = (seq: number) =>
        app.services.conversations.hideMessage({
          tenantId: 'public',
          conversationId,
          seq,
          byId: idOf(ada),
          entryOf: hiddenEntry,
        });
      const wordsOf = ({ messages }: typeof ofBen.snapshot) => messages.map(({ text, isHidden }) => [text, isHidden]);

      network.cut();
      await whenState(away, 'reconnecting');
      await hide(1);
      await hide(2);
      const live = await whenever(ofBen, ({ messages }) => messages.every(({ isHidden }) => isHidden));
      network.mend();
      const back = await whenever(ofAway, ({ messages }) => messages.every(({ isHidden }) => isHidden));

      for (const shown of [live, back]) {
        expect(wordsOf(shown)).to.deep.equal([
          ['', true],
          ['', true],
        ]);
      }
      await whenever(list, ({ items }) => items[0]?.lastMessage?.isHidden === true);
    } finally {
      await network.close();
    }
  });
});
