/**
 * Random people, devices, messages, reads, mutes, blocks, absences and crashes, against a model of what is unread: each message
 * that stays unread is told exactly once in each way, and none that was read, muted or of a blocked person is told at all.
 */
import { expect } from 'chai';
import fc from 'fast-check';
import { PUBLIC_TENANT } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { LetterDoc } from '../../src/notifications/delivery/letter-model.ts';
import { Letters } from '../../src/notifications/delivery/letters.ts';
import type { TestApp } from '../support/app.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { interrupting } from '../support/hold.ts';
import { runDueJobs } from '../support/jobs.ts';
import type { MailServer } from '../support/mail-server.ts';
import { type Person, proveAddress, signUp } from '../support/people.ts';
import type { PushService, StandInDevice } from '../support/push-service.ts';
import { until } from '../support/until.ts';
import { type NotifiedApp, startNotifiedApp } from './notified-app.ts';

const MINUTE = 60_000;
const DAY = Date.parse('2026-03-10T08:00:00Z');

type Step =
  | { do: 'write'; by: number; to: number }
  | { do: 'read'; to: number; back: number }
  | { do: 'mute'; to: number; for: 'hour' | 'always' }
  | { do: 'unmute'; to: number }
  | { do: 'block' }
  | { do: 'connect' }
  | { do: 'leave' }
  | { do: 'subscribe' }
  | { do: 'outage'; of: 'mail' | 'push' }
  /** The process ends before what is noted is written, or after a mail is sent, and starts again. */
  | { do: 'crash'; in: 'noting' | 'mailing' }
  | { do: 'wait'; minutes: number };

const index = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('write' as const), by: fc.nat({ max: 2 }), to: index }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), to: index, back: fc.nat({ max: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('mute' as const),
      to: index,
      for: fc.constantFrom('hour' as const, 'always' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unmute' as const), to: index }) },
  { weight: 1, arbitrary: fc.constant({ do: 'block' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'connect' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'leave' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'subscribe' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('outage' as const), of: fc.constantFrom('mail' as const, 'push' as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      in: fc.constantFrom('noting' as const, 'mailing' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(0, 1, 11, 70) }) },
);

interface ModelMessage {
  seq: number;
  senderId: string;
  at: number;
  /** Ways in which it was told: `mail`, or the endpoint of a device. */
  told: string[];
}

interface ModelConversation {
  id: string;
  messages: ModelMessage[];
  readSeq: number;
  /** Messages from before are quiet; infinite while it is muted without an end. */
  quietUntil: number;
  isClosed: boolean;
  pushed: Map<string, number>;
}

describe('notifications about messages in any order of events', () => {
  let notified: NotifiedApp;
  let app: TestApp;
  let mailServer: MailServer;
  let pushService: PushService;
  let nowMs = DAY;
  let sent = 0;
  const stored = new Map<string, LetterDoc>();

  before(async () => {
    notified = await startNotifiedApp(new Clock(() => nowMs), {
      messageNoticeMs: 3_600_000,
      presenceBatchMs: 1,
      pushFailingMs: 100 * 3_600_000,
    });
    ({ app, mailServer, pushService } = notified);
    const { add } = Letters.prototype;
    Letters.prototype.add = function (letter) {
      stored.set(letter._id, letter);
      return add.call(this, letter);
    };
    restore = () => {
      Letters.prototype.add = add;
    };
  });
  let restore = () => {};
  after(async () => {
    restore();
    await notified.close();
  });

  it('tells each message that stays unread exactly once in each way, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
        nowMs = DAY;
        mailServer.refuse(false);
        const world = await newWorld();
        for (const one of steps) {
          nowMs += 1;
          await world.take(one);
        }
        await world.finish();
      }),
      { numRuns: Number(process.env.MODEL_RUNS ?? 12) },
    );
  });

  async function newWorld() {
    const [alice, bob, carol] = await Promise.all(
      ['Alice', 'Bob', 'Carol'].map(async (displayName) =>
        proveAddress(app, await signUp(app, { displayName, language: 'en', timeZone: 'Europe/Paris' })),
      ),
    );
    if (!alice || !bob || !carol) throw new Error('Nobody signed up');
    const conversations = [await match(alice, bob), await match(alice, carol), await meal(bob, [alice, carol])].map(
      (id): ModelConversation => {
        return { id, messages: [], readSeq: 0, quietUntil: 0, isClosed: false, pushed: new Map() };
      },
    );
    await alice.call('notifications.read', { body: {} });
    await alice.call('notifications.editSettings', { body: { quietHours: null } });
    const devices: (StandInDevice & { since: number })[] = [];
    let blocked: string | null = null;
    let guest: Guest | null = null;
    let seenMails = mailServer.mails.length;
    const mailed = new Set<string>();

    const eligible = (conversation: ModelConversation) => {
      const { messages, readSeq, quietUntil, isClosed } = conversation;
      if (isClosed || quietUntil > nowMs) return [];
      return messages.filter(
        ({ seq, senderId, at }) => seq > readSeq && senderId !== alice.id && senderId !== blocked && at >= quietUntil,
      );
    };

    /** Compares what has arrived with the model. Its state has not changed while jobs ran. */
    const check = () => {
      for (const device of devices) {
        for (const { message } of device.received.splice(0)) {
          expect(guest, 'a push while online').to.equal(null);
          const conversation = conversations.find(({ id }) => id === message.id);
          if (!conversation) throw new Error('A push about an unknown conversation');
          const unread = eligible(conversation);
          const { endpoint } = device.subscription;
          const before = conversation.pushed.get(endpoint) ?? 0;
          const { count, seq } = message as unknown as { count: number; seq: number };
          expect({ count, seq }).to.deep.equal({ count: unread.length, seq: unread.at(-1)?.seq });
          for (const one of unread) if (one.seq > before) one.told.push(endpoint);
          conversation.pushed.set(endpoint, seq);
        }
      }
      for (const { to, raw, text } of mailServer.mails.slice(seenMails)) {
        if (to !== alice.email) continue;
        expect(guest, 'a mail while online').to.equal(null);
        const letterId = /^message-id: <(\w+)@/im.exec(raw)?.[1] ?? '';
        // The same mail again after a crash: a mail program shows it once.
        if (mailed.has(letterId)) continue;
        mailed.add(letterId);
        const counts = new Map<string, number>();
        for (const { conversationId, afterSeq, toSeq } of stored.get(letterId)?.conversations ?? []) {
          const conversation = conversations.find(({ id }) => id === conversationId);
          const told = conversation ? eligible(conversation).filter(({ seq }) => seq > afterSeq && seq <= toSeq) : [];
          for (const one of told) one.told.push('mail');
          if (told.length > 0) counts.set(conversationId, told.length);
        }
        expect(countsIn(text)).to.deep.equal(counts);
      }
      seenMails = mailServer.mails.length;
    };

    const run = async (minutes: number) => {
      // Access tokens are valid for 20 hours.
      nowMs += (nowMs < DAY + 10 * 60 * MINUTE ? minutes : Math.min(minutes, 30)) * MINUTE;
      await app.services.messageWatch.write();
      await runDueJobs(app);
      check();
    };

    const setOnline = async (isOnline: boolean) => {
      if (isOnline === (guest !== null)) return;
      if (isOnline) guest = await connectGuest(app, alice);
      else guest?.line.socket.disconnect();
      await until(() => app.kernel.hooks.isOnline(alice.id) === isOnline);
      if (!isOnline) guest = null;
    };

    const write = async (by: number, to: number) => {
      const conversation = conversations[to];
      const sender = [alice, bob, carol][by];
      const isInside = to === 2 || by === 0 || by === to + 1;
      if (!conversation || conversation.isClosed || !sender || !isInside) return;
      const input = { conversationId: conversation.id, clientMessageId: `model-${++sent}`, text: 'x' };
      const { seq } = await app.services.conversations.send(actorOf(sender), input);
      conversation.messages.push({ seq, senderId: sender.id, at: nowMs, told: [] });
    };

    const take = async (one: Step) => {
      const conversation = 'to' in one ? conversations[one.to] : undefined;
      const params = { conversationId: conversation?.id ?? '' };
      switch (one.do) {
        case 'write':
          return write(one.by, one.to);
        case 'read': {
          if (!conversation || conversation.isClosed) return;
          const seq = Math.max(0, conversation.messages.length - one.back);
          await app.services.conversations.read(actorOf(alice), conversation.id, seq);
          conversation.readSeq = Math.max(conversation.readSeq, seq);
          return;
        }
        case 'mute':
          if (!conversation || conversation.isClosed) return;
          await alice.call('conversations.mute', { params, body: { for: one.for } });
          conversation.quietUntil = one.for === 'hour' ? nowMs + 60 * MINUTE : Number.POSITIVE_INFINITY;
          return;
        case 'unmute':
          if (!conversation || conversation.isClosed) return;
          await alice.call('conversations.unmute', { params });
          conversation.quietUntil = Math.min(conversation.quietUntil, nowMs);
          return;
        case 'block': {
          if (blocked) return;
          await alice.call('blocks.create', { params: { personId: carol.id } });
          blocked = carol.id;
          const withCarol = conversations[1];
          if (withCarol) withCarol.isClosed = true;
          return;
        }
        case 'connect':
          return setOnline(true);
        case 'leave':
          return setOnline(false);
        case 'subscribe': {
          if (devices.length === 2) return;
          const device = pushService.newDevice();
          await alice.call('notifications.subscribe', { body: device.subscription });
          devices.push({ ...device, since: nowMs });
          return;
        }
        case 'outage':
          if (one.of === 'mail') mailServer.refuse(true);
          else for (const device of devices) device.answer(503);
          await run(11);
          mailServer.refuse(false);
          for (const device of devices) device.answer(201);
          return;
        case 'crash': {
          if (one.in === 'mailing') {
            await interrupting(Letters.prototype, 'remove', () => run(11));
            return;
          }
          const watch: { note?: unknown } = app.services.messageWatch;
          watch.note = () => {};
          await write(1, 0);
          await write(2, 2);
          delete watch.note;
          await app.services.messageWatch.recover();
          return;
        }
        case 'wait':
          return run(one.minutes);
      }
    };

    const finish = async () => {
      await setOnline(false);
      // Longer than every delay and retry.
      for (let times = 0; times < 10; times++) await run(30);
      for (const conversation of conversations) {
        const unread = new Set(eligible(conversation));
        for (const message of conversation.messages) {
          const told = message.told.toSorted();
          const label = `${conversation.id} ${message.seq}`;
          expect(new Set(told).size, `${label} twice`).to.equal(told.length);
          if (!unread.has(message)) continue;
          // A device that subscribed later may be told of older messages, but need not.
          const since = devices.filter((device) => device.since < message.at);
          const ways = ['mail', ...since.map(({ subscription }) => subscription.endpoint)];
          expect(told, label).to.include.members(ways);
        }
      }
    };
    return { take, finish };
  }

  async function match(person: Person, other: Person): Promise<string> {
    const { id: topicId } = await other.call('topics.create', { body: { title: 'Tea' } });
    await person.call('topics.createInterest', { params: { topicId } });
    return (await other.call('matches.create', { params: { topicId, personId: person.id } })).conversationId;
  }

  async function meal(host: Person, guests: readonly Person[]): Promise<string> {
    const at = (hours: number) => new Date(DAY + hours * 60 * MINUTE).toISOString();
    const body = {
      title: 'Soup',
      mode: 'online',
      capacity: 8,
      timeZone: 'UTC',
      startsAt: at(480),
      endsAt: at(482),
    } as const;
    const { id: mealId } = await host.call('meals.create', { body });
    for (const guest of guests) await guest.call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
    return (await host.call('meals.get', { params: { mealId } })).conversationId ?? '';
  }
});

function actorOf(person: Person) {
  return { tenantId: PUBLIC_TENANT, personId: person.id, sessionId: person.sessionId };
}

/** Conversation → how many messages the mail says there are. */
function countsIn(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  let count = 0;
  for (const line of text.split(/\r?\n/)) {
    const messages = /^(?:A message|(\d+) messages) (?:from|in) /.exec(line);
    if (messages) count = Number(messages[1] ?? 1);
    const link = /\/conversations\/(\w+)$/.exec(line);
    if (link?.[1] && count > 0) counts.set(link[1], count);
    if (link) count = 0;
  }
  return counts;
}
