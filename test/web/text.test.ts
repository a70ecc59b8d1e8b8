/** Text that the web app derives: errors, problems of fields, links, dates and numbers. */
import { MeshiError } from '@meshi/client';
import { expect } from 'chai';
import { errorText, fieldProblems } from '../../web/app/error-text.ts';
import { checkFields } from '../../web/app/field-checks.ts';
import { badgeCount, counted } from '../../web/i18n/counted.ts';
import { dayName, relativeTime, shortDate, timeRange } from '../../web/i18n/dates.ts';
import { withIsolatedNames } from '../../web/i18n/isolated-names.ts';
import { isWebUrl, splitLinks } from '../../web/ui/links.ts';
import { en } from '../support/words.ts';

describe('an error', () => {
  it('is a sentence by its reason, with the limit or the seconds to wait', () => {
    const full = new MeshiError('conflict', '', { reason: 'too_many_topics', details: { max: 30 } });
    const slow = new MeshiError('limit_exceeded', '', { reason: 'slow_mode', details: { retryAfterMs: 1_001 } });

    expect(errorText(full, en)).to.equal('You’ve reached the limit of 30 topics. Delete one first.');
    expect(errorText(slow, en)).to.equal('This channel has slow mode. You can write in 2 seconds.');
  });

  it('is a sentence by its code if it has no reason, with the seconds to wait or its number', () => {
    const fast = new MeshiError('limit_exceeded', '', { details: { retryAfterMs: 200 } });
    const internal = new MeshiError('internal', '', { errorId: 'e-7' });

    expect(errorText(fast, en)).to.equal('Too many requests. Try again in 1 second.');
    expect(errorText(internal, en)).to.equal(`${en.errors.codes.internal} ${en.errors.errorId('e-7')}`);
    expect(errorText(new TypeError('failed to fetch'), en)).to.equal(en.errors.reasons.network);
  });

  it('stands at the field that it is about', () => {
    const taken = new MeshiError('conflict', '', { reason: 'handle_taken' });
    const problems = ['body.email', 'body.links.2', 'body.tags.0', 'body.newPassword', 'body.other', 'query.q'];
    const invalid = new MeshiError('invalid_input', '', {
      details: { problems: problems.map((path) => ({ path, expected: '' })) },
    });

    expect(fieldProblems(taken, en, ['handle'])).to.deep.equal({ handle: en.errors.reasons.handle_taken });
    expect(fieldProblems(invalid, en, [])).to.deep.equal({
      email: en.errors.email,
      links: en.errors.url,
      tags: en.errors.tag,
      newPassword: en.errors.password(10),
      other: en.errors.field,
      query: en.errors.field,
    });
    expect(fieldProblems(new MeshiError('conflict', '', { reason: 'room_full' }), en, ['handle'])).to.deep.equal({});
  });

  it('stands at the new password if the form also has the current one', () => {
    const weak = new MeshiError('invalid_input', '', { reason: 'password_common' });
    const text = en.errors.reasons.password_common;

    expect(fieldProblems(weak, en, ['password', 'newPassword'])).to.deep.equal({ newPassword: text });
    expect(fieldProblems(weak, en, ['email', 'password'])).to.deep.equal({ password: text });
  });
});

describe('the fields of an account', () => {
  it('have no problem if the server accepts them', () => {
    const good = [
      { email: ' aki@example.com ', displayName: '秋', handle: 'aki' },
      { handle: 'Aki_2', newPassword: '0123456789', password: 'x' },
      { handle: `a${'b'.repeat(23)}` },
    ];

    expect(good.map((fields) => checkFields(fields, en))).to.deep.equal([{}, {}, {}]);
  });

  it('have a problem each if the server refuses them', () => {
    const fields = { email: 'aki at example', password: '', newPassword: '012345678', displayName: '  ', handle: 'ak' };

    expect(checkFields(fields, en)).to.deep.equal({
      email: en.errors.email,
      password: en.errors.required,
      newPassword: en.errors.password(10),
      displayName: en.errors.required,
      handle: en.errors.handle,
    });
    for (const handle of ['2aki', 'a-ki', '', `a${'b'.repeat(24)}`]) {
      expect(checkFields({ handle }, en), handle).to.have.keys('handle');
    }
  });
});

describe('a link in a text', () => {
  const linksOf = (text: string) => splitLinks(text).flatMap((part) => (part.isLink ? [part.text] : []));

  it('is http or https, and nothing else', () => {
    const text = 'javascript:alert(1) data:text/html,x ftp://a.example HTTPS://b.example http://c.example/?q=1#d';

    expect(linksOf(text)).to.deep.equal(['HTTPS://b.example', 'http://c.example/?q=1#d']);
    expect(['javascript:alert(1)', 'data:text/html,x', 'c.example', ''].filter(isWebUrl)).to.deep.equal([]);
  });

  it('ends before punctuation that belongs to the sentence, also Japanese', () => {
    expect(linksOf('(see https://a.example/b).')).to.deep.equal(['https://a.example/b']);
    expect(linksOf('「https://a.example/b」を見て。https://c.example。')).to.deep.equal([
      'https://a.example/b',
      'https://c.example',
    ]);
  });

  it('keeps its brackets, and ends before those around it', () => {
    const texts: Record<string, string[]> = {
      'https://en.wikipedia.org/wiki/Rust_(programming_language)': [
        'https://en.wikipedia.org/wiki/Rust_(programming_language)',
      ],
      '(https://en.wikipedia.org/wiki/Rust_(programming_language))': [
        'https://en.wikipedia.org/wiki/Rust_(programming_language)',
      ],
      '（https://example.com/a）': ['https://example.com/a'],
      '【https://a.example/x】《https://b.example》': ['https://a.example/x', 'https://b.example'],
      'https://a.example！https://b.example？': ['https://a.example', 'https://b.example'],
      'https://日本語.jp/パス、https://例え.テスト/い…': ['https://日本語.jp/パス', 'https://例え.テスト/い'],
      'これhttps://a.example/x：あれhttps://b.example；': ['https://a.example/x', 'https://b.example'],
      'https://ja.wikipedia.org/wiki/飯_(曖昧さ回避)': ['https://ja.wikipedia.org/wiki/飯_(曖昧さ回避)'],
      '“https://a.example/[b]/{c}”': ['https://a.example/[b]/{c}'],
      'https://a.example/x"onmouseover=alert(1)': ['https://a.example/x'],
      '<https://a.example/?q=寿司&x=1#y>': ['https://a.example/?q=寿司&x=1#y'],
      'mailto:a@b.example or c@d.example': ['mailto:a@b.example'],
      'http://localhost:3000/a http://192.168.0.1/': ['http://localhost:3000/a', 'http://192.168.0.1/'],
    };

    for (const [text, links] of Object.entries(texts)) expect(linksOf(text), text).to.deep.equal(links);
  });

  it('does not hide its host behind a name', () => {
    expect(linksOf('https://bank.example@evil.example/ https://a:b@evil.example')).to.deep.equal([]);
    expect(isWebUrl('https://bank.example@evil.example/')).to.equal(false);
  });

  it('is found in linear time in a text of brackets', () => {
    for (const text of [
      `https://a.example/${'('.repeat(4_000)}`,
      'https://a.('.repeat(400),
      `https://${'a.'.repeat(2_000)}`,
    ]) {
      expect(
        splitLinks(text)
          .map((part) => part.text)
          .join(''),
      ).to.equal(text);
    }
  });

  it('leaves every other character of the text in its place', () => {
    const text = 'a https://b.example, c http:// d https://e.example!';

    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).to.equal(text);
  });
});

describe('a name in a sentence', () => {
  it('is isolated if it runs right to left, in every word of every screen', () => {
    const words = withIsolatedNames({ a: { greet: (name: string, count: number) => `${name} (${count})` }, b: 'Save' });

    expect(words.a.greet('שלום', 3)).to.equal('\u2068שלום\u2069 (3)');
    expect(words.a.greet('مرحبا', 3)).to.equal('\u2068مرحبا\u2069 (3)');
    expect([words.a.greet('田中', 3), words.a.greet('🇯🇵', 3), words.b]).to.deep.equal(['田中 (3)', '🇯🇵 (3)', 'Save']);
  });
});

describe('a time in words', () => {
  const ownZone = process.env.TZ;
  before(() => {
    process.env.TZ = 'Asia/Tokyo';
  });
  after(() => {
    if (ownZone === undefined) delete process.env.TZ;
    else process.env.TZ = ownZone;
  });

  it('changes its unit at a minute, an hour, a day and a month', () => {
    const now = Date.parse('2026-11-29T03:00:00Z');
    const ago = (seconds: number) => relativeTime(new Date(now - seconds * 1_000).toISOString(), 'en', now);

    expect([59, 60, 3_599, 3_600, 86_399, 86_400, 29 * 86_400].map(ago)).to.deep.equal([
      'just now',
      '1 minute ago',
      '59 minutes ago',
      '1 hour ago',
      '23 hours ago',
      'yesterday',
      '29 days ago',
    ]);
    // Nearly two days ago, but two midnights have passed.
    expect(ago(47 * 3_600)).to.equal('2 days ago');
    expect(ago(30 * 86_400)).to.equal('Oct 30');
    expect(relativeTime(new Date(now - 3 * 86_400_000).toISOString(), 'ja', now)).to.equal('3日前');
  });

  it('has the year only if it is another one', () => {
    const now = Date.parse('2026-11-29T03:00:00Z');

    expect(shortDate('2026-01-01T00:00:00Z', 'en', now)).to.equal('Jan 1');
    expect(shortDate('2025-12-31T00:00:00Z', 'en', now)).to.equal('Dec 31, 2025');
  });

  it('names both days of a range over midnight, and one otherwise', () => {
    const year = new Date().getFullYear();
    const range = (startsAt: string, endsAt: string) =>
      timeRange({ startsAt: `${year}-${startsAt}`, endsAt: `${year}-${endsAt}` }, 'en');

    expect(range('11-28T10:00:00Z', '11-28T13:00:00Z')).to.match(/^\w+, Nov 28, 19:00–22:00$/);
    expect(range('11-28T13:00:00Z', '11-28T16:00:00Z')).to.match(/^\w+, Nov 28, 22:00–\w+, Nov 29, 01:00$/);
  });

  it('is today or yesterday by the days of the reader', () => {
    const names = { today: 'today', yesterday: 'yesterday' };
    const midnight = new Date().setHours(0, 0, 0, 0);
    const of = (at: number) => dayName(new Date(at).toISOString(), 'en', names);

    expect([of(midnight), of(midnight - 1)]).to.deep.equal(['today', 'yesterday']);
    expect(of(midnight - 86_400_001)).to.match(/^\w+, \w+ \d+/);
  });

  it('is today, yesterday or a date by midnights, also on days of 23 and 25 hours, and names another year', () => {
    process.env.TZ = 'America/New_York';
    const names = { today: 'today', yesterday: 'yesterday' };
    const of = (iso: string, now: string) => dayName(iso, 'en', names, Date.parse(now));

    // 1 November 2026 has 25 hours, 8 March 2026 has 23.
    expect(of('2026-10-31T16:00:00Z', '2026-11-02T04:30:00Z')).to.equal('yesterday');
    expect(of('2026-11-01T04:30:00Z', '2026-11-02T04:30:00Z')).to.equal('today');
    expect(of('2026-03-08T05:30:00Z', '2026-03-09T04:30:00Z')).to.equal('yesterday');
    expect(of('2026-03-08T04:59:00Z', '2026-03-09T04:00:00Z')).to.equal('Sat, Mar 7');
    process.env.TZ = 'Asia/Tokyo';
    expect(dayName('2024-11-28T10:00:00Z', 'ja', names)).to.equal('2024年11月28日（木）');
    expect(dayName('2024-11-28T10:00:00Z', 'en', names)).to.equal('Thu, Nov 28, 2024');
  });
});

describe('a number in words', () => {
  it('has two digits at most on a badge', () => {
    expect([1, 99, 100, 2_000].map(badgeCount)).to.deep.equal(['1', '99', '99+', '99+']);
  });

  it('is singular only for one', () => {
    expect([0, 1, 2].map((number) => counted(number, 'day', 'days'))).to.deep.equal(['0 days', '1 day', '2 days']);
  });
});
