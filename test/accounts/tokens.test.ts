/** Access tokens: valid ones, and every way in which a token can be invalid. */
import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { Authenticator } from '../../src/accounts/authenticator.ts';
import { Tokens } from '../../src/accounts/tokens.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { Secret } from '../../src/kernel/secret.ts';

const NOW = Date.UTC(2030, 0, 1);
let nowMs = NOW;
const clock = new Clock(() => nowMs);
const oldKey = { id: 'old', secret: new Secret('0rT8m3vQpL5xZ7wK2yB9nC4dF6gH1jS+') };
const newKey = { id: 'new', secret: new Secret('9aQ2zW7sX4eD1cR8fV5tG3bY6hN0uJmK') };
const tokens = new Tokens({ keys: [oldKey], clock });
const claims = { sid: 'session-1', tid: 'public' };
const request = { audience: 'meshi:access', subject: 'ada', claims, expiresInMs: 60_000 } as const;

/** A token that is signed without the library. */
function forge(header: object, payload: object, secret: string = oldKey.secret.reveal()): string {
  const signed = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

async function outcomeOf(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return outcome(() => {
    if (error) throw error;
  });
}

function outcome(run: () => unknown): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (error instanceof AppError) return `${error.code}/${error.details?.reason}`;
    throw error;
  }
}

describe('tokens', () => {
  const header = { alg: 'HS256', typ: 'JWT', kid: 'old' };
  const payload = { ...claims, aud: 'meshi:access', iss: 'meshi', sub: 'ada', iat: NOW / 1000, exp: NOW / 1000 + 60 };
  const verify = (token: string) => outcome(() => tokens.verify(token, 'meshi:access'));

  beforeEach(() => {
    nowMs = NOW;
  });

  it('are accepted with the signed claims', () => {
    expect(tokens.verify(tokens.sign(request), 'meshi:access')).to.include({ ...claims, sub: 'ada' });
    expect(verify(forge(header, payload))).to.equal('accepted');
  });

  it('expire', () => {
    const token = tokens.sign(request);

    nowMs += 61_000;

    expect(verify(token)).to.equal('unauthenticated/token_expired');
  });

  it('are refused for another audience', () => {
    expect(verify(tokens.sign({ ...request, audience: 'meshi:voice' }))).to.equal('unauthenticated/token_invalid');
  });

  it('are signed with the first key and accepted with any known key', () => {
    const rotated = new Tokens({ keys: [newKey, oldKey], clock });
    const retired = new Tokens({ keys: [newKey], clock });

    expect(outcome(() => rotated.verify(tokens.sign(request), 'meshi:access'))).to.equal('accepted');
    expect(outcome(() => retired.verify(rotated.sign(request), 'meshi:access'))).to.equal('accepted');
    expect(outcome(() => retired.verify(tokens.sign(request), 'meshi:access'))).to.match(/^unauthenticated/);
  });

  const wrong: Record<string, string> = {
    'no token': '',
    'no JWT': 'a.b.c',
    'a huge text': 'a'.repeat(1_000_000),
    'alg none': `${forge({ ...header, alg: 'none' }, payload)
      .split('.')
      .slice(0, 2)
      .join('.')}.`,
    'alg none with a signature': forge({ ...header, alg: 'none' }, payload),
    'another algorithm': forge({ ...header, alg: 'HS512' }, payload),
    'an asymmetric algorithm': forge({ ...header, alg: 'RS256' }, payload),
    'no key id': forge({ alg: 'HS256' }, payload),
    'an unknown key id': forge({ ...header, kid: 'other' }, payload),
    'a key id that is a path': forge({ ...header, kid: '../../../../dev/null' }, payload, ''),
    'a key id that is a property': forge({ ...header, kid: '__proto__' }, payload),
    'a key id that is not a string': forge({ ...header, kid: { $ne: '' } }, payload),
    'an embedded key': forge({ ...header, jwk: { kty: 'oct', k: 'c2VjcmV0' } }, payload, 'secret'),
    'a URL of a key': forge({ ...header, jku: 'https://evil.example/keys' }, payload, 'secret'),
    'a wrong signature': forge(header, payload, 'another key'),
    'an empty key': forge(header, payload, ''),
    'no expiry': forge(header, { ...payload, exp: undefined }),
    'an expiry that is not a number': forge(header, { ...payload, exp: 'tomorrow' }),
    'an expiry in the far future': forge(header, { ...payload, exp: 1e15 }),
    'an expiry years away': forge(header, { ...payload, exp: NOW / 1000 + 3e7 }),
    'no audience': forge(header, { ...payload, aud: undefined }),
    'several audiences': forge(header, { ...payload, aud: ['meshi:access', 'meshi:voice'] }),
    'another issuer': forge(header, { ...payload, iss: 'elsewhere' }),
    'no subject': forge(header, { ...payload, sub: undefined }),
    'a subject that is not a string': forge(header, { ...payload, sub: { $gt: '' } }),
    'text as its content': forge(header, 'text' as unknown as object),
    'null as its content': forge(header, null as unknown as object),
  };
  for (const [name, token] of Object.entries(wrong)) {
    it(`are refused with ${name}`, () => {
      expect(verify(token)).to.match(/^unauthenticated/);
    });
  }
});

describe('the authenticator', () => {
  const limits = { accessTokenMs: 60_000, verifiedTokens: 10 };
  const make = (recentlyEnded: { sessionId: string; endedAt: number }[] = []) => {
    const asked: Actor[] = [];
    const sessions = {
      isActive: async (actor: Actor) => asked.push(actor) > 0 && actor.sessionId !== 'made-up',
    };
    const authenticator = new Authenticator({ tokens, sessions, clock, limits });
    authenticator.start(recentlyEnded);
    return { authenticator, asked };
  };

  beforeEach(() => {
    nowMs = NOW;
  });

  it('returns the actor and the expiry of the token', async () => {
    const { authenticator } = make();

    expect(await authenticator.authenticate(tokens.sign(request))).to.deep.equal({
      actor: { tenantId: 'public', personId: 'ada', sessionId: 'session-1' },
      expiresAt: NOW + 60_000,
    });
  });

  it('looks the session of a token up once, and refuses one that does not exist', async () => {
    const { authenticator, asked } = make();
    const token = tokens.sign(request);
    const madeUp = tokens.sign({ ...request, claims: { ...claims, sid: 'made-up' } });

    const outcomes = [];
    for (const one of [token, token, madeUp, madeUp]) outcomes.push(await outcomeOf(authenticator.authenticate(one)));

    const refused = 'unauthenticated/session_ended';
    expect(outcomes).to.deep.equal(['accepted', 'accepted', refused, refused]);
    const actor = { tenantId: 'public', personId: 'ada' };
    expect(asked.map(({ sessionId }) => sessionId)).to.deep.equal(['session-1', 'made-up', 'made-up']);
    expect(asked[0]).to.include(actor);
  });

  it('refuses a token whose session ends while it is looked up', async () => {
    const { authenticator } = make();
    const asking = outcomeOf(authenticator.authenticate(tokens.sign(request)));

    authenticator.end(['session-1']);

    expect(await asking).to.equal('unauthenticated/session_ended');
  });

  it('refuses a cached token after its session has ended or it has expired', async () => {
    const { authenticator } = make();
    const token = tokens.sign(request);
    const other = tokens.sign({ ...request, claims: { ...claims, sid: 'session-2' } });
    for (const one of [token, other]) await authenticator.authenticate(one);

    authenticator.end(['session-1']);

    expect(await outcomeOf(authenticator.authenticate(token))).to.equal('unauthenticated/session_ended');
    expect(await outcomeOf(authenticator.authenticate(other))).to.equal('accepted');
    nowMs += 61_000;
    expect(await outcomeOf(authenticator.authenticate(other))).to.equal('unauthenticated/token_expired');
  });

  it('refuses sessions that ended before the start', async () => {
    const { authenticator } = make([{ sessionId: 'session-1', endedAt: NOW - 1_000 }]);

    expect(await outcomeOf(authenticator.authenticate(tokens.sign(request)))).to.equal('unauthenticated/session_ended');
  });

  it('forgets ended sessions when all their tokens have expired', () => {
    const { authenticator } = make([
      { sessionId: 'long-ago', endedAt: NOW - 70_000 },
      { sessionId: 'recent', endedAt: NOW - 59_000 },
    ]);

    authenticator.end(['session-1']);

    const known = ['long-ago', 'recent', 'session-1'].map((id) => authenticator.isEnded(id));
    expect(known).to.deep.equal([false, true, true]);
  });

  it('refuses a token without the claims of an actor', async () => {
    const { authenticator } = make();
    const token = tokens.sign({ ...request, claims: { sid: 'session-1', tid: { $ne: null } } });

    expect(await outcomeOf(authenticator.authenticate(token))).to.equal('unauthenticated/token_invalid');
  });
});
