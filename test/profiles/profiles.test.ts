/** Profiles and their pictures, over HTTP. */
import { expect } from 'chai';
import sharp from 'sharp';
import { startTestApp, type TestApp } from '../support/app.ts';
import { request } from '../support/http.ts';
import { type Person, refusal, signUp } from '../support/people.ts';

const LIMIT_PIXELS = 1_000_000;

describe('profiles', () => {
  let app: TestApp;
  let ada: Person;
  let bob: Person;

  before(async () => {
    app = await startTestApp({ limits: { avatarPixels: LIMIT_PIXELS } });
    [ada, bob] = [await signUp(app), await signUp(app)];
  });
  after(() => app.close());

  const picture = (width = 400, height = 300) =>
    sharp({ create: { width, height, channels: 3, background: '#e5533c' } });
  const setAvatar = (person: Person, file: Uint8Array, headers = { 'content-type': 'image/jpeg' }) =>
    request(app, '/profile/avatar', { method: 'PUT', token: person.accessToken, body: new Uint8Array(file), headers });

  it('change only in the given fields', async () => {
    await ada.call('profiles.update', { body: { bio: 'Rust, 日本酒 and trains', tags: ['Rust', ' rust ', '日本酒'] } });

    const changed = await ada.call('profiles.update', {
      body: { canTeach: ['Haskell'], links: ['https://ada.example'] },
    });

    expect(changed).to.deep.include({
      bio: 'Rust, 日本酒 and trains',
      tags: ['rust', '日本酒'],
      canTeach: ['Haskell'],
      links: ['https://ada.example'],
      handle: ada.handle,
    });
  });

  it('are visible to others, by id and by handle', async () => {
    const byId = await bob.call('profiles.get', { params: { personId: ada.id } });
    const byHandle = await bob.call('profiles.getByHandle', { params: { handle: ada.handle } });

    expect(byId).to.deep.equal(byHandle);
    expect(byId).not.to.have.any.keys('email', 'passwordHash', 'tenantId');
  });

  it('refuse taken and reserved handles, and accept their own', async () => {
    const taken = await refusal(ada.call('profiles.update', { body: { handle: bob.handle } }));
    const reserved = await refusal(ada.call('profiles.update', { body: { handle: 'moderator' } }));
    const own = await ada.call('profiles.update', { body: { handle: ada.handle } });

    expect([taken.reason, reserved.reason]).to.deep.equal(['conflict/handle_taken', 'conflict/handle_taken']);
    expect(own.handle).to.equal(ada.handle);
  });

  it('of an older version keep a handle that looks like the one of another person', async () => {
    const number = Date.now().toString(16);
    const [older, other] = [await signUp(app), await signUp(app, { handle: `lo${number}` })];
    const handle = `l0${number}`;
    await app.connection
      .collection('profiles')
      .updateOne({ handle: older.handle }, { $set: { handle }, $unset: { handleKey: 1 } });

    const saved = await older.call('profiles.update', { body: { handle, bio: 'Saved' } });
    const taken = await refusal(older.call('profiles.update', { body: { handle: other.handle } }));
    const free = await older.call('profiles.update', { body: { handle: `free${number}` } });

    expect(saved).to.include({ handle, bio: 'Saved' });
    expect(taken.reason).to.equal('conflict/handle_taken');
    expect(free.handle).to.equal(`free${number}`);
  });

  it('announce changed tags after they are stored, and not for a refused edit', async () => {
    const stored: Promise<{ tags: string[] }>[] = [];
    const stop = app.kernel.events.on('tagsChanged', () => {
      stored.push(bob.call('profiles.get', { params: { personId: ada.id } }));
    });

    await refusal(ada.call('profiles.update', { body: { tags: ['sake'], handle: bob.handle } }));
    await ada.call('profiles.update', { body: { tags: ['trains'] } });
    stop();

    expect((await Promise.all(stored)).map(({ tags }) => tags)).to.deep.equal([['trains']]);
  });

  it('accept only IANA time zones', async () => {
    const refused = await Promise.all(
      ['Etc/Unknown', 'JST', '+09:00', 'Mars/Olympus'].map((timeZone) =>
        refusal(ada.call('profiles.update', { body: { timeZone } })),
      ),
    );

    for (const { reason, error } of refused) {
      expect(reason).to.equal('invalid_input');
      expect(error.details?.problems?.map(({ path }) => path)).to.deep.equal(['body.timeZone']);
    }
  });

  it('accept only http and https links', async () => {
    const links = ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://x.example'];

    for (const link of links) {
      expect((await refusal(ada.call('profiles.update', { body: { links: [link] } }))).reason, link).to.equal(
        'invalid_input',
      );
    }
  });

  it('ignore ids in the body, so that nobody can edit another profile', async () => {
    const body = { displayName: 'Ada', id: bob.id, _id: bob.id, personId: bob.id, tenantId: 'other' };

    const changed = await ada.call('profiles.update', { body });

    expect(changed.id).to.equal(ada.id);
    expect((await bob.call('accounts.me')).profile.displayName).not.to.equal('Ada');
  });

  it('appear not to exist to both people of a block', async () => {
    const [eve, carol] = [await signUp(app), await signUp(app)];
    const block = { tenantId: 'public', blockerId: eve.id, blockedId: carol.id, createdAt: new Date() };
    await app.connection.collection<{ _id: string }>('blocks').insertOne({ _id: `block-${eve.id}`, ...block });
    app.kernel.events.announce('blocksChanged', { tenantId: 'public', personIds: [eve.id, carol.id] });

    const missing = await refusal(eve.call('profiles.get', { params: { personId: 'nobody' } }));
    const blocked = await refusal(eve.call('profiles.get', { params: { personId: carol.id } }));
    const blocking = await refusal(carol.call('profiles.getByHandle', { params: { handle: eve.handle } }));

    expect([blocked.error, blocking.error]).to.deep.equal([missing.error, missing.error]);
  });

  it('show a changed name in summaries at once', async () => {
    const { profiles } = app.services;
    const before = (await profiles.summaries('public', [bob.id])).get(bob.id);

    await bob.call('profiles.update', { body: { displayName: 'Bob the Second' } });

    const after = (await profiles.summaries('public', [bob.id])).get(bob.id);
    expect(before?.displayName).not.to.equal('Bob the Second');
    expect(after).to.include({ id: bob.id, displayName: 'Bob the Second' });
  });

  it('are not found from another tenant', async () => {
    const summaries = await app.services.profiles.summaries('other', [ada.id]);

    expect(summaries.get(ada.id)?.handle).to.equal('deleted');
  });

  describe('pictures', () => {
    it('become a square WebP of 256 pixels without metadata', async () => {
      const withMetadata = await picture()
        .withExif({ IFD0: { Copyright: 'Ada at home' } })
        .jpeg()
        .toBuffer();

      const { json } = await setAvatar(ada, withMetadata);
      const answer = await fetch(app.url + json.avatarUrl);

      const kept = await sharp(await answer.bytes()).metadata();
      expect(kept).to.include({ format: 'webp', width: 256, height: 256 });
      expect(kept.exif).to.equal(undefined);
    });

    it('are served so that browsers never run them as a page and cache them permanently', async () => {
      const { json } = await setAvatar(ada, await picture().png().toBuffer());

      const { headers } = await fetch(app.url + json.avatarUrl);

      expect(headers.get('content-type')).to.equal('image/webp');
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('content-security-policy')).to.equal("default-src 'none'; frame-ancestors 'none'; sandbox");
      expect(headers.get('cache-control')).to.contain('immutable');
    });

    for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
      it(`are accepted as ${format}, with any content type in the request`, async () => {
        const file = await picture().toFormat(format).toBuffer();

        expect((await setAvatar(ada, file, { 'content-type': 'text/html' })).status).to.equal(200);
      });
    }

    it('get a new URL each time, and the old URL stops working', async () => {
      const first = (await setAvatar(ada, await picture().png().toBuffer())).json.avatarUrl;
      const second = (await setAvatar(ada, await picture().png().toBuffer())).json.avatarUrl;

      expect([(await fetch(app.url + first)).status, (await fetch(app.url + second)).status]).to.deep.equal([404, 200]);
    });

    it('can be removed', async () => {
      const { json } = await setAvatar(ada, await picture().png().toBuffer());

      const profile = await ada.call('profiles.removeAvatar');

      expect(profile.avatarUrl).to.equal(null);
      expect((await fetch(app.url + json.avatarUrl)).status).to.equal(404);
    });

    it('lose a script that is appended to the file', async () => {
      const script = '<script>alert(1)</script>';
      const polyglot = Buffer.concat([await picture().gif().toBuffer(), Buffer.from(script)]);

      const { json } = await setAvatar(ada, polyglot);

      expect(await (await fetch(app.url + json.avatarUrl)).text()).not.to.contain('script');
    });

    it('are refused if they are another kind of file, too large to decode, or truncated', async () => {
      const whole = await picture().png().toBuffer();
      const files = {
        svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
        text: Buffer.from('hello'),
        page: Buffer.from('<!doctype html><script>alert(1)</script>'),
        'a path as content': Buffer.from('../../etc/passwd'),
        truncated: whole.subarray(0, 100),
        'only the first bytes of a PNG': Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
        'too many pixels': await picture(2_000, 2_000).png().toBuffer(),
      };

      for (const [name, file] of Object.entries(files)) {
        const answer = await setAvatar(ada, file);
        expect([answer.status, answer.error?.code], name).to.deep.equal([400, 'invalid_input']);
      }
    });

    it('are refused if they are larger than five megabytes', async () => {
      const answer = await setAvatar(ada, new Uint8Array(5_000_001));

      expect([answer.status, answer.error?.code]).to.deep.equal([413, 'too_large']);
    });

    it('are refused if they are empty', async () => {
      expect((await setAvatar(ada, new Uint8Array(0))).status).to.equal(400);
    });
  });
});
