/**
 * Copies the screenshots of the README and the documents from the last run's `test-results/screens` to `docs/screens`, and
 * compresses them. To renew them:
 *
 *     SCREENS=all npm test -- test/e2e/screens.test.ts test/e2e/moments.test.ts test/e2e/meals.test.ts
 *     node ops/copy-screens.ts
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const FROM = join(import.meta.dirname, '../test-results/screens');
const TO = join(import.meta.dirname, '../docs/screens');
const CHOSEN = [
  'welcome-desktop-ja-light',
  'topics-desktop-ja-light',
  'topics-phone-ja-light',
  'topic-desktop-en-dark',
  'my-topic-phone-ja-light',
  'match',
  'conversation-desktop-ja-light',
  'conversation-phone-en-dark',
  'rooms-desktop-en-dark',
  'table-desktop',
  'table-phone',
  'mini-player-phone-ja-light',
  'communities-phone-ja-light',
  'community-moderation-phone-ja-light',
  'meals-phone-ja-light',
  'meal-desktop-en-dark',
  'meal-offered',
  'rounds-phone-ja-light',
  'profile-desktop-ja-light',
  'offline',
];

await mkdir(TO, { recursive: true });
for (const name of CHOSEN) {
  // Screens have few colours: a palette keeps them sharp at a third of the size.
  const { size } = await sharp(join(FROM, `${name}.png`))
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(join(TO, `${name}.png`));
  process.stdout.write(`${name}: ${Math.round(size / 1024)} KB\n`);
}
