/** What the page about privacy says is what this server does: its numbers are those of the limits. */
import { expect } from 'chai';
import type { ModelDefinition } from '../../src/database/models.ts';
import { instantTalkModel } from '../../src/instant-talks/instant-talk-model.ts';
import { limits } from '../../src/kernel/limits.ts';
import { DAY_MS } from '../../src/kernel/time.ts';
import { notificationModel } from '../../src/notifications/notification-model.ts';
import type { About } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { caller } from '../support/people.ts';
import { en, ja } from '../support/words.ts';

// Promise A11 of docs/promises.md.
describe('the facts about a server', () => {
  let app: TestApp;
  let about: About;

  before(async () => {
    const env = { OPERATOR_NAME: 'The Bakers', OPERATOR_EMAIL: 'Bakers@Meshi.example' };
    app = await startTestApp({ env, limits: { emailUndoMs: 1.5 * DAY_MS } });
    about = await caller(app)('meta.about');
  });
  after(() => app.close());

  it('name the people who run it, without signing in', () => {
    expect(about.operator).to.deep.equal({ name: 'The Bakers', email: 'bakers@meshi.example' });
    expect(about.sends.mail).to.equal(false);
  });

  it('have the numbers of its limits, rounded up to days', () => {
    expect(about.kept).to.deep.equal({
      sessionDays: limits.refreshTokenMs / DAY_MS,
      auditDays: limits.auditKeptMs / DAY_MS,
      knownDeviceDays: limits.knownDeviceMs / DAY_MS,
      formerAddressDays: 2,
      notificationDays: daysOf(notificationModel),
      notifications: limits.notificationsPerPerson,
      instantTalkDays: daysOf(instantTalkModel),
      reportDays: limits.reportKeptMs / DAY_MS,
      exportDays: limits.dataExportKeptMs / DAY_MS,
      organisationDays: limits.tenantGraceMs / DAY_MS,
    });
  });

  it('are on the page about privacy, each number in both languages', () => {
    // Numbers that nothing else has.
    const names = Object.keys(about.kept) as (keyof About['kept'])[];
    const kept = Object.fromEntries(names.map((name, at) => [name, 1_001 + at])) as About['kept'];

    for (const words of [ja, en]) {
      const text = JSON.stringify(words.aboutPages.privacy.parts({ ...about, kept }));
      const missing = names.filter((name) => !new RegExp(`(?<!\\d)${kept[name]}(?!\\d)`).test(text));
      expect(missing).to.deep.equal([]);
    }
  });

  it('say on that page whether the server sends mail and push messages', () => {
    for (const words of [ja, en]) {
      const textOf = (sends: About['sends']) => JSON.stringify(words.aboutPages.privacy.parts({ ...about, sends }));
      const all = [true, false].flatMap((mail) => [true, false].map((push) => textOf({ mail, push })));
      expect(new Set(all).size).to.equal(4);
    }
  });
});

/** After how many days a document is removed, counted from when it was made. */
function daysOf({ schema }: ModelDefinition): number | undefined {
  const [seconds] = schema
    .indexes()
    .filter(([fields]) => 'createdAt' in fields)
    .flatMap(([, { expireAfterSeconds }]) => expireAfterSeconds ?? []);
  return seconds === undefined ? undefined : (seconds * 1_000) / DAY_MS;
}
