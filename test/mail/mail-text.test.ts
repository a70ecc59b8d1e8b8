/** What people have written, as it appears in mails: no links, and no sentence that looks like one of the server. */
import { expect } from 'chai';
import fc from 'fast-check';
import { nameInMail, withoutLinks } from '../../src/mail/mail-text.ts';

/** What mail programs turn into links, generously: a scheme, a domain, or an address. */
const LINKED = /[a-z][a-z0-9+.-]*:\/\/|[\p{L}\p{N}._-]@[\p{L}\p{N}]|[\p{L}\p{N}-]+[.\u3002\uff0e\uff61][\p{L}\p{N}]/iu;

/** As a person sees it. */
const seen = (text: string) => text.replaceAll('\u200b', '');

describe('a text in a mail', () => {
  const links = [
    'http://evil.example',
    'https://evil.example/reset?token=1',
    'HTTPS://EVIL.EXAMPLE',
    'ftp://evil.example',
    'meshi://open',
    'evil.example',
    'www.evil.example/path',
    'PayPal: confirm at evil.example now',
    'write to help@evil.example',
    'mailto:help@evil.example',
    'evil\u3002example',
    '日本語.example',
    '1.2.3.4',
  ];

  for (const text of links) {
    it(`has no link in ${text}, and looks the same`, () => {
      expect(text).to.match(LINKED);
      expect(withoutLinks(text)).to.not.match(LINKED);
      expect(seen(withoutLinks(text))).to.equal(text);
    });
  }

  it('has no link in any text, and looks the same', () => {
    const part = fc.constantFrom(
      'a',
      '1',
      '.',
      '/',
      ':',
      '@',
      '-',
      ' ',
      '\u3002',
      '\uff0e',
      'あ',
      'www',
      'http',
      'com',
    );
    const text = fc.array(part, { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (written) => {
        expect(withoutLinks(written)).to.not.match(LINKED);
        expect(seen(withoutLinks(written))).to.equal(written);
      }),
    );
  });

  it('stays as it is without links', () => {
    for (const text of ['Tea', 'Coffee and code. Then tea', '日本語の勉強会', '気になる？ 12:30', 'C++ / Rust']) {
      expect(withoutLinks(text)).to.equal(text);
    }
  });

  it('is short as a name, in one line, and cannot end the quotes around it', () => {
    const long = nameInMail('Your account was closed. Sign in at evil.example within 24 hours');
    const quoting = nameInMail('Tea" is closed. Open "」で確認\nMeshi');

    expect([...seen(long)].length).to.equal(30);
    expect(long).to.match(/…$/).and.not.match(LINKED);
    expect(quoting).to.not.match(/["」\n]/);
    expect(nameInMail('東京 Node.js 勉強会'), 'an ordinary name').to.satisfy(
      (name: string) => seen(name) === '東京 Node.js 勉強会',
    );
  });
});
