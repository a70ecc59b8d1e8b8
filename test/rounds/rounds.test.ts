import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import type { RoundAnswer } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Call, caller, type Person, Refusal, refusal, signUpAll } from '../support/people.ts';

const DAY = 24 * 3_600_000;

describe('rounds', () => {
  let app: TestApp;
  let nowMs = Date.now();
  const clock = new Clock(() => nowMs);

  before(async () => {
    // Jobs run only when the test calls `runDue`.
    app = await startTestApp({ clock, limits: { jobPollMs: 3_600_000 } });
  });

  after(() => app.close());

  it('pair everyone who said yes, notify both with reasons, and open a conversation', async () => {
    const circle = await community(4);
    const [alice, bob] = circle.members;
    await alice.call('profiles.update', { body: { tags: ['tea', 'rust'] } });
    await bob.call('profiles.update', { body: { tags: ['tea'] } });
    await sayYes(circle, circle.members);

    await holdRound(circle);

    expect(await tablesOf(circle.members)).to.have.length(2);
    const [mine] = (await alice.call('rounds.listPairs')).items;
    expect(mine?.partners.map(({ person }) => person.id)).to.deep.equal([bob.id]);
    expect(mine).to.deep.include({ communityId: circle.communityId, didMeet: null });
    expect(mine?.partners[0]?.reasons).to.deep.include({ kind: 'shared_tags', tags: ['tea'] });
    const params = { conversationId: mine?.partners[0]?.conversationId ?? '' };
    expect((await bob.call('conversations.get', { params })).state).to.equal('open');
    const received = (await bob.call('notifications.list')).items.map(({ kind, person }) => [kind, person?.id]);
    expect(received).to.deep.include(['round_paired', alice.id]);
    expect(received.map(([kind]) => kind)).to.not.include('match_created');
  });

  it('are held exactly once, even if a process stops in the middle and several continue', async () => {
    const circle = await community(9);
    await sayYes(circle, circle.members);
    const { jobs } = app.kernel;
    await moveToRound(circle);
    // Fail in the middle: some people are seated, the others are not.
    const { matches } = app.services;
    const pair = matches.pair.bind(matches);
    let remaining = 2;
    matches.pair = async (pairing) => {
      if (remaining-- <= 0) throw new Error('simulated crash');
      return pair(pairing);
    };
    await jobs.runDue();
    matches.pair = pair;
    nowMs += 60_000;

    await Promise.all([jobs.runDue(), jobs.runDue()]);
    await jobs.runDue();

    const tables = await tablesOf(circle.members);
    expect(tables.flat()).to.have.members(circle.members.map(({ id }) => id));
    expect(tables.map((table) => table.length).sort()).to.deep.equal([2, 2, 2, 3]);
    for (const member of circle.members) {
      const kinds = (await member.call('notifications.list')).items.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'round_paired')).to.have.length(1);
    }
    const { schedule } = await getRounds(circle, circle.owner);
    expect(Date.parse(schedule?.nextAt ?? '') - circle.firstAt).to.equal(7 * DAY);
  });

  it('pair new people each time, and repeat a pair only if they did not meet', async () => {
    const circle = await community(4);
    await sayYes(circle, circle.members, 'always');
    const seen: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await holdRound(circle);
      seen.push(...(await tablesOf(circle.members)).slice(-2).map((table) => table.sort().join()));
    }
    expect(new Set(seen).size).to.equal(6);
    const [alice] = circle.members;
    const missed = (await alice.call('rounds.listPairs')).items[1];
    await answer(alice, missed?.id ?? '', { didMeet: false });

    await holdRound(circle);

    const [last] = (await alice.call('rounds.listPairs')).items;
    expect(last?.partners[0]?.person.id).to.equal(missed?.partners[0]?.person.id);
    expect(last?.partners[0]?.reasons).to.deep.include({ kind: 'never_met' });
  });

  it('never leave out again the person who was left out most', async () => {
    const circle = await community(3);
    const [alice, bob, carol] = circle.members as Six;
    await openRounds(circle, circle.owner, 'next_time');
    // Without Alice's turns, Bob and Carol would be paired: they have the most in common.
    for (const one of [bob, carol]) await one.call('profiles.update', { body: { tags: ['tea', 'rust', 'jazz'] } });
    await sayYes(circle, [alice], 'always');
    await holdRound(circle);
    await holdRound(circle);
    expect(await tablesOf([alice])).to.deep.equal([]);

    await sayYes(circle, [bob, carol]);
    await holdRound(circle);

    expect(await tablesOf([alice])).to.have.length(1);
  });

  it('respect never-match lists, blocks, pauses and circles', async () => {
    const circle = await community(6);
    const [alice, bob, carol, dave, eve, frank] = circle.members as Six;
    await sayYes(circle, circle.members);
    // Alice would be paired with Bob or Carol if she could.
    await alice.call('profiles.update', { body: { tags: ['tea', 'rust', 'jazz', 'go'] } });
    await bob.call('profiles.update', { body: { tags: ['tea', 'rust'] } });
    await carol.call('profiles.update', { body: { tags: ['jazz', 'go'] } });
    await alice.call('neverMatch.add', { params: { personId: bob.id } });
    await alice.call('blocks.create', { params: { personId: carol.id } });
    await eve.call('rounds.setPause', { body: { pause: { from: at(0), until: at(30 * DAY) } } });
    await frank.call('communities.leave', { params: { communityId: circle.communityId } });

    await holdRound(circle);

    expect(sorted(await tablesOf(circle.members))).to.deep.equal(
      sorted([
        [alice.id, dave.id],
        [bob.id, carol.id],
      ]),
    );
    expect((await eve.call('rounds.listPairs')).items).to.deep.equal([]);
    await eve.call('rounds.setPause', { body: { pause: null } });
    expect(await eve.call('rounds.getPause')).to.deep.equal({ pause: null });
    const years = { from: at(0), until: at(367 * DAY) };
    expect((await refusal(eve.call('rounds.setPause', { body: { pause: years } }))).status).to.equal(400);
  });

  it('hide a partner who was blocked later, and the whole table if nobody else sat there', async () => {
    const circle = await community(3);
    const [alice, bob, carol] = circle.members as Six;
    await sayYes(circle, circle.members);
    await holdRound(circle);

    await alice.call('blocks.create', { params: { personId: bob.id } });
    const [three] = (await alice.call('rounds.listPairs')).items;
    await carol.call('blocks.create', { params: { personId: alice.id } });

    expect(three?.partners.map(({ person }) => person.id)).to.deep.equal([carol.id]);
    expect((await alice.call('rounds.listPairs')).items).to.deep.equal([]);
  });

  it('ask "did you meet?", keep the answer private, and never repeat a pair that one of them refuses', async () => {
    const circle = await community(2);
    const [alice, bob] = circle.members;
    await sayYes(circle, circle.members, 'always');
    await holdRound(circle);
    const [mine] = (await alice.call('rounds.listPairs')).items;
    nowMs += 5 * DAY;
    await app.kernel.jobs.runDue();
    const asked = (await alice.call('notifications.list')).items[0];
    expect(asked).to.deep.include({ kind: 'round_did_you_meet', data: { personId: bob.id, pairId: mine?.id } });

    const answered = await answer(alice, mine?.id ?? '', { didMeet: true, ratherNotIds: [bob.id, 'nobody'] });

    expect(answered.didMeet).to.equal(true);
    await answer(alice, mine?.id ?? '', { didMeet: false });
    expect((await alice.call('rounds.listPairs')).items[0]?.didMeet).to.equal(false);
    expect((await bob.call('rounds.listPairs')).items[0]?.didMeet).to.equal(null);
    expect((await bob.call('neverMatch.list')).items).to.deep.equal([]);
    await holdRound(circle);
    expect((await alice.call('rounds.listPairs')).items).to.have.length(1);
    const latest = (await bob.call('notifications.list')).items[0];
    expect(latest).to.deep.include({ kind: 'round_left_out', data: { communityId: circle.communityId } });
    const [carol] = (await people(1)) as [Person];
    expect((await refusal(answer(carol, mine?.id ?? '', { didMeet: true }))).status).to.equal(404);
  });

  it('count a late yes from the following round, a no immediately, and `next` for one round', async () => {
    const circle = await community(3);
    const [alice, bob, carol] = circle.members as Six;
    await sayYes(circle, [alice, bob, carol], 'next');
    nowMs = circle.firstAt - 30 * 60_000;
    await sayYes(circle, [alice], 'always');
    await sayYes(circle, [carol], 'none');
    await sayYes(circle, [carol], 'next');

    await holdRound(circle);

    expect(sorted(await tablesOf(circle.members))).to.deep.equal(sorted([[alice.id, bob.id]]));
    expect((await getRounds(circle, alice)).schedule?.myAnswer).to.equal('always');
    expect((await getRounds(circle, bob)).schedule?.myAnswer).to.equal('none');
    expect((await getRounds(circle, carol)).schedule?.myAnswer).to.equal('next');
  });

  it('are opened and closed by moderators of the community, and visible only to its members', async () => {
    const circle = await community(2);
    const [alice] = circle.members;
    const [stranger] = (await people(1)) as [Person];
    const { communityId } = circle;

    expect((await refusal(openRounds(circle, alice))).reason).to.equal('forbidden/not_allowed');
    expect((await refusal(openRounds(circle, stranger))).status).to.equal(404);
    expect((await refusal(getRounds(circle, stranger))).status).to.equal(404);
    expect((await refusal(sayYes(circle, [stranger]))).status).to.equal(404);
    await circle.owner.call('rounds.close', { body: { communityId } });
    expect(await getRounds(circle, alice)).to.deep.equal({ schedule: null, mayOpen: false });
    expect((await refusal(sayYes(circle, [alice]))).reason).to.equal('conflict/no_rounds');
    expect((await openRounds(circle, circle.owner)).isMine).to.equal(true);
  });

  it('among everyone start with the first yes and need nobody to open them', async () => {
    const [alice, bob] = (await people(2)) as [Person, Person];
    const { schedule: before } = await alice.call('rounds.get');
    await Promise.all([alice, bob].map((one) => one.call('rounds.answer', { body: { answer: 'next' } })));
    nowMs = Date.parse(before?.nextAt ?? '');

    await app.kernel.jobs.runDue();

    const [mine] = (await alice.call('rounds.listPairs')).items;
    expect(mine).to.deep.include({ communityId: null });
    expect(mine?.partners.map(({ person }) => person.id)).to.deep.equal([bob.id]);
  });

  it('delete the data of a deleted account', async () => {
    const circle = await community(3);
    const [alice, ...others] = circle.members;
    await sayYes(circle, circle.members);
    await holdRound(circle);

    await alice.call('accounts.delete', { body: { password: alice.password } });

    for (const name of ['rounds', 'roundpairs', 'roundanswers', 'roundpauses', 'nevermatches']) {
      const left = await app.connection.collection(name).find().toArray();
      expect(JSON.stringify(left), name).to.not.include(alice.id);
    }
    const [table] = (await others[0]?.call('rounds.listPairs'))?.items ?? [];
    expect(table?.partners.map(({ person }) => person.id)).to.deep.equal([others[1]?.id]);
  });

  type Six = [Person, Person, Person, Person, Person, Person];

  interface CommunityWithRounds {
    communityId: string;
    owner: Person;
    members: [Person, Person, ...Person[]];
    firstAt: number;
  }

  /** Creates a community with this many members besides its owner, whose rounds begin in three days. */
  async function community(count: number): Promise<CommunityWithRounds> {
    const [owner, ...members] = await people(count + 1);
    const { id: communityId } = await (owner as Person).call('communities.create', {
      body: { name: `Tea ${nowMs}` },
    });
    for (const member of members)
      await member.call('communities.join', { params: { communityId }, body: { rulesVersion: 0 } });
    const firstAt = nowMs + 3 * DAY;
    const circle = { communityId, owner: owner as Person, members: members as CommunityWithRounds['members'], firstAt };
    await openRounds(circle, circle.owner);
    return circle;
  }

  /** Signs up people whose calls sign in again after the access token has expired. */
  async function people(count: number): Promise<Person[]> {
    return (await signUpAll(app, count)).map((person) => {
      let call = person.call;
      const callOrSignIn: Call = async (name, input) => {
        try {
          return await call(name, input);
        } catch (error) {
          if (!(error instanceof Refusal) || error.status !== 401) throw error;
          const body = { email: person.email, password: person.password };
          call = caller(app, (await caller(app)('sessions.signIn', { body })).accessToken);
          return call(name, input);
        }
      };
      return { ...person, call: callOrSignIn };
    });
  }

  function openRounds(
    { communityId, firstAt }: CommunityWithRounds,
    person: Person,
    oddOneOut: 'trio' | 'next_time' = 'trio',
  ) {
    const body = { communityId, firstAt: new Date(firstAt).toISOString(), timeZone: 'UTC', oddOneOut };
    return person.call('rounds.open', { body });
  }

  function getRounds({ communityId }: CommunityWithRounds, person: Person) {
    return person.call('rounds.get', { query: { communityId } });
  }

  async function sayYes(
    { communityId }: CommunityWithRounds,
    people: readonly Person[],
    choice: RoundAnswer = 'next',
  ): Promise<void> {
    for (const person of people) await person.call('rounds.answer', { body: { communityId, answer: choice } });
  }

  function answer(person: Person, pairId: string, body: { didMeet: boolean; ratherNotIds?: string[] }) {
    return person.call('rounds.answerMeeting', { params: { pairId }, body });
  }

  async function moveToRound(circle: CommunityWithRounds): Promise<void> {
    const { schedule } = await getRounds(circle, circle.owner);
    nowMs = Date.parse(schedule?.nextAt ?? '');
  }

  async function holdRound(circle: CommunityWithRounds): Promise<void> {
    await moveToRound(circle);
    await app.kernel.jobs.runDue();
  }

  /** All tables at which any of these people sat, oldest first. */
  async function tablesOf(people: readonly Person[]): Promise<string[][]> {
    const ids = people.map(({ id }) => id);
    const found = await app.connection
      .collection('roundpairs')
      .find({ personIds: { $in: ids } })
      .sort({ createdAt: 1 });
    return (await found.toArray()).map(({ personIds }) => personIds as string[]);
  }

  function sorted(tables: readonly string[][]): string[] {
    return tables.map((table) => [...table].sort().join()).sort();
  }

  function at(laterMs: number): string {
    return new Date(nowMs + laterMs).toISOString();
  }
});
