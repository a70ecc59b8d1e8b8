/** The text of keys: recognised everywhere, and never by chance. */
import { expect } from 'chai';
import fc from 'fast-check';
import { newId } from '../../src/database/ids.ts';
import { keysIn, makeKeyText, parseKeyText } from '../../src/keys/key-text.ts';

describe('the text of a key', () => {
  it('says of which kind it is, and has an id, a secret of 256 bits and a checksum', () => {
    const id = newId();
    const { text, secret } = makeKeyText('server', id);

    expect(text).to.match(/^meshi_srv_[0-9a-f]{24}[0-9A-Za-z]{49}$/);
    expect(parseKeyText(text)).to.deep.equal({ kind: 'server', id, secret });
    expect(parseKeyText(makeKeyText('organisation', id).text)).to.include({ kind: 'organisation', id });
    expect(Math.log2(62) * secret.length).to.be.at.least(256);
  });

  it('is another one each time, with every character about equally often', () => {
    const id = newId();
    const secrets = Array.from({ length: 2_000 }, () => makeKeyText('server', id).secret);
    const counts = new Map<string, number>();
    for (const character of secrets.join('')) counts.set(character, (counts.get(character) ?? 0) + 1);

    expect(new Set(secrets).size).to.equal(secrets.length);
    const expected = (43 * secrets.length) / 62;
    expect([...counts.values()].every((count) => Math.abs(count - expected) < 0.2 * expected)).to.equal(true);
    expect(counts.size).to.equal(62);
  });

  it('is refused if one character is another one, missing or too many', () => {
    const { text } = makeKeyText('server', newId());
    const place = fc.nat({ max: text.length - 1 });
    const character = fc.constantFrom(...'0aZ9_-é ');
    fc.assert(
      fc.property(place, character, (at, other) => {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        if (changed !== text) expect(parseKeyText(changed)).to.equal(null);
        expect(parseKeyText(text.slice(0, at) + text.slice(at + 1))).to.equal(null);
        expect(parseKeyText(text.slice(0, at) + other + text.slice(at))).to.equal(null);
      }),
      { numRuns: 500 },
    );
  });

  it('is found in other text, without what only looks like it', () => {
    const { text } = makeKeyText('organisation', newId());
    const wrong = `${text.slice(0, -1)}${text.endsWith('a') ? 'b' : 'a'}`;
    const around = `KEY="${wrong}"\nexport MESHI=${text};\n`;

    expect(keysIn(around)).to.deep.equal([{ index: around.indexOf(text), text }]);
  });
});
