/** People who use a running app through the SDK. */
import { after } from 'mocha';
import {
  type Emitter,
  type LiveConversation,
  type Me,
  MeshiClient,
  type MeshiClientOptions,
} from '../../client-sdk/index.ts';

export interface SdkPerson {
  sdk: MeshiClient;
  me: Me;
  email: string;
  password: string;
  /** Signs in once more, as on another device; resolves when that is online. */
  secondDevice(options?: MeshiClientOptions): Promise<MeshiClient>;
}

export interface Talker extends SdkPerson {
  /** Open on the first device. */
  conversation: LiveConversation;
}

const PASSWORD = 'a quiet evening with wine';
const clients = new Set<MeshiClient>();
let count = 0;

/** A client that is closed after all tests, unless `closeClients` closes it before. */
export function createClient(app: { url: string }, options: MeshiClientOptions = {}): MeshiClient {
  const client = new MeshiClient({ url: app.url, ...options });
  clients.add(client);
  return client;
}

/** Closes every client that was made; for `afterEach`. */
export async function closeClients(): Promise<void> {
  await Promise.all([...clients].map((client) => client.close()));
  clients.clear();
}

/** Someone new, signed in and online. */
export async function newPerson(app: { url: string }, options: MeshiClientOptions = {}): Promise<SdkPerson> {
  const number = `${Date.now().toString(36)}${(++count).toString(36)}`;
  const email = `sdk-${number}@example.com`;
  const sdk = createClient(app, options);
  const displayName = `Person ${count}`;
  const me = await sdk.signUp({ email, password: PASSWORD, handle: `s${number}`, displayName });
  await whenState(sdk, 'online');
  const secondDevice = async (more: MeshiClientOptions = {}) => {
    const device = createClient(app, more);
    await device.signIn({ email, password: PASSWORD });
    await whenState(device, 'online');
    return device;
  };
  return { sdk, me, email, password: PASSWORD, secondDevice };
}

/** Two people who matched over a topic of the first, each with the conversation open. */
export async function matchedPair(
  app: { url: string },
  options: { alice?: MeshiClientOptions; bob?: MeshiClientOptions } = {},
): Promise<{ alice: Talker; bob: Talker; conversationId: string; matchId: string }> {
  const [alice, bob] = await Promise.all([newPerson(app, options.alice), newPerson(app, options.bob)]);
  const topic = await alice.sdk.topics.create({ title: 'Rust over ramen' });
  await bob.sdk.topics.showInterest({ topicId: topic.id });
  const match = await alice.sdk.matches.create({ topicId: topic.id, personId: bob.me.profile.id });
  const { conversationId } = match;
  const [ofAlice, ofBob] = await Promise.all(
    [alice, bob].map(({ sdk }) => sdk.conversations.open(conversationId)) as [
      Promise<LiveConversation>,
      Promise<LiveConversation>,
    ],
  );
  return {
    alice: { ...alice, conversation: ofAlice },
    bob: { ...bob, conversation: ofBob },
    conversationId,
    matchId: match.id,
  };
}

/** The payload of the next event of this name that fits. Begin to wait before causing it. */
export function waitFor<Events extends object, Name extends keyof Events>(
  source: Emitter<Events>,
  name: Name,
  fits: (payload: Events[Name]) => boolean = () => true,
): Promise<Events[Name]> {
  return new Promise((resolve) => {
    const stop = source.on(name, (payload) => {
      if (!fits(payload)) return;
      stop();
      resolve(payload);
    });
  });
}

interface LiveSource<Snapshot> {
  readonly snapshot: Snapshot;
  on(name: 'changed', listener: () => void): () => void;
}

/** The snapshot of a live object once it fits, which may be now. */
export function whenever<Snapshot>(
  live: LiveSource<Snapshot>,
  fits: (snapshot: Snapshot) => boolean,
): Promise<Snapshot> {
  if (fits(live.snapshot)) return Promise.resolve(live.snapshot);
  return new Promise((resolve) => {
    const stop = live.on('changed', () => {
      if (!fits(live.snapshot)) return;
      stop();
      resolve(live.snapshot);
    });
  });
}

export function whenState(sdk: MeshiClient, state: MeshiClient['connection']['state']) {
  return whenever(sdk.connection, (snapshot) => snapshot.state === state);
}

/** The error a promise is expected to reject with; fails when it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const resolved = Symbol('resolved');
  const outcome = await promise.then(
    () => resolved,
    (error: unknown) => error,
  );
  if (outcome === resolved) throw new Error('Expected a rejection, but it resolved');
  return outcome;
}

after(closeClients);
