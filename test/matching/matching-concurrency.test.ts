/** Many pairs show interest in each other's topics simultaneously: each pair gets one match and one conversation. */
import { expect } from 'chai';
import { startTestApp, type TestApp } from '../support/app.ts';
import { allPages, type Person, signUpAll } from '../support/people.ts';

/** 10 people form 45 pairs. */
const peopleCount = 10;

interface Player {
  person: Person;
  topicId: string;
}

describe('many simultaneous mutual interests', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ limits: { waitingPerTopic: 1_000, waitingPerOwner: 1_000 } });
  });
  after(() => app.close());

  it('create one match and one conversation each', async () => {
    const players = await Promise.all((await signUpAll(app, peopleCount)).map(withTopic));
    let announced = 0;
    app.kernel.events.on('matchCreated', () => {
      announced += 1;
    });

    // One round after the other: within a round, each person forms one pair, and all pairs press at the same moment.
    for (const round of everyoneWithEveryone(players)) await Promise.all(round.flatMap(showInterestAtOnce));

    expect(announced).to.equal((peopleCount * (peopleCount - 1)) / 2);
    const matches = await Promise.all(players.map(({ person }) => matchesOf(person)));
    for (const [index, mine] of matches.entries()) {
      const others = players.filter((_, other) => other !== index).map(({ person }) => person.id);
      expect(mine.map((match) => match.person.id)).to.have.members(others);
    }
    // Both people of a match see the same conversation, and no two matches share one.
    expect(new Set(matches.flat().map(({ conversationId }) => conversationId)).size).to.equal(announced);
  });
});

async function withTopic(person: Person): Promise<Player> {
  const { id: topicId } = await person.call('topics.create', { body: { title: 'Ramen and Rust' } });
  return { person, topicId };
}

function showInterestAtOnce([one, other]: [Player, Player]): Promise<unknown>[] {
  return [
    one.person.call('topics.createInterest', { params: { topicId: other.topicId } }),
    other.person.call('topics.createInterest', { params: { topicId: one.topicId } }),
  ];
}

function matchesOf(person: Person) {
  return allPages((cursor) => person.call('matches.list', { query: { limit: 100, ...(cursor && { cursor }) } }));
}

/** All pairs, in rounds where each person is in one pair (circle method: one person stays, the others rotate). */
function everyoneWithEveryone(players: readonly Player[]): [Player, Player][][] {
  const [first, ...rotating] = players;
  if (!first) return [];
  return rotating.map((_, turn) => {
    const seats = [first, ...rotating.slice(turn), ...rotating.slice(0, turn)];
    return seats.slice(0, seats.length / 2).flatMap((player, seat): [Player, Player][] => {
      const opposite = seats.at(-1 - seat);
      return opposite ? [[player, opposite]] : [];
    });
  });
}
