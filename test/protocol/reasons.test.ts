/** Checks that the server throws every reason of the table. The compiler checks that it throws no others. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { reasonNames, reasons } from '../../src/protocol/reasons.ts';

const root = join(import.meta.dirname, '../..');

/** Pure functions that return a reason, which their caller throws. */
const RETURNING = [
  'src/accounts/password-strength/password-strength.ts',
  'src/proposals/proposal-rules.ts',
  'src/protocol/version.ts',
];

describe('the table of reasons', () => {
  it('only has reasons that the server throws', () => {
    const sources = globSync('{src,rooms,signaling}/**/*.ts', { cwd: root }).map(read);
    const thrown = sources.flatMap((source) => literals(source, /Error\(\s*'([a-z_]+)'/g));
    const returned = RETURNING.map(read).flatMap((source) => literals(source, /'([a-z_]+)'/g));
    const used = new Set([...thrown, ...returned]);

    expect(reasonNames.filter((name) => !used.has(name))).to.deep.equal([]);
  });

  it('gives each reason one code and a meaning that is a sentence', () => {
    const meanings = Object.values(reasons).flatMap((ofCode) => Object.values(ofCode) as string[]);

    expect(new Set(reasonNames).size).to.equal(reasonNames.length);
    expect(meanings.filter((meaning) => !/^[A-Z].*\.$/.test(meaning))).to.deep.equal([]);
  });

  it('lists the reasons of each code in alphabetical order', () => {
    for (const ofCode of Object.values(reasons)) {
      expect(Object.keys(ofCode)).to.deep.equal(Object.keys(ofCode).sort());
    }
  });
});

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function literals(source: string, pattern: RegExp): string[] {
  return [...source.matchAll(pattern)].flatMap(([, literal]) => literal ?? []);
}
