/** A thousand pairs of people press on each other's topic at the same moment: each pair gets one match and one conversation. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { allPages, type Person, signUpAll } from '../support/people.ts';

/** Everyone with everyone: 46 people are 1,035 pairs. */
const people = 46;

interface Player {
  person: Person;
  topicId: string;
}

describe('a thousand simultaneous mutual interests', function () {
  this.timeout(120_000);
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { waitingPerTopic: 1_000, waitingPerOwner: 1_000 } });
  });
  after(() => app.close());

  it('make one match and one conversation each', async () => {
    const players = await Promise.all((await signUpAll(app, people)).map(withTopic));
    let announced = 0;
    app.kernel.events.on('matchCreated', () => {
      announced += 1;
    });

    // One after the other, so that in each round everyone presses with one other person at the same moment.
    for (const round of everyoneWithEveryone(players)) await Promise.all(round.flatMap(pressAtOnce));

    expect(announced).to.equal((people * (people - 1)) / 2);
    const matches = await Promise.all(players.map(({ person }) => matchesOf(person)));
    for (const [index, mine] of matches.entries()) {
      const others = players.filter((_, other) => other !== index).map(({ person }) => person.id);
      expect(mine.map((match) => match.person.id)).to.have.members(others);
    }
    // Both of a match name the same conversation, and no two matches share one.
    expect(new Set(matches.flat().map(({ conversationId }) => conversationId)).size).to.equal(announced);
  });
});

async function withTopic(person: Person): Promise<Player> {
  const { id: topicId } = await person.call('topics.create', { body: { title: 'Ramen and Rust' } });
  return { person, topicId };
}

function pressAtOnce([one, other]: [Player, Player]): Promise<unknown>[] {
  return [
    one.person.call('topics.createInterest', { params: { topicId: other.topicId } }),
    other.person.call('topics.createInterest', { params: { topicId: one.topicId } }),
  ];
}

function matchesOf(person: Person) {
  return allPages((cursor) => person.call('matches.list', { query: { limit: 100, ...(cursor && { cursor }) } }));
}

/** Rounds of pairs in which everyone meets everyone once: one stays, the others turn round the table. */
function everyoneWithEveryone(players: readonly Player[]): [Player, Player][][] {
  const [first, ...turning] = players;
  if (!first) return [];
  return turning.map((_, turn) => {
    const seats = [first, ...turning.slice(turn), ...turning.slice(0, turn)];
    return seats.slice(0, seats.length / 2).flatMap((player, seat): [Player, Player][] => {
      const opposite = seats.at(-1 - seat);
      return opposite ? [[player, opposite]] : [];
    });
  });
}
