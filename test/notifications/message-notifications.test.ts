/** Notifications about messages: push messages and mails to people who are away, with a clock that the test moves. */
import { expect } from 'chai';
import type { MeshiClient } from '../../client-sdk/index.ts';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { SignUp } from '../../src/protocol/index.ts';
import type { TestApp } from '../support/app.ts';
import { connectGuest } from '../support/guest.ts';
import { interrupting } from '../support/hold.ts';
import { runDueJobs } from '../support/jobs.ts';
import type { MailServer } from '../support/mail-server.ts';
import { type Person, proveAddress, signUp } from '../support/people.ts';
import type { PushService } from '../support/push-service.ts';
import { closeClients, createClient, waitFor, whenState } from '../support/sdk.ts';
import { until } from '../support/until.ts';
import { type NotifiedApp, startNotifiedApp } from './notified-app.ts';

const MINUTE = 60_000;
/** Morning in Paris. */
const DAY = Date.parse('2026-03-10T08:00:00Z');

describe('notifications about messages', () => {
  let notified: NotifiedApp;
  let app: TestApp;
  let mailServer: MailServer;
  let pushService: PushService;
  let nowMs = DAY;
  const clock = new Clock(() => nowMs);
  let sent = 0;

  before(async () => {
    // What is noted is only written when jobs run, too.
    notified = await startNotifiedApp(clock, { messageNoticeMs: 3_600_000, presenceBatchMs: 1 });
    ({ app, mailServer, pushService } = notified);
  });

  beforeEach(() => {
    nowMs = DAY;
    mailServer.mails.length = 0;
    mailServer.refuse(false);
  });

  afterEach(closeClients);

  after(() => notified.close());

  describe('by push', () => {
    it('reach a person who is away, one per conversation, with the number of unread messages', async () => {
      const { alice, bob, conversationId } = await pair();
      const phone = await subscribe(alice);

      await write(bob, conversationId, 'Are you there?');
      await tell();
      await write(bob, conversationId, 'I found the place');
      await write(bob, conversationId, 'It is **by the\n[river](https://a.example)**');
      await tell();

      const pushed = phone.received.map(({ message: { id, title, body } }) => ({ id, title, body }));
      expect(pushed).to.deep.equal([
        { id: conversationId, title: 'A message from Bob', body: 'Are you there?' },
        { id: conversationId, title: '3 messages from Bob', body: 'It is by the river' },
      ]);
      expect(phone.received[0]?.message.url).to.match(new RegExp(`/conversations/${conversationId}$`));
    });

    it('are in the language of the person, and of a meal name it and its people', async () => {
      const alice = await newPerson({ language: 'ja' });
      const [bob, carol] = [await newPerson({ displayName: 'Bob' }), await newPerson({ displayName: 'Carol' })];
      const conversationId = await meal(alice, [bob, carol]);
      const phone = await subscribe(alice);

      await write(bob, conversationId, 'Hello');
      await write(carol, conversationId, 'Hi');
      await tell();

      const [{ message } = fail()] = phone.received;
      expect(message).to.include({ title: '「Soup」に2件のメッセージ', body: 'Carol: Hi', language: 'ja' });
    });

    it('are not sent for messages that were read, or to the sender', async () => {
      const { alice, bob, conversationId } = await pair();
      const [hers, his] = [await subscribe(alice), await subscribe(bob)];
      await write(bob, conversationId, 'one');
      await tell();

      await write(bob, conversationId, 'two');
      await app.services.messageWatch.write();
      await read(alice, conversationId, 2);
      await runJobs();

      expect([hers.received.length, his.received.length]).to.deep.equal([1, 0]);
    });

    it('wait while the person uses one of two devices, and are sent when both are open and unused', async () => {
      const { alice, bob, conversationId } = await pair();
      const phone = await subscribe(alice);
      const [desk, laptop] = [await device(alice), await device(alice)];
      desk.activity.set(false);
      await desk.request('presence:read', { personIds: [] });
      await untilActive(alice, true);
      await write(bob, conversationId, 'one');
      await tell();
      await later(30);
      const whileActive = phone.received.length;

      laptop.activity.set(false);
      await untilActive(alice, false);
      await later(30);

      expect([whileActive, phone.received.length]).to.deep.equal([0, 1]);
      expect(app.kernel.hooks.isOnline(alice.id)).to.equal(true);
    });

    it('are not held up by an unused device that reconnects', async () => {
      const { alice, bob, conversationId } = await pair();
      const phone = await subscribe(alice);
      const desk = await device(alice);
      desk.activity.set(false);
      await untilActive(alice, false);

      desk.connection.restart();
      await waitFor(desk.connection, 'opened');
      await write(bob, conversationId, 'one');
      await tell();

      expect(phone.received).to.have.length(1);
    });

    it('wait while the person is online, and are sent when the person has left without reading them', async () => {
      const { alice, bob, conversationId } = await pair();
      const phone = await subscribe(alice);
      const { line } = await connectGuest(app, alice);
      await untilOnline(alice, true);
      await write(bob, conversationId, 'one');
      await tell();
      await later(30);
      const whileOnline = phone.received.length;

      line.socket.disconnect();
      await untilOnline(alice, false);
      await later(30);

      expect([whileOnline, phone.received.length]).to.deep.equal([0, 1]);
    });

    it('close the ones that were read on another device, with the next one', async () => {
      const alice = await newPerson();
      const others = await Promise.all(['Bob', 'Carol', 'Dan'].map((displayName) => newPerson({ displayName })));
      const chats = await Promise.all(others.map(async (other) => ({ other, id: await match(alice, other) })));
      const [withBob = fail(), withCarol = fail(), withDan = fail()] = chats;
      const phone = await subscribe(alice);
      for (const { other, id } of [withBob, withCarol]) {
        await write(other, id, 'one');
        await tell();
      }

      await read(alice, withBob.id, 1);
      for (const text of ['two', 'three']) {
        await write(withDan.other, withDan.id, text);
        await tell();
      }
      await write(withBob.other, withBob.id, 'again');
      await tell();

      expect(phone.received.map(({ message }) => [message.id, message.close])).to.deep.equal([
        [withBob.id, []],
        [withCarol.id, []],
        [withDan.id, [{ id: withBob.id, seq: 1 }]],
        [withDan.id, []],
        [withBob.id, []],
      ]);
    });

    it('wait for the end of quiet hours, and are then one', async () => {
      const { alice, bob, conversationId } = await pair();
      const phone = await subscribe(alice);
      nowMs = Date.parse('2026-03-10T22:30:00Z');
      await write(bob, conversationId, 'one');
      await tell();
      nowMs = Date.parse('2026-03-11T03:00:00Z');
      await write(bob, conversationId, 'two');
      await tell();
      const before = phone.received.length;

      nowMs = Date.parse('2026-03-11T06:00:00Z');
      await runJobs();

      expect(before).to.equal(0);
      expect(phone.received.map(({ message }) => message.title)).to.deep.equal(['2 messages from Bob']);
    });

    it('are retried only for the device whose push service was unavailable, with what came meanwhile', async () => {
      const { alice, bob, conversationId } = await pair();
      const [phone, desk] = [await subscribe(alice), await subscribe(alice)];
      phone.answer(503);
      await write(bob, conversationId, 'one');
      await tell();
      await write(bob, conversationId, 'two');

      phone.answer(201);
      await later(1);

      expect(phone.received.map(({ message }) => message.title)).to.deep.equal(['2 messages from Bob']);
      expect(desk.received).to.have.length(1);
    });

    it('do not contain the text of a message that was hidden, or of people in a block', async () => {
      const [alice, bob, carol] = [await newPerson(), await newPerson({ displayName: 'Bob' }), await newPerson()];
      const conversationId = await meal(bob, [alice, carol]);
      await alice.call('blocks.create', { params: { personId: carol.id } });
      const phone = await subscribe(alice);

      await write(carol, conversationId, 'from Carol');
      await tell();
      const ofBlocked = phone.received.length;
      await write(bob, conversationId, 'from Bob');
      await write(carol, conversationId, 'from Carol again');
      await tell();

      expect(ofBlocked).to.equal(0);
      expect(phone.received.map(({ message }) => [message.title, message.body])).to.deep.equal([
        ['A message in “Soup”', 'Bob: from Bob'],
      ]);
    });
  });

  describe('by e-mail', () => {
    it('are one letter with everything unread: who wrote and how many, and no text', async () => {
      const alice = await newPerson();
      const [bob, carol] = [await newPerson({ displayName: 'Bob' }), await newPerson({ displayName: 'Carol' })];
      const withBob = await match(alice, bob);
      const withCarol = await match(alice, carol);
      for (const text of ['first', 'second']) await write(bob, withBob, text);
      await write(carol, withCarol, 'third');
      await tell();
      const immediately = mailServer.mails.length;

      await later(11);
      await later(11);

      expect(immediately).to.equal(0);
      const [mail = fail(), ...more] = mailServer.mails.filter(({ to }) => to === alice.email);
      expect(more).to.deep.equal([]);
      expect(mail.text).to.match(new RegExp(`2 messages from Bob\\s+http:\\S+/conversations/${withBob}`));
      expect(mail.text).to.match(new RegExp(`A message from Carol\\s+http:\\S+/conversations/${withCarol}`));
      expect(mail.text).to.include('You matched with');
      for (const text of ['first', 'second', 'third']) expect(mail.text).to.not.include(text);
    });

    it('are not sent for what was read meanwhile, and a later letter has only what is new', async () => {
      const { alice, bob, conversationId } = await pair();
      await settleMatch(alice);
      await write(bob, conversationId, 'one');
      await tell();
      await read(alice, conversationId, 1);
      await later(11);
      const afterReading = mailsTo(alice);

      await write(bob, conversationId, 'two');
      await tell();
      await later(11);
      await write(bob, conversationId, 'three');
      await tell();
      await later(11);

      expect(afterReading).to.deep.equal([]);
      expect(mailsTo(alice).map((text) => /.*messages? from Bob/.exec(text)?.[0])).to.deep.equal([
        'A message from Bob',
        'A message from Bob',
      ]);
    });

    it('wait while the person is online, and are sent when the person has left without reading them', async () => {
      const { alice, bob, conversationId } = await pair();
      await settleMatch(alice);
      const { line } = await connectGuest(app, alice);
      await untilOnline(alice, true);
      await write(bob, conversationId, 'one');
      await tell();
      for (let times = 0; times < 3; times++) await later(11);
      const whileOnline = mailsTo(alice).length;

      line.socket.disconnect();
      await untilOnline(alice, false);
      for (let times = 0; times < 3; times++) await later(11);

      expect([whileOnline, mailsTo(alice).length]).to.deep.equal([0, 1]);
    });

    it('that the mail server refused wait for the end of quiet hours', async () => {
      const { alice, bob, conversationId } = await pair();
      await settleMatch(alice);
      nowMs = Date.parse('2026-03-10T21:45:00Z');
      await write(bob, conversationId, 'one');
      await tell();
      mailServer.refuse(true);
      await later(11);
      mailServer.refuse(false);
      await later(10);
      const inQuietHours = mailsTo(alice).length;

      nowMs = Date.parse('2026-03-11T06:00:00Z');
      await runJobs();

      expect([inQuietHours, mailsTo(alice).length]).to.deep.equal([0, 1]);
    });

    it('follow the settings, also if they change while the letter waits', async () => {
      const people = [await pair(), await pair()] as const;
      for (const { alice, bob, conversationId } of people) {
        await settleMatch(alice);
        await write(bob, conversationId, 'one');
      }
      const [{ alice: never }, { alice: late }] = people;
      await never.call('notifications.editSettings', { body: { mail: [] } });
      await tell();

      await late.call('notifications.editSettings', { body: { mail: ['matches'] } });
      await later(11);

      expect([mailsTo(never), mailsTo(late)]).to.deep.equal([[], []]);
    });
  });

  describe('of a channel', () => {
    it('are off, until a member turns them on', async () => {
      const [alice, bob, carol] = [await newPerson(), await newPerson({ displayName: 'Bob' }), await newPerson()];
      const { id: communityId } = await bob.call('communities.create', {
        body: { name: 'Soup club', joining: 'open' },
      });
      for (const person of [alice, carol])
        await person.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
      const [hers, theirs] = [await subscribe(alice), await subscribe(carol)];
      await carol.call('notifications.editSettings', { body: { push: ['channels'] } });
      const { items } = await bob.call('communities.channels', { params: { communityId } });
      const conversationId = items[0]?.conversationId ?? fail();

      await write(bob, conversationId, 'Miso today');
      await tell();
      await later(11);

      expect([hers.received.length, theirs.received.length, mailsTo(alice).length]).to.deep.equal([0, 1, 0]);
    });
  });

  describe('of a muted conversation', () => {
    it('are neither pushed nor mailed, and stay unread', async () => {
      const { alice, bob, conversationId } = await pair();
      await settleMatch(alice);
      const phone = await subscribe(alice);
      const muted = await alice.call('conversations.mute', { params: { conversationId }, body: { for: 'always' } });
      await write(bob, conversationId, 'one');
      await tell();
      await later(11);

      const { mute, unreadCount } = await alice.call('conversations.get', { params: { conversationId } });
      expect([phone.received.length, mailsTo(alice).length, unreadCount]).to.deep.equal([0, 0, 1]);
      expect([muted.mute, mute]).to.deep.equal([{ until: null }, { until: null }]);
    });

    it('are not made up for when the mute ends by itself or by hand', async () => {
      for (const ends of ['by itself', 'by hand']) {
        nowMs = DAY;
        const { alice, bob, conversationId } = await pair();
        await settleMatch(alice);
        const phone = await subscribe(alice);
        const params = { conversationId };
        await alice.call('conversations.mute', { params, body: { for: 'hour' } });
        await write(bob, conversationId, 'in the mute');
        await tell();
        nowMs += 1;
        if (ends === 'by hand') await alice.call('conversations.unmute', { params });
        else nowMs += 60 * MINUTE;
        const { mute } = await alice.call('conversations.get', { params });

        await write(bob, conversationId, 'after the mute');
        await tell();
        await later(11);

        expect(mute, ends).to.equal(null);
        expect(
          phone.received.map(({ message }) => message.title),
          ends,
        ).to.deep.equal(['A message from Bob']);
        expect(
          mailsTo(alice).map((text) => /.*messages? from Bob/.exec(text)?.[0]),
          ends,
        ).to.deep.equal(['A message from Bob']);
      }
    });

    for (const [now, timeZone, until] of [
      ['2026-03-10T08:00:00Z', 'Europe/Paris', '2026-03-11T07:00:00.000Z'],
      ['2026-03-10T15:30:00Z', 'Asia/Tokyo', '2026-03-11T23:00:00.000Z'],
      ['2026-03-28T12:00:00Z', 'Europe/Paris', '2026-03-29T06:00:00.000Z'],
      ['2026-12-31T23:59:00Z', 'America/New_York', '2027-01-01T13:00:00.000Z'],
    ] as const) {
      it(`ends at 8:00 of the next day in ${timeZone} if it begins at ${now}`, async () => {
        nowMs = Date.parse(now);
        const { bob, conversationId } = await pair({ timeZone });

        const { mute } = await bob.call('conversations.mute', {
          params: { conversationId },
          body: { for: 'tomorrow' },
        });

        expect(mute).to.deep.equal({ until });
      });
    }

    it('is muted on every device of the person, and not for the other person', async () => {
      const { alice, bob, conversationId } = await pair();
      const [hers, his] = [await connectGuest(app, alice), await connectGuest(app, bob)];
      const params = { conversationId };

      await alice.call('conversations.mute', { params, body: { for: 'always' } });

      expect(await hers.line.received('conversation:changed')).to.deep.equal({ conversationId });
      expect((await alice.call('conversations.list')).items[0]?.mute).to.deep.equal({ until: null });
      expect((await bob.call('conversations.list')).items[0]?.mute).to.equal(null);
      await his.line.ask('typing:stop', { conversationId });
      expect(his.line.all('conversation:changed')).to.deep.equal([]);
    });
  });

  it('are one job for each conversation, and none if everyone has read everything', async () => {
    const { alice, bob, conversationId } = await pair();
    const other = await pair();
    for (let number = 0; number < 5; number++) await write(bob, conversationId, `number ${number}`);
    for (let number = 0; number < 5; number++) await write(other.bob, other.conversationId, `number ${number}`);
    await read(alice, conversationId, 5);

    await app.services.messageWatch.write();

    expect([await jobsOf(conversationId), await jobsOf(other.conversationId)]).to.deep.equal([0, 1]);
  });

  it('are not lost if they could not be scheduled while others wrote and read', async () => {
    const { alice, bob, conversationId } = await pair();
    const one = await write(bob, conversationId, 'one');
    const { messageWatch } = app.services;
    const audience = { kind: 'people' as const, personIds: [alice.id, bob.id] };

    await interrupting(app.kernel.jobs, 'scheduleOnce', async () => {
      const writing = messageWatch.write().catch(() => {});
      const answer = { ...one, senderId: alice.id, seq: 2 };
      messageWatch.note([{ tenantId: PUBLIC_TENANT, message: answer, audience }]);
      messageWatch.read({ mark: { conversationId, personId: bob.id, seq: 2 }, audience });
      await writing;
    });
    await messageWatch.write();

    expect(await jobsOf(conversationId)).to.equal(1);
  });

  it('are found after a crash although the clock was ahead before', async () => {
    const before = await pair();
    const { alice, bob, conversationId } = await pair();
    const phone = await subscribe(alice);
    nowMs += 10 * 60 * MINUTE;
    await write(before.bob, before.conversationId, 'from the future');
    nowMs = DAY;
    const watch: { note?: unknown } = app.services.messageWatch;
    watch.note = () => {};
    await write(bob, conversationId, 'one');
    delete watch.note;

    await app.services.messageWatch.recover();
    await runJobs();

    expect(phone.received).to.have.length(1);
  });

  it('are found by the next start if a crash came before they were scheduled', async () => {
    const { alice, bob, conversationId } = await pair();
    const phone = await subscribe(alice);
    // A crash comes after the message is stored, and before it is noted.
    const watch: { note?: unknown } = app.services.messageWatch;
    watch.note = () => {};
    await write(bob, conversationId, 'one');
    delete watch.note;

    await app.services.messageWatch.recover();
    await runJobs();
    await app.services.messageWatch.recover();
    await runJobs();

    expect(phone.received).to.have.length(1);
  });

  async function pair(overrides: Partial<SignUp> = {}) {
    const alice = await newPerson(overrides);
    const bob = await newPerson({ displayName: 'Bob', ...overrides });
    return { alice, bob, conversationId: await match(alice, bob) };
  }

  async function newPerson(overrides: Partial<SignUp> = {}): Promise<Person> {
    return proveAddress(app, await signUp(app, { language: 'en', timeZone: 'Europe/Paris', ...overrides }));
  }

  /** `other` creates the match, so `person` is notified. */
  async function match(person: Person, other: Person): Promise<string> {
    const { id: topicId } = await other.call('topics.create', { body: { title: 'Tea' } });
    await person.call('topics.createInterest', { params: { topicId } });
    const made = await other.call('matches.create', { params: { topicId, personId: person.id } });
    return made.conversationId;
  }

  /** A meal of `host` with these guests; returns its conversation. */
  async function meal(host: Person, guests: readonly Person[]): Promise<string> {
    const hour = (hours: number) => new Date(DAY + hours * 60 * MINUTE).toISOString();
    const { id: mealId } = await host.call('meals.create', {
      body: {
        title: 'Soup',
        mode: 'online',
        capacity: 8,
        timeZone: 'UTC',
        startsAt: hour(48),
        endsAt: hour(50),
      },
    });
    for (const guest of guests) await guest.call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
    const { conversationId } = await host.call('meals.get', { params: { mealId } });
    return conversationId ?? fail();
  }

  /** The notification of the match is read, so that it is not mailed. */
  function settleMatch(person: Person) {
    return person.call('notifications.read', { body: {} });
  }

  function actorOf(person: Person) {
    return { tenantId: PUBLIC_TENANT, personId: person.id, sessionId: person.sessionId };
  }

  function jobsOf(conversationId: string): Promise<number> {
    const filter = { kind: 'notifications.messages', 'data.conversationId': conversationId };
    return app.connection.collection('jobs').countDocuments(filter);
  }

  function write(person: Person, conversationId: string, text: string) {
    const clientMessageId = `message-${++sent}`;
    return app.services.conversations.send(actorOf(person), { conversationId, clientMessageId, text });
  }

  async function read(person: Person, conversationId: string, seq: number): Promise<void> {
    await app.services.conversations.read(actorOf(person), conversationId, seq);
  }

  async function subscribe(person: Person) {
    const device = pushService.newDevice();
    await person.call('notifications.subscribe', { body: device.subscription });
    return device;
  }

  async function device({ email, password }: Person): Promise<MeshiClient> {
    const sdk = createClient(app);
    await sdk.signIn({ email, password });
    await whenState(sdk, 'online');
    return sdk;
  }

  function mailsTo({ email }: Person): string[] {
    return mailServer.mails.filter(({ to }) => to === email).map(({ text }) => text);
  }

  async function tell(): Promise<void> {
    await app.services.messageWatch.write();
    await runJobs();
  }

  async function runJobs(): Promise<void> {
    await runDueJobs(app);
  }

  async function later(minutes: number): Promise<void> {
    nowMs += minutes * MINUTE;
    await runJobs();
  }

  async function untilActive({ id }: Person, isActive: boolean): Promise<void> {
    await until(() => app.kernel.hooks.isActive(id) === isActive);
  }

  async function untilOnline({ id }: Person, isOnline: boolean): Promise<void> {
    await until(() => app.kernel.hooks.isOnline(id) === isOnline);
  }
});

function fail(): never {
  throw new Error('Expected to find it');
}
