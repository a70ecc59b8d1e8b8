/**
 * `npm run screens`: puts the pictures of all screens on one sheet, `test-results/screens/index.html`, and says which screens have
 * changed since they were last accepted. `--accept` accepts them as they are, `--copy` renews the pictures of the documents.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyChosen } from './chosen.ts';
import { contactSheet, type SheetEntry } from './contact-sheet.ts';
import { decode, encode, type Fingerprint, fingerprintOf, hasChanged } from './fingerprint.ts';
import { type Picture, RESULTS, readPictures } from './pictures.ts';

const ACCEPTED = join(import.meta.dirname, 'accepted.json');
const SHEET = join(RESULTS, 'screens/index.html');
/** Other folders hold states that only one test shows, with names and times of that run. */
const COMPARED = 'screens';

const args = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

const pictures = await readPictures();
const accepted = await readAccepted();
const found = new Map<string, Fingerprint>();
for (const { id, folder, path } of pictures) if (folder === COMPARED) found.set(id, await fingerprintOf(path));
const entries = pictures.map((picture) => ({ ...picture, state: stateOf(picture) }));
await writeFile(SHEET, await contactSheet(entries));
tell(entries);
if (args.includes('--accept')) await accept();
if (args.includes('--copy')) await copyChosen(say);

function stateOf({ id }: Picture): SheetEntry['state'] {
  const now = found.get(id);
  if (!now) return 'same';
  const before = accepted[id];
  if (before === undefined) return 'new';
  return hasChanged(decode(before), now) ? 'changed' : 'same';
}

function tell(all: readonly SheetEntry[]): void {
  for (const { id, state } of all) if (state !== 'same') say(`${state}: ${id}`);
  for (const id of Object.keys(accepted)) if (!found.has(id)) say(`missing: ${id}`);
  say(
    `${all.length} pictures of ${new Set(all.map(({ folder, screen }) => `${folder}/${screen}`)).size} screens: ${SHEET}`,
  );
  if (args.includes('--accept')) return;
  // Not an error: whether a change is wanted is for a person to say.
  if (all.some(({ state }) => state !== 'same'))
    say('Look at the sheet, then accept with: npm run screens -- --sheet-only --accept');
}

async function accept(): Promise<void> {
  const lines = [...found].map(
    ([id, fingerprint]) => `  ${JSON.stringify(id)}: ${JSON.stringify(encode(fingerprint))}`,
  );
  const text = `{\n${lines.join(',\n')}\n}\n`;
  await writeFile(ACCEPTED, text);
  say(`accepted: ${found.size} pictures, ${Math.round(text.length / 1024)} KB`);
}

async function readAccepted(): Promise<Record<string, string>> {
  const text = await readFile(ACCEPTED, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, string>;
}
