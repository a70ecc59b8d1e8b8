/**
 * Dana, who has used every feature, so that every model stores something about her, and the people around her. Everything that she
 * typed contains `MARK`, and nothing that others typed does.
 */

import type { SuspensionDoc } from '../../src/accounts/suspension-model.ts';
import { newId } from '../../src/database/ids.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { message, picture } from '../hostile/rights-world.ts';
import type { TestApp } from '../support/app.ts';
import { addAuthenticator, challengeOf } from '../support/authenticator.ts';
import { newDirectoryKey } from '../support/directory.ts';
import { connectGuest, type Guest, sitDown } from '../support/guest.ts';
import type { MailServer } from '../support/mail-server.ts';
import { operatorWith, takeRole } from '../support/operators.ts';
import { bringIn, createTenant, switchTo } from '../support/organisations.ts';
import { addPasskey } from '../support/passkey.ts';
import { caller, type Person, proveAddress, signUp } from '../support/people.ts';
import type { PushService } from '../support/push-service.ts';

export const MARK = 'zanzibar';

export interface ErasureWorld {
  app: TestApp;
  mailServer: MailServer;
  pushService: PushService;
}

export interface Dana {
  person: Guest;
  /** Her person in the organisation. */
  colleague: Person;
  /** The owner of the organisation. */
  boss: Person;
  alice: Guest;
  /** Of Dana and Alice. */
  conversationId: string;
  channelId: string;
}

const DAY = 24 * 3_600_000;

export async function makeDana({ app, mailServer, pushService }: ErasureWorld): Promise<Dana> {
  const own = { displayName: `Dana ${MARK}`, handle: `dana_${MARK}`, email: `old.${MARK}@example.com` };
  const [signedUp, alice, bob, eve, frank, gina] = await Promise.all([
    signUp(app, own),
    signUp(app),
    signUp(app),
    signUp(app),
    signUp(app),
    signUp(app),
  ]);
  const dana = { ...(await connectGuest(app, signedUp)), email: `${MARK}@example.com` };
  await Promise.all([proveAddress(app, bob), proveAddress(app, { ...signedUp, email: dana.email })]);
  const guests = { dana, alice: await connectGuest(app, alice) };
  await accountOf({ app, mailServer, pushService }, signedUp, dana.email);
  const conversationId = await matchOf(app, guests, { bob, eve, frank });
  await mealsOf(guests);
  const channelId = await communitiesOf(guests, { bob, eve, frank });
  const [colleague, boss] = await organisationOf(app, dana, bob);
  await operatorOf(app, dana, { eve, frank });
  await gina.call('home.list');
  await app.services.exposures.write();
  await instantTalksOf(dana, gina);
  await dana.call('dataExport.request', { body: { language: 'en' } });
  await plant(app, dana, alice);
  return { person: dana, colleague, boss, alice: guests.alice, conversationId, channelId };
}

async function accountOf(
  { app, mailServer, pushService }: ErasureWorld,
  { call, email, password }: Person,
  to: string,
) {
  const code = await mailServer.codeOf(() => call('accounts.requestEmailCode'), email);
  await call('accounts.verifyEmail', { body: { code } });
  const newCode = await mailServer.codeOf(() => call('accounts.changeEmail', { body: { email: to, password } }), to);
  await call('accounts.confirmEmail', { body: { code: newCode } });
  await mailServer.textOf(() => caller(app)('passwordResets.request', { body: { email: to } }), to);
  await mailServer.textOf(() => call('accounts.changeEmail', { body: { email: `new.${to}`, password } }), `new.${to}`);
  await addAuthenticator({ call });
  await addPasskey({ call }, app.url, MARK);
  await call('passkeys.beginAdding');
  await challengeOf({ call, email: to, password });
  const words = { bio: MARK, tags: [MARK], canTeach: [MARK], wantsToLearn: [MARK] };
  await call('profiles.update', { body: { ...words, links: [`https://${MARK}.example`] } });
  await call('profiles.setAvatar', { body: await picture() });
  await call('calendar.createLink');
  await call('callIn.set', { body: { tags: [MARK] } });
  await call('notifications.subscribe', { body: pushService.newDevice().subscription });
  await call('notifications.editSettings', { body: { mail: [] } });
  await call('rounds.setPause', { body: { pause: { from: inDays(1), until: inDays(3) } } });
}

/** Dana as an operator: in a group, with a role, and with what she typed about others. */
async function operatorOf(app: TestApp, dana: Person, { eve, frank }: Pick<Others, 'eve' | 'frank'>) {
  const chief = await operatorWith(app);
  await chief.call('operatorRoles.create', {
    body: { name: 'two-keys', permissions: ['server:read'], needsSecondPerson: true },
  });
  const body = { name: 'desk', roles: ['operator', 'two-keys'] };
  const { id: groupId } = await chief.call('operatorGroups.create', { body });
  for (const { id: personId } of [dana, await proveAddress(app, frank)]) {
    await chief.call('operatorGroups.addPerson', { params: { groupId, personId } });
  }
  await addAuthenticator(frank);
  const { id: heldRoleId } = await takeRole(frank, 'two-keys');
  await dana.call('portal.approve', { params: { heldRoleId }, body: { password: dana.password } });
  await takeRole(dana, 'operator');
  await dana.call('operatorGroups.create', { body: { name: MARK, roles: [] } });
  await dana.call('serverKeys.create', { body: { name: MARK, permissions: ['server:read'], reason: MARK } });
  const { items } = await dana.call('operatorReports.list');
  const about = items.find(({ author }) => author.id === eve.id);
  await frank.call('reports.create', { body: { kind: 'person', id: eve.id, reason: 'other' } });
  const others = (await dana.call('operatorReports.list')).items.find(({ reporter }) => reporter.id === frank.id);
  for (const report of [about, others]) {
    const decision = { outcome: 'dismissed' as const, note: MARK };
    await dana.call('operatorReports.decide', { params: { reportId: report?.id ?? '' }, body: decision });
  }
  const until = inDays(1);
  const suspended = await signUp(app);
  const suspension = { reason: MARK, until: new Date(until).toISOString() };
  await dana.call('operatedPeople.suspend', { params: { personId: suspended.id }, body: suspension });
  // Her own one has ended a moment ago, and is not removed yet.
  await app.connection.collection<SuspensionDoc>('suspensions').insertOne({
    _id: dana.id,
    tenantId: PUBLIC_TENANT,
    mailboxHash: 'hash',
    at: new Date(),
    until: null,
    reason: 'words of another operator',
    byId: chief.id,
    isEnded: true,
  });
}

interface Guests {
  dana: Guest;
  alice: Guest;
}
type Others = Record<'bob' | 'eve' | 'frank', Person>;

async function matchOf(app: TestApp, { dana, alice }: Guests, { bob, eve, frank }: Others): Promise<string> {
  const topic = await dana.call('topics.create', { body: { title: MARK, body: MARK, tags: [MARK] } });
  const [offers, wants] = [{ title: 'Coffee', tags: ['tea'] }, { title: 'Tea' }];
  await dana.call('reports.create', { body: { kind: 'person', id: eve.id, reason: 'other', words: MARK } });
  await eve.call('reports.create', { body: { kind: 'topic', id: topic.id, reason: 'other', words: '' } });
  const wanted = await frank.call('topics.create', { body: wants });
  const bobs = await bob.call('topics.create', { body: wants });
  await dana.call('topics.createInterest', { params: { topicId: bobs.id } });
  const offered = await alice.call('topics.create', { body: offers });
  await dana.call('topics.createInterest', { params: { topicId: offered.id } });
  await bob.call('topics.createInterest', { params: { topicId: topic.id } });
  await alice.call('topics.createInterest', { params: { topicId: topic.id } });
  await dana.call('topics.createInterest', { params: { topicId: wanted.id } });
  await frank.call('matches.create', { params: { topicId: wanted.id, personId: dana.id } });
  const match = await dana.call('matches.create', { params: { topicId: topic.id, personId: alice.id } });
  const { conversationId } = match;
  const first = await dana.line.ask('message:send', message(conversationId, MARK));
  await alice.line.ask('message:send', message(conversationId, 'hello'));
  await react(dana, conversationId, 2);
  await react(alice, conversationId, 2);
  await react(alice, conversationId, 1);
  await dana.line.ask('conversation:read', { conversationId, seq: first.seq });
  await dana.call('conversations.mute', { params: { conversationId }, body: { for: 'always' } });
  await dana.call('proposals.create', { params: { matchId: match.id }, body: { startsAt: atQuarter(2), minutes: 30 } });
  await dana.call('notes.set', { params: { personId: alice.id }, body: { text: MARK } });
  await alice.call('notes.set', { params: { personId: dana.id }, body: { text: 'kind' } });
  await dana.call('blocks.create', { params: { personId: eve.id } });
  await eve.call('blocks.create', { params: { personId: dana.id } });
  await dana.call('neverMatch.add', { params: { personId: frank.id } });
  await bob.call('neverMatch.add', { params: { personId: dana.id } });
  await dana.call('home.list');
  await dana.call('home.addNotInterested', { body: { topicId: offered.id, about: 'owner' } });
  await bob.call('home.addNotInterested', { body: { topicId: topic.id, about: 'owner' } });
  const room = await dana.call('rooms.create', { body: { title: MARK, tags: [MARK] } });
  await sitDown(app, dana, room.id);
  await dana.line.ask('message:send', message(room.conversationId, MARK));
  await moderateInRooms(app, { dana, alice }, room.id);
  return conversationId;
}

function react({ line }: Guest, conversationId: string, seq: number) {
  return line.ask('message:react', { conversationId, seq, changeId: newId(), emoji: '👍', isOn: true });
}

async function mealsOf({ dana, alice }: Guests): Promise<void> {
  const at = { startsAt: inDays(4), endsAt: inDays(4.1) };
  const words = { title: MARK, description: MARK, tags: [MARK], costNote: MARK, bringNote: MARK };
  const venue = { area: MARK, address: MARK, isAddressHidden: true };
  const hosted = await dana.call('meals.create', { body: { ...words, ...at, mode: 'both', venue, every: 'week' } });
  await alice.call('meals.reply', { params: { mealId: hosted.id }, body: { answer: 'yes' } });
  await dana.call('meals.tell', { params: { mealId: hosted.id }, body: { text: MARK } });
  const visited = await alice.call('meals.create', {
    body: { title: 'Soup', startsAt: inDays(6), endsAt: inDays(6.1) },
  });
  const reply = await dana.call('meals.reply', { params: { mealId: visited.id }, body: { answer: 'yes' } });
  const conversationId = reply.conversationId ?? '';
  await dana.line.ask('message:send', message(conversationId, MARK));
}

/** Returns the channel in which Dana has written. */
async function communitiesOf({ dana, alice }: Guests, { bob, eve, frank }: Others): Promise<string> {
  const club = await alice.call('communities.create', { body: { name: 'Club' } });
  const params = { communityId: club.id };
  for (const one of [dana, bob, eve]) await one.call('communities.join', { params, body: { rulesVersion: 0 } });
  await alice.call('communities.setRole', { params: { ...params, personId: dana.id }, body: { role: 'moderator' } });
  const [channel] = (await alice.call('communities.channels', { params })).items;
  const conversationId = channel?.conversationId ?? '';
  const written = await dana.line.ask('message:send', message(conversationId, MARK));
  const rude = await alice.line.ask('message:send', message(conversationId, 'rude'));
  await react(dana, conversationId, rude.seq);
  await bob.call('communities.report', { params, body: { conversationId, seq: written.seq, reason: 'odd' } });
  await dana.call('communities.report', { params, body: { conversationId, seq: rude.seq, reason: MARK } });
  await eve.call('communities.report', { params, body: { conversationId, seq: rude.seq, reason: 'loud' } });
  const { items } = await dana.call('communities.reports', { params });
  const [handled] = items.filter(({ reporter }) => reporter.id === eve.id);
  const reportId = handled?.id ?? '';
  await dana.call('communities.handleReport', { params: { ...params, reportId }, body: { state: 'dismissed' } });
  await dana.call('communities.createAnnouncement', { params, body: { title: MARK, text: MARK } });
  await dana.call('communities.createInvitation', { params, body: {} });
  await dana.call('communities.invite', { params: { ...params, personId: frank.id } });
  await dana.call('communities.openRoom', { params });
  const banned = { ...params, personId: eve.id };
  await dana.call('communities.mute', { params: banned, body: { reason: MARK, until: inDays(1) } });
  await dana.call('rounds.open', { body: { ...params, firstAt: inDays(9) } });
  await dana.call('rounds.answer', { body: { ...params, answer: 'always' } });
  // Owned together with somebody else: it outlives her.
  const founded = await dana.call('communities.create', { body: { name: `Friends of ${MARK}` } });
  const ofFounded = { communityId: founded.id };
  await bob.call('communities.join', { params: ofFounded, body: { rulesVersion: 0 } });
  await dana.call('communities.edit', { params: ofFounded, body: { slowModeSeconds: 60 } });
  const closed = await bob.call('communities.create', { body: { name: 'Choosy', joining: 'approval' } });
  const note = { rulesVersion: 0, note: MARK };
  await dana.call('communities.join', { params: { communityId: closed.id }, body: note });
  const strict = await bob.call('communities.create', { body: { name: 'Strict' } });
  const inStrict = { communityId: strict.id };
  await dana.call('communities.join', { params: inStrict, body: { rulesVersion: 0 } });
  await bob.call('communities.ban', { params: { ...inStrict, personId: dana.id }, body: { reason: 'shouting' } });
  return conversationId;
}

async function organisationOf(app: TestApp, dana: Guest, bob: Person): Promise<[Person, Person]> {
  const inviting = await createTenant(bob);
  await (await switchTo(app, await again(app, bob), inviting)).call('tenantInvitations.create', {
    body: { email: dana.email },
  });
  const founded = await createTenant(dana, `${MARK} works`);
  const founder = await switchTo(app, await again(app, dana), founded);
  await bringIn(founder, bob);
  const boss = await switchTo(app, await again(app, bob), founded);
  await founder.call('tenantMembers.setRole', { params: { personId: boss.id }, body: { role: 'owner' } });
  await founder.call('tenantInvitations.create', { body: { maxUses: 3 } });
  await founder.call('topics.create', { body: { title: MARK } });
  const works = await founder.call('communities.create', { body: { name: 'Kitchen' } });
  await boss.call('communities.join', { params: { communityId: works.id }, body: { rulesVersion: 0 } });
  await directoryOf(app, founder, founded);
  return [founder, boss];
}

/** She is in a group, has made a key for a directory, and is a user of it. */
async function directoryOf(app: TestApp, founder: Person, tenantId: string): Promise<void> {
  const { id: groupId } = await founder.call('tenantGroups.create', { body: { name: 'Helpers' } });
  await founder.call('tenantGroups.addPerson', { params: { groupId, personId: founder.id } });
  await newDirectoryKey(founder);
  const [createdAt, email] = [new Date(), `${MARK}@example.com`];
  const user = { tenantId, userName: 'd', userNameKey: 'd', email, personId: founder.id, isActive: true };
  const users = app.connection.collection<{ _id: string; tenantId: string }>('directoryUsers');
  await users.insertOne({ _id: newId(), ...user, ...{ createdAt, changedAt: createdAt } });
}

async function instantTalksOf(dana: Guest, gina: Person): Promise<void> {
  await dana.call('instantTalks.wait', { body: { tag: null } });
  await gina.call('instantTalks.wait', { body: { tag: null } });
}

/** What is stored only for a moment, or takes many people. */
async function plant({ connection }: TestApp, dana: Person, alice: Person): Promise<void> {
  const insert = (collection: string, doc: object) =>
    connection
      .collection<{ _id: string; tenantId: string }>(collection)
      .insertOne({ _id: newId(), tenantId: PUBLIC_TENANT, ...doc });
  const ids = [dana.id, alice.id, newId()];
  const [now, personId] = [new Date(), dana.id];
  await insert('instantTalkWaits', { personId, tag: MARK, languages: ['en'], createdAt: now });
  await insert('suggestionDays', { personId, keys: [`topic:${dana.id}`], createdAt: now });
  await insert('notificationLetters', { personId, notificationIds: [newId()], conversations: [], createdAt: now });
  await insert('messageAlerts', { personId, conversationId: newId(), mailedSeq: 1 });
  await insert('communitySlowModes', { _id: `${newId()}:${personId}`, personId, communityId: newId(), nextAt: now });
  await insert('rounds', { scheduleId: newId(), number: 1, leftOut: [personId], tables: [], isDone: true });
  await insert('rounds', { scheduleId: newId(), number: 2, leftOut: [], tables: [ids], isDone: false });
  const reasons = [
    { personId: dana.id, otherId: alice.id, reasons: [] },
    { personId: alice.id, otherId: dana.id, reasons: [] },
  ];
  const answers = [{ personId, didMeet: true }];
  await insert('roundpairs', { roundId: newId(), personIds: ids, reasons, answers, createdAt: now });
  // Of an archive that she has asked for before.
  const part = { accountId: personId, exportId: newId(), number: 0, body: Buffer.alloc(1), next: null };
  await insert('dataExportParts', { ...part, expiresAt: new Date(Date.now() + DAY) });
  const job = { dueAt: new Date(Date.now() + 9 * DAY), leasedUntil: new Date(0), retryAt: null, attempts: 0 };
  const [later, revision] = [new Date(Date.now() + DAY), newId()];
  await insert('signOnAttempts', { purpose: 'proof', personId, revision, createdAt: now, expiresAt: later });
  await insert('signOnConnections', { issuer: 'https://login.example.com', breakGlassIds: [personId, alice.id] });
  await insert('signOnIdentities', { subjectHash: 'abc', personId, accountId: personId, linkedAt: now });
  await insert('signOnLinks', { subjectHash: 'def', accountId: personId, name: MARK, revision, expiresAt: later });
  await insert('openIdentities', { provider: 'github', subjectHash: 'ghi', accountId: personId, linkedAt: now });
  const challenge = { provider: 'github', subjectHash: 'jkl', accountId: personId, expiresAt: later };
  await insert('openChallenges', { ...challenge, email: `${MARK}@example.com` });
  await insert('jobs', { ...job, _id: `x:${personId}`, kind: 'notifications.mail', data: { personId } });
  await insert('jobs', { ...job, kind: 'accounts.password_changed_letter', data: { accountId: personId } });
}

/** Another session, because a session that switches to an organisation ends. */
async function again(app: TestApp, person: Person): Promise<Person> {
  const device = { userAgent: '', refreshIn: 'body' } as const;
  const { accessToken } = await app.services.sessions.begin({ tenantId: PUBLIC_TENANT, personId: person.id }, device);
  return { ...person, call: caller(app, accessToken) };
}

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY).toISOString();
}

function atQuarter(days: number): string {
  return new Date(Math.ceil(Date.now() / DAY + days) * DAY).toISOString();
}

/**
 * Dana decides about Alice in her room, and Alice about Dana in another one, with words that Dana cannot read. A third one has Dana as
 * its host, because Alice is not inside.
 */
async function moderateInRooms(app: TestApp, { dana, alice }: Pick<Guests, 'dana' | 'alice'>, roomId: string) {
  const ofAlice = { params: { roomId, personId: alice.id }, body: { maySpeak: false, reason: MARK } };
  await dana.call('rooms.setVoice', ofAlice);
  const other = await alice.call('rooms.create', { body: { title: 'Loud' } });
  const ofDana = { params: { roomId: other.id, personId: dana.id }, body: { minutes: null, reason: 'shouting' } };
  await alice.call('rooms.removePerson', ofDana);
  const hosted = await alice.call('rooms.create', { body: { title: 'Nobody at home' } });
  const { voice } = await sitDown(app, dana, hosted.id);
  await voice.next('peer:changed', ({ id, role }) => id === dana.id && role === 'host');
}
