/** Values that have broken other servers. Each must lead to a typed error, or be accepted as harmless text. */

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
  'text with NUL': 'a\u0000b',
  'a lone surrogate': 'a\ud800b',
  'text that runs right to left': '\u202egnp.exe',
  'zero-width text': '\u200b\u200b\u200b',
  'a lone joiner': '\u200d',
  'a long text': 'x'.repeat(20_000),
  'emoji at the limit': '👩‍👩‍👧‍👦'.repeat(400),
  'many accents': `e${'\u0301'.repeat(5_000)}`,
  'a path': '../../../../etc/passwd',
  'a script': '<img src=x onerror=alert(1)>',
  'text for a slow pattern': `${'a'.repeat(3_000)}!`,
  'a regular expression': '(a+)+$',
  'line breaks for a header': 'a\r\nset-cookie: x=1',
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
