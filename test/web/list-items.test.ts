/** Pure: what a person types or pastes into a list field, as entries. */
import { expect } from 'chai';
import fc from 'fast-check';
import { tagSchema } from '../../src/protocol/text-schemas.ts';
import { addItems, isTag, type ListKind, normalizeTag, splitItems } from '../../web/ui/list-items.ts';

const LISTS: { text: string; kind?: ListKind; items: string[] }[] = [
  { text: 'rust, go, wasm', items: ['rust', 'go', 'wasm'] },
  { text: 'ラスト、ゴー', items: ['ラスト', 'ゴー'] },
  { text: 'rust，go､wasm،zig', items: ['rust', 'go', 'wasm', 'zig'] },
  { text: '#rust #go', items: ['rust', 'go'] },
  { text: '＃ラスト　＃ゴー', items: ['ラスト', 'ゴー'] },
  { text: '#rust#go #c#', items: ['rust', 'go', 'c#'] },
  { text: 'rust\r\ngo\n\nwasm\tzig', items: ['rust', 'go', 'wasm', 'zig'] },
  { text: '- rust\n- go\n・ wasm', items: ['rust', 'go', 'wasm'] },
  { text: 'machine learning', items: ['machine learning'] },
  { text: '#machine learning', items: ['#machine learning'] },
  { text: 'C#, F#', items: ['C#', 'F#'] },
  { text: ', 、,', items: [] },
  { text: 'レビュー、設計, 読書会', kind: 'names', items: ['レビュー', '設計', '読書会'] },
  {
    text: 'https://a.example/x,y https://b.example, https://c.example\nhttps://d.example',
    kind: 'links',
    items: ['https://a.example/x,y', 'https://b.example', 'https://c.example', 'https://d.example'],
  },
];

const TAGS = { maxItems: 3, maxChars: 8, normalize: normalizeTag, isValid: isTag };

describe('the entries of a list field', () => {
  for (const { text, kind = 'tags', items } of LISTS) {
    it(`are ${JSON.stringify(items)} in ${JSON.stringify(text)}`, () => {
      expect(splitItems(text, kind)).to.deep.equal(items);
    });
  }

  it('are added once each, whatever their case and width', () => {
    const { values, rest } = addItems(['rust'], ['Rust', 'ＧＯ', 'go', '#go'], TAGS);

    expect({ values, rest }).to.deep.equal({ values: ['rust', 'go'], rest: [] });
  });

  it('stay in the field with the first reason if they are refused; the others are added', () => {
    const added = addItems([], ['go', 'a/b', 'much too long', 'zig'], TAGS);

    expect(added).to.deep.equal({ values: ['go', 'zig'], rest: ['a/b', 'much too long'], refusal: 'invalid' });
  });

  it('are added as far as there is space; the rest stays in the field', () => {
    const added = addItems(['a'], ['b', 'a', 'c', 'd', 'e'], TAGS);

    expect(added).to.deep.equal({ values: ['a', 'b', 'c'], rest: ['d', 'e'], refusal: 'full' });
  });

  it('that are added as tags are accepted by the server in the same form', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^#?[a-zぁ-ん0-9 +.#-]+$/))),
        (texts) => {
          const { values } = addItems([], texts, { ...TAGS, maxItems: 10, maxChars: 32 });
          for (const value of values) expect(tagSchema.parse(value)).to.equal(value);
        },
      ),
    );
  });

  it('are all either added, merged or left in the field', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 12 })), (items) => {
        const { values, rest, refusal } = addItems([], items, TAGS);
        const kept = new Set([...values, ...rest.map((item) => normalizeTag(item))]);
        expect(items.every((item) => kept.has(normalizeTag(item)))).to.equal(true);
        expect(refusal === null).to.equal(rest.length === 0);
        expect(values.length).to.be.at.most(3);
      }),
    );
  });
});
