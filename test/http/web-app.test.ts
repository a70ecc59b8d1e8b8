/** Serving the built web app, with a small build of its own, so that the test does not depend on the real one. */
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { compressFiles } from '../../ops/setup/compress-files.mjs';
import { webApp, webFiles } from '../../src/http/web-app.ts';
import { temporaryDirectory } from '../support/database.ts';

const script = `console.log('${'hello '.repeat(500)}');`;

describe('the web app', () => {
  let server: Server;
  let url: string;

  before(async () => {
    const build = await temporaryDirectory();
    await mkdir(join(build, 'assets'));
    await writeFile(join(build, 'index.html'), '<!doctype html><title>Meshi</title>');
    await writeFile(
      join(build, 'preload.json'),
      JSON.stringify({
        scripts: ['/assets/first-a.js'],
        styles: ['/assets/first-a.css'],
        words: { ja: '/assets/ja-a.js', en: '/assets/en-a.js' },
      }),
    );
    await writeFile(join(build, 'service-worker.js'), 'self.x = 1;');
    await writeFile(join(build, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await writeFile(join(build, 'assets', 'index-abc.js'), script);
    await writeFile(join(build, 'assets', 'speech-abc.woff2'), 'font');
    await compressFiles(build);
    server = createServer(express().use(webFiles(build), webApp(build, 'meshi_refresh')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const get = (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers });

  it('has one page for all paths of the app, which is revalidated each time', async () => {
    for (const path of ['/', '/topics/x', '/conversations/a/b?c=d']) {
      const page = await get(path, { accept: 'text/html,*/*' });
      expect([page.status, page.headers.get('cache-control')], path).to.deep.equal([200, 'no-cache']);
      expect(await page.text()).to.contain('<title>Meshi</title>');
    }
  });

  it('names the files and words of the first screen to people who are signed in, and to nobody else', async () => {
    const accept = 'text/html';
    const links = async (headers: Record<string, string>) =>
      (await get('/topics', { accept, ...headers })).headers.get('link');
    const [script, ja, en] = ['first-a', 'ja-a', 'en-a'].map((name) => `</assets/${name}.js>; rel=modulepreload`);
    const first = `</assets/first-a.css>; rel=preload; as=style; crossorigin, ${script}`;

    expect(await links({ cookie: 'meshi_session=1', 'accept-language': 'ja,en;q=0.5' })).to.equal(`${first}, ${ja}`);
    expect(await links({ cookie: 'meshi_refresh=x', 'accept-language': 'de' })).to.equal(`${first}, ${en}`);
    expect(await links({ cookie: 'meshi_session=1; meshi_language=ja' })).to.equal(`${first}, ${ja}`);
    expect(await links({})).to.equal(null);
    expect(await links({ cookie: 'meshi_session=0; meshi_refresh=x' })).to.equal(null);
  });

  it('has the page for everyone who does not ask for JSON, but not instead of a missing file', async () => {
    for (const accept of ['*/*', 'text/html', 'text/*', 'application/xhtml+xml,text/html;q=0.9']) {
      expect((await get('/', { accept })).status, accept).to.equal(200);
    }
    expect((await get('/', { accept: 'application/json' })).status).to.equal(404);
    for (const path of ['/missing.js', '/missing.png', '/topics/missing.css']) {
      expect((await get(path, { accept: '*/*' })).status, path).to.equal(404);
    }
  });

  for (const encoding of ['br', 'gzip']) {
    it(`sends scripts compressed with ${encoding} and cacheable forever`, async () => {
      const answer = await get('/assets/index-abc.js', { 'accept-encoding': encoding });

      expect(answer.headers.get('content-encoding')).to.equal(encoding);
      expect(Number(answer.headers.get('content-length'))).to.be.below(script.length / 2);
      expect(answer.headers.get('content-type')).to.contain('text/javascript');
      expect(answer.headers.get('cache-control')).to.contain('immutable');
      expect(answer.headers.get('vary')).to.match(/accept-encoding/i);
      expect(await answer.text()).to.equal(script);
    });
  }

  it('answers 304 if the client has the file, compressed or not', async () => {
    for (const encoding of ['br', 'identity']) {
      const headers = { 'accept-encoding': encoding };
      const etag = (await get('/assets/index-abc.js', headers)).headers.get('etag') ?? '';

      // By default `fetch` adds "Cache-Control: no-cache" to a conditional request.
      const again = await fetch(`${url}/assets/index-abc.js`, {
        headers: { ...headers, 'if-none-match': etag },
        cache: 'force-cache',
      });

      expect(again.status, encoding).to.equal(304);
    }
  });

  it('sends files uncompressed if they do not compress or the client asks for it', async () => {
    const plain = await get('/assets/index-abc.js', { 'accept-encoding': 'identity' });
    const font = await get('/assets/speech-abc.woff2', { 'accept-encoding': 'br' });

    expect([plain.headers.get('content-encoding'), await plain.text()]).to.deep.equal([null, script]);
    expect([font.headers.get('content-encoding'), await font.text()]).to.deep.equal([null, 'font']);
    expect(font.headers.get('cache-control')).to.contain('immutable');
  });

  it('lets browsers revalidate files whose names do not change', async () => {
    for (const path of ['/icon.svg', '/service-worker.js']) {
      expect((await get(path)).headers.get('cache-control'), path).to.equal('no-cache');
    }
  });

  it('rejects missing files, other methods and paths outside of its folder', async () => {
    const html = { accept: 'text/html' };
    for (const path of ['/assets/gone.js', '/assets/..%2f..%2fetc/passwd']) {
      expect((await get(path, html)).status, path).to.be.oneOf([400, 403, 404]);
    }
    expect((await fetch(`${url}/`, { method: 'POST', headers: html })).status).to.equal(404);
  });

  it('says if it is not built', async () => {
    const bare = createServer(express().use(webApp(await temporaryDirectory(), 'meshi_refresh')));
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    const { port } = bare.address() as AddressInfo;

    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });

    bare.close();
    expect([page.status, await page.text()]).to.deep.equal([
      503,
      'The web app is not built. Start Meshi with npm start, which builds it.\n',
    ]);
  });
});
