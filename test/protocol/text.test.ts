/** What text is: what is refused, removed, visible, counted and cut. */
import { expect } from 'chai';
import fc from 'fast-check';
import { emailDomainSchema, emailSchema } from '../../src/protocol/email.ts';
import {
  cleanLine,
  cleanText,
  countGraphemes,
  cutText,
  findForbidden,
  graphemesOf,
  graphemesWithoutSegmenter,
  hasVisible,
  initialOf,
} from '../../src/protocol/text.ts';
import { linkSchema, nameSchema, tagSchema, textSchema } from '../../src/protocol/text-schemas.ts';

const FAMILY = '👩‍👩‍👧‍👦';
const SCOTLAND = '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}';

describe('text', () => {
  it('needs something that a person sees', () => {
    const invisible = {
      'a Hangul filler': '\u3164',
      'a half-width Hangul filler': '\uffa0',
      'Hangul jamo fillers': '\u115f\u1160',
      'a zero-width space': '\u200b',
      'a word joiner': '\u2060',
      'a Braille blank': '\u2800',
      'a soft hyphen': '\u00ad',
      'tag characters': '\u{e0041}\u{e0042}',
      'variation selectors': '\ufe0f\u{e0100}',
      'combining marks': '\u0301\u0308',
      'a musical blank': '\u{1d159}',
      'an ideographic space': '\u3000',
      'an Arabic letter mark': '\u061c',
      'an object replacement': '\ufffc',
      'many of them': '\u3164\u200b \u2800\u034f\u180e\u17b5',
    };

    for (const [what, text] of Object.entries(invisible)) {
      expect(hasVisible(text), what).to.equal(false);
      for (const schema of [textSchema(1, 100), nameSchema(40), tagSchema]) {
        expect(schema.safeParse(text).success, what).to.equal(false);
      }
      expect(textSchema(0, 100).parse(text), what).to.equal('');
    }
  });

  it('contains no control characters, non-characters and lone surrogates', () => {
    const refused = [
      'a\u0000b',
      'a\u001bb',
      'a\u0085\u009fb',
      'a\uffffb',
      'a\ufdd0b',
      'a\u{1fffe}b',
      'a\ud800b',
      '\udc00',
    ];

    for (const text of refused) {
      expect(findForbidden(text), JSON.stringify(text)).to.equal('not_text');
      expect(textSchema(1, 100).safeParse(text).success).to.equal(false);
      expect(tagSchema.safeParse(text).success).to.equal(false);
    }
  });

  it('keeps what languages and emoji need', () => {
    const kept = [
      'برنامه\u200cنویسی',
      'مرحبا بالعالم',
      'שָׁלוֹם',
      'क्\u200dष',
      'ශ්\u200dරී',
      FAMILY,
      SCOTLAND,
      '🏳️‍🌈',
      '👍🏽',
      '🇯🇵',
      '1️⃣',
      '葛\u{e0100}城',
      'Łukasz Żółć',
      'Nguyễn Văn Ánh',
      'ジョン・スミス',
      'R&D 勉強会 #1',
      'Иван Ivan',
      'λ計算',
      'ﾊﾝｶｸ',
      '田中 太郎',
      '이름',
      'ไทย',
      'ᏣᎳᎩ',
    ];

    for (const text of kept) {
      expect(nameSchema(40).safeParse(text), text).to.deep.equal({ success: true, data: text.normalize('NFC') });
      expect(textSchema(1, 100).parse(text)).to.equal(text.normalize('NFC'));
    }
  });

  it('loses in a line what is hidden and changes nothing', () => {
    const lines: Record<string, string> = {
      'al\u200bi\u2060ce': 'alice',
      'al\u200dice': 'alice',
      'al\ufe0fice': 'alice',
      '\u202egnp.exe': 'gnp.exe',
      'a\u2066b\u2069c': 'abc',
      'A\u3164B': 'AB',
      'a\u2800b': 'a b',
      '  a\u3000\n b  ': 'a b',
      '\u0301alice': 'alice',
      'e\u200b\u0301': 'é',
      'alice\u{e0041}\u{e0042}': 'alice',
      'か\u3099': 'が',
    };

    for (const [text, line] of Object.entries(lines)) expect(cleanLine(text), JSON.stringify(text)).to.equal(line);
  });

  it('is cleaned in a time that is proportional to its length', () => {
    // With a time that grows with the square of the length, one of them would take minutes.
    for (const kept of ['\u0645\u200c', '漢\ufe00', '👩\u200d']) {
      expect(cleanLine(kept.repeat(200_000)).length, kept).to.be.greaterThan(300_000);
    }
  });

  it('loses in a text what reorders it, and keeps direction marks and lines', () => {
    const texts: Record<string, string> = {
      'a\u202egnp.exe': 'agnp.exe',
      '\u2067שלום\u2069': 'שלום',
      'שלום\u200f!': 'שלום\u200f!',
      'a\r\nb\rc\u2028d\u0085e': 'a\nb\nc\nd\ne',
      'secret\u{e0048}\u{e0049}': 'secret',
      '\u3000a\t b ': 'a\t b',
    };

    for (const [text, clean] of Object.entries(texts)) {
      expect(textSchema(0, 100).parse(text), JSON.stringify(text)).to.equal(clean);
    }
  });

  it('does not mix scripts that look alike in a word of a name or tag', () => {
    for (const text of [
      'аlice',
      'Ruѕt',
      'pаypal',
      'Αlice',
      'αlice',
      'Аlice Smith',
      'Meshi Teаm',
      'Ꭺlice',
      'Տam',
      'ℳeshi\u0430',
    ]) {
      expect(nameSchema(40).safeParse(text).success, text).to.equal(false);
      expect(tagSchema.safeParse(text.replaceAll(' ', '')).success, text).to.equal(false);
    }
  });

  it('does not stack marks on a character', () => {
    for (const text of [`🍚${'\u0301'.repeat(10_000)}`, `a${'\u0489'.repeat(7)}`, `i${'\u20d0\u0316'.repeat(4)}`]) {
      expect(findForbidden(text)).to.equal('too_many_marks');
      expect(textSchema(0, 4000).safeParse(text).success).to.equal(false);
    }
    expect(findForbidden('ก็่')).to.equal(null);
  });

  it('of a line is counted as people count it, with a bound on its size', () => {
    const name = nameSchema(5);

    expect(name.safeParse('🇯🇵🇯🇵🇯🇵🇯🇵🇯🇵').success).to.equal(true);
    expect(name.safeParse('🇯🇵🇯🇵🇯🇵🇯🇵🇯🇵🇯🇵').success).to.equal(false);
    expect(name.safeParse('ååååå'.normalize('NFD')).success).to.equal(true);
    expect(name.safeParse(FAMILY.repeat(5)).success).to.equal(false);
    expect(name.safeParse('abcdef').error?.issues[0]).to.include({ message: 'expected at most 5 characters' });
  });

  it('is cut between characters', () => {
    expect(cutText(`aa${FAMILY}b`, 3)).to.equal('aa…');
    expect(cutText('🇯🇵🇫🇷🇩🇪🇮🇹', 3)).to.equal('🇯🇵🇫🇷…');
    expect(cutText('e\u0301'.repeat(4), 3)).to.equal(`${'e\u0301'.repeat(2)}…`);
    expect(cutText(FAMILY.repeat(3), 3)).to.equal(FAMILY.repeat(3));
    expect(cutText('寿司', 2)).to.equal('寿司');
    expect([initialOf('🇯🇵 Taro'), initialOf('\u200f太郎'), initialOf(`${FAMILY}s`), initialOf(' ')]).to.deep.equal([
      '🇯🇵',
      '太',
      FAMILY,
      '',
    ]);
  });

  it('is divided in the same way by a browser without Intl.Segmenter', () => {
    for (const text of [FAMILY, SCOTLAND, '🇯🇵🇫🇷', 'e\u0301a', '👍🏽!', '1️⃣2', '日本\r\n語', '❤️‍🔥x', '']) {
      expect(graphemesWithoutSegmenter(text), text).to.deep.equal(graphemesOf(text));
    }
  });

  it('stays the same when it is cleaned again', () => {
    const odd = fc.constantFrom(
      '\u200d',
      '\u200c',
      '\ufe0f',
      '\u202e',
      '\u3164',
      '\u0301',
      '👩',
      'ا',
      'a',
      ' ',
      '\u2800',
      '\r',
      '\u{e0041}',
      '🏴',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(odd).map((parts) => parts.join('')),
    );

    fc.assert(
      fc.property(texts, (text) => {
        for (const clean of [cleanLine, cleanText]) expect(clean(clean(text))).to.equal(clean(text));
        expect(countGraphemes(cutText(text, 5))).to.be.at.most(5);
        expect(graphemesWithoutSegmenter(text).join('')).to.equal(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a text of several lines', () => {
  it('keeps the indentation of its first line, which one line does not', () => {
    expect(cleanText('\n \n    if (a) {\n      b();\n    }  \n\n')).to.equal('    if (a) {\n      b();\n    }');
    expect(cleanText('\n  a\n ')).to.equal('a');
  });
});

describe('a link of a profile', () => {
  it('is a web address without hidden characters', () => {
    const refused = [
      'javascript:alert(1)',
      'https://a.example/\u202egnp',
      'https://a.example/\u3164',
      'https://a.example/\uffff',
    ];

    expect(refused.filter((link) => linkSchema.safeParse(link).success)).to.deep.equal([]);
    expect(linkSchema.parse('https://例え.jp/寿司?q=1#x')).to.equal('https://例え.jp/寿司?q=1#x');
  });
});

describe('an e-mail address', () => {
  it('is accepted in every form that mail servers accept, and always stored in the same one', () => {
    const accepted: Record<string, string> = {
      ' Taro@Example.COM ': 'taro@example.com',
      'x&y@example.com': 'x&y@example.com',
      'a..b@docomo.ne.jp': 'a..b@docomo.ne.jp',
      '.a@ezweb.ne.jp': '.a@ezweb.ne.jp',
      'a.@docomo.ne.jp': 'a.@docomo.ne.jp',
      "o'brien+tag/x=y@example.co.jp": "o'brien+tag/x=y@example.co.jp",
      'user@日本語.jp': 'user@xn--wgv71a119e.jp',
      'user@XN--WGV71A119E.jp': 'user@xn--wgv71a119e.jp',
      'user@bücher.example': 'user@xn--bcher-kva.example',
      'user@例え。テスト': 'user@xn--r8jz45g.xn--zckzah',
      'ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ': 'taro@example.com',
      '太郎@example.jp': '太郎@example.jp',
    };

    for (const [typed, stored] of Object.entries(accepted)) {
      expect(emailSchema.parse(typed), typed).to.equal(stored);
      expect(emailSchema.parse(stored)).to.equal(stored);
    }
  });

  it('is refused if it could be read in two ways or begin another header', () => {
    const refused = [
      '',
      'a',
      '@example.com',
      'a@',
      'a@localhost',
      'a@b@example.com',
      'a b@example.com',
      'a@exa mple.com',
      'a@example.com\r\nbcc: x@example.com',
      'a\nb@example.com',
      'a,b@example.com',
      '"a"@example.com',
      '<a@example.com>',
      'a@example.com/path',
      'a@example.com:25',
      'a@127.0.0.1',
      'a@0x7f.1',
      'a@[127.0.0.1]',
      'a@%65xample.com',
      'a@-example.com',
      'a@example..com',
      'a@example.com.',
      'a\u200b@example.com',
      'a\u202e@example.com',
      'a\uffff@example.com',
      'a\ud800@example.com',
      `${'a'.repeat(65)}@example.com`,
      `${'あ'.repeat(22)}@example.com`,
      `a@${'a'.repeat(64)}.com`,
      `a@${'a.'.repeat(130)}com`,
    ];

    expect(refused.filter((email) => emailSchema.safeParse(email).success)).to.deep.equal([]);
    expect(emailDomainSchema.parse('日本語.JP')).to.equal('xn--wgv71a119e.jp');
  });
});
