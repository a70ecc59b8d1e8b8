import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { SealedTexts } from '../../src/kernel/sealed-text.ts';
import { parseTokenKeys } from '../../src/kernel/token-keys.ts';

describe('a sealed text', () => {
  const newKey = (id: string) => parseTokenKeys(`${id}:${randomBytes(48).toString('base64url')}`).keys;
  const [older, newer] = [newKey('older'), newKey('newer')];
  const purpose = 'one';

  it('is opened with what it was sealed for, and looks different each time', () => {
    const sealed = new SealedTexts({ keys: older, purpose });
    const [one, other] = [sealed.seal('飯 secret', 'ada'), sealed.seal('飯 secret', 'ada')];

    expect([sealed.open(one, 'ada'), sealed.open(other, 'ada')]).to.deep.equal(['飯 secret', '飯 secret']);
    expect(one).not.to.equal(other);
    expect(one).not.to.include('secret');
  });

  it('is not opened for another document, with another purpose or key, or after a change', () => {
    const sealed = new SealedTexts({ keys: older, purpose });
    const text = sealed.seal('secret', 'ada');
    const end = text.at(-2) === 'A' ? 'B' : 'A';

    const opened = [
      sealed.open(text, 'bob'),
      new SealedTexts({ keys: older, purpose: 'two' }).open(text, 'ada'),
      new SealedTexts({ keys: newer, purpose }).open(text, 'ada'),
      sealed.open(text.slice(0, -2) + end + text.slice(-1), 'ada'),
      ...['', 'older', 'older.', 'older.AAAA', 'none.AAAA'].map((other) => sealed.open(other, 'ada')),
    ];

    expect(new Set(opened)).to.deep.equal(new Set([null]));
  });

  it('is opened after a new key was added', () => {
    const before = new SealedTexts({ keys: older, purpose });
    const after = new SealedTexts({ keys: [...newer, ...older], purpose });

    expect(after.open(before.seal('secret', 'ada'), 'ada')).to.equal('secret');
    expect(before.open(after.seal('secret', 'ada'), 'ada')).to.equal(null);
  });
});
