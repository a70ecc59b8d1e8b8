/** The outbox of a client that is offline. */
import { expect } from 'chai';
import { MemoryOutboxStore, type OutboxEntry } from '../../client-sdk/index.ts';
import { Outbox } from '../../client-sdk/outbox.ts';
import { closeClients, createClient, withClock } from '../support/sdk.ts';

describe('the outbox', () => {
  afterEach(closeClients);

  it('puts new messages after those of an earlier tab, even if the clock was set back since', async () => {
    const store = new MemoryOutboxStore();
    await store.put(entry({ clientMessageId: 'earlier', order: Date.now() }));
    const { connection } = createClient({ url: 'http://127.0.0.1:9' });
    const outbox = new Outbox({ store, connection });
    await outbox.start('ann');

    withClock(-3_600_000, () => outbox.send('c', 'later')).catch(() => {});

    expect(outbox.pendingIn('c').map(({ entry: { text } }) => text)).to.deep.equal(['earlier', 'later']);
    outbox.stop();
  });

  it('has only the messages of its own person', async () => {
    const store = new MemoryOutboxStore();
    await store.put(entry({ clientMessageId: 'mine' }));
    await store.put(entry({ clientMessageId: 'foreign', accountId: 'bob' }));
    const { connection } = createClient({ url: 'http://127.0.0.1:9' });
    const outbox = new Outbox({ store, connection });

    await outbox.start('ann');

    expect(outbox.pendingIn('c').map(({ entry: { text } }) => text)).to.deep.equal(['mine']);
    outbox.stop();
  });
});

function entry({ accountId = 'ann', clientMessageId, order = 1 }: Partial<OutboxEntry>): OutboxEntry {
  const id = clientMessageId ?? '';
  const queuedAt = new Date(0).toISOString();
  return { accountId, conversationId: 'c', clientMessageId: id, text: id, queuedAt, order, failure: null };
}
