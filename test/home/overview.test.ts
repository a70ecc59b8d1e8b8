/** The overview of Home: who waits for the reader, which rooms have people inside, and how much is new. */
import { expect } from 'chai';
import { newId } from '../../src/database/ids.ts';
import { Clock } from '../../src/kernel/clock.ts';
import type { DomainEvents } from '../../src/kernel/events.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/kernel/time.ts';
import { wireLimits } from '../../src/protocol/limits.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Guest, newGuest, sitDown } from '../support/guest.ts';
import { createTenant, signUpInto, switchTo } from '../support/organisations.ts';
import { matchedPair, type Pair, type Person, signUp, signUpAll } from '../support/people.ts';
import { queriesOf } from '../support/queries.ts';
import { disconnectAll } from '../support/socket-client.ts';
import { until } from '../support/until.ts';

/** A quarter of an hour, at which appointments may begin. */
const START_MS = Date.UTC(2026, 9, 20, 9);

describe('the overview of Home', () => {
  let app: TestApp;
  let nowMs = START_MS;

  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { accessTokenMs: 23 * HOUR_MS, jobPollMs: DAY_MS, roomChangeMs: 20 },
    });
  });
  beforeEach(() => {
    nowMs = START_MS;
  });
  afterEach(disconnectAll);
  after(() => app?.close());

  const at = (ms: number) => new Date(nowMs + ms).toISOString();
  const overviewOf = (person: Person, query: { since?: string } = {}) => person.call('home.overview', { query });
  const waitingOf = async (person: Person) => (await overviewOf(person)).waiting;
  const newsOf = async (person: Person, since: string) => (await overviewOf(person, { since })).news;
  const block = (person: Person, other: Person) => person.call('blocks.create', { params: { personId: other.id } });

  async function topicOf(person: Person, body: { title: string; tags?: string[]; communityId?: string }) {
    return (await person.call('topics.create', { body })).id;
  }

  async function interest(person: Person, topicId: string) {
    // Each at another time, so that the newest one is known.
    nowMs += 1;
    await person.call('topics.createInterest', { params: { topicId } });
  }

  async function communityOf(owner: Person, members: readonly Person[], visibility: 'public' | 'private' = 'public') {
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'Stew', visibility } });
    const params = { communityId };
    for (const member of members) await member.call('communities.join', { params, body: { rulesVersion: 0 } });
    return communityId;
  }

  async function planMeal(host: Person, startsInMs: number, body: Record<string, unknown> = {}) {
    const times = { startsAt: at(startsInMs), endsAt: at(startsInMs + HOUR_MS) };
    return (await host.call('meals.create', { body: { title: 'Soup', ...times, ...body } })).id;
  }

  describe('of who waits', () => {
    it('is empty for a new person, who has no news without a time', async () => {
      const reader = await signUp(app);

      expect(await overviewOf(reader)).to.deep.include({ waiting: [], news: null });
    });

    it('has one row for each topic with interested people, newest first, without matches, passed and blocked people', async () => {
      const [owner, ...others] = (await signUpAll(app, 6)) as [Person, Person, Person, Person, Person, Person];
      const [one, two, matched, passed, blocked] = others;
      const [older, newer] = [await topicOf(owner, { title: 'Older' }), await topicOf(owner, { title: 'Newer' })];
      for (const person of [one, two, matched, passed, blocked]) await interest(person, older);
      await interest(two, newer);
      await owner.call('matches.create', { params: { topicId: older, personId: matched.id } });
      await owner.call('interests.pass', { params: { topicId: older, personId: passed.id } });
      await block(blocked, owner);

      const rows = await waitingOf(owner);

      expect(rows.map((row) => row.kind === 'interest' && [row.topicTitle, row.count])).to.deep.equal([
        ['Newer', 1],
        ['Older', 2],
      ]);
      expect(rows[1]?.kind === 'interest' && rows[1].people.map(({ id }) => id)).to.deep.equal([two.id, one.id]);
      expect(await waitingOf(one)).to.deep.equal([]);
    });

    it('shows a few faces and a limited number of rows', async () => {
      const [owner, ...others] = (await signUpAll(app, 6)) as [Person, ...Person[]];
      const many = await topicOf(owner, { title: 'Many' });
      for (const person of others) await interest(person, many);
      const [first] = others as [Person];
      for (let number = 0; number < wireLimits.homeWaiting; number += 1) {
        await interest(first, await topicOf(owner, { title: `Topic ${number}` }));
      }

      const rows = await waitingOf(owner);

      expect(rows).to.have.length(wireLimits.homeWaiting);
      await owner.call('topics.delete', { params: { topicId: rows[0]?.kind === 'interest' ? rows[0].topicId : '' } });
      const row = (await waitingOf(owner)).at(-1);
      expect(row).to.deep.include({ kind: 'interest', topicTitle: 'Many', count: 5 });
      expect(row?.kind === 'interest' && row.people).to.have.length(wireLimits.homeFaces);
    });

    it('has people who wait behind more matched ones than it reads', async () => {
      const small = await startTestApp({ clock: new Clock(() => nowMs), limits: { homeReads: 2 } });
      try {
        const [owner, waits, ...matched] = (await signUpAll(small, 4)) as [Person, Person, Person, Person];
        const topicId = await topicOf(owner, { title: 'Asked' });
        for (const person of [waits, ...matched]) await interest(person, topicId);
        for (const { id: personId } of matched) await owner.call('matches.create', { params: { topicId, personId } });

        const rows = await waitingOf(owner);

        expect(rows.map((row) => row.kind === 'interest' && [row.count, row.people[0]?.id])).to.deep.equal([
          [1, waits.id],
        ]);
      } finally {
        await small.close();
      }
    });

    it('does not read what the profiles of waiting people say', async () => {
      const [owner, other] = (await signUpAll(app, 2)) as [Person, Person];
      await communityOf(owner, [other]);
      await interest(other, await topicOf(owner, { title: 'Asked' }));
      await waitingOf(owner);

      const queries = await queriesOf(app, () => waitingOf(owner));

      expect(queries).to.include('interests.find');
      // Names and faces are kept in memory since the first read.
      expect(queries).not.to.include('profiles.find').and.not.to.include('communities.find');
    });

    it('has a proposal for the person who answers, as long as its time has not come', async () => {
      const pair = await matchedPair(app);
      await propose(pair, 2 * HOUR_MS);

      expect(await waitingOf(pair.bob)).to.deep.equal([
        {
          kind: 'proposal',
          conversationId: pair.conversationId,
          person: await alicesSummary(pair),
          startsAt: at(2 * HOUR_MS),
          endsAt: at(2.5 * HOUR_MS),
        },
      ]);
      expect(await waitingOf(pair.alice)).to.deep.equal([]);
      nowMs += 2 * HOUR_MS;
      expect(await waitingOf(pair.bob)).to.deep.equal([]);
    });

    it('has an appointment for both from some hours before it until its end', async () => {
      const pair = await matchedPair(app);
      const begins = nowMs + 20 * HOUR_MS;
      const { id: proposalId, revision } = await propose(pair, 20 * HOUR_MS);
      await pair.bob.call('proposals.accept', { params: { proposalId }, body: { revision } });
      const kindsAt = async (ms: number) => {
        nowMs = begins + ms;
        return Promise.all(
          [pair.alice, pair.bob].map(async (person) => (await waitingOf(person)).map(({ kind }) => kind)),
        );
      };

      const shown = [['appointment'], ['appointment']];
      expect(await kindsAt(-16 * HOUR_MS - 1)).to.deep.equal([[], []]);
      expect(await kindsAt(-16 * HOUR_MS)).to.deep.equal(shown);
      expect(await kindsAt(29 * MINUTE_MS)).to.deep.equal(shown);
      expect(await kindsAt(30 * MINUTE_MS)).to.deep.equal([[], []]);
    });

    it('has nothing of a proposal after one has blocked the other', async () => {
      const pair = await matchedPair(app);
      await propose(pair, 2 * HOUR_MS);
      expect(await waitingOf(pair.bob)).to.have.length(1);

      await block(pair.alice, pair.bob);

      expect(await waitingOf(pair.bob)).to.deep.equal([]);
    });

    it('has meals that begin soon for those who go, offered seats, and requests for the host, soonest first', async () => {
      const [host, guest, waiting] = (await signUpAll(app, 3)) as [Person, Person, Person];
      await planMeal(host, 17 * HOUR_MS, { title: 'Tomorrow' });
      const soon = await planMeal(host, 3 * HOUR_MS, { title: 'Soon', capacity: 2 });
      const asked = await planMeal(host, 9 * DAY_MS, { title: 'Asked', needsApproval: true });
      const yes = { answer: 'yes' } as const;
      await guest.call('meals.reply', { params: { mealId: soon }, body: yes });
      await waiting.call('meals.reply', { params: { mealId: soon }, body: yes });
      await waiting.call('meals.reply', { params: { mealId: asked }, body: yes });
      const titlesOf = async (person: Person) =>
        (await waitingOf(person)).map((row) => [row.kind, 'title' in row ? row.title : '']);

      expect(await titlesOf(host)).to.deep.equal([
        ['meal', 'Soon'],
        ['meal_requests', 'Asked'],
      ]);
      expect(await titlesOf(guest)).to.deep.equal([['meal', 'Soon']]);
      expect(await titlesOf(waiting)).to.deep.equal([]);

      await guest.call('meals.reply', { params: { mealId: soon }, body: { answer: 'no' } });

      expect(await titlesOf(guest)).to.deep.equal([]);
      expect(await titlesOf(waiting)).to.deep.equal([['meal_offer', 'Soon']]);
      await host.call('meals.cancel', { params: { mealId: soon }, body: {} });
      expect(await titlesOf(waiting)).to.deep.equal([]);
    });

    it('has people who ask to join a community, for those who can answer, newest first with interest', async () => {
      const [owner, moderator, member, first, second] = (await signUpAll(app, 5)) as [
        Person,
        Person,
        Person,
        Person,
        Person,
      ];
      const communityId = await communityOf(owner, [moderator, member]);
      const params = { communityId };
      const role = { role: 'moderator' } as const;
      await owner.call('communities.setRole', { params: { ...params, personId: moderator.id }, body: role });
      await owner.call('communities.edit', { params, body: { joining: 'approval' } });
      await interest(first, await topicOf(moderator, { title: 'Soup' }));
      for (const person of [first, second]) {
        nowMs += 1;
        await person.call('communities.join', { params, body: { rulesVersion: 0, note: 'Hello' } });
      }

      const rows = await waitingOf(moderator);

      expect(rows.map(({ kind }) => kind)).to.deep.equal(['community_requests', 'interest']);
      expect(rows[0]).to.deep.include({ communityId, communityName: 'Stew', count: 2, at: at(0) });
      expect(rows[0]?.kind === 'community_requests' && rows[0].people.map(({ id }) => id)).to.deep.equal([
        second.id,
        first.id,
      ]);
      expect((await waitingOf(owner)).map(({ kind }) => kind)).to.deep.equal(['community_requests']);
      for (const person of [member, first]) expect(await waitingOf(person)).to.deep.equal([]);
      await owner.call('communities.admit', { params: { ...params, personId: first.id } });
      await moderator.call('communities.decline', { params: { ...params, personId: second.id } });
      expect(await waitingOf(owner)).to.deep.equal([]);
    });

    it('has people who ask to join for a member to whom a group gives the permission, and not for others of the group', async () => {
      const founder = await signUp(app);
      const owner = await switchTo(app, founder, await createTenant(founder));
      const [member, outsider, asking] = [
        await signUpInto(app, owner),
        await signUpInto(app, owner),
        await signUpInto(app, owner),
      ];
      const communityId = await communityOf(owner, [member]);
      await owner.call('communities.edit', { params: { communityId }, body: { joining: 'approval' } });
      await asking.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
      const grants = [{ setId: 'moderator', communityId }];
      const { id: groupId } = await owner.call('tenantGroups.create', { body: { name: 'Table', grants } });
      expect(await waitingOf(member)).to.deep.equal([]);

      for (const { id: personId } of [member, outsider]) {
        await owner.call('tenantGroups.addPerson', { params: { groupId, personId } });
      }

      expect((await waitingOf(member)).map(({ kind }) => kind)).to.deep.equal(['community_requests']);
      expect(await waitingOf(outsider)).to.deep.equal([]);
    });

    it('has nothing of the same account in another organisation', async () => {
      const [owner, other] = (await signUpAll(app, 2)) as [Person, Person];
      await interest(other, await topicOf(owner, { title: 'Outside' }));
      const inside = await switchTo(app, owner, await createTenant(owner));
      expect(await waitingOf(inside)).to.deep.equal([]);
      const colleague = await signUpInto(app, inside);
      await interest(colleague, await topicOf(inside, { title: 'Inside' }));

      const titles = (await waitingOf(inside)).map((row) => row.kind === 'interest' && row.topicTitle);

      expect(titles).to.deep.equal(['Inside']);
    });
  });

  describe('of live rooms', () => {
    const guests = (howMany: number) => Promise.all(Array.from({ length: howMany }, () => newGuest(app)));
    const roomsOf = async (person: Person) => (await overviewOf(person)).live;
    const open = async (guest: Guest, title = 'Evening') => (await guest.call('rooms.create', { body: { title } })).id;
    /** Sits down, and waits until the owner of the room sees it in the list. */
    const enter = async (guest: Guest, roomId: string) => {
      await sitDown(app, guest, roomId);
      await until(
        async () => (await guest.call('rooms.get', { params: { roomId } })).peers.some(({ id }) => id === guest.id),
        Boolean,
      );
    };

    it('has those with people inside, most people first, with some faces and the number', async () => {
      const [reader, ...people] = (await guests(6)) as [Guest, Guest, Guest, Guest, Guest, Guest];
      const [ann, ben, cem, dora, eva] = people;
      const [small, large] = [await open(ann, 'Small'), await open(ann, 'Large')];
      await open(ben, 'Empty');
      await enter(eva, small);
      for (const guest of [ann, ben, cem, dora]) await enter(guest, large);

      const live = await roomsOf(reader);
      const mine = live.filter(({ id }) => [small, large].includes(id));

      expect(mine.map(({ title, count, people: faces }) => [title, count, faces.length])).to.deep.equal([
        ['Large', 4, wireLimits.homeFaces],
        ['Small', 1, 1],
      ]);
      expect(live.map(({ title }) => title)).not.to.include('Empty');
    });

    it('has no faces and rooms of people in a block with the reader, and no room in which the reader meets nobody', async () => {
      const [reader, blocker, blocked, friend] = (await guests(4)) as [Guest, Guest, Guest, Guest];
      const [apart, mixed, own] = [await open(blocker), await open(friend), await open(reader)];
      const theirs = await open(blocked);
      await enter(blocker, apart);
      await enter(blocked, mixed);
      await enter(friend, mixed);
      await enter(await newGuest(app), theirs);
      await enter(reader, own);
      await block(blocker, reader);
      await block(reader, blocked);

      const live = (await roomsOf(reader)).filter(({ id }) => [apart, mixed, own, theirs].includes(id));

      expect(live.map(({ id }) => id)).to.deep.equal([mixed]);
      expect(live[0]?.people.map(({ id }) => id)).to.deep.equal([friend.id]);
      expect(live[0]?.count).to.equal(2);
    });

    it('has the room of a private community for its members only', async () => {
      const [owner, outsider] = (await guests(2)) as [Guest, Guest];
      const member = await newGuest(app);
      const communityId = await communityOf(owner, [], 'private');
      const { token } = await owner.call('communities.createInvitation', { params: { communityId }, body: {} });
      await member.call('communities.acceptInvitation', { body: { token: token ?? '', rulesVersion: 0 } });
      const { id: roomId } = await owner.call('communities.openRoom', { params: { communityId } });
      await enter(owner, roomId);

      const seenBy = async (person: Person) => (await roomsOf(person)).some(({ id }) => id === roomId);

      expect(await seenBy(member)).to.equal(true);
      expect(await seenBy(outsider)).to.equal(false);
    });

    it('has the room with most people, also behind more live rooms than are read', async () => {
      const crowded = await startTestApp({ limits: { roomChangeMs: 20 } });
      try {
        const [reader, ann, ben, cem] = await Promise.all([1, 2, 3, 4].map(() => newGuest(crowded)));
        if (!reader || !ann || !ben || !cem) throw new Error('four people came');
        const { events } = crowded.kernel;
        const live = new Promise<DomainEvents['roomChanged']>((resolve) => {
          events.on('roomChanged', (event) => event.room.peers.length > 0 && resolve(event));
        });
        // The oldest room, and the last one that people enter.
        const large = await open(ben, 'Large');
        await sitDown(crowded, ann, await open(ann, 'Small'));
        const { room, ...change } = await live;
        // As other nodes of the same kind announce theirs.
        for (let count = 0; count < 200; count += 1) {
          events.announce('roomChanged', { ...change, room: { ...room, id: newId() } });
        }
        await sitDown(crowded, ben, large);
        await sitDown(crowded, cem, large);
        const isFull = async () => (await ben.call('rooms.get', { params: { roomId: large } })).peers.length === 2;
        await until(isFull, Boolean);

        expect((await roomsOf(reader))[0]).to.deep.include({ title: 'Large', count: 2 });
      } finally {
        await crowded.close();
      }
    });

    it('has no room of another organisation, and a limited number of rooms', async () => {
      const reader = await newGuest(app);
      const people = await guests(wireLimits.homeRooms + 1);
      for (const guest of people) await enter(guest, await open(guest));
      const founder = await signUp(app);
      const inside = await switchTo(app, founder, await createTenant(founder));

      expect(await roomsOf(reader)).to.have.length(wireLimits.homeRooms);
      expect(await roomsOf(inside)).to.deep.equal([]);
    });
  });

  describe('of what is new', () => {
    it('counts matches, interested people, topics that fit, and meals of my communities, after the time', async () => {
      const [reader, other, third, passed] = (await signUpAll(app, 4)) as [Person, Person, Person, Person];
      const communityId = await communityOf(other, [reader]);
      await reader.call('profiles.update', { body: { tags: ['bread'] } });
      const mine = await topicOf(reader, { title: 'Mine', tags: ['bread'] });
      const make = async () => {
        await interest(third, mine);
        await interest(passed, mine);
        await reader.call('interests.pass', { params: { topicId: mine, personId: passed.id } });
        await topicOf(other, { title: 'Fits', tags: ['bread'] });
        await topicOf(other, { title: 'Does not', tags: ['stone'] });
        await planMeal(other, 3 * DAY_MS, { communityId });
        await planMeal(other, 3 * DAY_MS);
        const theirs = await topicOf(other, { title: 'Theirs', tags: ['stone'] });
        await interest(reader, theirs);
        await other.call('matches.create', { params: { topicId: theirs, personId: reader.id } });
      };
      await make();
      nowMs += 1;
      const after = at(0);
      nowMs += 1;

      expect(await newsOf(reader, after)).to.deep.equal({
        since: after,
        matches: 0,
        interests: 0,
        topics: 0,
        meals: 0,
      });
      expect(await newsOf(reader, at(-HOUR_MS))).to.deep.include({ matches: 1, interests: 1, topics: 1, meals: 1 });
      expect(await newsOf(other, at(-HOUR_MS))).to.deep.include({ matches: 1, meals: 0 });
    });

    it('leaves out people in a block, and topics of communities that the reader is not in', async () => {
      const [reader, blocked, stranger] = (await signUpAll(app, 3)) as [Person, Person, Person];
      await reader.call('profiles.update', { body: { tags: ['pears'] } });
      const communityId = await communityOf(stranger, []);
      const shared = await communityOf(blocked, [reader]);
      await topicOf(stranger, { title: 'Not for outsiders', tags: ['pears'], communityId });
      await topicOf(blocked, { title: 'Blocked', tags: ['pears'] });
      await planMeal(blocked, DAY_MS, { communityId: shared });
      await interest(blocked, await topicOf(reader, { title: 'Mine' }));
      expect(await newsOf(reader, at(-HOUR_MS))).to.deep.include({ interests: 1, topics: 1, meals: 1 });

      await block(blocked, reader);

      expect(await newsOf(reader, at(-HOUR_MS))).to.deep.include({ interests: 0, topics: 0, meals: 0 });
    });

    it('reads of the reader only the tags to count new topics, not what ranks them', async () => {
      const reader = await signUp(app);
      await reader.call('profiles.update', { body: { tags: ['plums'] } });
      await newsOf(reader, at(-HOUR_MS));

      const queries = await queriesOf(app, () => newsOf(reader, at(-HOUR_MS)));

      expect(queries).to.include('topics.countDocuments');
      expect(queries).not.to.include('notinterested.find');
    });

    it('looks back a limited time', async () => {
      const reader = await signUp(app);

      expect((await newsOf(reader, at(-90 * DAY_MS)))?.since).to.equal(at(-30 * DAY_MS));
    });
  });

  function propose({ alice, match }: Pair, inMs: number) {
    return alice.call('proposals.create', { params: { matchId: match.id }, body: { startsAt: at(inMs), minutes: 30 } });
  }

  async function alicesSummary({ bob }: Pair) {
    return (await bob.call('matches.list')).items[0]?.person;
  }
});
