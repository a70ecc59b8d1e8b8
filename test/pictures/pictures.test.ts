/** Uploaded pictures of any proportion and structure, and pictures that the server draws. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { CardPictures } from '../../src/front/pages/card-picture.ts';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { limits } from '../../src/kernel/limits.ts';
import { PictureMaker } from '../../src/pictures/picture-maker.ts';
import { jpegOf, pngChunk, pngOf } from '../support/png.ts';

const ada = { tenantId: 'public', personId: 'ada' };
const bob = { tenantId: 'public', personId: 'bob' };

describe('pictures', () => {
  let maker: PictureMaker;

  before(() => {
    maker = new PictureMaker({ limits });
  });
  after(() => maker.close());

  const sizeOf = async (file: Uint8Array) => {
    const { width, height } = await sharp(await maker.avatar(file, ada)).metadata();
    return [width, height];
  };
  const refusalOf = (file: Uint8Array) =>
    maker.avatar(file, ada).then(
      () => 'accepted',
      (error) => error.details?.reason ?? error,
    );

  for (const [width, height] of [
    [1, 8_000],
    [8_000, 1],
    [1, 1],
    [16_383, 1],
    [1, 1_000_000],
    [3, 24_000],
  ] as const) {
    it(`of ${width} x ${height} pixels are cropped to their shorter side, and never enlarged`, async () => {
      const shorter = Math.min(width, height);

      expect(await sizeOf(pngOf({ width, height }))).to.deep.equal([shorter, shorter]);
    });
  }

  it('with larger sides than an avatar become 256 pixels wide and high, whatever their proportion', async () => {
    expect(await sizeOf(pngOf({ width: 300, height: 20_000 }))).to.deep.equal([256, 256]);
    expect(await sizeOf(pngOf({ width: 5_000, height: 256 }))).to.deep.equal([256, 256]);
    expect(await sizeOf(pngOf({ width: 200, height: 900 }))).to.deep.equal([200, 200]);
  });

  it('are rotated before they are cropped', async () => {
    // The upper half red and the lower half blue, to be shown turned by 90 degrees: red is on the right.
    const halves = await sharp(Buffer.from(HALVES)).jpeg().withMetadata({ orientation: 6 }).toBuffer();

    const { data, info } = await sharp(await maker.avatar(halves, ada))
      .raw()
      .toBuffer({ resolveWithObject: true });

    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
    expect(info).to.include({ width: 200, height: 200 });
    expect(at(30, 100)[2], 'blue on the left').to.be.above(180);
    expect(at(170, 100)[0], 'red on the right').to.be.above(180);
  });

  it('in CMYK, of an animation, or with a colour profile become plain pictures', async () => {
    const square = { create: { width: 300, height: 300, channels: 3, background: '#e5533c' } } as const;
    const frames = [sharp(square), sharp({ create: { ...square.create, background: '#4f7042' } })];
    const files = {
      cmyk: await sharp(square).toColourspace('cmyk').jpeg().toBuffer(),
      profile: await sharp(square).withIccProfile('p3').png().toBuffer(),
      'animated gif': await sharp(await Promise.all(frames.map((frame) => frame.png().toBuffer())), {
        join: { animated: true },
      })
        .gif()
        .toBuffer(),
      apng: pngOf({ width: 300, height: 300, chunks: [pngChunk('acTL', Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]))] }),
    };

    for (const [name, file] of Object.entries(files)) {
      const { width, height, pages, space, hasProfile } = await sharp(await maker.avatar(file, ada)).metadata();
      expect({ width, height, pages: pages ?? 1, space, hasProfile }, name).to.deep.equal({
        width: 256,
        height: 256,
        pages: 1,
        space: 'srgb',
        hasProfile: false,
      });
    }
  });

  it('are refused if their header, their frames or their scans ask for more than the limits', async () => {
    const files = {
      'a header of 60,000 x 60,000': pngOf({ width: 2, height: 2, declared: { width: 60_000, height: 60_000 } }),
      'one pixel too many': pngOf({ width: 5_000, height: 5_001 }),
      '20,000 scans': jpegOf({ width: 5_000, height: 5_000, scans: 20_000 }),
      '64 scans': jpegOf({ width: 16, height: 16, scans: 64 }),
    };

    for (const [name, file] of Object.entries(files)) {
      expect(await refusalOf(file), name).to.equal('picture_too_large');
    }
    expect(await sizeOf(jpegOf({ width: 16, height: 16, scans: 63 }))).to.deep.equal([16, 16]);
  });

  it('are refused if the pixels are missing', async () => {
    const whole = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#111', noise: NOISE } })
      .png()
      .toBuffer();
    const files = {
      'a header that promises more': pngOf({ width: 2, height: 2, declared: { width: 4_000, height: 4_000 } }),
      'the first half of a PNG': whole.subarray(0, whole.length / 2),
      'the first half of a JPEG': (await sharp(whole).jpeg().toBuffer()).subarray(0, 3_000),
      'the first half of a WebP': (await sharp(whole).webp().toBuffer()).subarray(0, 3_000),
      svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    };

    for (const [name, file] of Object.entries(files)) expect(await refusalOf(file), name).to.equal('not_a_picture');
  });

  it('that take too long are refused, and the next one is made', async () => {
    const quick = new PictureMaker({ limits: { ...limits, pictureMs: 1 } });

    const refusal = await quick
      .avatar(jpegOf({ width: 5_000, height: 5_000, scans: 63 }), ada)
      .catch((error) => error.details?.reason);
    quick.close();

    expect(refusal).to.equal('picture_too_large');
    expect(await sizeOf(pngOf({ width: 9, height: 9 }))).to.deep.equal([9, 9]);
  });

  it('are refused as unavailable while their process cannot start, and are made when it can', async () => {
    const own = new PictureMaker({ limits });
    const file = pngOf({ width: 9, height: 9 });
    const { execPath } = process;
    process.execPath = '/nowhere/node';

    const refused = await Promise.allSettled([own.avatar(file, ada), own.drawing(HALVES)]);
    process.execPath = execPath;
    const made = await own.avatar(file, ada);
    own.close();

    const reasons = refused.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : outcome));
    expect(reasons.every((reason) => reason instanceof UnavailableError)).to.equal(true);
    expect((await sharp(made).metadata()).width).to.equal(9);
  });

  it('are made in turns: one person’s uploads do not hold up those of another', async () => {
    const done: string[] = [];
    const make = (person: typeof ada, name: string) =>
      maker.avatar(pngOf({ width: 9, height: 9 }), person).then(() => done.push(name));

    await Promise.all([make(ada, 'ada 1'), make(ada, 'ada 2'), make(ada, 'ada 3'), make(bob, 'bob 1')]);

    expect(done).to.deep.equal(['ada 1', 'ada 2', 'bob 1', 'ada 3']);
  });

  it('of one person wait only up to a limit', async () => {
    const uploads = Array.from({ length: 4 }, () => maker.avatar(pngOf({ width: 9, height: 9 }), ada));

    const refused = (await Promise.allSettled(uploads)).filter(({ status }) => status === 'rejected');

    expect(refused.map((one) => (one as PromiseRejectedResult).reason)).to.have.length(1);
    expect((refused[0] as PromiseRejectedResult).reason).to.be.instanceOf(UnavailableError);
  });
});

describe('the picture of a card', () => {
  let maker: PictureMaker;
  let pictures: CardPictures;

  before(async () => {
    // A machine without fonts.
    const systemFonts = await mkdtemp(join(tmpdir(), 'meshi-fonts-'));
    await writeFile(join(systemFonts, 'fonts.conf'), '<?xml version="1.0"?><fontconfig></fontconfig>');
    maker = new PictureMaker({ limits, systemFonts });
    pictures = new CardPictures({ pictureMaker: maker, max: 100 });
  });
  after(() => maker.close());

  const TITLE = { left: 90, top: 90, width: 1_020, height: 110 };
  const inkOf = async (title: string) => {
    const picture = await pictures.make({ title, lines: [] });
    return sharp(picture).extract(TITLE).greyscale().raw().toBuffer();
  };
  const blackOf = (pixels: Uint8Array) => pixels.filter((grey) => grey < 128).length;

  it('has words where no font is installed: each character looks different, and bold', async () => {
    const inks = await Promise.all(['飯', '鮨', '食', 'あ', 'A', '🍜', '🍣', '❤️'].map(inkOf));

    for (const ink of inks) expect(blackOf(ink)).to.be.above(300);
    expect(new Set(inks.map((ink) => ink.toString('base64'))).size).to.equal(inks.length);
  });

  it('is drawn for titles with characters that XML does not allow, and with markup', async () => {
    for (const title of ['a\uffffb', 'a\ufffeb', '</text><rect/>', '&amp;<b>', '\u0001飯']) {
      expect(blackOf(await inkOf(title)), JSON.stringify(title)).to.be.above(300);
    }
    expect(blackOf(await inkOf('\uffff'))).to.equal(0);
  });
});

const HALVES =
  '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="100" fill="#f00"/><rect y="100" width="200" height="100" fill="#00f"/></svg>';
const NOISE = { type: 'gaussian', mean: 128, sigma: 60 } as const;
