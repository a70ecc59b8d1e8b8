/** The list of planted faults moves with the code: a fault whose place is gone fails here. `npm run planted` tries them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { faults } from './faults/index.ts';
import { plant } from './plant.ts';

const root = join(import.meta.dirname, '../..');

describe('the list of planted faults', () => {
  it('finds the place of each fault', () => {
    const lost = faults.flatMap((fault) => {
      try {
        plant(fault, readFileSync(join(root, fault.file), 'utf8'));
        return [];
      } catch (error) {
        return [String(error)];
      }
    });
    expect(lost, lost.join('\n')).to.deep.equal([]);
  });

  it('names each fault once', () => {
    const names = faults.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
  });

  it('names tests that exist', () => {
    const missing = faults.flatMap(({ tests }) => tests).filter((file) => !existsSync(join(root, file)));
    expect(missing).to.deep.equal([]);
    for (const { name, tests, title } of faults) {
      const texts = tests.map((file) => readFileSync(join(root, file), 'utf8'));
      // Titles that are put together in a loop cannot be found as text; a title then names its fixed part.
      if (title)
        expect(
          texts.some((text) => text.includes(title)),
          `${name}: "${title}"`,
        ).to.equal(true);
    }
  });
});
