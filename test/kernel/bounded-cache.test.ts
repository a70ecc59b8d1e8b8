import { expect } from 'chai';
import { boundedCache } from '../../src/kernel/bounded-cache.ts';

describe('a bounded cache', () => {
  it('keeps as many entries as it may, and drops the one that was used longest ago', () => {
    const cache = boundedCache<number>(3);
    for (const [at, key] of ['a', 'b', 'c'].entries()) cache.set(key, at);
    cache.get('a');

    cache.set('d', 3);

    expect([...cache.keys()].toSorted()).to.deep.equal(['a', 'c', 'd']);
    expect(cache.get('b')).to.equal(undefined);
  });

  it('stays within its bound while entries come and go', () => {
    const cache = boundedCache<number>(10);
    for (let at = 0; at < 1_000; at++) {
      cache.set(`key ${at}`, at);
      if (at % 7 === 0) cache.delete(`key ${at - 3}`);
    }

    expect(cache.size).to.be.at.most(10);
    expect(cache.get('key 999')).to.equal(999);
  });
});
