/** Who is paired with whom, and when people are usually there. */
import { expect } from 'chai';
import fc from 'fast-check';
import { type Acquaintance, canTalk, pickPair, type Waiting } from '../../src/instant-talks/pick-pair.ts';
import { hourOfWeek, usualTimes } from '../../src/instant-talks/usual-times.ts';
import { pairKey } from '../../src/matching/pair-key.ts';

const strangers: Acquaintance = { isApart: () => false, hasMet: () => false };

describe('pairing for a talk', () => {
  it('takes whoever waits longest first, with the same tag before anything', () => {
    const waiting = [person('a', 'rust'), person('b', null), person('c', 'rust')];

    expect(idsOf(pickPair(waiting, strangers))).to.deep.equal(['a', 'c']);
    expect(idsOf(pickPair(waiting.slice(0, 2), strangers))).to.deep.equal(['a', 'b']);
  });

  it('never brings together two tags, or two who share no language', () => {
    expect(pickPair([person('a', 'rust'), person('b', 'go')], strangers)).to.equal(null);
    expect(pickPair([person('a', null, ['ja']), person('b', null, ['en', 'de'])], strangers)).to.equal(null);
  });

  it('lets someone wait on rather than repeat a talk while the other could meet somebody new', () => {
    // A has met both. B and C have not met each other.
    const waiting = [person('a', null), person('b', null), person('c', null)];

    expect(idsOf(pickPair(waiting, met('a:b', 'a:c')))).to.deep.equal(['b', 'c']);
    expect(idsOf(pickPair(waiting.slice(0, 2), met('a:b')))).to.deep.equal(['a', 'b']);
  });

  it('holds its rules, whoever waits', () => {
    fc.assert(
      fc.property(crowd(), ({ waiting, acquaintance }) => {
        const pair = pickPair(waiting, acquaintance);
        const possible = pairsOf(waiting).filter(([a, b]) => canTalk(a, b, acquaintance));
        const isNew = ([a, b]: [Waiting, Waiting]) => !acquaintance.hasMet(a.personId, b.personId);

        // Nobody is left waiting beside someone to talk with.
        expect(pair === null).to.equal(possible.length === 0);
        if (!pair) return;
        expect(canTalk(...pair, acquaintance)).to.equal(true);
        // A repeat only where neither of the two could meet somebody new.
        const unseen = possible.filter((one) => isNew(one) && one.some((who) => pair.includes(who)));
        if (!isNew(pair)) expect(unseen).to.deep.equal([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('pairs everyone at most once, until nobody is left who could talk', () => {
    fc.assert(
      fc.property(crowd(), ({ waiting, acquaintance }) => {
        let left = waiting;
        for (let pair = pickPair(left, acquaintance); pair; pair = pickPair(left, acquaintance)) {
          const both = pair;
          left = left.filter((one) => !both.includes(one));
        }

        expect(pairsOf(left).filter(([a, b]) => canTalk(a, b, acquaintance))).to.deep.equal([]);
        expect((waiting.length - left.length) % 2).to.equal(0);
      }),
    );
  });
});

describe('the usual times', () => {
  it('are the busiest hours of the week, as they come next', () => {
    const monday = Date.parse('2026-03-09T00:00:00Z');
    const counts = new Map([
      [2 * 24 + 12, 9],
      [12, 5],
      [4 * 24 + 3, 4],
      [100, 3],
      [50, 1],
    ]);

    const times = usualTimes(counts, new Date(monday + 12.5 * 3_600_000)).map((at) => at.toISOString());

    expect(hourOfWeek(new Date(monday))).to.equal(0);
    expect(times).to.deep.equal(['2026-03-11T12:00:00.000Z', '2026-03-13T03:00:00.000Z', '2026-03-16T12:00:00.000Z']);
  });

  it('are none while nobody was there more than once', () => {
    expect(usualTimes(new Map([[5, 1]]), new Date())).to.deep.equal([]);
  });

  it('come later, within a week', () => {
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

function person(personId: string, tag: string | null, languages: Waiting['languages'] = ['ja']): Waiting {
  return { personId, tag, languages };
}

function met(...pairs: string[]): Acquaintance {
  return { isApart: () => false, hasMet: (a, b) => pairs.includes(pairKey(a, b)) };
}

function idsOf(pair: [Waiting, Waiting] | null): string[] | undefined {
  return pair?.map(({ personId }) => personId);
}

function pairsOf(waiting: readonly Waiting[]): [Waiting, Waiting][] {
  return waiting.flatMap((one, at) => waiting.slice(at + 1).map((other): [Waiting, Waiting] => [one, other]));
}

/** People with tags and languages, some of whom have met or must not meet. */
function crowd() {
  const languages = fc.subarray<Waiting['languages'][number]>(['ja', 'en', 'de'], { minLength: 1 });
  const someone = fc.record({ tag: fc.constantFrom<string | null>(null, 'rust', 'go'), languages });
  return fc
    .array(someone, { maxLength: 9 })
    .map((people) => people.map((one, at): Waiting => ({ personId: `p${at}`, ...one })))
    .chain((waiting) => {
      const keys = pairsOf(waiting).map(([a, b]) => pairKey(a.personId, b.personId));
      return fc.record({ apart: fc.subarray(keys), known: fc.subarray(keys) }).map(({ apart, known }) => ({
        waiting,
        acquaintance: {
          isApart: (a: string, b: string) => apart.includes(pairKey(a, b)),
          hasMet: (a: string, b: string) => known.includes(pairKey(a, b)),
        },
      }));
    });
}
