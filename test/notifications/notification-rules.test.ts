/** The rules of delivery: quiet hours in time zones, addresses that are never called, keys, and the text of mails. */
import { lookup } from 'node:dns/promises';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { readConfig } from '../../src/kernel/config.ts';
import { isPublicAddress, isPublicUrl, lookupPublic } from '../../src/kernel/public-address.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { createVapidKeys, loadDevelopmentVapidKeys, parseVapidKeys } from '../../src/kernel/vapid-keys.ts';
import { mailLetter } from '../../src/notifications/delivery/mail-letter.ts';
import { createPushTransport } from '../../src/notifications/delivery/push-transport.ts';
import { quietUntil } from '../../src/notifications/delivery/quiet-hours.ts';
import { StopMailTokens } from '../../src/notifications/delivery/stop-mail-tokens.ts';

const NIGHT = { from: '23:00', to: '07:00' };

describe('quiet hours', () => {
  it('last over midnight, in the time zone of the person', () => {
    const until = (at: string, zone: string) => quietUntil(new Date(at), NIGHT, zone)?.toISOString() ?? null;

    expect(until('2026-03-10T14:00:00Z', 'Asia/Tokyo')).to.equal('2026-03-10T22:00:00.000Z');
    expect(until('2026-03-10T21:59:59Z', 'Asia/Tokyo')).to.equal('2026-03-10T22:00:00.000Z');
    expect(until('2026-03-10T22:00:00Z', 'Asia/Tokyo')).to.equal(null);
    expect(until('2026-03-10T14:00:00Z', 'Europe/Paris')).to.equal(null);
    expect(until('2026-03-10T20:00:00Z', 'Asia/Kathmandu')).to.equal('2026-03-11T01:15:00.000Z');
  });

  it('last from their first minute to before their last one during a day', () => {
    const day = { from: '09:00', to: '17:30' };
    const until = (at: string) => quietUntil(new Date(at), day, 'UTC')?.toISOString() ?? null;

    expect(until('2026-03-10T08:59:59Z')).to.equal(null);
    expect(until('2026-03-10T09:00:00Z')).to.equal('2026-03-10T17:30:00.000Z');
    expect(until('2026-03-10T17:29:59Z')).to.equal('2026-03-10T17:30:00.000Z');
    expect(until('2026-03-10T17:30:00Z')).to.equal(null);
  });

  it('end at the same wall time in nights when the clocks change', () => {
    const night = (at: string) => quietUntil(new Date(at), NIGHT, 'Europe/Paris')?.toISOString();

    expect(night('2026-03-28T23:00:00Z')).to.equal('2026-03-29T05:00:00.000Z');
    expect(night('2026-10-24T22:00:00Z')).to.equal('2026-10-25T06:00:00.000Z');
  });

  it('are off if none are set, or if they begin and end at the same time', () => {
    expect(quietUntil(new Date(), null, 'UTC')).to.equal(null);
    expect(quietUntil(new Date('2026-03-10T09:00:00Z'), { from: '09:00', to: '09:00' }, 'UTC')).to.equal(null);
  });

  it('always end later and within a day', () => {
    const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    const text = ([hours, minutes]: [number, number]) =>
      `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
    const zone = fc.constantFrom('Asia/Tokyo', 'America/New_York', 'Europe/Paris', 'Australia/Lord_Howe', 'UTC');
    const at = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-01-01') });

    fc.assert(
      fc.property(time, time, zone, at, (from, to, timeZone, ms) => {
        const end = quietUntil(new Date(ms), { from: text(from), to: text(to) }, timeZone);
        if (!end) return;
        expect(end.getTime()).to.be.greaterThan(ms);
        expect(end.getTime() - ms).to.be.at.most(25 * 3_600_000);
      }),
    );
  });
});

describe('addresses from a client', () => {
  it('are never of this machine or its internal network', () => {
    const hidden = [
      ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
      ...['169.254.169.254', '100.64.0.1', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
      ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8'],
      ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '2001::1', 'not an address'],
    ];

    expect(hidden.filter(isPublicAddress)).to.deep.equal([]);
    expect(['8.8.8.8', '172.32.0.1', '2606:4700::1111'].filter(isPublicAddress)).to.have.length(3);
  });

  it('are https URLs on the default port, with a name on the public internet', () => {
    const rejected = [
      ...['http://push.example.com/x', 'https://push.example.com:8443/x', 'https://who:pass@push.example.com/'],
      ...['https://localhost/', 'https://intranet/', 'https://[::1]/', 'https://2130706433/', 'https://0x7f.1/'],
      ...['https://[::ffff:10.0.0.1]/', 'https://127.1/', 'ftp://push.example.com/'],
    ];

    expect(rejected.filter((url) => isPublicUrl(new URL(url)))).to.deep.equal([]);
    expect(isPublicUrl(new URL('https://fcm.googleapis.com/fcm/send/abc'))).to.equal(true);
  });

  it('are checked again when the name is resolved, so that a name of this machine cannot be called', async () => {
    expect((await lookup('localhost')).address).to.match(/^(?:127\.|::1)/);

    const failure = await new Promise((resolve) => lookupPublic('localhost', {}, resolve));

    expect(String(failure)).to.include('not public');
    const endpoint = 'https://localhost/x';
    const posted = createPushTransport(['localhost']).post({ endpoint, headers: {}, body: Buffer.alloc(1) });
    expect(await posted.catch((error: Error) => error.message)).to.include('PUSH_HOSTS');
  });

  it('are only those of the push services that are configured', () => {
    const byDefault = createPushTransport(readConfig({}).pushHosts);
    const own = createPushTransport(readConfig({ PUSH_HOSTS: 'push.example.com, *.ntfy.example' }).pushHosts);
    const accepted = (hosts: string[], transport = byDefault) =>
      hosts.filter((host) => transport.accepts(new URL(`https://${host}/x`)));

    const browsers = ['fcm.googleapis.com', 'updates.push.services.mozilla.com', 'web.push.apple.com'];
    const windows = 'wns2-par02p.notify.windows.com';
    expect(accepted([...browsers, windows])).to.deep.equal([...browsers, windows]);
    const others = ['evil.example.com', 'fcm.googleapis.com.evil.test', 'x.fcm.googleapis.com', 'evilpush.apple.com'];
    expect(accepted([...others, 'push.apple.com', '8.8.8.8'])).to.deep.equal([]);
    expect(accepted(['push.example.com', 'a.ntfy.example', 'fcm.googleapis.com'], own)).to.have.length(2);
  });
});

describe('VAPID keys', () => {
  it('are rejected unless they are a pair', () => {
    const [one, other] = [createVapidKeys(), createVapidKeys()];
    const text = (publicKey: string, secret: Secret) => `${publicKey}:${secret.reveal()}`;

    expect(parseVapidKeys(text(one.publicKey, one.privateKey))?.publicKey).to.equal(one.publicKey);
    expect(parseVapidKeys(text(one.publicKey, other.privateKey))).to.equal(null);
    for (const wrong of [
      '',
      'a',
      'a:b',
      `${one.publicKey}:${'A'.repeat(43)}`,
      `${one.publicKey}:`,
      `${text(one.publicKey, one.privateKey)}:x`,
    ]) {
      expect(parseVapidKeys(wrong), wrong).to.equal(null);
    }
  });

  it('are created once in development, and readable only for their owner', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'meshi-vapid-'));

    const [first, again] = [await loadDevelopmentVapidKeys(directory), await loadDevelopmentVapidKeys(directory)];

    expect(again.publicKey).to.equal(first.publicKey);
    expect((await stat(join(directory, 'vapid-keys'))).mode & 0o777).to.equal(0o600);
    await rm(directory, { recursive: true });
  });
});

describe('stop-mail tokens', () => {
  it('are verified with every configured key', () => {
    const key = (id: string) => ({ id, secret: new Secret(`${id} is long enough to sign with`) });
    const person = { tenantId: 'public', personId: 'alice' };
    const token = new StopMailTokens({ keys: [key('old')] }).make(person);

    expect(new StopMailTokens({ keys: [key('new'), key('old')] }).read(token)).to.deep.equal(person);
    expect(new StopMailTokens({ keys: [key('new')] }).read(token)).to.equal(null);
  });
});

describe('the notification mail', () => {
  const parts = { publicUrl: 'https://meshi.example', stopUrl: 'https://meshi.example/stop-mail#token=t' };
  const item = (number: number) => ({
    title: `Title ${number}`,
    body: `Body ${number}`,
    path: `/conversations/${number}`,
  });

  it('contains the text, the link, and the link that stops mails', () => {
    const { subject, text } = mailLetter('en', { ...parts, items: [item(1)] });

    expect(subject).to.equal('Meshi: Title 1');
    expect(text).to.equal(
      [
        'Title 1',
        'Body 1',
        'https://meshi.example/conversations/1',
        '',
        '-- ',
        'Stop these emails:',
        parts.stopUrl,
        '',
      ].join('\n'),
    );
  });

  it('contains the first ten of many notifications, and the number of the others', () => {
    const items = Array.from({ length: 13 }, (_, at) => item(at + 1));

    const { subject, text } = mailLetter('ja', { ...parts, items });

    expect(subject).to.equal('Meshi: 通知が13件あります');
    expect(text).to.include('Title 10').and.not.include('Title 11');
    expect(text).to.include('ほか3件: https://meshi.example/notifications');
  });
});
