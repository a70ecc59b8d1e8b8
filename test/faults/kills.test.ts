/**
 * Four clients send and edit without pause while the database engine and the server are killed, four times each (`KILLS` sets another number). Afterwards every
 * acknowledged message is stored exactly once, there is no gap, and every client shows the stored messages.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import type { LiveConversation, MeshiClient } from '../../client-sdk/index.ts';
import { closeClients, talkingPair, whenever } from '../support/sdk.ts';
import { ServerProcess } from '../support/server-process.ts';

const kills = Number(process.env.KILLS ?? 4);

describe('a kill', () => {
  let ofEngine: Promise<Outcome>;
  let ofServer: Promise<Outcome>;

  // Both mostly wait for a restart, so they run in parallel.
  before(() => {
    ofEngine = runThroughEnds('engine', (server) => server.killChild('engine-process'));
    ofServer = runThroughEnds('server', async (server) => {
      await server.kill();
      await server.startAgain();
    });
  });
  after(async () => {
    await Promise.allSettled([ofEngine, ofServer]);
    await closeClients();
  });

  it(`of the database engine, ${kills} times, loses no acknowledged message`, async () => {
    expectNothingLost(await ofEngine);
  });

  it(`of the server, ${kills} times, loses no acknowledged message`, async () => {
    expectNothingLost(await ofServer);
  });
});

interface Line {
  seq: number | null;
  text: string;
}

interface Outcome {
  /** The texts of the acknowledged messages. */
  acknowledged: string[];
  stored: Line[];
  /** The messages that each client shows. */
  shown: Line[][];
}

/** Starts a server, lets four clients send to it, and calls `end` repeatedly to kill a part of it. */
function runThroughEnds(label: string, end: (server: ServerProcess) => Promise<unknown>): Promise<Outcome> {
  const run = async (): Promise<Outcome> => {
    const server = await ServerProcess.start();
    try {
      const { clients, conversations } = await fourClients(server);
      const traffic = conversations.map((conversation, index) => startSending(conversation, `${label}-${index}`));
      for (let kill = 0; kill < kills; kill++) {
        await acknowledgements(traffic, 8);
        await end(server);
      }
      await acknowledgements(traffic, 8);
      const acknowledged = await stop(traffic);
      const stored = await storedMessages(clients[0] as MeshiClient, (conversations[0] as LiveConversation).id);
      return { acknowledged, stored, shown: await Promise.all(conversations.map((each) => shownUpTo(each, stored))) };
    } finally {
      await server.close();
    }
  };
  const running = run();
  // The test awaits the promise later. Without this handler, an earlier rejection would count as unhandled.
  running.catch(() => {});
  return running;
}

function expectNothingLost({ acknowledged, stored, shown }: Outcome): void {
  const texts = new Set(stored.map(({ text }) => text));
  expect(
    stored.map(({ seq }) => seq),
    'no gap',
  ).to.deep.equal(stored.map((_, index) => index + 1));
  expect(texts.size, 'none twice').to.equal(stored.length);
  expect(
    acknowledged.filter((text) => !texts.has(text)),
    'none lost',
  ).to.deep.equal([]);
  for (const list of shown) expect(list, 'each list equals the store').to.deep.equal(stored);
}

/** The messages that a client shows, after it has received the last stored one. */
async function shownUpTo(conversation: LiveConversation, stored: readonly Line[]): Promise<Line[]> {
  await reaches(conversation, stored.at(-1)?.seq ?? 0);
  await loadAll(conversation);
  const lines = ({ messages }: { messages: LiveConversation['messages'] }) =>
    messages.map(({ seq, text }) => ({ seq, text }));
  await whenever(conversation, (snapshot) => isDeepStrictEqual(lines(snapshot), stored));
  return lines(conversation);
}

interface Traffic {
  acknowledged: string[];
  /** Resolves at the next acknowledgement. */
  next(): Promise<void>;
  stop(): Promise<void>;
}

/** Sends one message after another, and edits each. One that is refused for good fails the test. */
function startSending(conversation: LiveConversation, label: string): Traffic {
  let isStopped = false;
  let wake: (() => void)[] = [];
  const acknowledged: string[] = [];
  const run = (async () => {
    for (let count = 0; !isStopped; count++) {
      const text = `${label} ${count}`;
      const { seq } = await conversation.send(text);
      await conversation.edit(seq, `${text}, edited`);
      acknowledged.push(`${text}, edited`);
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

/** Waits until each client has received `count` more acknowledgements. */
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

/** Creates one conversation that is open on two devices of each of its two people. */
async function fourClients(
  server: ServerProcess,
): Promise<{ clients: MeshiClient[]; conversations: LiveConversation[] }> {
  const { alice, bob, conversationId } = await talkingPair(server);
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
