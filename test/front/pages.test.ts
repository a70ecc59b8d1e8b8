/** The pages of visitors as machines read them: status, head, escaping, language, and who gets which page. */
import { expect } from 'chai';
import sharp from 'sharp';
import { isOfApp } from '../../src/http/app-paths.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Person, signUp } from '../support/people.ts';
import { en, ja } from '../support/words.ts';

const HOSTILE = '</title><script>alert(1)</script> "\' & <img src=x onerror=alert(2)> $& $1 ‮';

// Promise A17 of docs/promises.md.
describe('the pages of visitors, for machines', () => {
  let app: TestApp;
  let person: Person;
  let topicId: string;
  before(async () => {
    app = await startTestApp({ limits: { siteMapFileEntries: 2 } });
    person = await signUp(app, { displayName: 'Mallory' });
    await person.call('profiles.update', {
      body: { displayName: '"><b>Mallory', showsTopicsToVisitors: true, showsNameToVisitors: true },
    });
    ({ id: topicId } = await post('Bread'));
  });
  after(() => app?.close());

  const post = (title: string, body = '') =>
    person.call('topics.create', { body: { title, body, tags: ['c++'], isPublic: true } });
  const open = (path: string, headers: Record<string, string> = {}) =>
    fetch(app.url + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
  const read = async (path: string, headers: Record<string, string> = {}) => (await open(path, headers)).text();

  it('have a title, a description, and what social networks show', async () => {
    const html = await read(`/topics/${topicId}`);

    expect(html)
      .to.include('<title>Bread · Meshi 飯</title>')
      .and.include('<meta name="description" content="#c++" />');
    expect(html).to.include('<meta property="og:title" content="Bread" />');
    expect(html).to.include(`<meta property="og:url" content="${app.url}/topics/${topicId}" />`);
    expect(html).to.include(`<meta property="og:image" content="${app.url}/topics/${topicId}/picture.png" />`);
    expect(html).to.include('<meta name="twitter:card" content="summary_large_image" />');
    expect(html).to.include(`<link rel="canonical" href="${app.url}/topics/${topicId}" />`);
    expect(html).to.include(`href="/sign-up?from=${encodeURIComponent(`/topics/${topicId}`)}"`);
  });

  it('escape every value that people wrote', async () => {
    const { id } = await post(HOSTILE, HOSTILE);
    await person.call('topics.edit', {
      params: { topicId: id },
      body: { link: 'https://example.com/"onmouseover=alert(3)' },
    });

    const pages = await Promise.all([`/topics/${id}`, '/', `/people/${person.id}`].map((path) => open(path)));
    for (const page of pages) {
      const html = await page.text();
      expect(html).to.not.match(/<script>|<img src=x|<b>Mallory|"onmouseover/);
      expect(html).to.include('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(html.match(/<title>/g)).to.have.length(1);
      const policy = page.headers.get('content-security-policy');
      expect(policy).to.include("script-src 'self';").and.include("default-src 'self'");
    }
    await person.call('topics.delete', { params: { topicId: id } });
  });

  it('say 404 for what does not exist and what is hidden, with the same page', async () => {
    const { id } = await person.call('topics.create', { body: { title: 'Hidden' } });
    const [hidden, unknown, typo] = await Promise.all(
      [`/topics/${id}`, '/topics/AAAAAAAAAAAAAAAAAAAAAAAA', '/nonsense/at/all'].map((path) => open(path)),
    );
    const [first, second] = [await hidden?.text(), await unknown?.text()];

    expect([hidden?.status, unknown?.status, typo?.status]).to.deep.equal([404, 404, 404]);
    expect(first?.replaceAll(id, '')).to.equal(second?.replaceAll('A'.repeat(24), ''));
    expect(first).to.include('<meta name="robots" content="noindex" />').and.include(ja.front.missingTitle);
    expect((await open(`/topics/${id}/picture.png`)).status).to.equal(404);
  });

  it('are found at the same addresses as the screens of the app', async () => {
    const statusOf = async (path: string) => (await open(path)).status;

    for (const path of [`/topics/${topicId}/`, '/invitation/', '/topics/'])
      expect(await statusOf(path), path).to.equal(200);
    for (const path of [`/topics/${topicId}/x`, `/topics/${topicId}//`])
      expect(await statusOf(path), path).to.equal(404);
  });

  it('answer HTML to programs that accept anything, and none of their own to those that ask for JSON', async () => {
    const any = await fetch(app.url, { headers: { accept: '*/*' } });
    const json = await fetch(app.url, { headers: { accept: 'application/json' } });

    expect([any.status, any.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
    expect(await any.text()).to.include('<h1>');
    expect([json.status, json.headers.get('content-type')]).to.deep.equal([404, 'application/json; charset=utf-8']);
  });

  it('are in the language that was chosen, or that the browser prefers, or of the thing', async () => {
    const english = { 'accept-language': 'en-GB,en;q=0.9' };
    expect(await read('/'))
      .to.include('<html lang="ja"')
      .and.include(ja.front.title);
    expect(await read('/', english))
      .to.include('<html lang="en"')
      .and.include(en.front.title);
    expect(await read('/', { ...english, cookie: 'meshi_language=ja' })).to.include('<html lang="ja"');

    const chosen = await open('/?lang=ja', { ...english, cookie: 'meshi_language=en' });
    expect(await chosen.text()).to.include('<html lang="ja"');
    expect(chosen.headers.get('set-cookie')).to.match(/^meshi_language=ja; Max-Age=\d+; Path=\/; SameSite=Lax$/);
    const { id } = await person.call('topics.create', { body: { title: 'Toast', language: 'en', isPublic: true } });
    expect(await read(`/topics/${id}`)).to.include('<html lang="en"');
    expect(await read(`/topics/${id}`, { 'accept-language': 'ja' })).to.include('<html lang="ja"');
  });

  it('show first what is in the language of the page', async () => {
    await person.call('topics.create', { body: { title: 'Scones', language: 'en', isPublic: true } });
    await person.call('topics.create', { body: { title: 'おむすび', language: 'ja', isPublic: true } });
    const isBefore = async (one: string, other: string, language: string) => {
      const html = await read('/', { 'accept-language': language });
      return html.indexOf(one) < html.indexOf(other);
    };

    expect(await isBefore('Scones', 'おむすび', 'en')).to.equal(true);
    expect(await isBefore('おむすび', 'Scones', 'ja')).to.equal(true);
  });

  it('are not what a browser with a session gets: the app decides what its person may see', async () => {
    const path = `/topics/${topicId}`;
    const refresh = `meshi_refresh=${person.refreshToken ?? 'x'}`;
    const isApp = async (cookie: string) => {
      const html = await read(path, { cookie });
      return html.includes('<div id="root">') && !html.includes('Bread');
    };

    expect(await isApp(refresh)).to.equal(true);
    expect(await isApp('meshi_session=1')).to.equal(true);
    // The app has found that the session has ended.
    expect(await isApp(`${refresh}; meshi_session=0`)).to.equal(false);
    expect(await isApp('')).to.equal(false);
    expect((await open('/nonsense', { cookie: 'meshi_session=1' })).status).to.equal(404);
    const { headers } = await open(path);
    expect(headers.get('cache-control')).to.equal('private, no-cache');
    expect(headers.get('vary')).to.include('Cookie').and.include('Accept-Language');
  });

  it('are sent once while nothing has changed', async () => {
    const first = await open(`/topics/${topicId}`);
    const etag = first.headers.get('etag') ?? '';

    const again = await open(`/topics/${topicId}`, { 'if-none-match': etag });

    expect([first.status, again.status, await again.text()]).to.deep.equal([200, 304, '']);
  });

  it('come compressed, and as a picture of 1200 by 630 pixels', async () => {
    expect((await open('/', { 'accept-encoding': 'br' })).headers.get('content-encoding')).to.equal('br');
    expect((await open('/', { 'accept-encoding': 'gzip' })).headers.get('content-encoding')).to.equal('gzip');
    for (const path of ['/picture.png', `/topics/${topicId}/picture.png`, `/people/${person.id}/picture.png`]) {
      const picture = await sharp(await (await open(path)).bytes()).metadata();
      expect(picture, path).to.include({ format: 'png', width: 1200, height: 630 });
    }
  });

  it('lead search engines to what people show, in files of a bounded size', async () => {
    const hidden = await person.call('topics.create', { body: { title: 'Hidden' } });
    await post('Second');
    await post('Third');
    const robots = await read('/robots.txt');
    const index = await read('/sitemap.xml');
    const files = [...index.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url = '']) => url);
    const topics = files.filter((url) => url.includes('/sitemaps/topic-'));
    const listed = (await Promise.all(topics.map(async (url) => (await fetch(url)).text()))).join('');
    const people = await read('/sitemaps/person-1.xml');

    expect(robots).to.include(`Sitemap: ${app.url}/sitemap.xml`).and.include('Disallow: /api/');
    expect(topics.length).to.be.above(1);
    expect(listed).to.include(`<loc>${app.url}/topics/${topicId}</loc>`).and.not.include(hidden.id);
    expect(people).to.include(`/people/${person.id}</loc>`);
    expect(await read('/sitemaps/pages.xml')).to.include(`<loc>${app.url}/</loc>`);
    expect((await open('/sitemaps/topic-99.xml')).status).to.equal(404);
    await person.call('profiles.update', { body: { showsNameToVisitors: false } });
    expect((await open('/sitemaps/person-1.xml')).status).to.equal(404);
    await person.call('profiles.update', { body: { showsNameToVisitors: true } });
  });

  it('have the icons that browsers and phones ask for', async () => {
    for (const path of [
      '/favicon.ico',
      '/apple-touch-icon.png',
      '/icon-192.png',
      '/icon-512.png',
      '/icon-maskable-512.png',
    ]) {
      expect((await open(path)).status, path).to.equal(200);
    }
    const manifest = (await (await open('/manifest.webmanifest')).json()) as {
      id: string;
      icons: { src: string; purpose?: string }[];
      screenshots: { src: string; sizes: string; form_factor: 'narrow' | 'wide' }[];
      shortcuts: { url: string }[];
    };
    expect(manifest.id).to.equal('/');
    expect(manifest.screenshots.map(({ form_factor }) => form_factor)).to.include.members(['narrow', 'wide']);
    for (const { src, sizes } of manifest.screenshots) {
      const { width, height } = await sharp(await (await open(src)).arrayBuffer()).metadata();
      expect(`${width}x${height}`, src).to.equal(sizes);
    }
    for (const { url } of manifest.shortcuts) expect(isOfApp(url), url).to.equal(true);
    expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).to.equal(true);
    const sizes = manifest.icons.filter(({ src }) => src.endsWith('.png'));
    for (const { src } of sizes) expect((await open(src)).headers.get('content-type'), src).to.equal('image/png');
    expect((await open('/front.html')).status).to.equal(404);
  });
});
