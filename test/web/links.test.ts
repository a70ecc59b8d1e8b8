/** Every link in the web app leads to a screen. */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { matchPath } from 'react-router';

const web = join(import.meta.dirname, '../../web');
/** A path after `to=`, `to:`, `backTo=`, `path:` or `navigate(`, without its query and fragment. */
const LINK = /(?:\b(?:to|backTo)=\{?|\b(?:to|path): |\bnavigate\()["'`](\/[^"'`?#]*)/g;

describe('a link in the web app', () => {
  it('leads to a screen', async () => {
    const routes = [...source('app/routes.tsx').matchAll(/ path="([^"*]+)"/g)].map(([, path]) => `/${path}`);
    const links: { file: string; path: string }[] = [];
    for await (const file of glob('{app,features,ui}/**/*.{ts,tsx}', { cwd: web })) {
      for (const [, path = ''] of source(file).matchAll(LINK)) links.push({ file, path: withoutExpressions(path) });
    }

    const lost = links.filter(({ path }) => path !== '/' && !routes.some((route) => matchPath(route, path)));

    expect(links.length).to.be.greaterThan(40);
    expect(lost).to.deep.equal([]);
  });
});

function source(file: string): string {
  return readFileSync(join(web, file), 'utf8');
}

/** `/topics/${id}` and `/meals${query}` with an id, and without a query. */
function withoutExpressions(path: string): string {
  return path.replace(/\/\$\{.*?\}/g, '/id').replace(/\$\{.*$/, '');
}
