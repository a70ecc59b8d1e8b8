/** The queue of reports, the state of the server, and what operators close. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import type { JobDoc } from '../../src/kernel/job-model.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { operatorWith, REASON, takeRole } from '../support/operators.ts';
import { type Person, refusalOf, signUp } from '../support/people.ts';

describe('the desk of operators', () => {
  let app: TestApp;
  let operator: Person;
  let nowMs = Date.now();
  beforeEach(async () => {
    nowMs = Date.now();
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { proofMs: 20 * HOUR_MS, accessTokenMs: 20 * HOUR_MS },
    });
    operator = await operatorWith(app);
  });
  afterEach(() => app.close());

  it('lists open reports oldest first, with the copy of what was reported, page by page', async () => {
    const { first, second } = await twoReports();

    const page = await operator.call('operatorReports.list', { query: { limit: 1 } });
    const next = await operator.call('operatorReports.list', { query: { limit: 1, cursor: page.nextCursor ?? '' } });

    expect([...page.items, ...next.items].map(({ reporter }) => reporter.id)).to.deep.equal([first.id, second.id]);
    expect(page.items[0]).to.deep.include({ kind: 'person', reason: 'other', words: 'Look', decision: null });
    expect(page.items[0]?.text).to.include('Loud Person');
  });

  it('decides about a report, tells both sides what they may know, and can take it back', async () => {
    const { first, loud } = await twoReports();
    const [report] = (await operator.call('operatorReports.list')).items;
    const params = { reportId: report?.id ?? '' };

    const decided = await operator.call('operatorReports.decide', {
      params,
      body: { outcome: 'warned', note: 'Please do not shout.' },
    });

    expect(decided.decision).to.deep.include({ outcome: 'warned', note: 'Please do not shout.' });
    expect(decided.decision?.by?.id).to.equal(operator.id);
    expect(await told(first)).to.deep.equal([['report_decided', { reportKind: 'person', wasActed: true }]]);
    expect(await told(loud)).to.deep.equal([['operators_warning', { note: 'Please do not shout.' }]]);
    expect((await operator.call('operatorReports.list')).items).to.have.length(1);
    const query = { state: 'decided' as const };
    expect((await operator.call('operatorReports.list', { query })).items.map(({ id }) => id)).to.deep.equal([
      report?.id,
    ]);

    await operator.call('operatorReports.reopen', { params });
    expect((await operator.call('operatorReports.list')).items.map(({ id }) => id)).to.include(report?.id);
  });

  it('keeps reports about operators from themselves', async () => {
    const reporter = await signUp(app);
    await reporter.call('reports.create', { body: { kind: 'person', id: operator.id, reason: 'other' } });
    const other = await operatorWith(app, 'moderator');
    const [report] = (await other.call('operatorReports.list')).items;
    const params = { reportId: report?.id ?? '' };

    expect((await operator.call('operatorReports.list')).items).to.deep.equal([]);
    const decide = operator.call('operatorReports.decide', { params, body: { outcome: 'dismissed' } });
    expect(await refusalOf(decide)).to.equal('not_found');
    expect(await refusalOf(operator.call('operatorReports.reopen', { params }))).to.equal('not_found');
  });

  it('tells how fast reports are decided, and what waits', async () => {
    await twoReports();
    const { items } = await operator.call('operatorReports.list');
    nowMs += 3 * HOUR_MS;
    await takeRole(operator, 'operator');
    await operator.call('operatorReports.decide', {
      params: { reportId: items[0]?.id ?? '' },
      body: { outcome: 'dismissed' },
    });

    const { reports, mail, processes } = await operator.call('server.state');

    expect(reports.open).to.equal(1);
    expect(reports.oldestOpenAt).to.equal(items[1]?.createdAt);
    expect(reports.medianHours).to.be.closeTo(3, 0.01);
    expect(mail).to.equal('none');
    expect(processes).to.have.length(1);
  });

  it('tells which jobs are late: not those that wait for their time or after a failure', async () => {
    const jobs = app.connection.collection<JobDoc>('jobs');
    await jobs.deleteMany({});
    const job = { tenantId: 'public', kind: 'none', data: {}, leasedUntil: new Date(0), attempts: 0, attemptId: null };
    const due = (minutes: number) => new Date(nowMs + minutes * MINUTE_MS);
    await jobs.insertMany([
      { _id: 'later', ...job, dueAt: due(10), retryAt: null },
      { _id: 'now', ...job, dueAt: due(0), retryAt: null },
      { _id: 'failed', ...job, dueAt: due(-90), retryAt: due(5) },
    ]);
    expect((await operator.call('server.state')).jobs).to.deep.equal({ waiting: 3, retried: 1, lateSince: null });

    await jobs.insertOne({ _id: 'late', ...job, dueAt: due(-30), retryAt: null });

    expect((await operator.call('server.state')).jobs.lateSince).to.equal(due(-30).toISOString());
  });

  it('tells the reporter a few times at most, however often a report is decided', async () => {
    const { first } = await twoReports();
    const [report] = (await operator.call('operatorReports.list')).items;
    const params = { reportId: report?.id ?? '' };

    for (let time = 0; time < 8; time += 1) {
      nowMs += 1;
      await operator.call('operatorReports.decide', { params, body: { outcome: 'acted' } });
      await operator.call('operatorReports.reopen', { params });
    }

    expect(await told(first)).to.have.length(1);
  });

  it('closes rooms and communities of others', async () => {
    const owner = await signUp(app);
    const { id: roomId } = await owner.call('rooms.create', { body: { title: 'Loud' } });
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'Loud people' } });
    const listed = await operator.call('operatedRooms.list');
    const found = await operator.call('operatedCommunities.find', { query: { q: 'loud' } });
    expect(listed.items.map(({ id, owner: { id: ownerId } }) => [id, ownerId])).to.deep.equal([[roomId, owner.id]]);
    expect(found.items.map(({ id, memberCount }) => [id, memberCount])).to.deep.equal([[communityId, 1]]);

    for (let times = 0; times < 2; times += 1) {
      await operator.call('operatedRooms.close', { params: { roomId }, body: { reason: REASON } });
      await operator.call('operatedCommunities.close', { params: { communityId }, body: { reason: REASON } });
    }

    expect((await owner.call('rooms.get', { params: { roomId } })).state).to.equal('closed');
    expect(await refusalOf(owner.call('communities.get', { params: { communityId } }))).to.equal('not_found');
    expect((await operator.call('operatedRooms.list')).items).to.deep.equal([]);
  });

  async function twoReports() {
    const loud = await signUp(app, { displayName: 'Loud Person' });
    const [first, second] = [await signUp(app), await signUp(app)];
    for (const reporter of [first, second]) {
      nowMs += 1;
      const body = { kind: 'person' as const, id: loud.id, reason: 'other' as const, words: 'Look' };
      await reporter.call('reports.create', { body });
    }
    return { loud, first, second };
  }

  async function told(person: Person) {
    return (await person.call('notifications.list')).items.map(({ kind, data }) => [kind, data]);
  }
});
