/** Every quota, used up by many requests at once over two processes that share a database. */
import { expect } from 'chai';
import { limits, quotaLimits } from '../../src/kernel/limits.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { refusalOf } from '../support/people.ts';
import { TestProcesses } from '../support/processes.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { quotaCasesOfCircles } from './quota-cases-of-circles.ts';
import { quotaCasesOfPeople } from './quota-cases-of-people.ts';
import { type QuotaCases, type QuotaName, type QuotaWorld, smallQuotas } from './quota-world.ts';

/** Requests at once, more than the quota. */
const TOO_MANY = 3;
const OK = 'nothing was refused';

/** Named like a quota, but a rate, a length or a part of another limit: nothing is stored that they would count. */
const NOT_QUOTAS = [
  'pictureQueuePerPerson',
  'connectionsPerPerson',
  'securityLinesPerActor',
  'refusalLinesPerActor',
  // An update that is guarded by the version of the message: test/client-sdk/changes.test.ts.
  'editsPerMessage',
  'waitingPerTopic',
  'waitingPerOwner',
  'credentialPerMinutePerAddress',
  'signUpsPerHourPerAddress',
  'signInsPerHourPerEmail',
  'secondStepsPerDay',
  'secondStepsPerDayPerAccount',
  'connectionsPerAddress',
  // How many topics visitors see on one page.
  'frontTopicsOfPerson',
  'consumersPerWorker',
  'consumersPerWorkerMax',
  'roomsPerConnection',
  'reportsPerLetter',
];

/** For every quota: a quota that is missing here does not compile. */
const quotaCases: QuotaCases<QuotaName> = { ...quotaCasesOfPeople, ...quotaCasesOfCircles };

// Promise A5 of docs/promises.md.
describe('a quota', () => {
  let processes: TestProcesses;
  let mailServer: MailServer;
  let pushService: PushService;
  let world: QuotaWorld;

  before(async () => {
    [mailServer, pushService] = await Promise.all([startMailServer(), startPushService()]);
    processes = await TestProcesses.start(smallQuotas);
    const parts = { env: { SMTP_URL: mailServer.url }, pushTransport: pushService.transport };
    const apps = await Promise.all([processes.startOne(parts), processes.startOne(parts)]);
    world = { apps, mailServer, pushService };
  });

  after(async () => {
    await processes?.close();
    await Promise.all([mailServer.close(), pushService.close()]);
  });

  for (const [name, prepare] of Object.entries(quotaCases)) {
    it(`of ${name} is not exceeded by many requests at once, and can be used up`, async () => {
      const max = smallQuotas[name as QuotaName];
      const { attempt, count, refusal } = await prepare(world);

      const together = Array.from({ length: max + TOO_MANY }, (_, at) => refusalOf(attempt(at)));
      const answers = await Promise.all(together);
      const storedTogether = await count();
      // Requests that came at once may all have been refused the last place.
      for (let at = together.length; (await count()) < max && at < together.length + max; at++) {
        expect(await refusalOf(attempt(at))).to.equal(OK);
      }
      const last = await refusalOf(attempt(together.length + max));

      expect(storedTogether).to.be.at.most(max);
      expect(answers.filter((answer) => answer !== OK && answer !== refusal)).to.deep.equal([]);
      expect(last).to.equal(refusal ?? OK);
      expect(await count()).to.equal(max);
    });
  }

  it('of every kind is in the table', () => {
    const named = Object.keys(limits).filter((name) => /Per(?!Minute|Hour$|10s)/.test(name));

    expect(Object.keys(quotaCases)).to.have.members(Object.keys(quotaLimits));
    expect(named.filter((name) => !(name in quotaLimits))).to.have.members(NOT_QUOTAS);
  });
});
