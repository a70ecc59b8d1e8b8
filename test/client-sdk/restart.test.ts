/** The SDK when the server is killed and started again on the same port. */
import { expect } from 'chai';
import { closeClients, talkingPair, waitFor, whenever, whenState } from '../support/sdk.ts';
import { ServerProcess } from '../support/server-process.ts';

describe('the SDK when the server is restarted', () => {
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start();
  });
  afterEach(closeClients);
  after(() => server.close());

  it('reconnects by itself and sends the waiting messages, once and in order', async () => {
    const { alice, bob, conversationId } = await talkingPair(server);
    await alice.conversation.send('before');
    const lost = waitFor(alice.sdk.connection, 'changed', ({ state }) => state === 'reconnecting');
    const beforeTheEnd = alice.conversation.send('at the end');
    await server.kill();
    await lost;
    const meanwhile = ['one', 'two', 'three'].map((text) => alice.conversation.send(text));

    await server.startAgain();
    await Promise.all([beforeTheEnd, ...meanwhile]);
    await Promise.all([whenState(alice.sdk, 'online'), whenState(bob.sdk, 'online')]);
    await bob.conversation.send('welcome back');

    await whenever(bob.conversation, ({ messages: shown }) => shown.filter(({ seq }) => seq !== null).length === 6);

    const { messages } = await bob.sdk.conversations.history({ conversationId });
    const expected = ['before', 'at the end', 'one', 'two', 'three', 'welcome back'];
    expect(messages.map(({ text }) => text)).to.deep.equal(expected);
    expect(messages.map(({ seq }) => seq)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(bob.conversation.messages.map(({ text }) => text)).to.deep.equal(expected);
  });
});
