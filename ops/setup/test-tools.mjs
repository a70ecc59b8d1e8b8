/** What only the tests need: Chromium, fonts for Japanese and emoji, redis-server, and two speech files for fake microphones. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from './apt-install.mjs';
import { askCommand, findProgram, runCommand } from './command.mjs';
import { inCache } from './places.mjs';

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Debian's name of the package and the program. */
const HEADLESS_SHELL = 'chromium-headless-shell';
/** The program itself. The one on PATH is a shell script that stays as its parent. */
const DEBIAN_HEADLESS_SHELL = `/usr/lib/chromium/${HEADLESS_SHELL}`;

/** Two voices that a listener and a level meter can distinguish. Each file is six seconds long and plays in a loop. */
const SPEECHES = [
  {
    file: 'a.wav',
    voice: 'en-us',
    pitch: '35',
    text: 'Good evening. I have been writing a small compiler after work, and tonight I would love to hear how you test yours.',
  },
  {
    file: 'b.wav',
    voice: 'en-gb+f3',
    pitch: '70',
    text: 'Welcome to the table. Please sit down, take some rice, and tell us what you have been building with your friends this week.',
  },
];

/** The path of Chromium, or null. `CHROMIUM` names one that is not on PATH. */
export function findBrowser() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  return BROWSERS.map((name) => findProgram(name)).find((file) => file !== null) ?? null;
}

/**
 * The path of Chromium without the parts of a window, which draws a page with two thirds of the processor time; or null. Tests then
 * use the whole browser for everything. Not looked for if `CHROMIUM` names a browser.
 */
export function findHeadlessShell(env = process.env) {
  if (env.CHROMIUM) return null;
  return existsSync(DEBIAN_HEADLESS_SHELL) ? DEBIAN_HEADLESS_SHELL : findProgram(HEADLESS_SHELL);
}

/** The folder with the speech files a.wav and b.wav. */
export function speechDir() {
  return inCache('speech');
}

/** Whether all programs and fonts are installed. */
export function hasTestPrograms() {
  return missingDebianPackages().length === 0 && !canGetHeadlessShell();
}

/** Installs the programs and fonts. */
export async function installTestPrograms() {
  const purpose = 'Running the tests';
  await installPackages({ packages: missingDebianPackages(), purpose });
  if (!canGetHeadlessShell()) return;
  // Without it, the tests only take longer.
  await installPackages({ packages: [HEADLESS_SHELL], purpose }).catch(() => {});
}

/** Whether the speech files exist. */
export function hasSpeech() {
  return SPEECHES.every(({ file }) => existsSync(path.join(speechDir(), file)));
}

/** Generates the speech files: 48 kHz, one channel, 16 bit, as Chromium's fake microphone needs them. */
export async function makeSpeech() {
  const part = `${speechDir()}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const { file, voice, pitch, text } of SPEECHES) {
    const raw = path.join(part, `raw-${file}`);
    await runCommand({ command: 'espeak-ng', args: ['-v', voice, '-p', pitch, '-w', raw, text], log: 'speech' });
    const format = ['-r', '48000', '-c', '1', '-b', '16'];
    const sixSeconds = ['norm', '-3', 'pad', '0', '6', 'trim', '0', '6'];
    await runCommand({ command: 'sox', args: [raw, ...format, path.join(part, file), ...sixSeconds], log: 'speech' });
    rmSync(raw);
  }
  rmSync(speechDir(), { recursive: true, force: true });
  renameSync(part, speechDir());
}

function missingDebianPackages() {
  const needed = [
    ['chromium', findBrowser() !== null],
    ['fonts-noto-cjk', hasFont('NotoSansCJK-Regular.ttc', 'lang=ja')],
    ['fonts-noto-color-emoji', hasFont('NotoColorEmoji.ttf', 'charset=1f973')],
    ['redis-server', findProgram('redis-server') !== null],
    ['espeak-ng', hasSpeech() || findProgram('espeak-ng') !== null],
    ['sox', hasSpeech() || findProgram('sox') !== null],
  ];
  return needed.filter(([, isInstalled]) => !isInstalled).map(([name]) => name);
}

/** As root, beside Debian's Chromium. Ubuntu has no such package. */
function canGetHeadlessShell() {
  if (process.env.CHROMIUM || process.getuid?.() !== 0 || findHeadlessShell() !== null) return false;
  return findProgram('chromium') !== null && Boolean(askCommand('apt-cache', ['show', HEADLESS_SHELL]));
}

/** Looks for the file of Debian's package, which is quick, and then for any font with these properties. */
function hasFont(file, pattern) {
  if (['opentype', 'truetype'].some((kind) => existsSync(`/usr/share/fonts/${kind}/noto/${file}`))) return true;
  return Boolean(askCommand('fc-list', [`:${pattern}`, 'family']));
}
