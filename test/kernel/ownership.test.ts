/** Succession of ownership after owners have left. */
import { expect } from 'chai';
import { ownersAfter } from '../../src/kernel/ownership.ts';

describe('succession of ownership', () => {
  const member = (personId: string, day: number) => ({ personId, isDeputy: false, memberSince: new Date(day) });
  const deputy = (personId: string, day: number) => ({ ...member(personId, day), isDeputy: true });

  it('keeps the owners who are still members', () => {
    expect(ownersAfter(['gone', 'ada'], [member('ada', 9), deputy('bob', 1)])).to.deep.equal(['ada']);
  });

  it('makes the longest-serving deputy owner if no owner is left', () => {
    const members = [member('old', 1), deputy('young deputy', 9), deputy('old deputy', 5)];

    expect(ownersAfter(['gone'], members)).to.deep.equal(['old deputy']);
  });

  it('makes the longest-serving member owner if there is no deputy', () => {
    expect(ownersAfter([], [member('young', 2), member('old', 1)])).to.deep.equal(['old']);
  });

  it('does not depend on the order of members who joined at the same time', () => {
    const members = [member('b', 1), member('a', 1)];

    expect(ownersAfter([], members)).to.deep.equal(['a']);
    expect(ownersAfter([], members.toReversed())).to.deep.equal(['a']);
  });

  it('returns no owner if there are no members', () => {
    expect(ownersAfter(['gone'], [])).to.deep.equal([]);
  });
});
