/** Delivery of notifications, with a real mail server, a fake push service, and a clock that the test moves. */
import { expect } from 'chai';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { Letters } from '../../src/notifications/delivery/letters.ts';
import type { SignUp } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest } from '../support/guest.ts';
import { interrupting } from '../support/hold.ts';
import { request } from '../support/http.ts';
import type { MailServer } from '../support/mail-server.ts';
import { caller, type Person, proveAddress, refusal, signUp } from '../support/people.ts';
import type { PushService } from '../support/push-service.ts';
import { until } from '../support/until.ts';
import { type NotifiedApp, startNotifiedApp } from './notified-app.ts';

const MINUTE = 60_000;
/** Afternoon in Tokyo and morning in Paris: outside of everyone's quiet hours. */
const DAY = Date.parse('2026-03-10T08:00:00Z');

// Promise B7 of docs/promises.md.
describe('the delivery of notifications', () => {
  let notified: NotifiedApp;
  let app: TestApp;
  let mailServer: MailServer;
  let pushService: PushService;
  let nowMs = DAY;
  const clock = new Clock(() => nowMs);

  before(async () => {
    notified = await startNotifiedApp(clock, { pushFailures: 2, pushFailingMs: 60_000, pushDevicesPerPerson: 2 });
    ({ app, mailServer, pushService } = notified);
  });

  beforeEach(() => {
    nowMs = DAY;
    mailServer.mails.length = 0;
    mailServer.refuse(false);
  });

  after(() => notified.close());

  describe('by push', () => {
    it('reaches every device, encrypted for it and signed, in the language of the person', async () => {
      const alice = await newPerson({ language: 'ja' });
      const [phone, desk] = [await subscribe(alice), await subscribe(alice)];
      const bob = await newPerson({ displayName: 'Bob' });

      await showInterest(bob, alice, 'Bread');
      await app.kernel.jobs.runDue();

      const [{ headers, message } = fail()] = phone.received;
      expect(message).to.include({ title: 'Bobさんが「気になる」を押しました', body: 'Bread', language: 'ja' });
      expect(message.url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/topics\/mine\/[0-9a-f]{24}$/);
      expect(headers.authorization).to.match(/^vapid t=.+, k=.+$/);
      expect(headers['content-encoding']).to.equal('aes128gcm');
      expect(desk.received).to.have.length(1);
    });

    it('is retried if a push service is unavailable, only for the devices that were not reached', async () => {
      const alice = await newPerson();
      const [phone, desk] = [await subscribe(alice), await subscribe(alice)];
      phone.answer(503);
      await showInterest(await newPerson(), alice);
      await app.kernel.jobs.runDue();

      phone.answer(201);
      nowMs += MINUTE;
      await app.kernel.jobs.runDue();

      expect([phone.received.length, desk.received.length]).to.deep.equal([1, 1]);
    });

    for (const status of [404, 410]) {
      it(`removes a device if the push service answers ${status}`, async () => {
        const alice = await newPerson();
        const phone = await subscribe(alice);
        phone.answer(status);

        await showInterest(await newPerson(), alice);
        await app.kernel.jobs.runDue();

        expect(await devicesOf(alice)).to.equal(0);
      });
    }

    it('removes a device after repeated failures', async () => {
      const alice = await newPerson();
      (await subscribe(alice)).answer(500);
      await showInterest(await newPerson(), alice);
      await app.kernel.jobs.runDue();
      const afterOne = await devicesOf(alice);

      nowMs += MINUTE;
      await app.kernel.jobs.runDue();

      expect([afterOne, await devicesOf(alice)]).to.deep.equal([1, 0]);
    });

    it('survives an outage of the push service of some hours', async () => {
      const alice = await newPerson();
      const phone = await subscribe(alice);
      await alice.call('notifications.editSettings', { body: { quietHours: null } });
      phone.answer(503);
      await showInterest(await newPerson(), alice);
      // A device is not removed in an outage: the limit of this app is reached only by the second failure within a minute.
      await app.connection.collection('pushDevices').updateOne({ personId: alice.id }, { $set: { failures: -100 } });
      for (let minutes = 0; minutes < 300; minutes += 10) {
        nowMs += 10 * MINUTE;
        await app.kernel.jobs.runDue();
      }

      phone.answer(201);
      nowMs += 60 * MINUTE;
      await app.kernel.jobs.runDue();

      expect(phone.received).to.have.length(1);
    });

    it('keeps a device that has failed before, but not since its last success', async () => {
      const alice = await newPerson();
      const phone = await subscribe(alice);
      for (const status of [500, 201, 500, 201]) {
        phone.answer(status);
        if (status === 500) await showInterest(await newPerson(), alice);
        else nowMs += MINUTE;
        await app.kernel.jobs.runDue();
      }

      expect([phone.received.length, await devicesOf(alice)]).to.deep.equal([2, 1]);
    });

    it('is sent by a repeated request if the first one stored the notification but could not begin to send it', async () => {
      const alice = await newPerson();
      const phone = await subscribe(alice);
      const bob = await newPerson();
      const notify = () => notifyOf(alice, bob, { key: `interest:${bob.id}` });
      // Damaged settings make the delivery fail after the notification was stored, as a crash would.
      const settings = app.connection.collection<{ _id: string; tenantId: string; push: unknown }>(
        'notificationSettings',
      );
      await settings.insertOne({ _id: alice.id, tenantId: PUBLIC_TENANT, push: 0.5 });
      const failed = await notify().catch((error: unknown) => error);
      await settings.deleteOne({ _id: alice.id });

      await notify();
      await app.kernel.jobs.runDue();
      const sent = phone.received.length;
      await notify();
      await app.kernel.jobs.runDue();

      expect(failed).to.be.instanceOf(Error);
      expect([sent, phone.received.length]).to.deep.equal([1, 1]);
      expect((await alice.call('notifications.list')).items).to.have.length(1);
    });

    it('keeps only the newest devices of a person, without duplicates', async () => {
      const alice = await newPerson();
      const devices = [];
      for (let number = 0; number < 3; number++) {
        devices.push(await subscribe(alice));
        nowMs += MINUTE;
      }
      const [, , newest = fail()] = devices;
      await alice.call('notifications.subscribe', { body: newest.subscription });

      await showInterest(await newPerson(), alice);
      await app.kernel.jobs.runDue();

      expect(devices.map(({ received }) => received.length)).to.deep.equal([0, 1, 1]);
    });

    it('ends when the session ends, the device unsubscribes, or the account is deleted', async () => {
      const [alice, bob, carol] = [await newPerson(), await newPerson(), await newPerson()];
      const [, hers] = [await subscribe(alice), await subscribe(bob), await subscribe(carol)];
      await subscribe(await signInAgain(alice));

      await alice.call('sessions.signOut');
      await bob.call('notifications.unsubscribe', { body: { endpoint: hers.subscription.endpoint } });
      const deleting = () => carol.call('accounts.delete', { body: { password: carol.password } });
      // The last letter must not arrive during the next test.
      await mailServer.textOf(deleting, carol.email);

      // The answer to a sign-out does not wait for its devices. The device of the other session stays.
      await until(async () => (await devicesOf(alice)) === 1);
      expect(await Promise.all([alice, bob, carol].map(devicesOf))).to.deep.equal([1, 0, 0]);
    });

    it('goes only to the person who subscribed last in a browser, and the server says to whom', async () => {
      const [alice, bob] = [await newPerson(), await newPerson()];
      const browser = await subscribe(alice);
      const { endpoint } = browser.subscription;
      const held = async () => {
        const answers = [alice, bob].map((person) => person.call('notifications.checkDevice', { body: { endpoint } }));
        return (await Promise.all(answers)).map(({ isSubscribed }) => isSubscribed);
      };
      const before = await held();

      await bob.call('notifications.subscribe', { body: browser.subscription });
      for (const person of [alice, bob]) await showInterest(await newPerson(), person, `for ${person.id}`);
      await app.kernel.jobs.runDue();
      const after = await held();
      await bob.call('notifications.unsubscribe', { body: { endpoint } });

      expect([before, after, await held()]).to.deep.equal([
        [true, false],
        [false, true],
        [false, false],
      ]);
      expect(browser.received.map(({ message }) => message.body)).to.deep.equal([`for ${bob.id}`]);
    });

    it('is not sent to a device whose session ended, also if it could not be removed with the session', async () => {
      const alice = await newPerson();
      const phone = await subscribe(alice);
      // As a crash between the two steps leaves it.
      await app.connection
        .collection('sessions')
        .updateOne({ personId: alice.id }, { $set: { endedAt: new Date(nowMs) } });

      await showInterestUnseen(alice);
      await app.kernel.jobs.runDue();

      expect([phone.received.length, await devicesOf(alice)]).to.deep.equal([0, 0]);
    });

    it('stays with the browser when the same person signs in there again', async () => {
      const alice = await newPerson();
      const phone = await subscribe(alice);
      const again = await signInAgain(alice);
      const { endpoint } = phone.subscription;

      const { isSubscribed } = await again.call('notifications.checkDevice', { body: { endpoint } });
      await alice.call('sessions.signOut');
      await showInterest(await newPerson(), again);
      await app.kernel.jobs.runDue();

      expect([isSubscribed, phone.received.length]).to.deep.equal([true, 1]);
    });

    it('does not send notifications that were read in the meantime or are turned off', async () => {
      const people = [await newPerson(), await newPerson(), await newPerson(), await newPerson()] as const;
      const [alice, bob, carol, dan] = people;
      const devices = [];
      for (const person of people) devices.push(await subscribe(person));
      const interested = await newPerson();
      await bob.call('notifications.editSettings', { body: { push: ['matches'] } });
      for (const person of people) await showInterest(interested, person);

      await alice.call('notifications.read', { body: {} });
      await carol.call('notifications.editSettings', { body: { push: ['matches'] } });
      await dan.call('blocks.create', { params: { personId: interested.id } });
      await app.kernel.jobs.runDue();

      expect(devices.map(({ received }) => received.length)).to.deep.equal([0, 0, 0, 0]);
    });

    it('waits for the end of quiet hours, in the time zone of the person', async () => {
      const alice = await newPerson({ timeZone: 'Asia/Tokyo' });
      const phone = await subscribe(alice);
      nowMs = Date.parse('2026-03-10T14:30:00Z');
      await showInterest(await newPerson(), alice);

      nowMs = Date.parse('2026-03-10T21:59:59Z');
      await app.kernel.jobs.runDue();
      const before = phone.received.length;
      nowMs = Date.parse('2026-03-10T22:00:00Z');
      await app.kernel.jobs.runDue();

      expect([before, phone.received.length]).to.deep.equal([0, 1]);
    });

    it('only accepts push services on the public internet', async () => {
      const { subscription } = pushService.newDevice();
      const real = await startTestApp();
      const alice = await signUp(real);

      for (const endpoint of [
        subscription.endpoint,
        'https://127.0.0.1/x',
        'https://localhost/x',
        'https://10.0.0.1/',
      ]) {
        const rejected = await refusal(alice.call('notifications.subscribe', { body: { ...subscription, endpoint } }));
        expect(rejected.reason, endpoint).to.equal('invalid_input/endpoint_refused');
      }
      await real.close();
    });
  });

  describe('by e-mail', () => {
    it('combines the notifications of an interval into one mail, for people who are offline', async () => {
      const alice = await newPerson({ language: 'ja' });
      const [bob, carol] = [await newPerson({ displayName: 'Bob' }), await newPerson({ displayName: 'Carol' })];
      await match(alice, bob);
      await match(alice, carol);
      await app.kernel.jobs.runDue();
      const immediately = mailServer.mails.length;

      await later(20);

      expect(immediately).to.equal(0);
      const [mail = fail(), ...more] = mailServer.mails;
      expect(more).to.deep.equal([]);
      expect(mail.to).to.equal(alice.email);
      expect(mail.text).to.match(
        /Bobさんとマッチしました\s+メッセージを送れるようになりました\s+http:\S+\/conversations\/\w+/,
      );
      expect(mail.text).to.include('Carolさんとマッチしました');
      await later(60);
      expect(mailServer.mails).to.have.length(1);
    });

    it('contains each notification once, also when a later mail follows', async () => {
      const alice = await newPerson();
      await match(alice, await newPerson({ displayName: 'Bob' }));
      await later(20);
      await match(alice, await newPerson({ displayName: 'Carol' }));
      await later(20);

      const names = mailServer.mails.map(({ text }) => ['Bob', 'Carol'].filter((name) => text.includes(name)));
      expect(names).to.deep.equal([['Bob'], ['Carol']]);
    });

    it('is not sent to an address that was never verified, and then only what is new', async () => {
      const alice = await signUp(app, { language: 'en', timeZone: 'Europe/Paris' });
      await match(alice, await newPerson({ displayName: 'Bob' }));
      await later(20);
      const unproven = mailServer.mails.length;

      await proveAddress(app, alice);
      await match(alice, await newPerson({ displayName: 'Carol' }));
      await later(20);

      const names = mailServer.mails.map(({ text }) => ['Bob', 'Carol'].filter((name) => text.includes(name)));
      expect([unproven, names]).to.deep.equal([0, [['Carol']]]);
    });

    it('has no links that people wrote', async () => {
      const alice = await newPerson();
      await match(alice, await newPerson({ displayName: 'Verify at evil.example' }));
      await later(20);

      const [mail = fail()] = mailServer.mails;
      const hosts = (mail.text.match(/\S+:\/\/\S+/g) ?? []).map((url) => url.startsWith(app.url));
      expect(hosts).to.not.include(false);
      expect(mail.text).to.not.include('evil.example');
      expect(mail.text).to.include('Verify at evil.\u200bexample');
    });

    it('waits while the person is online, and is then sent once', async () => {
      const alice = await newPerson();
      const { line } = await connectGuest(app, alice);
      await untilOnline(alice, true);
      await match(alice, await newPerson({ displayName: 'Bob' }));
      await later(20);
      await match(alice, await newPerson({ displayName: 'Carol' }));
      await later(20);
      const whileOnline = mailServer.mails.length;

      line.socket.disconnect();
      await untilOnline(alice, false);
      await later(20);
      await later(20);

      expect(whileOnline).to.equal(0);
      const names = mailServer.mails.map(({ text }) => ['Bob', 'Carol'].filter((name) => text.includes(name)));
      expect(names).to.deep.equal([['Bob', 'Carol']]);
    });

    it('is not sent for notifications that were read, also while it waited for the person to be away', async () => {
      const [alice, bob] = [await newPerson(), await newPerson()];
      const { line } = await connectGuest(app, alice);
      await untilOnline(alice, true);
      for (const person of [alice, bob]) await match(person, await newPerson());
      await bob.call('notifications.read', { body: {} });
      await later(20);

      await alice.call('notifications.read', { body: {} });
      line.socket.disconnect();
      await untilOnline(alice, false);
      await later(20);

      expect(mailServer.mails).to.deep.equal([]);
    });

    it('is one mail after quiet hours, although its notifications are hours apart', async () => {
      nowMs = Date.parse('2026-03-10T22:30:00Z');
      const alice = await newPerson({ timeZone: 'Europe/Paris' });
      for (const [hours, name] of ['Bob', 'Carol', 'Dan'].entries()) {
        nowMs = Date.parse('2026-03-10T22:30:00Z') + hours * 60 * MINUTE;
        await match(alice, await newPerson({ displayName: name }));
        await app.kernel.jobs.runDue();
      }

      nowMs = Date.parse('2026-03-11T06:00:00Z');
      await app.kernel.jobs.runDue();

      const names = mailServer.mails.map(({ text }) => ['Bob', 'Carol', 'Dan'].filter((name) => text.includes(name)));
      expect(names).to.deep.equal([['Bob', 'Carol', 'Dan']]);
    });

    for (const step of ['remove', 'noteFailure'] as const) {
      it(`is the same mail again after a crash in ${step}, without what came meanwhile`, async () => {
        const alice = await newPerson();
        await match(alice, await newPerson({ displayName: 'Bob' }));
        mailServer.refuse(step === 'noteFailure');
        await interrupting(Letters.prototype, step, () => later(20));
        await match(alice, await newPerson({ displayName: 'Carol' }));
        mailServer.refuse(false);
        await later(20);
        await later(20);

        const ids = mailServer.mails.map(({ raw }) => /^message-id: (.+)$/im.exec(raw)?.[1]);
        const names = mailServer.mails.map(({ text }) => ['Bob', 'Carol'].filter((name) => text.includes(name)));
        expect(names).to.deep.equal([...(step === 'remove' ? [['Bob']] : []), ['Bob'], ['Carol']]);
        expect(new Set(ids).size).to.equal(2);
      });
    }

    it('survives an outage of the mail server of a day', async () => {
      const alice = await newPerson();
      await match(alice, await newPerson());
      mailServer.refuse(true);
      for (let hour = 0; hour < 24; hour++) await later(60);
      const letter = await app.connection.collection('notificationLetters').findOne({ personId: alice.id });
      mailServer.refuse(false);

      const mails = await until(
        async () => {
          await later(61);
          return mailServer.mails;
        },
        ({ length }) => length > 0,
      );

      expect(letter?.failures).to.be.greaterThan(10);
      expect(mails.map(({ to }) => to)).to.deep.equal([alice.email]);
    });

    it('is not sent for groups that are turned off, or about people who were blocked in the meantime', async () => {
      const [alice, bob, carol, dan] = [await newPerson(), await newPerson(), await newPerson(), await newPerson()];
      await showInterest(await newPerson(), alice);
      await match(bob, await newPerson());
      await match(carol, dan);

      await bob.call('notifications.editSettings', { body: { mail: ['meals'] } });
      await carol.call('blocks.create', { params: { personId: dan.id } });
      await later(20);

      expect(mailServer.mails).to.deep.equal([]);
    });

    it('is tried again if the mail server refuses it, and then sent once', async () => {
      const alice = await newPerson();
      await match(alice, await newPerson());
      mailServer.refuse(true);
      await later(20);
      mailServer.refuse(false);

      for (const minutes of [1, 1, 20]) await later(minutes);

      expect(mailServer.mails.map(({ to }) => to)).to.deep.equal([alice.email]);
    });

    it('waits for the end of quiet hours', async () => {
      nowMs = Date.parse('2026-03-10T22:30:00Z');
      const alice = await newPerson({ timeZone: 'Europe/Paris' });
      await match(alice, await newPerson());
      nowMs = Date.parse('2026-03-11T05:59:59Z');
      await app.kernel.jobs.runDue();
      const before = mailServer.mails.length;

      nowMs = Date.parse('2026-03-11T06:00:00Z');
      const sent = await until(async () => {
        await app.kernel.jobs.runDue();
        return mailServer.mails.length;
      });

      expect([before, sent]).to.deep.equal([0, 1]);
    });

    it('is turned off by the link and by the button of mail programs, only for that person', async () => {
      const [alice, bob] = [await newPerson(), await newPerson()];
      await match(alice, await newPerson());
      await later(20);
      const [{ raw, text } = fail()] = mailServer.mails;
      const oneClick = /List-Unsubscribe: <(\S+)>/.exec(raw.replace(/\r\n\s+/g, ' '))?.[1] ?? fail();
      expect(raw).to.include('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
      expect(text).to.include(`/stop-mail#token=${oneClick.split('/').at(-1)}`);

      const form = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
      const answer = await fetch(oneClick, { method: 'POST', body: form });

      expect(answer.status).to.equal(204);
      expect((await alice.call('notifications.getSettings')).mail).to.deep.equal([]);
      expect((await bob.call('notifications.getSettings')).mail).to.include('matches');
    });

    it('is not turned off by a token that was changed', async () => {
      const alice = await newPerson();
      await match(alice, await newPerson());
      await later(20);
      const token = /stop-mail#token=(\S+)/.exec(mailServer.mails[0]?.text ?? '')?.[1] ?? fail();
      const parts = token.split('.');
      const other = [parts[0], parts[1], Buffer.from('someone-else').toString('base64url'), parts[3]].join('.');

      for (const wrong of [other, token.slice(0, -2), `${token}.x`, 'nonsense', '...']) {
        const { status } = await request(app, `/notifications/stop-mail/${wrong}`, { method: 'POST' });
        expect(status, wrong).to.equal(400);
      }
      expect((await alice.call('notifications.getSettings')).mail).to.include('matches');
    });
  });

  it('counts suggestions by days, and a day begins at midnight in the time zone of the person', async () => {
    const alice = await newPerson({ timeZone: 'Asia/Tokyo' });
    let count = 0;
    const suggest = async () => {
      const notified = await notifyOf(alice, await newPerson(), { key: `suggestion:${++count}`, isSuggestion: true });
      return notified.length;
    };
    nowMs = Date.parse('2026-03-10T14:59:00Z');
    const before = [await suggest(), await suggest(), await suggest()];

    nowMs = Date.parse('2026-03-10T15:00:00Z');
    const after = await suggest();

    expect([before, after]).to.deep.equal([[1, 1, 0], 1]);
  });

  it('follows the settings; missing fields stay unchanged', async () => {
    const alice = await newPerson();
    const first = await alice.call('notifications.getSettings');

    await alice.call('notifications.editSettings', { body: { quietHours: null } });
    const changed = await alice.call('notifications.editSettings', { body: { mail: ['meals', 'meals'] } });

    expect(first.pushKey).to.match(/^[\w-]{87}$/);
    expect(first).to.deep.include({ hasMail: true, quietHours: { from: '23:00', to: '07:00' } });
    expect(changed).to.deep.equal({ ...first, quietHours: null, mail: ['meals'] });
    expect(await alice.call('notifications.getSettings')).to.deep.equal(changed);
  });

  async function newPerson(overrides: Partial<SignUp> = {}): Promise<Person> {
    return proveAddress(app, await signUp(app, { language: 'en', timeZone: 'Europe/Paris', ...overrides }));
  }

  async function signInAgain(person: Person): Promise<Person> {
    const body = { email: person.email, password: person.password };
    const { sessionId, accessToken, refreshToken } = await caller(app)('sessions.signIn', { body });
    return { ...person, sessionId, accessToken, refreshToken, call: caller(app, accessToken) };
  }

  async function subscribe(person: Person) {
    const device = pushService.newDevice();
    await person.call('notifications.subscribe', { body: device.subscription });
    return device;
  }

  /** Notifies `person` of an interest of `other`, without a topic. */
  function notifyOf(
    person: Person,
    other: Person,
    options: { key: string; isSuggestion?: boolean },
  ): Promise<string[]> {
    return app.services.notifications.notify({
      tenantId: PUBLIC_TENANT,
      personIds: [person.id],
      kind: 'interest_created',
      byId: other.id,
      data: { personId: other.id, topicId: other.id, topicTitle: 'Bread' },
      ...options,
    });
  }

  /** Notifies the person, who may have no session. */
  async function showInterestUnseen(person: Person): Promise<void> {
    await notifyOf(person, await newPerson(), { key: `interest:${person.id}` });
  }

  function devicesOf({ id: personId }: Person): Promise<number> {
    return app.connection.collection('pushDevices').countDocuments({ personId });
  }

  async function showInterest(person: Person, owner: Person, title = 'Tea'): Promise<string> {
    const { id: topicId } = await owner.call('topics.create', { body: { title } });
    await person.call('topics.createInterest', { params: { topicId } });
    return topicId;
  }

  /** Creates a match as `other`, so that `person` is notified. */
  async function match(person: Person, other: Person): Promise<void> {
    const topicId = await showInterest(person, other);
    await other.call('matches.create', { params: { topicId, personId: person.id } });
  }

  async function untilOnline({ id }: Person, isOnline: boolean): Promise<void> {
    await until(() => app.kernel.hooks.isOnline(id) === isOnline);
  }

  async function later(minutes: number): Promise<void> {
    nowMs += minutes * MINUTE;
    await app.kernel.jobs.runDue();
  }
});

function fail(): never {
  throw new Error('Expected something');
}
