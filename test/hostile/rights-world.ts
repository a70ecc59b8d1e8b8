/** Alice with things of every kind, and people who have no right to them. */
import sharp from 'sharp';
import { newId } from '../../src/database/ids.ts';
import type { TestApp } from '../support/app.ts';
import { connectGuest, type Guest, hear, listen, openMicrophone, type Seated, sitDown } from '../support/guest.ts';
import { addPasskey } from '../support/passkey.ts';
import { caller, type Person, signUp } from '../support/people.ts';

/** Ids by the name of the field that carries them. */
export type Ids = Readonly<Record<string, string | string[]>>;

/** Someone who tries to reach Alice's things, with every event that their connection has received. */
export interface Actor {
  guest: Guest;
  heard: { name: string; payload: unknown }[];
}

export interface World {
  alice: Guest;
  bob: Guest;
  /** Interested in Alice's topic, not matched. */
  frank: Person;
  seats: { alice: Seated; bob: Seated };
  /** Has nothing to do with Alice. */
  carol: Actor;
  /** Blocked by Alice. */
  dave: Actor;
  /** Had a match with Alice. */
  eve: Actor;
  /** In another tenant. */
  zoe: Actor;
  /** Ids of Alice's things. */
  ids: Ids;
  /** Ids of Alice's seat, for each of its transports. */
  voiceIds: Ids[];
  /** The same as `ids`, with the conversation of Alice's room. */
  roomText: Ids;
  /** The same as `ids`, with the ended match of Alice and Eve. */
  withEve: Ids;
  /** Words that an answer to a stranger must not contain. */
  privateWords: string[];
  /** Words that an answer to a person of another tenant must not contain. */
  words: string[];
  /** Words that an answer to a blocked person must not contain, except the words of her room in the lists of rooms. */
  apartWords: string[];
  roomWords: string[];
}

const TITLE = 'Sourdough at midnight';
const DAY = 24 * 3_600_000;
const MEAL_TITLE = 'Bread and cheese';
/** Visible only to people with a seat. */
const ADDRESS = '7 Cellar Lane';
const SECRET = 'only for Bob to read';

/** Creates a person, by signing up or in an organisation. */
type NewPerson = (app: TestApp, overrides?: Parameters<typeof signUp>[1]) => Promise<Person>;

/** Creates a new world. */
export async function makeWorld(app: TestApp, newPerson: NewPerson = signUp): Promise<World> {
  const [alice, bob, frank, carol, dave, eve, zoe] = await Promise.all([
    newPerson(app, { displayName: 'Alice Arimoto', handle: 'alice_arimoto' }),
    newPerson(app),
    newPerson(app),
    newPerson(app),
    newPerson(app),
    newPerson(app),
    signUpElsewhere(app),
  ]);
  const topic = await alice.call('topics.create', { body: { title: TITLE, tags: ['sourdough'] } });
  const match = await matchOver(topic.id, alice, bob);
  const ended = await matchOver(topic.id, alice, eve);
  await alice.call('matches.end', { params: { matchId: ended.id } });
  await frank.call('topics.createInterest', { params: { topicId: topic.id } });
  await alice.call('blocks.create', { params: { personId: dave.id } });
  const { avatarUrl } = await alice.call('profiles.setAvatar', { body: await picture() });
  const other = await alice.call('sessions.signIn', { body: { email: alice.email, password: alice.password } });
  await addPasskey(alice, app.url, 'Oven key');
  const [{ id: passkeyId = '' } = {}] = (await alice.call('secondFactors.get')).passkeys;
  const room = await alice.call('rooms.create', { body: { title: 'The oven is on' } });

  const inTwoDays = new Date(Math.ceil(Date.now() / DAY + 2) * DAY).toISOString();
  const time = { startsAt: inTwoDays, minutes: 30 } as const;
  const proposal = await alice.call('proposals.create', { params: { matchId: match.id }, body: time });

  const meal = await alice.call('meals.create', { body: mealAt(inTwoDays) });

  await bob.call('instantTalks.wait', { body: { tag: null } });
  const { instantTalk } = await alice.call('instantTalks.wait', { body: { tag: null } });
  const [notification] = (await alice.call('notifications.list')).items;
  const notificationId = notification?.id ?? '';

  const pairId = await seatTogether(app, alice.id, bob.id);

  const guests = { alice: await connectGuest(app, alice), bob: await connectGuest(app, bob) };
  const seats = {
    alice: await sitDown(app, guests.alice, room.id),
    bob: await sitDown(app, guests.bob, room.id),
  };
  await listen(seats.alice);
  await openMicrophone(seats.bob);
  const { consumerId } = await hear(seats.alice, seats.bob);
  await guests.alice.line.ask('message:send', message(match.conversationId, SECRET));
  await guests.alice.line.ask('message:send', message(room.conversationId, 'flour everywhere'));

  const mine = { topicId: topic.id, personId: alice.id, ownerId: alice.id, personIds: [alice.id], roomId: room.id };
  const avatarId = avatarUrl?.split('/').at(-1) ?? '';
  const ids = {
    ...mine,
    handle: alice.handle,
    avatarId,
    pairId,
    ratherNotIds: [alice.id],
    sessionId: other.sessionId,
    passkeyId,
    matchId: match.id,
    proposalId: proposal.id,
    mealId: meal.id,
    conversationId: match.conversationId,
    tenantId: newId(),
    invitationId: newId(),
    notificationId,
    upToId: notificationId,
    instantTalkId: instantTalk?.id ?? '',
  };
  const privateWords = [
    alice.email,
    other.sessionId,
    alice.sessionId,
    match.id,
    match.conversationId,
    proposal.id,
    SECRET,
    ADDRESS,
  ];
  const apartWords = [...privateWords, TITLE, topic.id, MEAL_TITLE, meal.id];
  const roomWords = [alice.id, alice.handle, 'Arimoto', room.id, room.conversationId, avatarId];
  const { send, receive } = seats.alice.opened;
  return {
    voiceIds: [send.id, receive.id].map((transportId) => ({ transportId, consumerId })),
    alice: guests.alice,
    bob: guests.bob,
    frank,
    seats,
    ids,
    carol: await actorOf(app, carol),
    dave: await actorOf(app, dave),
    eve: await actorOf(app, eve),
    zoe: await actorOf(app, zoe),
    roomText: { ...ids, conversationId: room.conversationId },
    withEve: { ...ids, matchId: ended.id, conversationId: ended.conversationId },
    privateWords: [...privateWords, frank.id],
    words: [...apartWords, ...roomWords],
    apartWords,
    roomWords,
  };
}

/** Returns unknown ids of the same form. Fields that had the same id get the same unknown id. */
export function idsOfNothing(ids: Ids): Ids {
  const made = new Map<string, string>();
  const madeFor = (name: string, id: string) => {
    const one = made.get(id) ?? (name === 'handle' ? 'nobody_at_all' : newId());
    made.set(id, one);
    return one;
  };
  const entries = Object.entries(ids).map(([name, id]) => [
    name,
    Array.isArray(id) ? id.map((one) => madeFor(name, one)) : madeFor(name, id),
  ]);
  return Object.fromEntries(entries);
}

/** A meal that needs approval and hides its address, so that asking for a seat does not reveal it. */
function mealAt(startsAt: string) {
  const endsAt = new Date(Date.parse(startsAt) + 3_600_000).toISOString();
  const venue = { area: 'Kobe', address: ADDRESS, isAddressHidden: true };
  return { title: MEAL_TITLE, startsAt, endsAt, mode: 'both', venue, needsApproval: true } as const;
}

let sent = 0;

export function message(conversationId: string, text: string) {
  sent += 1;
  return { conversationId, clientMessageId: `rights-${process.pid}-${sent}`, text };
}

async function actorOf(app: TestApp, person: Person): Promise<Actor> {
  const guest = await connectGuest(app, person);
  const heard: Actor['heard'] = [];
  guest.line.socket.onAny((name: string, payload: unknown) => heard.push({ name, payload }));
  await guest.line.ask('rooms:watch', {});
  return { guest, heard };
}

/** Creates a person directly in another tenant. */
export async function signUpElsewhere(app: TestApp): Promise<Person> {
  const [tenantId, personId] = ['elsewhere', newId()];
  const look = { handle: 'zoe_elsewhere', displayName: 'Zoe', language: 'en', timeZone: 'Europe/Paris' } as const;
  await app.services.profiles.create({ tenantId, personId, ...look });
  const tokens = await app.services.sessions.begin({ tenantId, personId }, { userAgent: '', refreshIn: 'body' });
  const { sessionId, accessToken, refreshToken } = tokens;
  const call = caller(app, accessToken);
  return { id: personId, handle: look.handle, email: '', password: '', sessionId, accessToken, refreshToken, call };
}

/** Seats two people at one table, as a round does. */
async function seatTogether(app: TestApp, personId: string, otherId: string): Promise<string> {
  const people = await app.services.profiles.traits('public', [personId, otherId]);
  const round = { _id: newId(), tenantId: 'public', scheduleId: newId(), number: 1, circle: null, leftOut: [] };
  const tables = [[personId, otherId]];
  const known = new Map(people.map(({ weekly, timeZone, ...one }) => [one.id, { ...one, freeHours: [] }]));
  await app.services.roundTables.seat({ ...round, tables, isDone: false, plannedAt: new Date() }, known, new Map());
  return `${round._id}-0`;
}

async function matchOver(topicId: string, owner: Person, other: Person) {
  await other.call('topics.createInterest', { params: { topicId } });
  return owner.call('matches.create', { params: { topicId, personId: other.id } });
}

export async function picture(): Promise<Uint8Array> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background: '#c33' } })
    .png()
    .toBuffer();
}
