/** The documents' generated parts are those that the code gives now, and every picture they show is there. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { currentDocuments } from '../ops/write-docs.ts';

const root = join(import.meta.dirname, '..');

describe('the documents', () => {
  for (const { path, text } of currentDocuments()) {
    it(`${path} is current; npm run docs writes it`, () => {
      expect(readFileSync(join(root, path), 'utf8')).to.equal(text);
    });
  }

  for (const path of [
    'README.md',
    'client-sdk/README.md',
    'docs/architecture.md',
    'docs/protocol.md',
    'docs/performance.md',
  ]) {
    it(`${path} points only to files that are there`, () => {
      const targets = [...readFileSync(join(root, path), 'utf8').matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(
        (match) => match[1] ?? '',
      );
      const files = targets.filter((target) => !/^[a-z]+:/.test(target));

      expect(files.filter((file) => !existsSync(join(root, dirname(path), file)))).to.deep.equal([]);
    });
  }
});
