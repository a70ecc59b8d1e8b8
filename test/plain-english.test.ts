/** Phrases that readers stumbled over: each has a plain form, which CONTRIBUTING.md asks for. */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..');

/** What not to write, and what to write instead. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bwhoever\b/i, 'name who it is: the caller, the next reader, people who wait'],
  [/(?:\* |\/\/ |someone |those )of whom\b/i, 'name the person'],
  [/(?<!\b(?:are|is) )no more(?=[.,;:'"`]|$| (?:and|until|once|after)\b)/i, 'no longer; expired; closed'],
  [/\b(?:again|it|twice|same) changes nothing\b/i, 'is idempotent; has no effect'],
  [/without input (?:or|and) output/i, 'pure functions, no I/O'],
  [/\bthe (?:first first|last first|oldest first|newest first|strongest first)\b/i, 'oldest first, newest first'],
  [/\bsees? to it\b/i, 'say what it does'],
  [/\bwhat comes of\b/i, 'decides the outcome of'],
  [/\bwho (?:is|are) later looks?\b/i, 're-check after writing'],
  [/\bstands? (?:so|as high)\b/i, 'has this standing; has a higher role'],
  [/\bwalks? into\b/i, 'joins a room'],
  [/\bis so now\b/i, 'say what is true'],
  [/\bheld no more\b|\bholds no more\b/i, 'expired'],
  [/\bfell on nobody/i, 'was missed'],
];

describe('plain English', () => {
  const files = filesOfTheProject().filter((file) => /\.(ts|tsx|mjs|cjs|md|css)$/.test(file));
  const texts = files
    .filter((file) => join(root, file) !== import.meta.filename)
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n') }));

  for (const [phrase, instead] of PHRASES) {
    it(`has no ${phrase}: write "${instead}"`, () => {
      const found = texts.flatMap(({ file, lines }) =>
        lines.flatMap((line, index) => (phrase.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
      );
      expect(found).to.deep.equal([]);
    });
  }
});

/** What git tracks; in a copy without git, everything that is not installed or built. */
function filesOfTheProject(): string[] {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', stdio: [...stdio] });
    return listed.split('\0').filter(Boolean);
  } catch {
    const isForeign = (path: string) => /(^|\/)(node_modules|dist|data|test-results)(\/|$)/.test(path);
    return globSync('**/*', { cwd: root, exclude: isForeign }).map((path) => relative(root, join(root, path)));
  }
}
