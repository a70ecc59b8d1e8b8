/** The pictures of the README, the documents and the installed app, compressed from the last run. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { RESULTS } from './pictures.ts';

const ROOT = join(import.meta.dirname, '../..');
const OF_DOCUMENTS = [
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
/** What browsers show before they install the app: `web/public/manifest.webmanifest` names them. */
const OF_APP = {
  'topics-narrow': 'topics-phone-ja-light',
  'conversation-narrow': 'conversation-phone-ja-light',
  'topics-wide': 'topics-desktop-ja-light',
};

export async function copyChosen(say: (line: string) => void): Promise<void> {
  for (const name of OF_DOCUMENTS) await copy(name, `docs/screens/${name}.png`, say);
  for (const [name, from] of Object.entries(OF_APP)) await copy(from, `web/public/screens/${name}.png`, say);
}

async function copy(from: string, to: string, say: (line: string) => void): Promise<void> {
  await mkdir(dirname(join(ROOT, to)), { recursive: true });
  // Screens have few colours: a palette keeps them sharp at a third of the size.
  const { size } = await sharp(join(RESULTS, 'screens', `${from}.png`))
    .png({ palette: true, colours: 128, effort: 10 })
    .toFile(join(ROOT, to));
  say(`${to}: ${Math.round(size / 1024)} KB`);
}
