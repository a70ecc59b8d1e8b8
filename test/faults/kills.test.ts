/**
 * Four clients send without pause while the database engine and the server are ended without warning, twenty times each.
 * What was acknowledged is there once, nothing is missing between, and every client has the list that the store has.
 */
import { expect } from 'chai';
import type { LiveConversation, MeshiClient } from '../../client-sdk/index.ts';
import { closeClients, matchedPair } from '../support/sdk.ts';
import { ServerProcess } from '../support/server-process.ts';

const kills = 20;

describe('ends without warning', function () {
  this.timeout(240_000);
  let server: ServerProcess;
  let clients: MeshiClient[];
  let conversations: LiveConversation[];

  beforeEach(async () => {
    server = await ServerProcess.start();
    ({ clients, conversations } = await fourClients(server));
  });

  afterEach(async () => {
    await closeClients();
    await server.close();
  });

  it(`keeps every acknowledged message through ${kills} ends of the database engine`, async () => {
    const traffic = conversations.map((conversation, index) => startSending(conversation, `engine-${index}`));

    for (let kill = 0; kill < kills; kill++) {
      await acknowledgements(traffic, 8);
      await server.killChild('engine-process');
    }
    await acknowledgements(traffic, 8);

    await expectNothingLost(await stop(traffic));
  });

  it(`keeps every acknowledged message through ${kills} ends of the server`, async () => {
    const traffic = conversations.map((conversation, index) => startSending(conversation, `server-${index}`));

    for (let kill = 0; kill < kills; kill++) {
      await acknowledgements(traffic, 8);
      await server.kill();
      await server.startAgain();
    }
    await acknowledgements(traffic, 8);

    await expectNothingLost(await stop(traffic));
  });

  async function expectNothingLost(acknowledged: string[]): Promise<void> {
    const stored = await storedMessages(clients[0] as MeshiClient, (conversations[0] as LiveConversation).id);
    const lastSeq = stored.at(-1)?.seq ?? 0;
    await Promise.all(conversations.map((conversation) => reaches(conversation, lastSeq)));

    expect(
      stored.map(({ seq }) => seq),
      'no gap',
    ).to.deep.equal(stored.map((_, index) => index + 1));
    expect(new Set(stored.map(({ text }) => text)).size, 'none twice').to.equal(stored.length);
    const texts = new Set(stored.map(({ text }) => text));
    expect(
      acknowledged.filter((text) => !texts.has(text)),
      'none lost',
    ).to.deep.equal([]);
    for (const conversation of conversations) {
      await loadAll(conversation);
      const shown = conversation.messages.map(({ seq, text }) => ({ seq, text }));
      expect(shown, 'each list equals the store').to.deep.equal(stored.map(({ seq, text }) => ({ seq, text })));
    }
  }
});

interface Traffic {
  acknowledged: string[];
  /** Resolves at the next acknowledgement. */
  next(): Promise<void>;
  stop(): Promise<void>;
}

/** Sends one message after the other; a message that is refused for good fails the test. */
function startSending(conversation: LiveConversation, label: string): Traffic {
  let isStopped = false;
  let wake: (() => void)[] = [];
  const acknowledged: string[] = [];
  const run = (async () => {
    for (let count = 0; !isStopped; count++) {
      const text = `${label} ${count}`;
      const message = await conversation.send(text);
      acknowledged.push(message.text);
      for (const resolve of wake.splice(0)) resolve();
    }
  })();
  return {
    acknowledged,
    next: () => Promise.race([new Promise<void>((resolve) => wake.push(resolve)), run]),
    stop: async () => {
      isStopped = true;
      await run;
      wake = [];
    },
  };
}

/** Waits until each client got `count` more acknowledgements. */
async function acknowledgements(traffic: readonly Traffic[], count: number): Promise<void> {
  await Promise.all(
    traffic.map(async (sender) => {
      for (let index = 0; index < count; index++) await sender.next();
    }),
  );
}

async function stop(traffic: readonly Traffic[]): Promise<string[]> {
  await Promise.all(traffic.map((sender) => sender.stop()));
  return traffic.flatMap(({ acknowledged }) => acknowledged);
}

/** One conversation, open on two devices of each of its two people. */
async function fourClients(
  server: ServerProcess,
): Promise<{ clients: MeshiClient[]; conversations: LiveConversation[] }> {
  const { alice, bob, conversationId } = await matchedPair(server);
  const others = await Promise.all([alice.secondDevice(), bob.secondDevice()]);
  const opened = await Promise.all(others.map((client) => client.conversations.open(conversationId)));
  return { clients: [alice.sdk, bob.sdk, ...others], conversations: [alice.conversation, bob.conversation, ...opened] };
}

async function storedMessages(client: MeshiClient, conversationId: string): Promise<{ seq: number; text: string }[]> {
  const pages: { seq: number; text: string }[][] = [];
  let beforeSeq: number | undefined;
  for (let hasMore = true; hasMore; ) {
    const page = await client.call('conversations.history', {
      params: { conversationId },
      query: { limit: 100, ...(beforeSeq && { beforeSeq }) },
    });
    pages.unshift(page.messages.map(({ seq, text }) => ({ seq, text })));
    beforeSeq = page.messages[0]?.seq;
    hasMore = page.hasMore;
  }
  return pages.flat();
}

async function reaches(conversation: LiveConversation, seq: number): Promise<void> {
  while ((conversation.messages.findLast((message) => message.seq !== null)?.seq ?? 0) < seq) {
    await new Promise<void>((resolve) => {
      const off = conversation.on('changed', () => {
        off();
        resolve();
      });
    });
  }
}

async function loadAll(conversation: LiveConversation): Promise<void> {
  while (await conversation.loadOlder());
}
