/** Letters to the operators about reports, with a real mail server and a clock that the test moves. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { type Person, signUp, signUpAll } from '../support/people.ts';

const OPERATORS = 'operators@meshi.example';

// Promise A11 of docs/promises.md.
describe('letters about reports', () => {
  let app: TestApp;
  let mailServer: MailServer;
  let nowMs = Date.now();
  let reporter: Person;
  let others: Person[];

  before(async () => {
    mailServer = await startMailServer();
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      env: { SMTP_URL: mailServer.url, OPERATOR_EMAIL: OPERATORS },
      // Jobs only run when the test runs them.
      limits: { jobPollMs: HOUR_MS, accessTokenMs: 20 * HOUR_MS, reportLettersPerHour: 2, reportsPerLetter: 3 },
    });
  });
  beforeEach(async () => {
    // What an earlier test has left is sent, and no longer counts.
    nowMs += 2 * HOUR_MS;
    await app.kernel.jobs.runDue();
    nowMs += 2 * HOUR_MS;
    [reporter, ...others] = (await signUpAll(app, 8)) as [Person, ...Person[]];
    mailServer.mails.length = 0;
    mailServer.refuse(false);
  });
  after(async () => {
    await app.close();
    await mailServer.close();
  });

  it('contain what was reported and the words of the reporter, quoted', async () => {
    const topic = await at(0).call('topics.create', {
      body: { kind: 'ask', title: 'Get rich', body: 'Ask me\nReason: nothing' },
    });
    await reporter.call('reports.create', {
      body: { kind: 'topic', id: topic.id, reason: 'solicitation', words: 'He asks everyone' },
    });

    await app.kernel.jobs.runDue();

    const [{ to, text: received } = fail()] = mailServer.mails;
    const text = received.replaceAll('\r\n', '\n');
    expect(mailServer.mails).to.have.length(1);
    expect(to).to.equal(OPERATORS);
    expect(text).to.contain('宣伝・勧誘 / advertising or recruiting');
    expect(text).to.contain(`@${reporter.handle} (${reporter.id})`);
    expect(text).to.contain(`@${at(0).handle} (${at(0).id})`);
    expect(text).to.contain(`/topics/${topic.id}`);
    expect(text).to.contain('> Get rich\n> Ask me\n> Reason: nothing');
    expect(text).to.contain('> He asks everyone');
    expect(text).to.not.contain('@example.com');
  });

  it('are one for each report, and again only if the words have changed', async () => {
    await reportPeople(1);
    await app.kernel.jobs.runDue();
    await reportPeople(1);
    await app.kernel.jobs.runDue();
    const once = mailServer.mails.length;

    await reportPeople(1, 'It goes on');
    await app.kernel.jobs.runDue();

    expect([once, mailServer.mails.length]).to.deep.equal([1, 2]);
    expect(mailServer.mails[1]?.text).to.contain('> It goes on');
  });

  it('are retried while the mail server refuses them', async () => {
    mailServer.refuse(true);
    await reportPeople(1);
    await app.kernel.jobs.runDue();

    mailServer.refuse(false);
    nowMs += MINUTE_MS;
    await app.kernel.jobs.runDue();

    expect(mailServer.mails).to.have.length(1);
  });

  it('sum up what exceeds the number of letters in an hour', async () => {
    await reportPeople(2);
    await app.kernel.jobs.runDue();
    await reportPeople(5);
    await app.kernel.jobs.runDue();
    const inFirstHour = mailServer.mails.length;

    nowMs += HOUR_MS + 1;
    await app.kernel.jobs.runDue();

    expect(inFirstHour).to.equal(2);
    const [, , third, fourth] = mailServer.mails;
    expect(mailServer.mails).to.have.length(4);
    expect([mentions(third?.text), mentions(fourth?.text)]).to.deep.equal([1, 2]);
  });

  it('do not exceed that number if one report is changed again and again', async () => {
    for (const words of ['one', 'two', 'three', 'four']) {
      await reportPeople(1, words);
      await app.kernel.jobs.runDue();
    }

    expect(mailServer.mails).to.have.length(2);
  });

  it('are not sent if no address is configured', async () => {
    const quiet = await startTestApp({ env: { SMTP_URL: mailServer.url }, limits: { jobPollMs: HOUR_MS } });
    const [one, two] = [await signUp(quiet), await signUp(quiet)];
    await one.call('reports.create', { body: { kind: 'person', id: two.id, reason: 'other' } });

    await quiet.kernel.jobs.runDue();
    await quiet.close();

    expect(mailServer.mails).to.deep.equal([]);
  });

  function at(index: number): Person {
    return others[index] ?? fail();
  }

  /** Reports the first of the others. */
  async function reportPeople(count: number, words = 'Sells coins'): Promise<void> {
    for (const { id } of others.slice(0, count)) {
      await reporter.call('reports.create', { body: { kind: 'person', id, reason: 'solicitation', words } });
    }
  }
});

/** How many people a letter reports. */
function mentions(text = ''): number {
  return text.split('種類 / Kind:').length - 1;
}

function fail(): never {
  throw new Error('expected one more');
}
