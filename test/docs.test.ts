/** Generated documents are up to date, and links in documents work. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { currentDocuments } from '../ops/write-docs.ts';

const root = join(import.meta.dirname, '..');
const documents = globSync(['*.md', 'client-sdk/*.md', 'docs/**/*.md'], { cwd: root }).sort();

describe('the documents', () => {
  for (const { path, text } of currentDocuments()) {
    it(`${path} is up to date; npm run docs writes it`, () => {
      expect(textOf(path)).to.equal(text);
    });
  }

  for (const path of documents) {
    it(`${path} links only to files that exist`, () => {
      const targets = [...textOf(path).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map((match) => match[1] ?? '');
      const files = targets.filter((target) => !/^[a-z]+:/.test(target));

      expect(files.filter((file) => !existsSync(join(root, dirname(path), file)))).to.deep.equal([]);
    });

    it(`${path} names only npm scripts that exist`, () => {
      const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
      const named = [...textOf(path).matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');

      expect(named.filter((name) => !(name in scripts))).to.deep.equal([]);
    });
  }

  it('list all decisions, with unique numbers', () => {
    const records = globSync('docs/decisions/[0-9]*.md', { cwd: root }).map((path) =>
      path.replace('docs/decisions/', ''),
    );
    const index = textOf('docs/decisions/README.md');

    expect(records.filter((record) => !index.includes(`](${record})`))).to.deep.equal([]);
    expect(new Set(records.map((record) => record.slice(0, 4))).size).to.equal(records.length);
  });

  it('docs/promises.md and the tests that hold a promise name each other', () => {
    const promised = [...textOf('docs/promises.md').matchAll(/^\| ([AB]\d+) \|(.+)$/gm)].flatMap(
      ([, id = '', row = '']) => [...row.matchAll(/\.\.\/(test\/[^)]+)/g)].map(([, file = '']) => `${id} ${file}`),
    );
    const named = globSync('test/**/*.test.ts', { cwd: root }).flatMap((file) => {
      const [, ids = ''] = /^\/\/ Promises? (.+) of docs\/promises\.md\.$/m.exec(textOf(file)) ?? [];
      return [...ids.matchAll(/[AB]\d+/g)].map(([id]) => `${id} ${file}`);
    });

    expect(named).to.have.members(promised);
  });
});

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
