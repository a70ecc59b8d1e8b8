/** Which screens `npm run screens` calls changed, and how requests of a page count as waiting for each other. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { longestChain } from '../../bench/support/chains.ts';
import { decode, encode, fingerprintOf, hasChanged } from '../../ops/screens/fingerprint.ts';
import { temporaryDirectory } from '../support/database.ts';

type Box = [left: number, top: number, width: number, height: number];

describe('the fingerprint of a screen', () => {
  let folder: string;
  let count = 0;

  before(async () => {
    folder = await temporaryDirectory();
  });

  /** A white screen with dark boxes. `varying` are the places that the test masks. */
  async function screen(boxes: readonly Box[], varying: readonly Box[] = [], grey = 40) {
    const path = join(folder, `screen-${++count}`);
    const white = { width: 390, height: 844, channels: 3 as const, background: '#fff' };
    const background = { r: grey, g: grey, b: grey };
    await sharp({ create: white })
      .composite(
        boxes.map(([left, top, width, height]) => ({
          left,
          top,
          input: { create: { width, height, channels: 3 as const, background } },
        })),
      )
      .png()
      .toFile(`${path}.png`);
    await writeFile(`${path}.json`, JSON.stringify(varying));
    return decode(encode(await fingerprintOf(path)));
  }

  const BUTTON: Box = [200, 100, 170, 44];
  const FACE: Box = [20, 300, 80, 80];

  it('shows that a button has moved, is gone or has another colour', async () => {
    const before = await screen([BUTTON]);

    expect(hasChanged(before, await screen([[200, 160, 170, 44]]))).to.equal(true);
    expect(hasChanged(before, await screen([]))).to.equal(true);
    expect(hasChanged(before, await screen([BUTTON], [], 200))).to.equal(true);
    expect(hasChanged(before, await screen([BUTTON]))).to.equal(false);
  });

  it('does not show another face or moment, whose place is masked, and a shade that nobody sees', async () => {
    const before = await screen([BUTTON, FACE], [FACE]);

    expect(hasChanged(before, await screen([BUTTON], [FACE]))).to.equal(false);
    expect(hasChanged(before, await screen([BUTTON, FACE], [FACE], 44))).to.equal(false);
    expect(hasChanged(before, await screen([BUTTON]))).to.equal(true);
  });

  it('has room for a mask that reaches beyond the picture', async () => {
    await screen(
      [BUTTON],
      [
        [-20, -20, 500, 40],
        [380, 840, 50, 50],
        [500, 900, 10, 10],
      ],
    );
  });
});

describe('the chain of requests', () => {
  const span = (start: number, end: number) => ({ start, end });

  it('counts those that begin after another has ended, and those at the same time once', () => {
    expect(longestChain([])).to.equal(0);
    expect(longestChain([span(0, 10), span(10, 20), span(11, 30), span(12, 25)])).to.equal(2);
    expect(longestChain([span(0, 10), span(2, 12), span(3, 30)])).to.equal(1);
    expect(longestChain([span(25, 40), span(0, 10), span(12, 20)])).to.equal(3);
  });
});
