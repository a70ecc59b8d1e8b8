/** Asking for the archive of one's data, its state, its download, and what ends it. */
import { expect } from 'chai';
import type { MessageDoc } from '../../src/conversations/messages/message-model.ts';
import { newId } from '../../src/database/ids.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { limits } from '../../src/kernel/limits.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { jsonIn, readArchive } from '../support/archive.ts';
import { holdNext } from '../support/hold.ts';
import { request } from '../support/http.ts';
import { runDueJobs } from '../support/jobs.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { caller, matchedPair, type Person, proveAddress, refusalOf, signUp } from '../support/people.ts';

const NEW_PASSWORD = 'another long password';
const NOTHING = { state: 'none', requestedAt: null, progress: 0, bytes: null, expiresAt: null };

// Promise A13 of docs/promises.md.
describe('the archive of my data', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let aheadMs = 0;

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({
      clock: new Clock(() => Date.now() + aheadMs),
      env: { SMTP_URL: mailServer.url },
      // Jobs run only when the test runs them. One file in each.
      limits: { jobPollMs: 3_600_000, dataExportSliceMs: 0 },
    });
  });
  afterEach(() => {
    aheadMs = 0;
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  it('is made in the background, and its owner is told by a notification and a mail without a link to it', async () => {
    const ada = await proveAddress(app, await signUp(app));

    const asked = await ada.call('dataExport.request', { body: {} });
    const letter = await mailServer.textOf(() => runDueJobs(app), ada.email);
    const ready = await ada.call('dataExport.get');
    const { items } = await ada.call('notifications.list');

    expect(asked).to.deep.include({ state: 'making', progress: 0, bytes: null });
    expect(ready).to.deep.include({ state: 'ready', progress: 1 });
    expect(ready.bytes).to.be.greaterThan(1_000);
    expect(items.map(({ kind }) => kind)).to.deep.equal(['data_export_ready']);
    expect(letter).to.include('The archive of your Meshi data is ready').and.not.include('/account/export');
  });

  it('shows how much of it is made', async () => {
    const ada = await signUp(app);
    await ada.call('dataExport.request', { body: {} });

    const { progress, state } = await whileItIsMade(() => ada.call('dataExport.get'));

    expect(state).to.equal('making');
    expect(progress).to.be.greaterThan(0).and.below(1);
  });

  it('is made once at a time, and at most three times a day', async () => {
    const ada = await signUp(app);
    const ask = () => ada.call('dataExport.request', { body: {} });

    const first = await ask();
    aheadMs = 1_000;
    const again = await ask();
    for (let count = 1; count < limits.dataExportsPerDay; count++) {
      await runDueJobs(app);
      await ask();
    }
    await runDueJobs(app);
    const tooMany = await refusalOf(ask());
    const state = await ada.call('dataExport.get');
    aheadMs = DAY_MS;
    const { call } = await signInAgain(ada);

    expect(again.requestedAt).to.equal(first.requestedAt);
    expect(tooMany).to.equal('limit_exceeded');
    expect(state.state).to.equal('ready');
    expect((await call('dataExport.request', { body: {} })).state).to.equal('making');
  });

  it('needs a fresh proof for asking and for downloading, and nothing to be removed', async () => {
    const ada = await readyFor(await signUp(app));
    aheadMs = limits.proofMs + 1;

    const asked = await refusalOf(ada.call('dataExport.request', { body: {} }));
    const downloaded = await refusalOf(ada.call('dataExport.download'));
    await ada.call('dataExport.remove');

    expect([asked, downloaded]).to.deep.equal(['forbidden/proof_needed', 'forbidden/proof_needed']);
    expect(await ada.call('dataExport.get')).to.deep.equal(NOTHING);
  });

  it('is gone when it was removed, also while it is being made', async () => {
    const ada = await signUp(app);
    await ada.call('dataExport.request', { body: {} });
    await app.kernel.jobs.runDue();

    await ada.call('dataExport.remove');
    await runDueJobs(app);

    expect(await ada.call('dataExport.get')).to.deep.equal(NOTHING);
    expect(await refusalOf(ada.call('dataExport.download'))).to.equal('not_found');
    expect(await partsOf(ada)).to.equal(0);
  });

  it('leaves nothing of a file that was being made while the archive was removed', async () => {
    const ada = await signUp(app);
    await ada.call('dataExport.request', { body: {} });

    await whileItIsMade(() => ada.call('dataExport.remove'));

    expect(await partsOf(ada)).to.equal(0);
    expect(await ada.call('dataExport.get')).to.deep.equal(NOTHING);
  });

  it('stays if a process that was past its lease finds that another one has finished it', async () => {
    const ada = await signUp(app);
    await ada.call('dataExport.request', { body: {} });

    await whileItIsMade(async () => {
      await app.connection.collection('jobs').updateMany({}, { $set: { leasedUntil: new Date(0) } });
      await runDueJobs(app);
      expect((await ada.call('dataExport.get')).state).to.equal('ready');
    });

    expect((await archiveOf(ada)).size).to.be.above(1);
  });

  it('expires after three days', async () => {
    const ada = await readyFor(await signUp(app));

    aheadMs = limits.dataExportKeptMs - 60_000;
    const before = await (await signInAgain(ada)).call('dataExport.get');
    aheadMs = limits.dataExportKeptMs;
    const { call } = await signInAgain(ada);

    expect(before.state).to.equal('ready');
    expect(await call('dataExport.get')).to.deep.equal(NOTHING);
    expect(await refusalOf(call('dataExport.download'))).to.equal('not_found');
    expect(await partsOf(ada)).to.equal(0);
  });

  it('ends with the credentials with which it was asked for', async () => {
    const [changed, ended] = [await readyFor(await signUp(app)), await readyFor(await signUp(app))];

    await changed.call('accounts.changePassword', { body: { password: changed.password, newPassword: NEW_PASSWORD } });
    await ended.call('sessions.revokeOthers');

    for (const { call } of [changed, ended]) {
      expect(await refusalOf(call('dataExport.download'))).to.equal('not_found');
      expect(await call('dataExport.get')).to.deep.equal(NOTHING);
    }
  });

  it('is not finished for credentials that have changed, and removed within an hour', async () => {
    const [ada, eve] = [await signUp(app), await readyFor(await signUp(app))];
    const change = ({ call, password }: Person) =>
      call('accounts.changePassword', { body: { password, newPassword: NEW_PASSWORD } });
    await ada.call('dataExport.request', { body: {} });

    await whileItIsMade(() => change(ada));
    await change(eve);
    aheadMs = 3_600_000;
    await runDueJobs(app);

    expect([await partsOf(ada), await partsOf(eve)]).to.deep.equal([0, 0]);
    const notified = { personId: ada.id, kind: 'data_export_ready' };
    expect(await app.connection.collection('notifications').countDocuments(notified)).to.equal(0);
  });

  it('is deleted with the account', async () => {
    const ada = await readyFor(await signUp(app));

    await ada.call('accounts.delete', { body: { password: ada.password } });

    expect(await partsOf(ada)).to.equal(0);
    expect(await app.connection.collection<{ _id: string }>('dataExports').findOne({ _id: ada.id })).to.equal(null);
  });

  it('has the data of all organisations, and is removed when the person leaves one of them', async () => {
    const [owner, ada] = [await signUp(app), await signUp(app)];
    const tenantId = await createTenant(owner);
    const inside = await switchTo(app, owner, tenantId);
    const colleague = await signUpInto(app, inside);
    await colleague.call('topics.create', { body: { title: 'Only inside' } });
    await colleague.call('dataExport.request', { body: {} });
    await runDueJobs(app);

    const entries = await archiveOf(colleague);
    await inside.call('tenantMembers.remove', { params: { personId: colleague.id } });

    const [topics] = [...entries.keys()].filter((name) => /organisations\/.*topics/.test(name));
    expect(jsonIn(entries, topics ?? '')[0].title).to.equal('Only inside');
    expect(entries.get('index.html')?.toString()).to.include('Only inside');
    expect(await app.connection.collection('dataExportParts').countDocuments({ name: topics })).to.equal(0);
    expect(await refusalOf(ada.call('dataExport.download'))).to.equal('not_found');
  });

  it('has all of a long list, in several files', async () => {
    const ada = await signUp(app);
    const createdAt = new Date();
    // More than one query reads, and more than fits into one file.
    const topics = Array.from({ length: 450 }, (_, at) => ({ title: `Topic ${at}`, body: 'b'.repeat(9_000) }));
    await app.connection
      .collection<{ _id: string; tenantId: string }>('topics')
      .insertMany(topics.map((words) => ({ _id: newId(), tenantId: 'public', ownerId: ada.id, ...words, createdAt })));

    const entries = await archiveOf(await readyFor(ada));

    const files = [...entries.keys()].filter((name) => /data\/topics(-\d)?\.json/.test(name));
    const titles = files.flatMap((name) => jsonIn(entries, name).map(({ title }: { title: string }) => title));
    expect(files).to.deep.equal(['data/topics.json', 'data/topics-2.json']);
    expect(titles.toSorted()).to.deep.equal(topics.map(({ title }) => title).toSorted());
  });

  it('has no conversation of others', async () => {
    const [mine, others] = [await pairWithWords(), await pairWithWords()];

    const entries = await archiveOf(await readyFor(mine.one));

    const conversations = [...entries.keys()].filter((name) => name.includes('conversations/'));
    expect(conversations).to.deep.equal([`data/conversations/${mine.conversationId}.json`]);
    expect(conversations).not.to.include(`data/conversations/${others.conversationId}.json`);
  });

  it('leaves out the words and the name of somebody in a block, in whichever direction', async () => {
    const { one, other, conversationId } = await pairWithWords();
    await other.call('blocks.create', { params: { personId: one.id } });

    const entries = await archiveOf(await readyFor(one));
    const conversation = jsonIn(entries, `data/conversations/${conversationId}.json`);

    expect(conversation.messages.map(({ text }: { text: string }) => text)).to.deep.equal(['from one']);
    expect(conversation.people).to.deep.equal([{ id: other.id, name: null }]);
    expect([...entries.values()].some((bytes) => bytes.includes('from other'))).to.equal(false);
    expect(entries.has('data/blocks.json')).to.equal(false);
  });

  it('is downloaded whole or in ranges, and nothing on the way may keep it', async () => {
    const ada = await readyFor(await signUp(app));
    const get = (headers: Record<string, string> = {}) =>
      fetch(`${app.url}/api/v1/account/export/file`, {
        headers: { authorization: `Bearer ${ada.accessToken}`, ...headers },
      });

    const whole = await get();
    const bytes = Buffer.from(await whole.arrayBuffer());
    const last = bytes.length - 1;
    const ranges = ['0-0', '3-700', `${last}-`, '-10', `100-${last + 50}`];
    const parts = await Promise.all(ranges.map((range) => get({ range: `bytes=${range}` })));
    const contents = await Promise.all(parts.map(async (part) => Buffer.from(await part.arrayBuffer())));
    const beyond = await get({ range: `bytes=${bytes.length}-` });
    const other = await get({ range: 'bytes=3-7', 'if-range': '"another version"' });

    expect(whole.status).to.equal(200);
    expect(whole.headers.get('cache-control')).to.equal('no-store');
    expect(whole.headers.get('content-type')).to.equal('application/zip');
    expect(whole.headers.get('content-disposition')).to.match(/^attachment; filename="meshi-\d{4}-\d\d-\d\d\.zip"$/);
    expect(whole.headers.get('content-length')).to.equal(String(bytes.length));
    expect(readArchive(bytes).has('index.html')).to.equal(true);
    expect(parts.map(({ status }) => status)).to.deep.equal(ranges.map(() => 206));
    expect(parts[1]?.headers.get('content-range')).to.equal(`bytes 3-700/${bytes.length}`);
    const wanted = [[0, 1], [3, 701], [last], [-10], [100]].map(([from, to]) => bytes.subarray(from, to));
    expect(contents.map((content, at) => content.equals(wanted[at] ?? Buffer.alloc(0)))).to.deep.equal(
      ranges.map(() => true),
    );
    expect([beyond.status, beyond.headers.get('content-range')]).to.deep.equal([416, `bytes */${bytes.length}`]);
    expect(other.status).to.equal(200);
    await other.body?.cancel();
  });

  it('is nobody else’s, and asking for it and each download are in the audit log', async () => {
    const [ada, eve] = [await readyFor(await signUp(app)), await signUp(app)];
    await ada.call('dataExport.download');

    const stolen = await refusalOf(eve.call('dataExport.download'));
    const anonymous = await request(app, '/account/export/file');

    expect([stolen, anonymous.status]).to.deep.equal(['not_found', 401]);
    const entries = await app.connection
      .collection('auditEntries')
      .find({ tenantId: 'public', targetId: ada.id, action: /^data_export/ })
      .sort({ seq: 1 })
      .toArray();
    expect(entries.map(({ action, actorId }) => [action, actorId])).to.deep.equal([
      ['data_export_requested', ada.id],
      ['data_export_downloaded', ada.id],
    ]);
  });

  /** While a job, which runs to its end, is about to store the conversations. */
  async function whileItIsMade<Result>(act: () => Promise<Result>): Promise<Result> {
    const held = holdNext(app.services.conversationExport, 'next');
    const running = runDueJobs(app);
    await held.reached;
    const result = await act();
    held.release();
    await running;
    return result;
  }

  /** Asks for an archive and waits until it is ready. */
  async function readyFor<Someone extends Person>(person: Someone): Promise<Someone> {
    await person.call('dataExport.request', { body: {} });
    await runDueJobs(app);
    expect((await person.call('dataExport.get')).state).to.equal('ready');
    return person;
  }

  async function archiveOf({ call }: Person) {
    return readArchive(Buffer.from(await (await call('dataExport.download')).arrayBuffer()));
  }

  async function signInAgain({ email, password }: Person) {
    const { accessToken } = await caller(app)('sessions.signIn', { body: { email, password } });
    return { call: caller(app, accessToken) };
  }

  function partsOf({ id: accountId }: Person): Promise<number> {
    return app.connection.collection('dataExportParts').countDocuments({ accountId });
  }

  async function pairWithWords() {
    const { alice: one, bob: other, conversationId } = await matchedPair(app);
    const messages = app.connection.collection<MessageDoc>('messages');
    for (const [at, sender] of [one, other].entries()) {
      await messages.insertOne({
        _id: `${conversationId}-${(at + 1).toString(36).padStart(11, '0')}`,
        tenantId: 'public',
        conversationId,
        seq: at + 1,
        senderId: sender.id,
        clientMessageId: `written ${at}`,
        text: sender === one ? 'from one' : 'from other',
        createdAt: new Date(),
      });
    }
    return { one, other, conversationId };
  }
});
