/** Tries forged, foreign and expired tokens on every route that needs a token, and on both namespaces. */
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import type { App } from '../../src/app.ts';
import { newId } from '../../src/database/ids.ts';
import { parseTokenKeys, type TokenKey } from '../../src/kernel/token-keys.ts';
import { API_PREFIX, type RouteTable, routes } from '../../src/protocol/routes.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/version.ts';
import { startTestApp } from '../support/app.ts';
import { type Person, signUp } from '../support/people.ts';
import { WireSocket } from '../support/wire-socket.ts';

describe('hostile tokens', () => {
  let app: App;
  let person: Person;
  let forged: Record<string, string>;

  before(async () => {
    const tokenKeys = parseTokenKeys(`test:${randomBytes(48).toString('base64url')}`).keys;
    app = await startTestApp({ config: { tokenKeys } });
    person = await signUp(app);
    forged = await forge(app, person, tokenKeys);
  });

  after(() => app.close());

  for (const [name, route] of Object.entries(routes as RouteTable).filter(([, { auth }]) => auth === 'required')) {
    it(`${name} refuses requests without a token and every forged token`, async () => {
      const url = `${app.url}${API_PREFIX}${route.path.replace(/:\w+/g, '0123456789abcdef01234567')}`;
      const headers = [
        {},
        { authorization: `Basic ${btoa('a:b')}` },
        ...Object.values(forged).map((token) => ({ authorization: `Bearer ${token}` })),
      ];

      const answers = await Promise.all(
        headers.map((header) =>
          fetch(url, { method: route.method.toUpperCase(), headers: header as Record<string, string> }),
        ),
      );

      const labels = ['no token', 'another scheme', ...Object.keys(forged)];
      expect(answers.map(({ status }, index) => `${labels[index]}: ${status}`)).to.deep.equal(
        labels.map((label) => `${label}: 401`),
      );
    });
  }

  it('open no socket', async () => {
    for (const [what, token] of Object.entries(forged)) {
      for (const [namespace, auth] of [
        ['', { accessToken: token }],
        ['/voice', { ticket: token }],
      ] as const) {
        if (namespace === '/voice' && what === 'a voice ticket') continue;
        const socket = await WireSocket.open(app.url);
        const answer = await socket.enter({ ...auth, protocol: PROTOCOL_VERSION }, namespace);
        socket.close();
        expect(answer, `${what} on ${namespace || '/'}`).to.include('"code":"unauthenticated"');
      }
    }
  });

  it('do not affect the real token, which is accepted', async () => {
    const me = await person.call('accounts.me', {});

    expect(me.account.id).to.equal(person.id);
  });
});

async function forge(app: App, person: Person, tokenKeys: readonly TokenKey[]): Promise<Record<string, string>> {
  const key = tokenKeys[0];
  if (!key) throw new Error('The test app needs a signing key');
  const secret = key.secret.reveal();
  const { header, payload } = jwt.decode(person.accessToken, { complete: true }) as {
    header: jwt.JwtHeader;
    payload: jwt.JwtPayload;
  };
  const claims = { ...payload };
  const { exp: _exp, ...endless } = claims;
  const sign = (changes: object, options: jwt.SignOptions = {}, by: jwt.Secret = secret) =>
    jwt.sign({ ...claims, ...changes }, by, { algorithm: 'HS256', keyid: key.id, ...options });
  const byHand = (
    head: object,
    body: object,
    signature = (data: string) => createHmac('sha256', secret).update(data).digest('base64url'),
  ) => {
    const data = [head, body].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${data}.${signature(data)}`;
  };
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const now = Math.floor(Date.now() / 1000);
  const revoked = await signUp(app);
  await revoked.call('sessions.signOut', {});

  return {
    'no signature': byHand({ alg: 'none', typ: 'JWT' }, claims, () => ''),
    'no signature, in capitals': byHand({ alg: 'NoNe', kid: key.id }, claims, () => ''),
    'another algorithm of the same key': sign({}, { algorithm: 'HS512' }),
    'a foreign key pair': sign({}, { algorithm: 'RS256' }, rsa.privateKey),
    'a public key used as a secret': byHand({ alg: 'HS256', kid: key.id }, claims, (data) =>
      createHmac('sha256', rsa.publicKey.export({ type: 'spki', format: 'pem' }))
        .update(data)
        .digest('base64url'),
    ),
    'a foreign secret': sign({}, {}, 'q'.repeat(64)),
    'an empty secret': byHand({ alg: 'HS256', kid: key.id }, claims, (data) =>
      createHmac('sha256', '').update(data).digest('base64url'),
    ),
    'a key id that is a path': sign({}, { keyid: '../../../../dev/null' }),
    'a key id that is a query': sign({}, { keyid: "' OR '1'='1" }),
    'a key id that is a prototype': sign({}, { keyid: '__proto__' }),
    "the token's own key in the header": byHand({ ...header, jwk: { kty: 'oct', k: 'AAAA' } }, claims, (data) =>
      createHmac('sha256', Buffer.from('AAAA', 'base64url')).update(data).digest('base64url'),
    ),
    'a key URL in the header': byHand({ ...header, jku: 'https://example.com/keys' }, claims, () => 'AAAA'),
    'no expiry': byHand(header, endless),
    'an expiry that is text': byHand(header, { ...claims, exp: 'never' }),
    'an expiry out of range': byHand(header, { ...claims, exp: 1e300 }),
    'an expiry in a thousand years': byHand(header, { ...claims, exp: now + 1000 * 365 * 86_400 }),
    'an expiry in the past': byHand(header, { ...claims, exp: now - 60 }),
    'a start in the future': byHand(header, { ...claims, nbf: now + 3_600 }),
    'another audience': byHand(header, { ...claims, aud: 'somebody-else' }),
    'a voice ticket': byHand(header, { ...claims, aud: 'meshi:voice' }),
    'another issuer': byHand(header, { ...claims, iss: 'somebody-else' }),
    'no subject': byHand(header, { ...claims, sub: undefined }),
    'a subject that is an operator': byHand(header, { ...claims, sub: { $gt: '' } }),
    'a refresh token': person.refreshToken ?? 'missing',
    'a revoked session': revoked.accessToken,
    'a session that never existed': byHand(header, { ...claims, sid: newId() }),
    "somebody else's session": byHand(header, { ...claims, sub: newId() }),
    'the same session in another tenant': byHand(header, { ...claims, tid: newId() }),
    'a changed payload': person.accessToken.replace(
      /\.[^.]+\./,
      `.${Buffer.from(JSON.stringify({ ...claims, sub: 'x' })).toString('base64url')}.`,
    ),
    'a truncated token': person.accessToken.slice(0, -10),
    'a huge token': 'x'.repeat(6_000),
    'an empty token': '',
  };
}
