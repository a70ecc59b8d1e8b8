/** What all routes have in common: checks, limits, errors and headers; and the pages outside of the API. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import pino from 'pino';
import { clientAddress } from '../../src/http/client-address.ts';
import { OPENAPI_PATH } from '../../src/http/docs-page.ts';
import { logOptions } from '../../src/kernel/log.ts';
import { API_PREFIX, routes } from '../../src/protocol/routes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { answerOf, cookieOf, request } from '../support/http.ts';
import { type Person, signUp } from '../support/people.ts';

/** An answer of Socket.IO to a request that it accepts, and one to a request that it does not. */
const SOCKET_PATHS = ['/socket.io/?EIO=4&transport=polling', '/socket.io/?EIO=4&transport=nothing'];

// Promises A10 and A12 of docs/promises.md.
describe('the API over HTTP', () => {
  let app: TestApp;
  let ada: Person;
  const logged: string[] = [];

  before(async () => {
    const log = pino({ level: 'error', ...logOptions }, { write: (line: string) => void logged.push(line) });
    app = await startTestApp({ log });
    ada = await signUp(app);
  });
  after(() => app.close());

  const patch = (body: BodyInit, headers: Record<string, string> = {}) =>
    request(app, '/profile', {
      method: 'PATCH',
      token: ada.accessToken,
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  describe('authentication', () => {
    it('rejects requests without a token on all routes that need one', async () => {
      for (const { method, path, auth } of Object.values(routes)) {
        if (auth === 'none') continue;
        const answer = await request(app, path.replace(/:\w+/g, 'x'), { method: method.toUpperCase() });
        expect([answer.status, answer.error?.code], `${method} ${path}`).to.deep.equal([401, 'unauthenticated']);
        expect(answer.headers.get('www-authenticate')).to.equal('Bearer');
      }
    });

    it('rejects headers without a valid token', async () => {
      for (const authorization of ['', 'Bearer', 'Bearer ', 'Basic YTpi', `Bearer ${ada.accessToken}x`]) {
        expect((await request(app, '/account', { headers: { authorization } })).status, authorization).to.equal(401);
      }
    });

    it('tells clients with another protocol version who must be updated', async () => {
      const ask = (version: string) => request(app, '/meta', { headers: { 'x-meshi-protocol': version } });

      const [old, current, future, nonsense] = [await ask('0'), await ask('1'), await ask('99'), await ask('one')];

      expect([old.status, old.error?.details?.reason]).to.deep.equal([426, 'client_too_old']);
      expect([future.status, future.error?.details?.reason]).to.deep.equal([426, 'server_too_old']);
      expect([current.status, nonsense.status]).to.deep.equal([200, 400]);
    });
  });

  describe('a body', () => {
    it('must be well-formed JSON with the right content type', async () => {
      const broken = await patch('{"bio":');
      const unmarked = await patch('{"bio":"x"}', { 'content-type': 'text/plain' });
      const form = await patch('bio=x', { 'content-type': 'application/x-www-form-urlencoded' });
      const absent = await request(app, '/profile', { method: 'PATCH', token: ada.accessToken });

      for (const answer of [broken, unmarked, form, absent]) {
        expect([answer.status, answer.error?.code]).to.deep.equal([400, 'invalid_input']);
      }
      expect(unmarked.error?.message).to.contain('application/json');
    });

    it('must not exceed the limit, also after decompression', async () => {
      const large = JSON.stringify({ bio: 'x'.repeat(100_000) });
      const bomb = gzipSync(JSON.stringify({ bio: 'x'.repeat(50_000_000) }));

      const plain = await patch(large);
      const packed = await patch(bomb, { 'content-encoding': 'gzip' });

      for (const answer of [plain, packed]) {
        expect([answer.status, answer.error?.code]).to.deep.equal([413, 'too_large']);
      }
    });

    it('must have a known compression', async () => {
      const unknown = await patch('{}', { 'content-encoding': 'middle-out' });
      const invalid = await patch('not gzip', { 'content-encoding': 'gzip' });
      const good = await patch(gzipSync('{"bio":"packed"}'), { 'content-encoding': 'gzip' });

      expect([unknown.status, invalid.status, good.status]).to.deep.equal([400, 400, 200]);
    });

    it('may be deeply nested without crashing the server', async () => {
      const deep = `{"bio":"deep","x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
      const unclosed = '['.repeat(60_000);

      const [nested, open] = [await patch(deep), await patch(unclosed)];

      expect([nested.status, nested.json.bio]).to.deep.equal([200, 'deep']);
      expect(open.status).to.equal(400);
    });

    it('cannot change properties of other objects by its keys', async () => {
      const keys = ['__proto__', 'constructor', 'prototype', '$set', 'a.b', 'a\u0000b', 'toString', 'hasOwnProperty'];
      const body = `{${keys.map((key) => `${JSON.stringify(key)}:{"polluted":true,"bio":"x"}`).join()},"bio":"mine"}`;

      const answer = await patch(body);

      expect([answer.status, answer.json.bio]).to.deep.equal([200, 'mine']);
      expect('polluted' in {}).to.equal(false);
    });

    it('is answered with the paths of invalid fields, but never their values', async () => {
      const answer = await patch(JSON.stringify({ bio: 7, displayName: '', links: ['ok', 'javascript:secret-value'] }));

      const paths = answer.error?.details?.problems?.map(({ path }) => path);
      expect(paths).to.include.members(['body.bio', 'body.displayName', 'body.links.1']);
      expect(answer.text).not.to.contain('secret-value');
    });

    it('cannot contain operators instead of text', async () => {
      for (const evil of [{ $gt: '' }, { $ne: null }, ['a@example.com'], null, 5, true]) {
        const answer = await request(app, '/sessions', { method: 'POST', json: { email: evil, password: evil } });
        expect(answer.status, JSON.stringify(evil)).to.equal(400);
      }
    });
  });

  describe('a URL', () => {
    it('must contain each parameter only once', async () => {
      const answer = await request(app, '/topics?kind=teach&kind=ask', { token: ada.accessToken });

      expect(answer.status).to.equal(400);
      expect(answer.error?.details?.problems).to.deep.equal([{ path: 'query.kind', expected: 'to be given once' }]);
    });

    it('may contain unknown parameters, also nested ones', async () => {
      const odd = `?a[b][c]=1&${'x[]'.repeat(50)}=1&__proto__[polluted]=1&constructor=1&%00=1&=1`;

      const answer = await request(app, `/topics${odd}`, { token: ada.accessToken });

      expect(answer.status).to.equal(200);
      expect('polluted' in {}).to.equal(false);
    });

    it('must be well formed', async () => {
      for (const path of ['/profiles/%E0%A4%A', '/profiles/%00', '/profiles/a%2Fb', '/profiles/..%2f..%2fx']) {
        const answer = await request(app, path, { token: ada.accessToken });
        expect([answer.status, answer.error?.code], path).to.deep.equal([400, 'invalid_input']);
      }
    });

    it('is answered with 404 if there is no route', async () => {
      for (const path of ['', '/nothing', '/meta/x', '/META']) {
        const answer = await request(app, path);
        expect([answer.status, answer.error?.code], path).to.deep.equal([404, 'not_found']);
      }
    });
  });

  it('forbids caching of answers and content sniffing', async () => {
    for (const answer of [await request(app, '/account', { token: ada.accessToken }), await request(app, '/account')]) {
      expect(answer.headers.get('cache-control')).to.equal('no-store');
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
      expect(answer.headers.get('x-powered-by')).to.equal(null);
    }
  });

  it('answers an unexpected error with an id, and reveals nothing else', async () => {
    const bob = await signUp(app);
    // As if another program had written invalid data.
    await app.connection.collection('profiles').updateOne({ handle: bob.handle }, { $set: { createdAt: 'invalid' } });

    const answer = await request(app, '/account', { token: bob.accessToken });

    expect([answer.status, answer.error?.code]).to.deep.equal([500, 'internal']);
    expect(answer.error?.errorId).to.be.a('string');
    expect(answer.text).not.to.match(/createdAt|TypeError|\.ts/);
    // The id leads an operator to the cause.
    expect(logged.filter((line) => line.includes(answer.error?.errorId ?? '-'))).to.have.length(1);
  });

  it('survives requests that are not HTTP', async () => {
    const { port, hostname } = new URL(app.url);
    for (const bytes of [
      '\0\0\0\0',
      'GET / HTTP/9.9\r\n\r\n',
      'GET / HTTP/1.1\r\nx: a\0b\r\n\r\n',
      'POST /api/v1/meta\r\n',
    ]) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.end(bytes);
      socket.resume();
      await once(socket, 'close');
    }

    expect((await request(app, '/meta')).status).to.equal(200);
  });
});

describe('rate limits', () => {
  const many = async (count: number, ask: () => ReturnType<typeof request>) => {
    const answers = [];
    for (let i = 0; i < count; i++) answers.push(await ask());
    return answers;
  };

  it('reject requests with the time after which a retry may succeed', async () => {
    const app = await startTestApp({ limits: { readPerMinute: 3 } });

    const answers = await many(4, () => request(app, '/meta'));

    await app.close();
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 429]);
    const rejected = answers.at(-1);
    expect(Number(rejected?.headers.get('retry-after'))).to.be.within(1, 60);
    expect(rejected?.error?.details?.retryAfterMs).to.be.within(1, 60_000);
  });

  it('count each person separately', async () => {
    const app = await startTestApp({ limits: { writePerMinute: 2 } });
    const [ada, bob] = [await signUp(app), await signUp(app)];
    const write = (person: Person) => () =>
      request(app, '/profile', { method: 'PATCH', token: person.accessToken, json: { bio: 'x' } });

    const [adas, bobs] = [await many(3, write(ada)), await many(2, write(bob))];

    await app.close();
    expect([...adas, ...bobs].map(({ status }) => status)).to.deep.equal([200, 200, 429, 200, 200]);
  });

  it('stop guessing the password of one e-mail address, without affecting others', async () => {
    const app = await startTestApp({ limits: { credentialPerMinute: 3 } });
    const [ada, bob] = [await signUp(app), await signUp(app)];
    const guess = (email: string) => request(app, '/sessions', { method: 'POST', json: { email, password: 'guess' } });

    const spellings = [ada.email, ada.email.toUpperCase(), ` ${ada.email}`, ada.email];
    const guesses = await many(4, () => guess(spellings.pop() ?? ''));
    const other = await guess(bob.email);

    await app.close();
    expect(guesses.map(({ status }) => status)).to.deep.equal([401, 401, 401, 429]);
    expect(other.status).to.equal(401);
  });

  it('stop one IP address from guessing passwords of many people', async () => {
    const app = await startTestApp({ limits: { credentialPerMinutePerAddress: 3 } });
    let count = 0;
    const guess = () =>
      request(app, '/sessions', { method: 'POST', json: { email: `p${count++}@example.com`, password: 'guess' } });

    const guesses = await many(4, guess);

    await app.close();
    expect(guesses.map(({ status }) => status)).to.deep.equal([401, 401, 401, 429]);
  });

  it('limits sign-ups of one address, refused ones too', async () => {
    const app = await startTestApp({ limits: { signUpsPerHourPerAddress: 3 } });
    const ada = await signUp(app);
    let count = 0;
    const attempt = (email: string) => {
      const handle = `limited${count++}`;
      const json = { email, password: 'a quiet evening with wine', handle, displayName: 'Ada' };
      return request(app, '/accounts', { method: 'POST', json });
    };

    const attempts = [ada.email, 'b@example.com', 'c@example.com'].map((email) => () => attempt(email));
    const statuses: number[] = [];
    for (const next of attempts) statuses.push((await next()).status);
    const signIn = await request(app, '/sessions', {
      method: 'POST',
      json: { email: ada.email, password: ada.password },
    });

    await app.close();
    expect(statuses).to.deep.equal([409, 201, 429]);
    expect(signIn.status).to.equal(201);
  });

  it('cannot be bypassed with a forged X-Forwarded-For', async () => {
    const app = await startTestApp({ limits: { readPerMinute: 2 } });
    let count = 0;
    const ask = () => request(app, '/meta', { headers: { 'x-forwarded-for': `10.0.0.${count++}` } });

    const answers = await many(3, ask);

    await app.close();
    expect(answers.at(-1)?.status).to.equal(429);
  });
});

describe('the address of a client', () => {
  const address = (remoteAddress: string, forwarded: string | undefined, trustedProxies: number) =>
    clientAddress({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as never, trustedProxies);

  it('is the direct one without proxies, independent of headers', () => {
    expect(address('203.0.113.9', '1.2.3.4', 0)).to.equal('203.0.113.9');
  });

  it('is the one that the outermost trusted proxy has added', () => {
    expect(address('10.0.0.1', '1.1.1.1, 198.51.100.7', 1)).to.equal('198.51.100.7');
    expect(address('10.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.2', 2)).to.equal('198.51.100.7');
    expect(address('10.0.0.1', undefined, 2)).to.equal('10.0.0.1');
    expect(address('10.0.0.1', 'nonsense', 1)).to.equal('10.0.0.1');
  });

  it('is never one that the client wrote, in every form of proxy entries', () => {
    expect(address('10.0.0.1', '1.1.1.1, 198.51.100.7:5123', 1)).to.equal('198.51.100.7');
    expect(address('10.0.0.1', '1.1.1.1, [2001:db8:1:2::7]:5123', 1)).to.equal('2001:db8:1:2::/64');
    expect(address('10.0.0.1', '1.1.1.1, "[2001:db8:1:2::7]"', 1)).to.equal('2001:db8:1:2::/64');
    expect(address('10.0.0.1', '1.1.1.1, unknown', 1)).to.equal('10.0.0.1');
  });

  it('is the /64 network for IPv6, because one customer usually has all of it', () => {
    expect(address('2001:db8:1:2:3:4:5:6', undefined, 0)).to.equal('2001:db8:1:2::/64');
    expect(address('2001:db8::5', undefined, 0)).to.equal('2001:db8:0:0::/64');
    expect(address('::1', undefined, 0)).to.equal('0:0:0:0::/64');
    expect(address('::ffff:203.0.113.9', undefined, 0)).to.equal('203.0.113.9');
  });
});

describe('behind https', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp({ env: { PUBLIC_URL: 'https://meshi.example' } });
  });
  after(() => app.close());

  it('the refresh cookie is only sent encrypted, and only for the public origin', async () => {
    const ada = await signUp(app);
    const json = { email: ada.email, password: ada.password, refreshIn: 'cookie' };
    const from = (origin: string) => request(app, '/sessions', { method: 'POST', json, headers: { origin } });

    const own = await from('https://meshi.example');
    const others = [
      app.url,
      'http://localhost',
      'https://meshi.example.evil.test',
      'https://evil.test/meshi.example',
      'https://evilmeshi.example',
      'https://meshi.example:8443',
      'http://meshi.example',
      'null',
      '',
    ];
    const statuses = await Promise.all(others.map(async (origin) => `${origin} ${(await from(origin)).status}`));

    expect(own.headers.getSetCookie().join()).to.contain('; Secure');
    expect(cookieOf(own, '__Host-meshi_refresh')).to.be.a('string');
    expect(statuses).to.deep.equal(others.map((origin) => `${origin} 403`));
  });

  it('the refresh cookie of a page on plain http is not believed', async () => {
    const ada = await signUp(app);
    const cookie = (name: string) =>
      fetch(`${app.url}/api/v1/sessions/refresh`, {
        method: 'POST',
        headers: {
          origin: 'https://meshi.example',
          'content-type': 'application/json',
          cookie: `${name}=${ada.refreshToken}`,
        },
        body: '{}',
      });

    const statuses = [(await cookie('meshi_refresh')).status, (await cookie('__Host-meshi_refresh')).status];

    expect(statuses).to.deep.equal([401, 200]);
  });

  it('every answer tells browsers to always use https, also for subdomains', async () => {
    const paths = ['/', '/healthz', '/api/v1/meta', '/api/v1/nothing', '/assets/nothing.js', ...SOCKET_PATHS];
    const answers = await Promise.all(paths.map((path) => fetch(app.url + path, { headers: { accept: 'text/html' } })));

    const headers = answers.map(({ headers: each }) => each.get('strict-transport-security')?.replaceAll(' ', ''));
    expect(headers).to.deep.equal(paths.map(() => 'max-age=31536000;includeSubDomains'));
  });
});

describe('in production', () => {
  const logged: string[] = [];
  let app: TestApp;

  before(async () => {
    const log = pino({ level: 'warn', ...logOptions }, { write: (line: string) => void logged.push(line) });
    const env = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://meshi.example',
      TOKEN_SECRETS: `a:${randomBytes(48).toString('base64')}`,
      ACCEPT_RISKS: 'unknown-proxy,local-media',
      LOG_LEVEL: 'info',
    };
    app = await startTestApp({ env, log, limits: { readPerMinute: 5 } });
  });
  after(() => app.close());

  const get = async (path: string, headers = {}) => answerOf(await fetch(app.url + path, { headers }));

  it('only this machine learns of what the server consists', async () => {
    const [here, forwarded, standard] = [
      await get('/readyz'),
      await get('/readyz', { 'x-forwarded-for': '203.0.113.9' }),
      await get('/readyz', { forwarded: 'for=203.0.113.9' }),
    ];

    expect(here.json).to.include.keys('database');
    expect(here.json.acceptedRisks.map(({ id }: { id: string }) => id)).to.deep.equal(['unknown-proxy', 'local-media']);
    expect([forwarded.json, standard.json]).to.deep.equal([{ status: 'ready' }, { status: 'ready' }]);
  });

  it('the documentation of the API is off', async () => {
    const statuses = [await get('/docs/'), await get('/api/v1/openapi.json')].map(({ status }) => status);

    expect(statuses).to.deep.equal([404, 404]);
  });

  it('a proxy that TRUSTED_PROXIES does not name is logged, once at the start and once at a request', async () => {
    await get('/healthz', { 'x-forwarded-for': '203.0.113.9' });
    await get('/healthz', { 'x-forwarded-for': '203.0.113.9' });

    const lines = logged.filter((line) => line.includes('TRUSTED_PROXIES'));
    expect(lines.filter((line) => line.includes('accepted risk: '))).to.have.length(1);
    expect(lines.filter((line) => line.includes('was forwarded'))).to.have.length(1);
  });

  it('the pages that anyone may read are limited', async () => {
    const statuses: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) statuses.push((await get('/meals/nothing/picture.png')).status);

    expect(statuses).to.deep.equal([404, 404, 404, 404, 404, 429]);
  });
});

describe('outside of the API', () => {
  let app: TestApp;

  before(async () => {
    app = await startTestApp();
  });
  after(() => app.close());

  const get = async (path: string, headers = {}) => answerOf(await fetch(app.url + path, { headers }));

  it('health checks answer with JSON', async () => {
    const [alive, ready] = [await get('/healthz'), await get('/readyz')];

    expect(alive.json).to.deep.equal({ status: 'alive' });
    expect(ready.status).to.equal(200);
    expect(ready.json).to.deep.include({ status: 'ready', database: { kind: 'embedded', state: 'ready' } });
  });

  it('the documentation contains all routes of the contract, with schemas and errors', async () => {
    const { json } = await get('/api/v1/openapi.json');

    const described = Object.values(json.paths as Record<string, Record<string, { operationId: string }>>)
      .flatMap((path) => Object.values(path))
      .map(({ operationId }) => operationId);
    expect(json.openapi).to.equal('3.1.0');
    expect(described.toSorted()).to.deep.equal(Object.keys(routes).toSorted());
    const signUpOperation = json.paths['/api/v1/accounts'].post;
    expect(signUpOperation.requestBody.content['application/json'].schema.required).to.include('email');
    expect(signUpOperation.responses).to.include.keys('201', '400', '409', '429');
  });

  it('the page of the documentation loads nothing from other servers', async () => {
    const page = await get('/docs/');

    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files).to.have.length.above(3);
    for (const file of files) {
      expect(file).to.match(/^\/docs\//);
      expect((await get(file)).status, file).to.equal(200);
    }
    const policy = page.headers.get('content-security-policy')?.split(';');
    expect(policy).to.include.members(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]);
    expect((await get('/docs/start.js')).text).to.contain(`url: '${API_PREFIX}${OPENAPI_PATH}'`);
  });

  it('pages can only run their own scripts, and can use the microphone', async () => {
    const { headers } = await get('/', { accept: 'text/html' });

    const policy = headers.get('content-security-policy')?.split(';');
    expect(policy).to.include.members([
      "default-src 'self'",
      "script-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      // Other sites cannot show Meshi inside their pages.
      "frame-ancestors 'self'",
    ]);
    // And scripts can send nothing to other servers.
    expect(policy).to.include("connect-src 'self'");
    expect(headers.get('permissions-policy')).to.contain('microphone=(self)');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('strict-transport-security')).to.equal(null);
  });

  it('a missing file is answered with 404, not with the page', async () => {
    for (const path of [
      '/assets/app-123.js',
      '/api/v2/x',
      '/docs/nothing.js',
      '/../../package.json',
      '/%2e%2e/package.json',
    ]) {
      expect((await get(path)).status, path).to.equal(404);
    }
  });
});
