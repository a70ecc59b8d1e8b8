/** People who use a running app through the SDK. */
import { inspect } from 'node:util';
import {
  type Emitter,
  type LiveConversation,
  type Me,
  MeshiClient,
  type MeshiClientOptions,
} from '../../client-sdk/index.ts';
import { atEnd } from './at-end.ts';
import { matchedPair, type Person } from './people.ts';
import { inTime } from './until.ts';

interface Credentials {
  email: string;
  password: string;
}

export interface SdkPerson extends Credentials {
  sdk: MeshiClient;
  me: Me;
  /** Signs in on another device, and resolves when it is online. */
  secondDevice(options?: MeshiClientOptions): Promise<MeshiClient>;
}

export interface Talker extends SdkPerson {
  /** The conversation, open on the first device. */
  conversation: LiveConversation;
}

const PASSWORD = 'a quiet evening with wine';
const clients = new Set<MeshiClient>();
let count = 0;

/** Creates a client. It is closed after all tests, unless `closeClients` closes it before. */
export function createClient(app: { url: string }, options: MeshiClientOptions = {}): MeshiClient {
  const client = new MeshiClient({ url: app.url, ...options });
  clients.add(client);
  return client;
}

/** Closes every client. Use it in `afterEach`. */
export async function closeClients(): Promise<void> {
  await Promise.all([...clients].map((client) => client.close()));
  clients.clear();
}

/** Signs up a new person, and resolves when they are online. */
export async function newPerson(app: { url: string }, options: MeshiClientOptions = {}): Promise<SdkPerson> {
  const number = `${Date.now().toString(16)}${(++count).toString(16)}`;
  const email = `sdk-${number}@example.com`;
  const sdk = createClient(app, options);
  await sdk.signUp({ email, password: PASSWORD, handle: `s${number}`, displayName: `Person ${count}` });
  return online(app, sdk, { email, password: PASSWORD });
}

/** Creates a person with a topic, and one who is not interested in it yet. */
export async function ownerAndGuest(app: {
  url: string;
}): Promise<{ owner: SdkPerson; guest: SdkPerson; topicId: string }> {
  const [owner, guest] = await Promise.all([newPerson(app), newPerson(app)]);
  const { id: topicId } = await owner.sdk.topics.create({ title: 'ラーメン片手に Rust' });
  return { owner, guest, topicId };
}

/** Signs in on a new client, and resolves when it is online. */
export async function signIn(
  app: { url: string },
  { email, password }: Credentials,
  options: MeshiClientOptions = {},
): Promise<SdkPerson> {
  const sdk = createClient(app, options);
  await sdk.signIn({ email, password });
  return online(app, sdk, { email, password });
}

async function online(app: { url: string }, sdk: MeshiClient, credentials: Credentials): Promise<SdkPerson> {
  await whenState(sdk, 'online');
  if (!sdk.me) throw new Error('Nobody is signed in');
  const secondDevice = async (options?: MeshiClientOptions) => (await signIn(app, credentials, options)).sdk;
  return { sdk, me: sdk.me, ...credentials, secondDevice };
}

/** Creates two people who have just matched, each with a client on which the conversation is open. */
export async function talkingPair(
  app: { url: string },
  options: { alice?: MeshiClientOptions; bob?: MeshiClientOptions } = {},
): Promise<{ alice: Talker; bob: Talker; conversationId: string; matchId: string }> {
  const { alice, bob, conversationId, match } = await matchedPair(app);
  const talk = async (person: Person, more?: MeshiClientOptions) => {
    const signedIn = await signIn(app, person, more);
    return { ...signedIn, conversation: await signedIn.sdk.conversations.open(conversationId) };
  };
  const [ofAlice, ofBob] = await Promise.all([talk(alice, options.alice), talk(bob, options.bob)]);
  return { alice: ofAlice, bob: ofBob, conversationId, matchId: match.id };
}

/** The payload of the next event with this name that fits. Call it before the action that causes the event. */
export function waitFor<Events extends object, Name extends keyof Events>(
  source: Emitter<Events>,
  name: Name,
  fits: (payload: Events[Name]) => boolean = () => true,
): Promise<Events[Name]> {
  let last: unknown = 'none';
  const { promise, resolve } = Promise.withResolvers<Events[Name]>();
  const stop = source.on(name, (payload) => {
    last = payload;
    if (fits(payload)) resolve(payload);
  });
  return inTime(promise, () => `no ${String(name)} that fits has come; the last one: ${inspect(last)}`).finally(stop);
}

interface LiveSource<Snapshot> {
  readonly snapshot: Snapshot;
  on(name: 'changed', listener: () => void): () => void;
}

/** Resolves with the snapshot of a live object as soon as it fits, at once if it already does. */
export function whenever<Snapshot>(
  live: LiveSource<Snapshot>,
  fits: (snapshot: Snapshot) => boolean,
): Promise<Snapshot> {
  if (fits(live.snapshot)) return Promise.resolve(live.snapshot);
  const { promise, resolve } = Promise.withResolvers<Snapshot>();
  const stop = live.on('changed', () => {
    if (fits(live.snapshot)) resolve(live.snapshot);
  });
  return inTime(promise, () => `it is still ${inspect(live.snapshot, { depth: 4 })}`).finally(stop);
}

export function whenState(sdk: MeshiClient, state: MeshiClient['connection']['state']) {
  return whenever(sdk.connection, (snapshot) => snapshot.state === state);
}

/** Calls `run` while this device's clock differs by `byMs`. Only what `run` does before it waits sees the other time. */
export function withClock<T>(byMs: number, run: () => T): T {
  const { now } = Date;
  Date.now = () => now() + byMs;
  try {
    return run();
  } finally {
    Date.now = now;
  }
}

/** Expects a promise to reject, and resolves with its error. Rejects if the promise resolves. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const resolved = Symbol('resolved');
  const outcome = await promise.then(
    () => resolved,
    (error: unknown) => error,
  );
  if (outcome === resolved) throw new Error('Expected a rejection, but it resolved');
  return outcome;
}

atEnd(closeClients);
