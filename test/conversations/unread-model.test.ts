/**
 * Unread messages against a model: people in a community write, read, block, hide, join, leave and delete their accounts, on
 * devices that lose their connection. After each step the server's list, the SDK's list, each open conversation and the model
 * have the same count, and no read mark has moved back.
 */
import { expect } from 'chai';
import fc from 'fast-check';
import type { LiveConversation, MeshiClient } from '../../client-sdk/index.ts';
import { type Network, startNetwork } from '../client-sdk/network.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { hiddenEntry } from '../support/audit.ts';
import { command, expectLikeModel } from '../support/model.ts';
import { type Person, signUp } from '../support/people.ts';
import { closeClients, createClient, whenever, whenState } from '../support/sdk.ts';

/** The first one owns the community: she always stays. */
const PEOPLE = 4;
const OWNER = 0;
interface ModelPerson {
  isMember: boolean;
  isDeleted: boolean;
  readSeq: number;
  isCut: boolean;
}

interface Model {
  people: ModelPerson[];
  /** Sender and state by seq, from 1. */
  messages: { senderId: number; isHidden: boolean }[];
  /** `blocker>blocked`. */
  blocks: Set<string>;
}

interface Device {
  sdk: MeshiClient;
  network: Network | null;
  conversation: LiveConversation | null;
}

interface RealPerson extends Person {
  devices: Device[];
}

interface Real {
  people: RealPerson[];
  communityId: string;
  conversationId: string;
  /** The highest read mark that the server returned, by person. */
  marks: Map<string, number>;
}

const isIn = ({ people }: Readonly<Model>, at: number) => people[at]?.isMember === true;
const isAlive = ({ people }: Readonly<Model>, at: number) => people[at]?.isDeleted === false;

function unreadIn({ people, messages, blocks }: Model, at: number): number {
  return messages.filter(
    ({ senderId, isHidden }, index) =>
      index + 1 > (people[at]?.readSeq ?? 0) &&
      senderId !== at &&
      !isHidden &&
      // No block limits a person who manages the community.
      (at === OWNER || !(blocks.has(`${at}>${senderId}`) || blocks.has(`${senderId}>${at}`))),
  ).length;
}

describe('unread messages, in every order of events', () => {
  let app: TestApp;
  const networks: Network[] = [];

  before(async () => {
    app = await startTestApp({ limits: { presenceBatchMs: 1 } });
  });
  afterEach(closeAll);
  after(() => app.close());

  async function closeAll(): Promise<void> {
    await closeClients();
    await Promise.all(networks.splice(0).map((network) => network.close()));
  }

  async function begin(): Promise<{ model: Model; real: Real }> {
    await closeAll();
    const signedUp = await Promise.all(Array.from({ length: PEOPLE }, () => signUp(app)));
    const owner = signedUp[OWNER] as Person;
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'A quiet place' } });
    const [first] = (await owner.call('conversations.list')).items;
    const people = await Promise.all(
      signedUp.map(async (person, at) => ({
        ...person,
        // Two people have a second device, whose connection can be lost.
        devices: await Promise.all([
          device(person, null),
          ...(at < 2 ? [startNetwork(app).then((network) => device(person, network))] : []),
        ]),
      })),
    );
    const real = { people, communityId, conversationId: first?.id ?? '', marks: new Map() };
    // All but the last person begin as members, and each of them has written: most steps then concern somebody.
    for (const [at, { call }] of people.slice(0, -1).entries()) {
      if (at !== OWNER) await call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
      await open(real, at, 'newest');
    }
    for (const { devices } of people.slice(0, -1)) await devices[0]?.conversation?.send('hello');
    return {
      model: {
        people: people.map((_, at) => ({ isMember: at < PEOPLE - 1, isDeleted: false, readSeq: 0, isCut: false })),
        messages: people.slice(0, -1).map((_, at) => ({ senderId: at, isHidden: false })),
        blocks: new Set(),
      },
      real,
    };
  }

  async function device(person: Person, network: Network | null): Promise<Device> {
    const sdk = createClient(network ?? app);
    await sdk.signIn({ email: person.email, password: person.password });
    await whenState(sdk, 'online');
    if (network) networks.push(network);
    await whenever(sdk.conversations.list(), ({ isLoaded }) => isLoaded);
    return { sdk, network, conversation: null };
  }

  async function open({ people, conversationId }: Real, at: number, where: 'newest' | 'unread'): Promise<void> {
    for (const one of people[at]?.devices ?? []) {
      one.conversation?.close();
      one.conversation = await one.sdk.conversations.open(conversationId, { at: where });
    }
  }

  /** Compares every count with the model's. */
  async function compare(model: Model, { people, conversationId, marks }: Real): Promise<void> {
    for (const [at, person] of people.entries()) {
      const { isMember, isDeleted, isCut, readSeq } = model.people[at] as ModelPerson;
      if (isDeleted) continue;
      const { items } = await person.call('conversations.list');
      expect(items.map(({ id }) => id)).to.deep.equal(isMember ? [conversationId] : []);
      if (!isMember) continue;
      const expected = unreadIn(model, at);
      const [item] = items;
      expect(item?.unreadCount, `the server's list of person ${at}`).to.equal(expected);
      expect(item?.lastReadSeq).to.equal(readSeq);
      expect(readSeq, 'a read mark moved back').to.be.at.least(marks.get(person.id) ?? 0);
      marks.set(person.id, readSeq);
      for (const [number, { sdk, network, conversation }] of person.devices.entries()) {
        if (network && isCut) continue;
        const name = `person ${at}, device ${number}`;
        await settled(
          `the list of ${name}`,
          sdk.conversations.list(),
          ({ items: [listed] }) => listed?.unreadCount,
          expected,
        );
        if (conversation)
          await settled(`the conversation of ${name}`, conversation, ({ unreadCount }) => unreadCount, expected);
      }
    }
  }

  const step = (
    name: string,
    act: (model: Model, real: Real) => Promise<void>,
    canRun?: (model: Readonly<Model>) => boolean,
  ) =>
    command<Model, Real>(
      name,
      async (model, real) => {
        await act(model, real);
        await compare(model, real);
      },
      canRun,
    );

  const person = fc.nat(PEOPLE - 1);
  const other = fc.integer({ min: 1, max: PEOPLE - 1 });
  const pair = fc.tuple(person, person).filter(([one, two]) => one !== two);

  const sends = person.map((at) =>
    step(
      `${at} writes`,
      async (model, { people }) => {
        model.messages.push({ senderId: at, isHidden: false });
        await people[at]?.devices[0]?.conversation?.send('a line');
      },
      (model) => isIn(model, at),
    ),
  );

  const reads = fc.tuple(person, fc.nat(100)).map(([at, percent]) =>
    step(
      `${at} reads ${percent} %`,
      async (model, { people }) => {
        const me = model.people[at] as ModelPerson;
        const seq = Math.floor((model.messages.length * percent) / 100);
        me.readSeq = Math.max(me.readSeq, seq);
        await people[at]?.devices[0]?.conversation?.markRead(seq);
      },
      (model) => isIn(model, at),
    ),
  );

  const blocks = pair.map(([one, two]) =>
    step(
      `${one} blocks ${two}`,
      async (model, { people }) => {
        model.blocks.add(`${one}>${two}`);
        await people[one]?.call('blocks.create', { params: { personId: people[two]?.id ?? '' } });
      },
      (model) => isAlive(model, one) && isAlive(model, two),
    ),
  );

  const unblocks = pair.map(([one, two]) =>
    step(
      `${one} unblocks ${two}`,
      async (model, { people }) => {
        model.blocks.delete(`${one}>${two}`);
        await people[one]?.call('blocks.remove', { params: { personId: people[two]?.id ?? '' } });
      },
      (model) => model.blocks.has(`${one}>${two}`),
    ),
  );

  const hides = fc.nat(100).map((percent) =>
    step(
      `hides the message at ${percent} %`,
      async (model, { people, conversationId }) => {
        const seq = 1 + Math.floor(((model.messages.length - 1) * percent) / 100);
        const message = model.messages[seq - 1];
        if (message) message.isHidden = true;
        await app.services.conversations.hideMessage({
          tenantId: 'public',
          conversationId,
          seq,
          byId: people[OWNER]?.id ?? '',
          entryOf: hiddenEntry,
        });
      },
      ({ messages }) => messages.length > 0,
    ),
  );

  const joins = other.map((at) =>
    step(
      `${at} joins`,
      async (model, real) => {
        const me = model.people[at] as ModelPerson;
        me.isMember = true;
        me.readSeq = Math.max(me.readSeq, model.messages.length);
        const params = { communityId: real.communityId };
        await real.people[at]?.call('communities.join', { params, body: { rulesVersion: 0 } });
        if (!me.isCut) await open(real, at, 'unread');
      },
      (model) => isAlive(model, at) && !isIn(model, at) && !model.people[at]?.isCut,
    ),
  );

  const leaves = other.map((at) =>
    step(
      `${at} leaves`,
      async (model, { people, communityId }) => {
        (model.people[at] as ModelPerson).isMember = false;
        await people[at]?.call('communities.leave', { params: { communityId } });
        for (const one of people[at]?.devices ?? []) {
          one.conversation?.close();
          one.conversation = null;
        }
      },
      (model) => isIn(model, at),
    ),
  );

  const deletes = fc.integer({ min: 2, max: PEOPLE - 1 }).map((at) =>
    step(
      `${at} deletes the account`,
      async (model, { people }) => {
        const me = model.people[at] as ModelPerson;
        Object.assign(me, { isDeleted: true, isMember: false });
        for (const key of [...model.blocks]) if (key.split('>').includes(String(at))) model.blocks.delete(key);
        const { password = '' } = people[at] ?? {};
        await people[at]?.call('accounts.delete', { body: { password } });
      },
      (model) => isAlive(model, at),
    ),
  );

  const cuts = fc.nat(1).map((at) =>
    step(
      `the second device of ${at} loses its connection`,
      async (model, { people }) => {
        (model.people[at] as ModelPerson).isCut = true;
        const { sdk, network } = secondDeviceOf(people[at]);
        network?.cut();
        await whenState(sdk, 'reconnecting');
      },
      (model) => isIn(model, at) && !model.people[at]?.isCut,
    ),
  );

  const mends = fc.nat(1).map((at) =>
    step(
      `the second device of ${at} reconnects`,
      async (model, { people }) => {
        (model.people[at] as ModelPerson).isCut = false;
        const { sdk, network } = secondDeviceOf(people[at]);
        network?.mend();
        await whenState(sdk, 'online');
      },
      (model) => model.people[at]?.isCut === true,
    ),
  );

  const reopens = fc.tuple(person, fc.constantFrom('newest' as const, 'unread' as const)).map(([at, where]) =>
    step(
      `${at} opens it again at the ${where}`,
      (_model, real) => open(real, at, where),
      (model) => isIn(model, at) && !model.people[at]?.isCut,
    ),
  );

  it('have one count for the server, the SDK and the model', () =>
    expectLikeModel({
      commands: [
        sends,
        sends,
        sends,
        reads,
        blocks,
        unblocks,
        hides,
        joins,
        joins,
        leaves,
        deletes,
        cuts,
        mends,
        reopens,
      ],
      begin,
      sequences: 20,
      maxCommands: 30,
    }));
});

function secondDeviceOf(person: RealPerson | undefined): Device {
  const device = person?.devices[1];
  if (!device) throw new Error('There is no second device');
  return device;
}

/** Resolves when the value is as expected. @throws if it does not become so */
async function settled<Snapshot, Value>(
  what: string,
  live: Parameters<typeof whenever<Snapshot>>[0],
  read: (snapshot: Snapshot) => Value,
  expected: Value,
): Promise<void> {
  // What is late is no error here: the next line says what is different.
  await whenever(live, (snapshot) => read(snapshot) === expected).catch(() => undefined);
  expect(read(live.snapshot), what).to.equal(expected);
}
