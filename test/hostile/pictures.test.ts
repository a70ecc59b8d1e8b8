/**
 * Sends pictures whose work would follow their proportion, header or structure to every route of the contract that takes a
 * picture. Each is stored small or refused with a reason; the server answers other people meanwhile.
 */
import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import sharp from 'sharp';
import { API_PREFIX, type RouteTable, routes } from '../../src/protocol/routes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, signUp } from '../support/people.ts';
import { jpegOf, pngChunk, pngOf } from '../support/png.ts';

/** What inflates to a hundred megabytes. */
const BOMB = deflateSync(Buffer.alloc(100_000_000), { level: 9 });
const named = (name: string) => Buffer.concat([Buffer.from(`${name}\0\0`, 'latin1'), BOMB]);
const small = { width: 300, height: 300 };

const stored: Readonly<Record<string, Buffer>> = {
  'one pixel wide': pngOf({ width: 1, height: 8_000 }),
  'one pixel high': pngOf({ width: 8_000, height: 1 }),
  'one pixel': pngOf({ width: 1, height: 1 }),
  'as wide as a WebP can be': pngOf({ width: 16_383, height: 1 }),
  'wider than a WebP can be': pngOf({ width: 1_000_000, height: 2 }),
  'as many scans as allowed': jpegOf({ width: 2_000, height: 2_000, scans: 63 }),
  'a text that inflates': pngOf({ ...small, chunks: [pngChunk('zTXt', named('Comment'))] }),
};

const refused: Readonly<Record<string, Buffer>> = {
  'a huge header': pngOf({ width: 2, height: 2, declared: { width: 2 ** 31 - 1, height: 2 ** 31 - 1 } }),
  'a header without pixels': pngOf({ width: 2, height: 2, declared: { width: 5_000, height: 5_000 } }),
  'a header of nothing': pngOf({ width: 2, height: 2, declared: { width: 0, height: 0 } }),
  'too many scans': jpegOf({ width: 5_000, height: 5_000, scans: 5_000 }),
  'only the start of a JPEG': jpegOf({ width: 500, height: 500, scans: 2 }).subarray(0, 60),
  'an SVG': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="8000"/>'),
  'an AVIF without content': Buffer.from('\0\0\0\x18ftypavif\0\0\0\0avifmif1', 'latin1'),
  'a WebP without content': Buffer.from('RIFF\xff\xff\xff\xffWEBPVP8X', 'latin1'),
  'a GIF without content': Buffer.from('GIF89a\xff\xff\xff\xff', 'latin1'),
};

describe('hostile pictures', () => {
  let app: TestApp;
  let owner: Person;
  /** The ids in the path of each route, of something that the owner may change. */
  let pathOf: Readonly<Record<string, string>>;

  before(async () => {
    app = await startTestApp();
    owner = await signUp(app);
    const community = await owner.call('communities.create', { body: { name: '絵の会' } });
    pathOf = { 'communities.setPicture': `/communities/${community.id}/picture` };
  });
  after(() => app.close());

  const imageRoutes = Object.entries(routes as RouteTable).filter(([, { body }]) => body === 'image');
  const send = (name: string, { method, path }: { method: string; path: string }, body: Buffer) =>
    fetch(`${app.url}${API_PREFIX}${pathOf[name] ?? path}`, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${owner.accessToken}`, 'content-type': 'image/png' },
      body: new Uint8Array(body),
    });

  for (const [name, route] of imageRoutes) {
    it(`are stored small or refused by ${name}`, async () => {
      for (const [what, file] of Object.entries(stored)) {
        const answer = await send(name, route, file);
        expect(answer.status, what).to.equal(200);
        const { avatarUrl, pictureUrl } = (await answer.json()) as Record<string, string>;
        const picture = await (await fetch(app.url + (avatarUrl ?? pictureUrl))).bytes();
        const { width, height, format } = await sharp(picture).metadata();
        expect([format, width === height, width <= 256], what).to.deep.equal(['webp', true, true]);
      }
      for (const [what, file] of Object.entries(refused)) {
        const answer = await send(name, route, file);
        const { error } = (await answer.json()) as { error: { code: string; details: { reason: string } } };
        expect([answer.status, error.code], what).to.deep.equal([400, 'invalid_input']);
        expect(error.details.reason, what).to.be.oneOf(['not_a_picture', 'picture_too_large']);
      }
    });
  }

  it('do not hold up other people', async () => {
    const other = await signUp(app);
    const slow = send(
      'profiles.setAvatar',
      { method: 'put', path: '/profile/avatar' },
      stored['as many scans as allowed'] ?? Buffer.alloc(0),
    );

    await other.call('profiles.setAvatar', { body: new Uint8Array(pngOf(small)) });

    expect((await slow).status).to.equal(200);
    expect((await fetch(`${app.url}/healthz`)).status).to.equal(200);
  });
});
