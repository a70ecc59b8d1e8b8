/** The Markdown of messages: what becomes of a text, in a short notation. */
import { expect } from 'chai';
import fc from 'fast-check';
import { type Block, type Inline, parseMarkdown } from '../../web/ui/conversation/markdown/parse-markdown.ts';

const SHORT = { strong: 'b', em: 'i', del: 's' } as const;

function inlines(all: readonly Inline[]): string {
  return all
    .map((inline) => {
      if (inline.type === 'text') return inline.text;
      if (inline.type === 'code') return `{${inline.text}}`;
      if (inline.type === 'link') return `<a ${inline.href}>${inlines(inline.children)}</a>`;
      return `<${SHORT[inline.type]}>${inlines(inline.children)}</${SHORT[inline.type]}>`;
    })
    .join('');
}

function blocks(all: readonly Block[]): string {
  return all
    .map((block) => {
      if (block.type === 'text') return `(${inlines(block.children)})`;
      if (block.type === 'quote') return `<q>${blocks(block.children)}</q>`;
      if (block.type === 'code') return `<pre ${block.info}>${block.text}</pre>`;
      return `<list ${block.start ?? '-'}>${block.items.map((item) => `<li>${blocks(item)}</li>`).join('')}</list>`;
    })
    .join('');
}

const shown = (text: string) => blocks(parseMarkdown(text));

describe('the Markdown of messages', () => {
  const cases: Record<string, Record<string, string>> = {
    'marks words': {
      '**bold** *italic* ~~strike~~ `code`': '(<b>bold</b> <i>italic</i> <s>strike</s> {code})',
      '__bold__ _italic_ ***both***': '(<b>bold</b> <i>italic</i> <i><b>both</b></i>)',
      '\\*not\\*': '(*not*)',
    },
    'marks Japanese, which has no spaces': {
      'これは**「強調」**です': '(これは<b>「強調」</b>です)',
      '**重要！**です。**`map`**を使う': '(<b>重要！</b>です。<b>{map}</b>を使う)',
      '本当に~~削除~~です': '(本当に<s>削除</s>です)',
    },
    'leaves plain text as it was written': {
      'a\n\n\n  b  \n    c': '(a\n\n\n  b  \n    c)',
      '　今日は\n　晴れ': '(　今日は\n　晴れ)',
      'snake_case_name 2*3*4 ~/a ~b~': '(snake_case_name 2*3*4 ~/a ~b~)',
      '# no heading\n---\n===\n| a | b |\n|---|---|': '(# no heading\n---\n===\n| a | b |\n|---|---|)',
      '1) a\n+1\n-a': '(1) a\n+1\n-a)',
      '[x]: https://a.example': '([x]: <a https://a.example>https://a.example</a>)',
    },
    'quotes only the quoted lines': {
      '> question\n> more\nanswer': '<q>(question\nmore)</q>(answer)',
      '> > twice': '<q><q>(twice)</q></q>',
    },
    'lists only the lines of the list': {
      '- a\n- b\nThanks': '<list -><li>(a)</li><li>(b)</li></list>(Thanks)',
      '3. a\n4. b': '<list 3><li>(a)</li><li>(b)</li></list>',
      '- a\n  - b': '<list -><li>(a)<list -><li>(b)</li></list></li></list>',
      '- [ ] open\n- [x] done': '<list -><li>([ ] open)</li><li>([x] done)</li></list>',
    },
    'keeps code to the letter': {
      '```ts\nconst a = `**x**`;\n\tif (a) {\n```': '<pre ts>const a = `**x**`;\n\tif (a) {</pre>',
      'see\n```\n  a\n\n  b\n```\nafter': '(see)<pre >  a\n\n  b</pre>(after)',
      '```\nnot closed': '<pre >not closed</pre>',
      '> ```\n> quoted\n> ```': '<q><pre >quoted</pre></q>',
    },
    'links to the web only': {
      '[Rust](https://a.example)': '(<a https://a.example>Rust</a>)',
      '[a](javascript:alert(1)) [b](data:text/html,x) [c](/me)':
        '([a](javascript:alert(1)) [b](data:text/html,x) [c](/me))',
      '[a](https://bank.example@evil.example)': '([a](https://bank.example@evil.example))',
      'これhttps://a.example/x_*y*_z、次': '(これ<a https://a.example/x_*y*_z>https://a.example/x_*y*_z</a>、次)',
      '**https://a.example**': '(<b><a https://a.example>https://a.example</a></b>)',
    },
    'refuses a label that looks like another address': {
      '[https://bank.example](https://evil.example)': '([https://bank.example](https://evil.example))',
      '[www.bank.example](https://evil.example)': '([www.bank.example](https://evil.example))',
    },
    'has no HTML and no images': {
      '<b>a</b> &amp; <img src=x onerror=alert(1)>': '(<b>a</b> &amp; <img src=x onerror=alert(1)>)',
      '<script>\nalert(1)\n</script>': '(<script>\nalert(1)\n</script>)',
      '![a](https://a.example/x.png)': '(!<a https://a.example/x.png>a</a>)',
    },
  };
  for (const [title, of] of Object.entries(cases)) {
    it(title, () => {
      const found = Object.fromEntries(Object.keys(of).map((text) => [text, shown(text)]));

      expect(found).to.deep.equal(of);
    });
  }

  it('loses no letter of any text, and links to the web only', () => {
    const parts = [
      '*',
      '**',
      '_',
      '~~',
      '`',
      '```',
      '\n',
      '> ',
      '- ',
      '1. ',
      '[',
      '](',
      ')',
      '<',
      ' ',
      '字',
      '「',
      'a',
    ];
    const texts = fc.array(fc.constantFrom(...parts, 'https://a.example', 'javascript:x'), { maxLength: 40 });

    fc.assert(
      fc.property(texts, (written) => {
        const text = written.join('');
        const found = parseMarkdown(text);

        expect(lettersOf(found).replace(/[^a-z字「]/g, '')).to.equal(text.replace(/[^a-z字「]/g, ''));
        for (const [, href] of JSON.stringify(found).matchAll(/"href":"([^"]*)"/g)) expect(href).to.match(/^https?:/);
      }),
      { numRuns: 1000 },
    );
  });

  it('is fast on what is meant to be slow', () => {
    const hostile = [
      '*a ',
      '**「',
      '- a\n',
      '[',
      '[a](',
      '`a``b',
      '> ',
      '_a ',
      '<a ',
      'https://a.example/ ',
      '- a\n- b\n\n',
    ];
    parseMarkdown('**warm** up');

    const slowest = hostile.map((part) => {
      const text = part.repeat(Math.floor(4000 / part.length));
      const startedAt = process.cpuUsage().user;
      parseMarkdown(text);
      return { part, ms: (process.cpuUsage().user - startedAt) / 1000 };
    });

    expect(slowest.filter(({ ms }) => ms > 400)).to.deep.equal([]);
  });
});

/** Everything that was written, in its order. */
function lettersOf(all: readonly (Block | Inline)[]): string {
  return all
    .map((part): string => {
      if (part.type === 'code') return `${'info' in part ? part.info : ''}${part.text}`;
      if (part.type === 'list') return part.items.map(lettersOf).join('');
      if ('text' in part) return part.text;
      const label = lettersOf(part.children);
      return part.type === 'link' && label !== part.href ? label + part.href : label;
    })
    .join('');
}
