import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { KeyedHash } from '../../src/kernel/keyed-hash.ts';
import { parseTokenKeys } from '../../src/kernel/token-keys.ts';

describe('a keyed hash', () => {
  const newKey = (id: string) => parseTokenKeys(`${id}:${randomBytes(48).toString('base64url')}`).keys;
  const [older, newer] = [newKey('older'), newKey('newer')];

  it('is the same for the same text, and another for another text, key or purpose', () => {
    const hash = new KeyedHash({ keys: older, purpose: 'one' });

    const others = [
      hash.of('b'),
      new KeyedHash({ keys: newer, purpose: 'one' }).of('a'),
      new KeyedHash({ keys: older, purpose: 'two' }).of('a'),
    ];

    expect(hash.of('a'))
      .to.equal(hash.of('a'))
      .and.match(/^[\w-]{43}$/);
    expect(others).not.to.include(hash.of('a'));
  });

  it('is recognised after a new key was added', () => {
    const before = new KeyedHash({ keys: older, purpose: 'one' });
    const after = new KeyedHash({ keys: [...newer, ...older], purpose: 'one' });

    expect(after.all('a')).to.include(before.of('a'));
    expect(after.of('a')).not.to.equal(before.of('a'));
  });
});
