/** What is in the archive of a person who has used every feature: everything of theirs, and nothing of others. */
import { expect } from 'chai';
import { allModels } from '../../ops/all-models.ts';
import type { ExportedFile } from '../../src/database/exported-fields.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { type Dana, MARK, makeDana } from '../accounts/erasure-world.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type ArchiveEntries, jsonIn, readArchive } from '../support/archive.ts';
import { runDueJobs } from '../support/jobs.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import type { Person } from '../support/people.ts';
import { type PushService, startPushService } from '../support/push-service.ts';

/** What others have typed where Dana cannot read it, or for others than her. */
const OF_OTHERS = ['rude', 'kind', 'odd', 'loud', 'shouting', 'words of another operator'];
/** Fields whose values let somebody in, or sign something. */
const SECRET = /hash|token|secret|^auth$|p256dh|^mac$|publicKey|credentialId|^endpoint$/i;
const ORGANISATION = 'data/organisations/';
const OF_THE_PROGRAM = new Set(['_id', 'tenantId', 'pendingAudit', 'grams', 'searchText', 'handleKey', 'pairKey']);
/** The files that the models declare, with their collections. */
const allFiles = allModels.flatMap(({ collection, exported }) =>
  exported.in === 'file' ? [{ collection, ...exported }] : [],
);

// Promise A13 of docs/promises.md.
describe('the archive of a person who has used every feature', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let pushService: PushService;
  let dana: Dana;
  let entries: ArchiveEntries;
  let text: string;
  /** The number of rows for each file. */
  let expected: string[];

  before(async () => {
    mailServer = await startMailServer();
    pushService = await startPushService();
    // Jobs run only when the test runs them.
    app = await startTestApp({
      env: { SMTP_URL: mailServer.url },
      pushTransport: pushService.transport,
      limits: { jobPollMs: 3_600_000 },
    });
    dana = await makeDana({ app, mailServer, pushService });
    // She has asked for it already.
    expected = await storedRows();
    entries = await archiveOf(app, dana.person);
    text = [...entries.values()].map((bytes) => bytes.toString()).join('\n');
  });
  after(async () => {
    await app.close();
    await mailServer.close();
    await pushService.close();
  });

  it('has a file for every collection with something of theirs, with all of it', () => {
    const exported = allFiles.flatMap(({ file }) =>
      [false, true].map((isOf) => lineOf(file, isOf, rowsIn(entries, file, isOf))),
    );

    expect(exported).to.deep.equal(expected);
    expect(
      allFiles
        .map(({ file }) => file)
        .filter((file) => rowsIn(entries, file, false) + rowsIn(entries, file, true) === 0),
      'not in this world',
    ).to.deep.equal([]);
  });

  it('has everything that they typed', async () => {
    const words = [...entries].filter(([, bytes]) => bytes.toString().toLowerCase().includes(MARK));

    expect(words.map(([name]) => name.replace(/conversations\/\w+/, 'conversations/x'))).to.include.members(
      [
        ...['account', 'profile', 'topics', 'notes', 'meals', 'mealSeries', 'rooms', 'announcements', 'communities'],
        ...['communityReports', 'communityMemberships', 'moderationLog', 'reports', 'callInTags', 'operatorGroups'],
        ...['pastEmailAddresses', 'secondFactors', 'instantTalkWaits', 'auditLog', 'conversations/x'],
      ]
        .map((file) => `data/${file}.json`)
        .filter((file) => file !== 'data/operatorGroups.json'),
    );
  });

  it('has the conversation of two with the words of both, and of a channel only their own', () => {
    const match = jsonIn(entries, `data/conversations/${dana.conversationId}.json`);
    const channel = jsonIn(entries, `data/conversations/${dana.channelId}.json`);

    expect(match.messages.map(({ text: words }: { text: string }) => words)).to.deep.equal([MARK, 'hello']);
    expect(match.messages.map(({ isMine }: { isMine: boolean }) => isMine)).to.deep.equal([true, false]);
    expect(match.people).to.have.length(1);
    expect(match.people[0].id).to.equal(dana.alice.id);
    expect(match.people[0].name).to.be.a('string');
    expect(channel.messages.map(({ text: words }: { text: string }) => words)).to.deep.equal([MARK]);
  });

  it('has the reactions to both messages of the conversation of two, and of a channel those to their messages and their own', () => {
    const match = jsonIn(entries, `data/conversations/${dana.conversationId}.json`);
    const channel = jsonIn(entries, `data/conversations/${dana.channelId}.json`);
    const peopleOf = ({ reactions }: { reactions: { people: { id: string }[] }[] }) =>
      reactions.flatMap(({ people }) => people.map(({ id }) => id));

    expect(match.messages.map(peopleOf)).to.deep.equal([[dana.alice.id], [dana.person.id, dana.alice.id]]);
    expect(match.reactions).to.deep.equal([]);
    expect(channel.reactions.map(({ emoji }: { emoji: string }) => emoji)).to.deep.equal(['👍']);
  });

  it('has nothing that others have typed for others, and no name of somebody in a block, except in the list of blocks', async () => {
    const found = OF_OTHERS.filter((words) => new RegExp(`: *"[^"]*\\b${words}\\b`).test(text));
    const [block] = jsonIn(entries, 'data/blocks.json');
    const named = [...entries].filter(
      ([name, bytes]) =>
        name !== 'data/blocks.json' && name !== 'index.html' && bytes.includes(`"${block.person.name}"`),
    );

    expect(found).to.deep.equal([]);
    expect(block.person.name).to.be.a('string');
    expect(named.map(([name]) => name)).to.deep.equal([]);
  });

  it('has no secret and no field of the program', async () => {
    const secrets = await secretsIn(app);

    expect(secrets.length).to.be.greaterThan(20);
    expect(secrets.filter((secret) => text.includes(secret))).to.deep.equal([]);
    const rows = allFiles.flatMap(({ file }) => jsonIn(entries, `data/${file}.json`) ?? []);
    expect([...new Set(rows.flatMap(Object.keys))].filter((name) => OF_THE_PROGRAM.has(name))).to.deep.equal([]);
  });

  it('has the picture, and a page without scripts that loads nothing', () => {
    const [profile] = jsonIn(entries, 'data/profile.json');
    const page = entries.get('index.html')?.toString() ?? '';

    expect(entries.get(`pictures/${profile.avatarId}.webp`)?.toString('latin1', 8, 12)).to.equal('WEBP');
    expect(page).to.include('<html lang="en">').and.include(`Dana ${MARK}`).and.include('hello');
    expect(page).not.to.match(/<script|<link|src="(?!data:)|href="(?!#)|url\(/);
  });

  it('lists its files and organisations', () => {
    const manifest = jsonIn(entries, 'data/export.json');

    const listed = [...manifest.files, 'data/export.json', 'index.html'];
    expect(listed).to.have.members([...entries.keys()]);
    expect(manifest.organisations.map(({ name }: { name: string }) => name)).to.deep.equal([`${MARK} works`]);
    expect(rowsIn(entries, 'topics', true)).to.equal(1);
  });

  async function storedRows(): Promise<string[]> {
    const lines: string[] = [];
    for (const { collection, ...file } of allFiles) {
      for (const isOf of [false, true]) lines.push(lineOf(file.file, isOf, await stored(collection, file, isOf)));
    }
    return lines;
  }

  /** How many documents are Dana's, in the open space or in her organisation. */
  async function stored(
    collection: string,
    file: Pick<ExportedFile<unknown>, 'of' | 'by' | 'except' | 'isInChains'> & { unlessApart: readonly string[] },
    isOrganisation: boolean,
  ): Promise<number> {
    if (file.of === 'account' && isOrganisation) return 0;
    const person = isOrganisation ? dana.colleague : dana.person;
    const [here] = await app.connection
      .collection<{ _id: string; tenantId: string }>('tenantMemberships')
      .find({ _id: dana.colleague.id })
      .toArray();
    const tenantId = isOrganisation ? here?.tenantId : PUBLIC_TENANT;
    const withheld = { $in: await blockedIds() };
    const leftOut = [...(file.except ? [file.except] : []), ...file.unlessApart.map((path) => ({ [path]: withheld }))];
    return app.connection.collection(collection).countDocuments({
      tenantId: file.isInChains ? { $in: [tenantId, PUBLIC_TENANT] } : tenantId,
      $or: file.by.map((path) => ({ [path]: person.id })),
      ...(leftOut.length > 0 && { $nor: leftOut }),
    });
  }

  async function blockedIds(): Promise<unknown[]> {
    const blocks = await app.connection.collection('blocks').find({}).toArray();
    return blocks.flatMap(({ blockerId, blockedId }) => (blockerId === dana.person.id ? [blockedId] : [blockerId]));
  }
});

function lineOf(file: string, isOfOrganisation: boolean, rows: number): string {
  return `${isOfOrganisation ? 'organisation' : 'open space'}, ${file}: ${rows}`;
}

async function archiveOf(app: TestApp, { call }: Person): Promise<ArchiveEntries> {
  await runDueJobs(app);
  const { state } = await call('dataExport.get');
  expect(state).to.equal('ready');
  return readArchive(Buffer.from(await (await call('dataExport.download')).arrayBuffer()));
}

function rowsIn(entries: ArchiveEntries, file: string, isOrganisation: boolean): number {
  const files = [...entries.keys()].filter(
    (name) => name.startsWith(ORGANISATION) === isOrganisation && new RegExp(`/${file}(-\\d+)?\\.json$`).test(name),
  );
  return files.reduce((sum, name) => sum + jsonIn(entries, name).length, 0);
}

/** The values of all stored fields whose names are those of secrets. */
async function secretsIn({ connection }: TestApp): Promise<string[]> {
  const found = new Set<string>();
  for (const { collectionName } of (await connection.db?.collections()) ?? []) {
    if (collectionName.startsWith('dataExport')) continue;
    for await (const doc of connection.collection(collectionName).find({})) look(doc, false);
  }
  return [...found];

  function look(value: unknown, isSecret: boolean): void {
    if (typeof value === 'string' && isSecret && value.length >= 16) found.add(value);
    if (Array.isArray(value)) for (const one of value) look(one, isSecret);
    else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      for (const [key, one] of Object.entries(value)) look(one, isSecret || SECRET.test(key));
    }
  }
}
