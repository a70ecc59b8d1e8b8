/** Previews of messages: one line without the marks of Markdown. */
import { expect } from 'chai';
import { messagePreview } from '../../src/protocol/plain-text.ts';

describe('the preview of a message', () => {
  it('has no marks', () => {
    const previews: Record<string, string> = {
      '**bold** *it* ~~x~~ __b__ _i_ ***both*** **a *b* c**': 'bold it x b i both a b c',
      '[Rust](https://a.example) ![図](https://a.example/x.png)': 'Rust 図',
      'これは**「強調」**です': 'これは「強調」です',
      '> question\nanswer': 'question answer',
      '```ts\nconst a = b ** c ** d;\n```': 'const a = b ** c ** d;',
      'use `**kwargs`': 'use **kwargs',
    };

    const found = Object.fromEntries(Object.keys(previews).map((text) => [text, messagePreview(text, 120)]));

    expect(found).to.deep.equal(previews);
  });

  it('leaves what is no mark', () => {
    const plain = 'snake_case 2*3*4 * a ~b [x] (y) [c](javascript:x) 「**';

    expect(messagePreview(plain, 120)).to.equal(plain);
  });

  it('is one short line', () => {
    const preview = messagePreview(`**a**\n\n  b ${'👩‍👩‍👧‍👦'.repeat(50)}`, 10);

    expect(preview).to.equal(`a b ${'👩‍👩‍👧‍👦'.repeat(5)}…`);
  });
});
