/** Values that have broken other servers. Each must lead to a typed error, or be accepted as harmless text. */

/** Texts that people cannot see, cannot tell apart, or that change how other text is drawn. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'text with NUL': 'a\u0000b',
  'a C1 control character': 'a\u009bb',
  'a non-character': 'a\uffffb',
  'a non-character of another plane': 'a\u{1fffe}b',
  'a lone surrogate': 'a\ud800b',
  'a lone surrogate at the end': 'a\udc00',
  'text that runs right to left': '\u202egnp.exe',
  'an isolate that never ends': 'a\u2067b',
  'Arabic and Latin text': 'مرحبا Rust',
  'Hebrew with points': 'שָׁלוֹם',
  'Persian with a joiner': 'می\u200cخواهم',
  'zero-width text': '\u200b\u200b\u200b',
  'a lone joiner': '\u200d',
  'Hangul fillers': '\u3164\uffa0',
  'Braille blanks': '\u2800\u2800',
  'tag characters': '\u{e0068}\u{e0069}',
  'a variation selector': '\ufe0f',
  'a combining mark': '\u0301',
  'a name with a Cyrillic letter': '\u0430lice',
  'a name with a Greek letter': 'micr\u03bfsoft',
  'letters that are not in NFC': 'か\u3099 e\u0301',
  'a flag': '🇯🇵',
  'a flag of tag characters': '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
  'emoji at the limit': '👩‍👩‍👧‍👦'.repeat(400),
  'many accents': `e${'\u0301'.repeat(5_000)}`,
  'an emoji with 10,000 marks': `🍚${'\u0301'.repeat(10_000)}`,
  'line separators': 'a\u2028b\u2029c',
};

/** By what they attack. */
export const hostileValues: Readonly<Record<string, unknown>> = {
  null: null,
  'a boolean': false,
  'an empty text': '',
  'a list': [],
  'a list of lists': [[[[]]]],
  'a list instead of a text': ['a', 'b'],
  'an object': {},
  'a negative number': -1,
  'a fraction': 0.5,
  'an unsafe integer': 2 ** 53,
  'a huge number': 1e308,
  'an operator that is always true': { $gt: '' },
  'an operator that runs code': { $where: 'sleep(1000)' },
  'a list of operators': [{ $ne: null }],
  'an expression': { $expr: { $function: { body: 'x', args: [], lang: 'js' } } },
  'a forged id': { _bsontype: 'ObjectId', id: 'x' },
  'a forged binary': { _bsontype: 'Binary', sub_type: 0, buffer: {} },
  'a key that is a prototype': JSON.parse('{"__proto__":{"isAdmin":true}}'),
  'a key that is a constructor': { constructor: { prototype: { isAdmin: true } } },
  'a key with a dot': { 'a.b': 1 },
  'a key with NUL': { 'a\u0000b': 1 },
  'a long text': 'x'.repeat(20_000),
  ...hostileTexts,
  'a path': '../../../../etc/passwd',
  'a script': '<img src=x onerror=alert(1)>',
  'text for a slow pattern': `${'a'.repeat(3_000)}!`,
  'a regular expression': '(a+)+$',
  'line breaks for a header': 'a\r\nset-cookie: x=1',
  'a time zone that nobody knows': 'Etc/Unknown',
  'an abbreviated time zone': 'JST',
  'an offset for a time zone': '+09:00',
  'a time zone in another case': 'asia/KOLKATA',
  'the name of nothing': 'undefined',
  'a time beyond the last one': '+275760-09-13T00:00:00.001Z',
  'a day that does not exist': '2026-02-30T12:00:00.000Z',
  'a thousand keys': Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, index])),
  'deep nesting': nested(500),
};

/** Bodies that cannot be written with `JSON.stringify`. */
export const hostileJson: Readonly<Record<string, string>> = {
  'a number beyond range': '{"value":1e309}',
  'not a number': '{"value":NaN}',
  'truncated JSON': '{"value":',
  'a bare text': '"text"',
  'a bare null': 'null',
  'a bare list': '[]',
  'a bare number': '7',
  'an empty body': '',
  'the same key twice': '{"title":"a","title":{"$gt":""}}',
  'a prototype': '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
  'nesting of 30,000': `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  'objects nested 10,000 deep': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  '5,000 keys': `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":0`).join(',')}}`,
};

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value };
  return value;
}
