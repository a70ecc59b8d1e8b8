/** A browser changes to the new key for push messages when its person comes back, without a question. */
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import type { PushDeviceDoc } from '../../src/notifications/delivery/push-device-model.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { standIn } from '../support/browser-push.ts';
import { type Operator, operatorWith, REASON } from '../support/operators.ts';
import { type Person, signUp } from '../support/people.ts';
import { type PushService, type StandInDevice, startPushService } from '../support/push-service.ts';
import { openSignedIn } from '../support/signed-in-page.ts';
import { until } from '../support/until.ts';
import { ja } from '../support/words.ts';

describe('a browser whose push key was replaced', () => {
  let app: TestApp;
  let pushService: PushService;
  let chief: Operator;
  let pushed = 0;
  before(async () => {
    pushService = await startPushService();
    const env = { KEYS_SECRET: `s1:${randomBytes(48).toString('base64url')}` };
    app = await startTestApp({ env, pushTransport: pushService.transport, limits: { proofMs: 3_600_000 } });
    chief = await operatorWith(app);
  });
  after(async () => {
    await app?.close();
    await pushService?.close();
  });

  it('subscribes again at the next visit, without asking, and gets its pushes with the new key', async () => {
    const { alice, page, devices } = await subscribed();
    const [former] = await stored(alice);
    const { key } = await next();
    const before = await listed(key.id);

    await page.goto(`${app.url}/topics`);
    await until(
      () => stored(alice),
      (now) => now.length === 1 && now[0]?.keyId === key.id,
    );

    expect(former?.keyId).to.not.equal(key.id);
    expect([before?.devices, (await listed(key.id))?.devices]).to.deep.equal([0, 1]);
    await push(alice);
    expect(devices.map(({ received }) => received.length)).to.deep.equal([0, 1]);
    expect(await page.evaluate(() => localStorage.getItem('test.asked')), 'asked once, by the press').to.equal('yes');
    await page.goto(`${app.url}/settings/notifications`);
    await page.getByText(ja.notifications.pushIsOn, { exact: true }).waitFor();
  });

  it('subscribes again if it was interrupted between the two', async () => {
    const { alice, page, devices } = await subscribed();
    const { key } = await next();
    await page.evaluate(() => localStorage.removeItem('test.push'));

    await page.goto(`${app.url}/topics`);
    await until(
      () => stored(alice),
      (now) => now.some(({ keyId }) => keyId === key.id),
    );

    await push(alice);
    expect(devices[1]?.received).to.have.length(1);
  });

  it('of another person is not subscribed again', async () => {
    const { alice, page } = await subscribed();
    await next();
    await app.connection.collection('pushDevices').deleteMany({ personId: alice.id });
    await page.evaluate(() => localStorage.setItem('meshi.push', 'somebody else'));

    await page.goto(`${app.url}/topics`);
    await page.waitForFunction(() => localStorage.getItem('test.push') === null);

    expect(await stored(alice)).to.deep.equal([]);
  });

  /** A person who has turned push on by a press. */
  async function subscribed(): Promise<{ alice: Person; page: Page; devices: StandInDevice[] }> {
    const alice = await signUp(app);
    await alice.call('notifications.editSettings', { body: { quietHours: null } });
    const [one, other] = [pushService.newDevice(), pushService.newDevice()];
    const page = await openSignedIn(app, alice);
    await standIn(page.context(), [one.subscription, other.subscription]);
    await page.goto(`${app.url}/settings/notifications`);
    await page.getByRole('button', { name: ja.notifications.pushOn }).click();
    await page.getByText(ja.notifications.pushIsOn, { exact: true }).waitFor();
    return { alice, page, devices: [one, other] };
  }
  function stored({ id: personId }: Person): Promise<PushDeviceDoc[]> {
    return app.connection.collection<PushDeviceDoc>('pushDevices').find({ personId }).toArray();
  }
  function next() {
    return chief.call('serverKeys.next', { body: { kind: 'push', from: 'new', reason: REASON } });
  }
  async function listed(keyId: string) {
    return (await chief.call('serverKeys.list')).items.find(({ id }) => id === keyId);
  }
  async function push({ id }: Person): Promise<void> {
    pushed += 1;
    await app.services.notifications.notify({
      tenantId: PUBLIC_TENANT,
      personIds: [id],
      kind: 'interest_created',
      byId: chief.id,
      data: { personId: chief.id, topicId: chief.id, topicTitle: 'Bread' },
      key: `test:${pushed}`,
    });
    await app.kernel.jobs.runDue();
  }
});
