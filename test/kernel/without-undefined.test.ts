/** Leaving undefined fields out, and nothing else. */
import { expect } from 'chai';
import { withoutUndefined } from '../../src/kernel/without-undefined.ts';

describe('fields that were given', () => {
  it('are all but the undefined ones', () => {
    expect(withoutUndefined({ a: 1, b: undefined, c: null, d: '', e: false })).to.deep.equal({
      a: 1,
      c: null,
      d: '',
      e: false,
    });
  });
});
