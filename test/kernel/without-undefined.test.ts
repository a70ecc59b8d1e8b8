import { expect } from 'chai';
import { withoutUndefined } from '../../src/kernel/without-undefined.ts';

describe('withoutUndefined', () => {
  it('removes undefined fields and nothing else', () => {
    expect(withoutUndefined({ a: 1, b: undefined, c: null, d: '', e: false })).to.deep.equal({
      a: 1,
      c: null,
      d: '',
      e: false,
    });
  });
});
