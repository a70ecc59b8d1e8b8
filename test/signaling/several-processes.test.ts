/** Conversations over two server processes that share a database and Redis. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { TestApp } from '../support/app.ts';
import { matchedPair, type Person } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';
import { connect, disconnectAll, message } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

// Promise B10 of docs/promises.md.
describe('chat over two processes', () => {
  let processes: TestProcesses;
  let here: TestApp;
  let there: TestApp;

  before(async () => {
    processes = await TestProcesses.start({ presenceBatchMs: 50 });
    [here, there] = await processes.startTwo();
  });

  afterEach(disconnectAll);

  after(() => processes?.close());

  async function talking() {
    const pair = await matchedPair(here);
    const [a, b] = await Promise.all([connect(here, pair.alice), connect(there, pair.bob)]);
    return { ...pair, a, b };
  }

  it('keeps one order without gaps when both people send at once, and sends the same to both', async () => {
    const { a, b, conversationId } = await talking();

    const sent = await Promise.all(
      [a, b].flatMap((device) => Array.from({ length: 60 }, () => device.ask('message:send', message(conversationId)))),
    );

    const all = Array.from({ length: 120 }, (_, at) => at + 1);
    expect(sent.map(({ seq }) => seq).sort((x, y) => x - y)).to.deep.equal(all);
    for (const device of [a, b]) {
      for (const seq of all) await device.received('message:created', (one) => one.seq === seq);
      const { messages } = await device.ask('conversation:sync', { conversationId, afterSeq: 0 });
      expect(messages.map(({ seq }) => seq)).to.deep.equal(all);
    }
  });

  it('numbers changes of both processes without gaps, and every device ends with the same messages', async () => {
    const { alice, a, b, conversationId } = await talking();
    const other = await connect(there, alice);
    for (let at = 0; at < 5; at += 1) await a.ask('message:send', message(conversationId));
    const edit = (device: typeof a, at: number) => {
      const change = { conversationId, seq: (at % 5) + 1, changeId: `change-${at}-of-${device === a ? 'a' : 'b'}` };
      return device.ask('message:edit', { ...change, text: `${at} of ${device === a ? 'here' : 'there'}` });
    };

    await Promise.all([a, other].flatMap((device) => Array.from({ length: 20 }, (_, at) => edit(device, at))));

    const revs = Array.from({ length: 40 }, (_, at) => at + 1);
    const newest = await Promise.all(
      [a, b, other].map(async (device) => {
        const heard = await Promise.all(
          revs.map((rev) => device.received('message:changed', (one) => one.rev === rev)),
        );
        const last = new Map<number, (typeof heard)[number]['message']>();
        for (const { message: one } of heard) {
          if ((one.version ?? 0) >= (last.get(one.seq)?.version ?? 0)) last.set(one.seq, one);
        }
        return [...last.values()].sort((x, y) => x.seq - y.seq);
      }),
    );
    const { messages } = await a.ask('conversation:sync', { conversationId, afterSeq: 0 });
    const away = await b.ask('conversation:sync', { conversationId, afterSeq: 5, sinceRev: 0 });
    for (const list of newest) expect(list).to.deep.equal(messages);
    expect(away.changed?.sort((x, y) => x.seq - y.seq)).to.deep.equal(messages);
    expect(away.rev).to.equal(40);
  });

  it('keeps reactions that two people add and remove at the same moment, one on each process', async () => {
    const { alice, bob, a, b, conversationId } = await talking();
    const seqs = [1, 2, 3];
    for (const _ of seqs) await a.ask('message:send', message(conversationId));
    const react = (device: typeof a, seq: number, emoji: string, isOn: boolean) =>
      device.ask('message:react', { conversationId, seq, changeId: randomUUID(), emoji, isOn });
    const both = (emoji: string, isOn: boolean) =>
      seqs.flatMap((seq) => [react(a, seq, emoji, isOn), react(b, seq, emoji, isOn)]);

    await Promise.all(['👍', '🎉'].flatMap((emoji) => both(emoji, true)));
    await Promise.all([...both('👍', false), ...both('🍜', true)]);

    const [ofA, ofB] = await Promise.all(
      [a, b].map((device) => device.ask('conversation:sync', { conversationId, afterSeq: 0, sinceRev: 0 })),
    );
    expect(ofA?.messages).to.deep.equal(ofB?.messages);
    expect(ofA?.rev).to.equal(24);
    for (const { version, reactions = [] } of ofA?.messages ?? []) {
      expect(version).to.equal(8);
      expect(reactions.map(({ emoji }) => emoji).sort()).to.deep.equal(['🍜', '🎉'].sort());
      for (const { personIds } of reactions) expect(personIds).to.have.members([alice.id, bob.id]);
    }
  });

  it('answers a resend on the other process with the message that was stored first', async () => {
    const { alice, a, conversationId } = await talking();
    const elsewhere = await connect(there, alice);
    const draft = message(conversationId);

    const first = await a.ask('message:send', draft);

    expect(await elsewhere.ask('message:send', draft)).to.deep.equal(first);
  });

  it('sends typing, read marks and presence across processes', async () => {
    const { alice, bob, a, b, conversationId } = await talking();

    await a.ask('typing:start', { conversationId });
    await b.received('typing:started', ({ personId }) => personId === alice.id);
    await a.ask('message:send', message(conversationId));
    await b.ask('conversation:read', { conversationId, seq: 1 });
    await a.received('read:moved', ({ personId, seq }) => personId === bob.id && seq === 1);
    await a.received('presence:changed', ({ personId, isOnline }) => personId === bob.id && isOnline);
    const seen = await a.ask('presence:read', { personIds: [bob.id] });
    b.close();
    await a.received('presence:changed', ({ isOnline }) => !isOnline);

    expect(seen.items).to.deep.equal([{ personId: bob.id, isOnline: true }]);
  });

  it('knows on each process whether a person uses a device of the other one', async () => {
    const { bob, b } = await talking();

    await untilActive(bob, true);
    await b.ask('presence:set', { isActive: false });
    await untilActive(bob, false);

    expect(here.kernel.hooks.isOnline(bob.id)).to.equal(true);
  });

  it('closes a conversation and ends a session on the other process', async () => {
    const { alice, bob, match, b, conversationId } = await talking();
    await b.ask('message:send', message(conversationId));

    await alice.call('matches.end', { params: { matchId: match.id } });
    await b.received('match:ended');
    const late = await b.answer('message:send', message(conversationId));
    await bob.call('sessions.revoke', { params: { sessionId: bob.sessionId } });
    await b.received('session:ended');
    await b.ended();

    expect(late).to.have.nested.property('error.details.reason', 'conversation_closed');
  });

  /** On both processes. */
  async function untilActive({ id }: Person, isActive: boolean): Promise<void> {
    await until(() => [here, there].every(({ kernel }) => kernel.hooks.isActive(id) === isActive));
  }
});
