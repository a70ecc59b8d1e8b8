/**
 * Going back and forth is news once while it is unread, and a few times if it is read each time. Tried with every kind of
 * notification that a person can cause for another: a new kind fails until it is in the table.
 */
import { expect } from 'chai';
import { limits as defaults } from '../../src/kernel/limits.ts';
import {
  allNotificationKinds,
  findNotificationKind,
  type NotificationKind,
} from '../../src/protocol/notification-kinds/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, type Guest } from '../support/guest.ts';
import { matchedPair, type Person, signUp } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const HOUR_MS = 3_600_000;
/** More than a list holds. */
const TIMES = 8;
const LIMITS = { notificationsPerPerson: 7, notificationsPerActor: 3, mealMessagesPerDay: TIMES };

/** Notifications that were there before. */
const OTHERS = 3;

/** What a person does again and again, and to whom. */
interface Flapping {
  recipient: Person;
  /** Once back and forth. */
  flap(time: number): Promise<unknown>;
}

// Promise A4 of docs/promises.md.
describe('going back and forth', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: LIMITS });
  });
  afterEach(disconnectAll);
  after(() => app.close());

  /** Kinds that nobody can cause for another again and again, with the reason. */
  const never: Partial<Record<NotificationKind, string>> = {
    data_export_ready: 'A person has a few archives a day, each of which replaces the former one.',
    time_accepted: 'Accepting needs a proposal of the other person each time.',
    time_declined: 'Declining needs a proposal of the other person each time.',
    appointment_cancelled: 'Cancelling needs an appointment, on which the two agree each time.',
    appointment_reminder: 'The time causes it.',
    meal_next: 'The end of a meal causes it. It counts as a suggestion, of which there are two a day.',
    meal_cancelled: 'A meal is cancelled once.',
    meal_message: 'Its limit per day is small.',
    room_waiting: 'It counts as a suggestion, of which there are two a day.',
    round_paired: 'The time causes it.',
    report_decided: 'Only operators cause it.',
    operators_warning: 'Only operators cause it.',
    factor_reset: 'Only operators cause it.',
    round_left_out: 'The time causes it.',
    round_did_you_meet: 'The time causes it.',
  };

  const flappings: Partial<Record<NotificationKind, () => Promise<Flapping>>> = {
    async interest_created() {
      const [owner, person] = await people();
      const { id: topicId } = await owner.call('topics.create', { body: { title: 'Bread' } });
      return {
        recipient: owner,
        flap: async () => {
          await person.call('topics.createInterest', { params: { topicId } });
          await person.call('topics.withdrawInterest', { params: { topicId } });
        },
      };
    },
    async match_created() {
      const [owner, person] = await people();
      return {
        recipient: person,
        flap: async () => {
          const { id: topicId } = await owner.call('topics.create', { body: { title: 'Bread' } });
          await person.call('topics.createInterest', { params: { topicId } });
          const { id: matchId } = await owner.call('matches.create', { params: { topicId, personId: person.id } });
          await owner.call('matches.end', { params: { matchId } });
          await owner.call('topics.delete', { params: { topicId } });
        },
      };
    },
    async time_proposed() {
      const { alice, bob, match } = await matchedPair(app);
      const params = { matchId: match.id };
      return {
        recipient: bob,
        flap: async (time) => {
          const body = { startsAt: inHours(24 + time), minutes: 30 } as const;
          const { id: proposalId, revision } = await alice.call('proposals.create', { params, body });
          const moved = await alice.call('proposals.change', {
            params: { proposalId },
            body: { ...body, startsAt: inHours(100 + time), revision },
          });
          await alice.call('proposals.cancel', { params: { proposalId }, body: { revision: moved.revision } });
        },
      };
    },
    async community_invited() {
      const [owner, person] = await people();
      const params = { communityId: await community(owner), personId: person.id };
      return {
        recipient: person,
        flap: async () => {
          await owner.call('communities.invite', { params });
          await owner.call('communities.uninvite', { params });
        },
      };
    },
    async community_admitted() {
      const [owner, person] = await people();
      const params = { communityId: await community(owner) };
      await owner.call('communities.edit', { params, body: { joining: 'approval' } });
      return {
        recipient: person,
        flap: async () => {
          await person.call('communities.join', { params, body: { rulesVersion: 0 } });
          await owner.call('communities.admit', { params: { ...params, personId: person.id } });
          await owner.call('communities.remove', { params: { ...params, personId: person.id }, body: {} });
        },
      };
    },
    async community_requested() {
      const [owner, person] = await people();
      const params = { communityId: await community(owner) };
      await owner.call('communities.edit', { params, body: { joining: 'approval' } });
      return {
        recipient: owner,
        flap: async () => {
          await person.call('communities.join', { params, body: { rulesVersion: 0 } });
          await person.call('communities.leave', { params });
        },
      };
    },
    async community_announcement() {
      const [owner, person] = await people();
      const params = { communityId: await community(owner) };
      await person.call('communities.join', { params, body: { rulesVersion: 0 } });
      return {
        recipient: person,
        flap: async (time) => {
          const body = { title: `Walk ${time}` };
          const { id: announcementId } = await owner.call('communities.createAnnouncement', { params, body });
          await owner.call('communities.deleteAnnouncement', { params: { ...params, announcementId } });
        },
      };
    },
    async community_reported() {
      const [owner, person] = await people();
      const params = { communityId: await community(owner) };
      const other = await signUp(app);
      for (const { call } of [person, other]) await call('communities.join', { params, body: { rulesVersion: 0 } });
      const [channel] = (await owner.call('communities.channels', { params })).items;
      const conversationId = channel?.conversationId ?? '';
      const { line } = await connectGuest(app, other);
      return {
        recipient: owner,
        flap: async (time) => {
          const sent = { conversationId, clientMessageId: `message-${time}`, text: 'hello' };
          const { seq } = await line.ask('message:send', sent);
          await person.call('communities.report', { params, body: { conversationId, seq } });
          const { items } = await owner.call('communities.reports', { params });
          const handled = {
            params: { ...params, reportId: items[0]?.id ?? '' },
            body: { state: 'dismissed' },
          } as const;
          await owner.call('communities.handleReport', handled);
        },
      };
    },
    async meal_asked() {
      const [host, guest] = await people();
      const mealId = await meal(host, { needsApproval: true });
      return { recipient: host, flap: () => yesAndNo(guest, mealId) };
    },
    async meal_accepted() {
      const [host, guest] = await people();
      const mealId = await meal(host, { needsApproval: true });
      await guest.call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
      const params = { mealId, personId: guest.id };
      return {
        recipient: guest,
        flap: async () => {
          await host.call('meals.changeGuest', { params, body: { isAccepted: true } });
          await host.call('meals.changeGuest', { params, body: { isAccepted: false } });
        },
      };
    },
    async meal_changed() {
      const [host, guest] = await people();
      const mealId = await meal(host, {});
      await guest.call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
      const move = (hours: number) =>
        host.call('meals.edit', { params: { mealId }, body: { startsAt: inHours(hours), endsAt: inHours(hours + 2) } });
      return {
        recipient: guest,
        flap: async () => {
          await move(60);
          await move(48);
        },
      };
    },
    async meal_offered() {
      const [host, guest] = await people();
      const [first] = await people();
      const mealId = await meal(host, { capacity: 2 });
      await first.call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
      return {
        recipient: guest,
        flap: async () => {
          // The guest waits, is offered the seat of the first one, and gives it back.
          await guest.call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
          await first.call('meals.reply', { params: { mealId }, body: { answer: 'no' } });
          await guest.call('meals.reply', { params: { mealId }, body: { answer: 'no' } });
          await first.call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
        },
      };
    },
    async meal_reminder() {
      const [host, guest] = await people();
      const mealId = await meal(host, {});
      await guest.call('meals.reply', { params: { mealId }, body: { answer: 'yes' } });
      // As the host of a meal that is moved so that its reminder is due, again and again.
      const remind = app.features.meals.jobs?.find(({ name }) => name === 'meals.reminder');
      return {
        recipient: guest,
        flap: async (time) => {
          const startsAt = inHours(48 + time);
          await host.call('meals.edit', { params: { mealId }, body: { startsAt, endsAt: inHours(50 + time) } });
          const data = { mealId, startsAt, hours: 24 };
          await remind?.run({ key: '', tenantId: 'public', dueAt: new Date(), data } as never);
        },
      };
    },
  };

  it('is tried with every kind, or cannot be done', () => {
    expect([...Object.keys(never), ...Object.keys(flappings)]).to.have.members([...allNotificationKinds]);
  });

  for (const [kind, prepare] of Object.entries(flappings) as [NotificationKind, () => Promise<Flapping>][]) {
    // These are a new thing each time.
    const isNew = kind === 'community_announcement' || kind === 'community_reported';
    // The end of these states withdraws the notification, so that it is not unread any more.
    const isWithdrawn = kind === 'community_invited' || kind === 'community_admitted';

    it(`of the kind ${kind} is news once while it is unread, and does not push the notifications of others out`, async () => {
      const { recipient, flap } = await prepare();
      await othersNotify(recipient);
      const heard = await listen(recipient);

      for (let time = 0; time < TIMES; time++) await flap(time);

      const kinds = await kindsOf(recipient);
      const isRepeated = isWithdrawn || findNotificationKind(kind)?.isTimely;
      const max = isNew ? LIMITS.notificationsPerActor : isRepeated ? defaults.notificationRepeats : 1;
      expect(heard(kind)).to.be.within(1, max);
      expect(kinds.filter((one) => one === kind).length).to.be.at.most(isNew ? LIMITS.notificationsPerActor : 1);
      expect(kinds.filter((one) => one === 'round_left_out')).to.have.length(OTHERS);
    });

    it(`of the kind ${kind} is news a few times if it is read each time`, async () => {
      const { recipient, flap } = await prepare();
      const heard = await listen(recipient);

      for (let time = 0; time < TIMES; time++) {
        await flap(time);
        await recipient.call('notifications.read', { body: {} });
      }

      expect(heard(kind)).to.be.within(1, isNew ? LIMITS.notificationsPerActor : defaults.notificationRepeats);
    });
  }

  /** Returns how many notifications of a kind this person's device has heard of so far. */
  async function listen(person: Person): Promise<(kind: NotificationKind) => number> {
    const { line }: Guest = await connectGuest(app, person);
    return (kind) => line.all('notification:created').filter((one) => one.kind === kind).length;
  }

  /** Notifications that have nothing to do with the people in the test. */
  async function othersNotify({ id }: Person): Promise<void> {
    for (let at = 0; at < OTHERS; at++) {
      await app.services.notifications.notify({
        tenantId: 'public',
        personIds: [id],
        kind: 'round_left_out',
        key: `round:${at}`,
        byId: null,
        data: { communityId: null },
      });
    }
  }

  async function kindsOf({ call }: Person): Promise<NotificationKind[]> {
    return (await call('notifications.list', { query: { limit: 100 } })).items.map(({ kind }) => kind);
  }

  async function people(): Promise<[Person, Person]> {
    return Promise.all([signUp(app), signUp(app)]);
  }

  async function community({ call }: Person): Promise<string> {
    return (await call('communities.create', { body: { name: 'A quiet place' } })).id;
  }

  async function meal({ call }: Person, fields: { needsApproval?: boolean; capacity?: number }): Promise<string> {
    const body = { title: 'Soup', startsAt: inHours(48), endsAt: inHours(50), ...fields };
    return (await call('meals.create', { body })).id;
  }

  async function yesAndNo({ call }: Person, mealId: string): Promise<void> {
    for (const answer of ['yes', 'no'] as const) await call('meals.reply', { params: { mealId }, body: { answer } });
  }
});

/** So many hours from now, at a quarter of an hour. */
function inHours(hours: number): string {
  const quarter = HOUR_MS / 4;
  return new Date(Math.ceil(Date.now() / quarter) * quarter + hours * HOUR_MS).toISOString();
}
