/** The rules for pairing people, and the computation of usual times. */
import { expect } from 'chai';
import fc from 'fast-check';
import { canTalk, type PairRelations, pickPair, type WaitingPerson } from '../../src/instant-talks/pick-pair.ts';
import { hourOfWeek, usualTimes } from '../../src/instant-talks/usual-times.ts';
import { pairKey } from '../../src/matching/pair-key.ts';

const allNew: PairRelations = { isApart: () => false, hasMet: () => false };

describe('picking a pair for an instant talk', () => {
  it('picks the person who waits longest, with a partner with the same tag before one without a tag', () => {
    const waiting = [person('a', 'rust'), person('b', null), person('c', 'rust')];

    expect(idsOf(pickPair(waiting, allNew))).to.deep.equal(['a', 'c']);
    expect(idsOf(pickPair(waiting.slice(0, 2), allNew))).to.deep.equal(['a', 'b']);
  });

  it('never pairs people with different tags or without a shared language', () => {
    expect(pickPair([person('a', 'rust'), person('b', 'go')], allNew)).to.equal(null);
    expect(pickPair([person('a', null, ['ja']), person('b', null, ['en', 'de'])], allNew)).to.equal(null);
  });

  it('never pairs people who must not meet, or a person with themself', () => {
    const [a, b] = [person('a', null), person('b', null)];
    const apart: PairRelations = { ...allNew, isApart: (one, other) => pairKey(one, other) === 'a:b' };

    expect(canTalk(a, b, allNew)).to.equal(true);
    expect(canTalk(a, b, apart)).to.equal(false);
    expect(canTalk(a, { ...a, languages: ['ja', 'en'] }, allNew)).to.equal(false);
    expect(pickPair([a, b], apart)).to.equal(null);
  });

  it('repeats a pair only if neither of the two could meet a new person', () => {
    // A has met B and C. B and C have not met each other.
    const waiting = [person('a', null), person('b', null), person('c', null)];

    expect(idsOf(pickPair(waiting, met('a:b', 'a:c')))).to.deep.equal(['b', 'c']);
    expect(idsOf(pickPair(waiting.slice(0, 2), met('a:b')))).to.deep.equal(['a', 'b']);
  });

  it('follows its rules for random waiting people', () => {
    fc.assert(
      fc.property(waitingPeople(), ({ waiting, relations }) => {
        const pair = pickPair(waiting, relations);
        const possible = pairsOf(waiting).filter(([a, b]) => canTalk(a, b, relations));
        const isNew = ([a, b]: [WaitingPerson, WaitingPerson]) => !relations.hasMet(a.personId, b.personId);

        // A pair is found if any is possible.
        expect(pair === null).to.equal(possible.length === 0);
        if (!pair) return;
        expect(canTalk(...pair, relations)).to.equal(true);
        // A pair is repeated only if neither of the two could meet a new person.
        const unseen = possible.filter((one) => isNew(one) && one.some((member) => pair.includes(member)));
        if (!isNew(pair)) expect(unseen).to.deep.equal([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('pairs everyone at most once, until no pair is possible', () => {
    fc.assert(
      fc.property(waitingPeople(), ({ waiting, relations }) => {
        let left = waiting;
        for (let pair = pickPair(left, relations); pair; pair = pickPair(left, relations)) {
          const both = pair;
          left = left.filter((one) => !both.includes(one));
        }

        expect(pairsOf(left).filter(([a, b]) => canTalk(a, b, relations))).to.deep.equal([]);
        expect((waiting.length - left.length) % 2).to.equal(0);
      }),
    );
  });
});

describe('the usual times', () => {
  it('are the next occurrences of the busiest hours of the week', () => {
    const monday = Date.parse('2026-03-09T00:00:00Z');
    const counts = new Map([
      [100, 3],
      [12, 5],
      [2 * 24 + 12, 9],
      [50, 1],
      [4 * 24 + 3, 4],
    ]);

    const times = usualTimes(counts, new Date(monday + 12.5 * 3_600_000)).map((at) => at.toISOString());

    expect(hourOfWeek(new Date(monday))).to.equal(0);
    expect(times).to.deep.equal(['2026-03-11T12:00:00.000Z', '2026-03-13T03:00:00.000Z', '2026-03-16T12:00:00.000Z']);
  });

  it('are empty for hours with a single wait', () => {
    expect(usualTimes(new Map([[5, 1]]), new Date())).to.deep.equal([]);
  });

  it('are in the future, within a week', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 167 }), fc.integer({ min: 0, max: 4e12 }), (hour, now) => {
        const [at] = usualTimes(new Map([[hour, 2]]), new Date(now));

        expect(hourOfWeek(at ?? new Date())).to.equal(hour);
        expect((at?.getTime() ?? 0) - now)
          .to.be.greaterThan(0)
          .and.at.most(168 * 3_600_000);
      }),
    );
  });
});

function person(personId: string, tag: string | null, languages: WaitingPerson['languages'] = ['ja']): WaitingPerson {
  return { personId, tag, languages };
}

function met(...pairs: string[]): PairRelations {
  return { isApart: () => false, hasMet: (a, b) => pairs.includes(pairKey(a, b)) };
}

function idsOf(pair: [WaitingPerson, WaitingPerson] | null): string[] | undefined {
  return pair?.map(({ personId }) => personId);
}

function pairsOf(waiting: readonly WaitingPerson[]): [WaitingPerson, WaitingPerson][] {
  return waiting.flatMap((one, at) =>
    waiting.slice(at + 1).map((other): [WaitingPerson, WaitingPerson] => [one, other]),
  );
}

/** Random people with tags and languages, some of whom have met or must not meet. */
function waitingPeople() {
  const languages = fc.subarray<WaitingPerson['languages'][number]>(['ja', 'en', 'de'], { minLength: 1 });
  const anyone = fc.record({ tag: fc.constantFrom<string | null>(null, 'rust', 'go'), languages });
  return fc
    .array(anyone, { maxLength: 9 })
    .map((people) => people.map((one, at): WaitingPerson => ({ personId: `p${at}`, ...one })))
    .chain((waiting) => {
      const keys = pairsOf(waiting).map(([a, b]) => pairKey(a.personId, b.personId));
      return fc.record({ apart: fc.subarray(keys), known: fc.subarray(keys) }).map(({ apart, known }) => ({
        waiting,
        relations: {
          isApart: (a: string, b: string) => apart.includes(pairKey(a, b)),
          hasMet: (a: string, b: string) => known.includes(pairKey(a, b)),
        },
      }));
    });
}
