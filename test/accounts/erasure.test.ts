/** Deletes a person who has used every feature, and looks in every collection for what is left. */
import { expect } from 'chai';
import { allModels } from '../../ops/all-models.ts';
import { newId } from '../../src/database/ids.ts';
import type { PersonalField } from '../../src/database/personal-fields.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { DeletedAccount } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { runDueJobs } from '../support/jobs.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { createTenant, switchTo } from '../support/organisations.ts';
import { type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { MARK, makeDana } from './erasure-world.ts';

/** Later than `eraseAgainMs`. */
const LATER_MS = 21 * 60_000;

/** What may name a person who has just been deleted: `collection.path`. */
const NAMING = [
  'auditEntries.actorId',
  'auditEntries.after.ownerId',
  'auditEntries.after.personId',
  'auditEntries.targetId',
  'communityMemberships.personId',
  'jobs._id',
  'jobs.data.personId',
  'sessions.personId',
  'suspensions._id',
];
/** What may contain words that the person typed. */
const TYPED = [
  'auditEntries.reason',
  'communities.name',
  'communities.nameKey',
  'communities.searchText',
  'communityAnnouncements.text',
  'communityAnnouncements.title',
  'communityModerationEntries.subject',
  'directoryUsers.email',
  'keys.name',
  'messages.text',
  // The title of a meal that was cancelled, for its guests.
  'notifications.data.title',
  'operatorGroups.name',
  'reports.decision.note',
  'suspensions.reason',
  'tenants.name',
  'tenants.searchText',
];

const NO_RECEIPT: DeletedAccount = { isComplete: false, kinds: [] };

// Promise A7 of docs/promises.md.
describe('deleting a person who has used every feature', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let pushService: PushService;
  let aheadMs = 0;

  beforeEach(async () => {
    aheadMs = 0;
    mailServer = await startMailServer();
    pushService = await startPushService();
    app = await startTestApp({
      clock: new Clock(() => Date.now() + aheadMs),
      env: { SMTP_URL: mailServer.url },
      pushTransport: pushService.transport,
      // Jobs run only when the test runs them.
      limits: { jobPollMs: 3_600_000 },
    });
  });
  afterEach(async () => {
    await app.close();
    await mailServer.close();
    await pushService.close();
  });

  it('keeps only what the models declare as kept, and lists it in the receipt', async () => {
    const dana = await makeDana({ app, mailServer, pushService });
    const { id, email, password, call } = dana.person;
    const ids = [id, dana.colleague.id];
    const before = await whereIs(app, [...ids, MARK]);
    expect(app.kernel.hooks.models()).to.have.members([...allModels]);
    const deleting = () => call('accounts.delete', { body: { password } });

    const receipts: DeletedAccount[] = [];
    const letter = await mailServer.textOf(async () => receipts.push(await deleting()), email);
    await runDueJobs(app);
    const after = { ids: await whereIs(app, ids), words: await whereIs(app, [MARK]) };

    expect(
      namingPaths().filter((path) => !before.has(path)),
      'declared, but not in this world',
    ).to.deep.equal([]);
    expect(
      [...before].filter((path) => !isDeclared(path)),
      'stored, but not declared',
    ).to.deep.equal([]);
    expect([...after.ids].sort()).to.deep.equal(NAMING);
    expect([...after.words].sort()).to.deep.equal(TYPED);
    expect([...after.ids, ...after.words].filter((path) => !isDeclaredKept(path))).to.deep.equal([]);
    const [receipt = NO_RECEIPT] = receipts;
    expect(receipt.isComplete).to.equal(true);
    expect(countOf(receipt, 'topics', 'deleted')).to.equal(2);
    expect(countOf(receipt, 'messages', 'anonymised')).to.equal(3);
    expect(countOf(receipt, 'communityAnnouncements', 'anonymised')).to.equal(1);
    expect(countOf(receipt, 'communityMemberships', 'kept')).to.equal(1);
    expect(JSON.stringify(receipt)).not.to.match(new RegExp([...ids, MARK].join('|')));
    expect(letter)
      .to.include('Your Meshi account was deleted')
      .and.include('messages you sent: 3')
      .and.include('- topics: 2')
      .and.include('- other records: ');
  });

  it('also removes what arrives late', async () => {
    const { person, conversationId } = await makeDana({ app, mailServer, pushService });
    await person.call('accounts.delete', { body: { password: person.password } });
    await plantLate(app, person.id, conversationId);

    aheadMs += LATER_MS;
    await runDueJobs(app);

    const left = await whereIs(app, [person.id]);
    expect([...left].sort()).to.deep.equal([
      'auditEntries.actorId',
      'auditEntries.targetId',
      'communityMemberships.personId',
      'sessions.personId',
      'suspensions._id',
    ]);
  });

  it('leaves what others have mailed to an address that the account has not proven', async () => {
    const email = 'stranger@example.com';
    const owner = await signUp(app);
    await proveAddress(app, owner);
    const inside = await switchTo(app, owner, await createTenant(owner));
    await mailServer.textOf(() => inside.call('tenantInvitations.create', { body: { email } }), email);
    const other = await signUp(app, { email });

    await deleteAll(other);

    expect(await app.connection.collection('tenantInvitations').countDocuments({ email })).to.equal(1);
  });

  it('also removes what arrives late in an organisation that is deleted with its last member', async () => {
    const owner = await signUp(app);
    const tenantId = await createTenant(owner);
    const { id: personId, call } = await switchTo(app, owner, tenantId);
    await call('accounts.delete', { body: { password: owner.password } });
    const late = {
      _id: newId(),
      tenantId,
      personId,
      key: 'late',
      kind: 'match_created',
      data: {},
      createdAt: new Date(),
    };
    await app.connection.collection<{ _id: string }>('notifications').insertOne(late);

    aheadMs += LATER_MS;
    await runDueJobs(app);

    expect([...(await whereIs(app, [personId]))]).not.to.include('notifications.personId');
  });

  it('keeps the conversation for the other person, with an anonymous author', async () => {
    const { person, alice, conversationId, channelId } = await makeDana({ app, mailServer, pushService });
    await person.call('accounts.delete', { body: { password: person.password } });

    const params = { conversationId };
    const conversation = await alice.call('conversations.get', { params });
    const { messages } = await alice.call('conversations.history', { params });
    const inChannel = await alice.call('conversations.history', { params: { conversationId: channelId } });

    expect(conversation).to.deep.include({ state: 'closed', topic: null });
    expect(conversation.person?.handle).to.equal('deleted');
    expect(messages.map(({ text }) => text)).to.deep.equal([MARK, 'hello']);
    const [author] = messages.map(({ senderId }) => senderId);
    expect(author).to.equal(conversation.person?.id);
    expect(messages.map(({ reactions = [] }) => reactions.flatMap(({ personIds }) => personIds))).to.deep.equal([
      [alice.id],
      [alice.id],
    ]);
    expect(JSON.stringify(inChannel.messages)).not.to.include(person.id);
    const profile = alice.call('profiles.get', { params: { personId: author ?? '' } });
    expect(await refusalOf(profile)).to.equal('not_found');
    expect(inChannel.messages.map(({ text }) => text)).to.include(MARK);
    expect(inChannel.messages.map(({ senderId }) => senderId)).not.to.include(author);
  });

  it('deletes the conversation when both people are deleted', async () => {
    const { person, alice, conversationId } = await makeDana({ app, mailServer, pushService });

    await deleteAll(person, alice);
    // What still waits to tell the two of messages.
    await runDueJobs(app);

    expect([...(await whereIs(app, [conversationId]))]).to.deep.equal([]);
  });

  it('deletes the conversation when both people are deleted at the same moment', async () => {
    const { person, alice, conversationId } = await makeDana({ app, mailServer, pushService });

    await Promise.all([deleteAll(person), deleteAll(alice)]);
    await runDueJobs(app);

    expect([...(await whereIs(app, [conversationId]))]).to.deep.equal([]);
  });

  it('announces the end of the profile after everything else is gone, because clients then read again', async () => {
    const { id, password, call } = await signUp(app);
    await call('topics.create', { body: { title: 'Tea' } });
    const topics: Promise<number>[] = [];
    app.kernel.events.on('profileChanged', () => {
      topics.push(app.connection.collection('topics').countDocuments({ ownerId: id }));
    });

    await call('accounts.delete', { body: { password } });

    expect(await Promise.all(topics)).to.deep.equal([0]);
  });

  it('is complete also if the mail server refuses the last letter', async () => {
    const { id, email, password, call } = await signUp(app);
    mailServer.refuse(true);

    const { isComplete, kinds } = await call('accounts.delete', { body: { password } });

    expect(isComplete).to.equal(true);
    expect(kinds).to.deep.include({ what: 'profiles', outcome: 'deleted', count: 1 });
    expect([...(await whereIs(app, [email]))]).to.deep.equal([]);
    expect(await whereIs(app, [id])).not.to.include('profiles._id');
  });

  it('covers a person who is removed from an organisation, and leaves the account', async () => {
    const { person, colleague, boss } = await makeDana({ app, mailServer, pushService });

    await boss.call('tenantMembers.remove', { params: { personId: colleague.id } });
    await runDueJobs(app);

    const left = await whereIs(app, [colleague.id]);
    expect([...left].sort()).to.deep.equal([
      'auditEntries.actorId',
      'auditEntries.after.ownerId',
      'auditEntries.after.personId',
      'auditEntries.targetId',
      'jobs._id',
      'jobs.data.personId',
      'sessions.personId',
    ]);
    expect((await person.call('accounts.me')).account.id).to.equal(person.id);
  });
});

/** One after the other. */
async function deleteAll(...people: readonly Person[]): Promise<void> {
  for (const { call, password } of people) await call('accounts.delete', { body: { password } });
}

/** What a request or job that was running during the deletion stores after it. */
async function plantLate({ connection }: TestApp, personId: string, conversationId: string): Promise<void> {
  const [tenantId, createdAt] = [PUBLIC_TENANT, new Date()];
  const docs = {
    notificationSettings: { _id: personId, mail: [] },
    notifications: { personId, key: 'late', kind: 'match_created', data: {}, createdAt },
    rooms: { ownerId: personId, title: MARK, tags: [], conversationId: newId(), state: 'closed', createdAt },
    messages: { _id: `${conversationId}-late`, conversationId, seq: 99, senderId: personId, clientMessageId: 'late' },
  };
  for (const [name, doc] of Object.entries(docs)) {
    await connection.collection<{ _id: string; tenantId: string }>(name).insertOne({ _id: newId(), tenantId, ...doc });
  }
}

/** Where one of these words is stored, in upper or lower case: `collection.path`, without the positions in lists. */
async function whereIs({ connection }: TestApp, words: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const pattern = new RegExp(words.join('|'), 'i');
  for (const { collectionName } of (await connection.db?.collections()) ?? []) {
    for await (const doc of connection.collection(collectionName).find({})) look(doc, collectionName);
  }
  return found;

  function look(value: unknown, path: string): void {
    if (typeof value === 'string' && pattern.test(value)) found.add(path);
    if (Array.isArray(value)) for (const one of value) look(one, path);
    else if (isPlain(value)) for (const [key, one] of Object.entries(value)) look(one, `${path}.${key}`);
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/** The fields that name a person, except e-mail addresses, which this world has in other fields too. */
function namingPaths(): string[] {
  return allModels.flatMap(({ collection, personal }) =>
    Object.entries(personal).flatMap(([path, field]) =>
      'names' in field && field.names !== null ? [`${collection}.${path}`] : [],
    ),
  );
}

function isDeclared(where: string): boolean {
  return fieldsOf(where).length > 0;
}

function isDeclaredKept(where: string): boolean {
  // What goes along with a document that is kept is kept too.
  const [collection] = where.split('.');
  const model = allModels.find((one) => one.collection === collection);
  const isException = Object.values(model?.personal ?? {}).some((field) => 'except' in field);
  return isException || fieldsOf(where).some(({ fate }) => fate === 'kept');
}

function fieldsOf(where: string): PersonalField[] {
  const model = allModels.find(({ collection }) => where.startsWith(`${collection}.`));
  return Object.entries(model?.personal ?? {}).flatMap(([path, field]) =>
    `${where}.`.startsWith(`${model?.collection}.${path}.`) ? [field] : [],
  );
}

function countOf({ kinds }: DeletedAccount, what: string, outcome: string): number {
  return kinds.find((kind) => kind.what === what && kind.outcome === outcome)?.count ?? 0;
}
