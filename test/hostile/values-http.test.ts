/**
 * Sends hostile values in every field of every HTTP route of the contract. A new route is tested as soon as it is declared.
 * Each value must lead to a typed error or be accepted as harmless text; `internal` is a bug.
 */
import { expect } from 'chai';
import type { z } from 'zod';
import { API_PREFIX, type RouteDefinition, type RouteTable, routes } from '../../src/protocol/routes.ts';
import { ERROR_STATUS, type WireError } from '../../src/protocol/wire.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { operatorWith } from '../support/operators.ts';
import type { Person } from '../support/people.ts';
import { hostileJson, hostileTexts, hostileValues } from './hostile-values.ts';
import { type FieldPath, fieldsOf, sampleOf, valueAt, withField } from './samples.ts';

describe('hostile values over HTTP', () => {
  let app: TestApp;
  let person: Person;

  before(async () => {
    app = await startTestApp();
    // Holds a role with every permission, so that the routes of operators look at the values, too.
    person = await operatorWith(app);
  });

  after(() => app.close());

  for (const [name, route] of Object.entries(routes as RouteTable)) {
    if (route.body && route.body !== 'image') {
      it(`${name} answers each hostile value in its body with a typed answer`, async () => {
        const sample = sampleOf(route.body as never);
        const inputs = fieldsOf(sample).flatMap((path) =>
          Object.entries(hostileValues).map(([what, value]) => ({
            what: `${what} at ${path.join('.')}`,
            body: withField(sample, path, value),
          })),
        );

        await expectTyped(
          inputs.map(({ what, body }) => ({ what, ask: () => ask(route, { body: JSON.stringify(body) }) })),
        );
      });

      it(`${name} shows each text back as the contract stores it, or says which field is wrong`, async () => {
        const sample = sampleOf(route.body as never);
        for (const path of fieldsOf(sample).filter((at) => typeof valueAt(sample, at) === 'string')) {
          for (const [what, value] of Object.entries(hostileTexts)) {
            const body = withField(sample, path, value);
            const response = await ask(route, { body: JSON.stringify(body) });
            const answer = response.status === 204 ? {} : await response.json();
            expectShown({ route, path, body, what, answer, isOk: response.ok });
          }
        }
      });

      it(`${name} answers each hostile JSON text with a typed answer`, async () => {
        await expectTyped(
          Object.entries(hostileJson).map(([what, body]) => ({ what, ask: () => ask(route, { body }) })),
        );
      });

      it(`${name} refuses objects where it expects text`, async () => {
        const sample = sampleOf(route.body as never) as Record<string, unknown>;
        const texts = Object.keys(sample).filter((key) => typeof sample[key] === 'string');

        for (const key of texts) {
          const answer = await ask(route, { body: JSON.stringify({ ...sample, [key]: { $gt: '' } }) });
          expect(answer.status, key).to.equal(ERROR_STATUS.invalid_input);
        }
      });
    }

    if (route.query) {
      it(`${name} answers each hostile value in its query with a typed answer`, async () => {
        const keys = Object.keys(sampleOf(route.query as never) as object);
        const inputs = keys.flatMap((key) =>
          hostileQueries(key).map((query) => ({ what: query, ask: () => ask(route, { query }) })),
        );

        await expectTyped(inputs);
      });
    }

    if (route.params) {
      it(`${name} answers each hostile value in its path with a typed answer`, async () => {
        const texts = Object.entries(hostileValues).map(([what, value]) => ({
          what,
          text: typeof value === 'string' ? value : JSON.stringify(value),
        }));

        await expectTyped(
          texts.filter(({ text }) => text).map(({ what, text }) => ({ what, ask: () => ask(route, { param: text }) })),
        );
      });
    }

    if (route.body === 'image') {
      it(`${name} refuses bytes that are not a picture`, async () => {
        const bodies = [
          new Uint8Array(0),
          Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
          Buffer.from('GIF89a<script>'),
          Buffer.alloc(1_000),
        ];

        for (const body of bodies) {
          const answer = await ask(route, { bytes: body });
          // A route with an unknown id in its path answers `not_found` before it checks the picture.
          const refused = route.params && body.length > 0 ? 'not_found' : 'invalid_input';
          expect(answer.status).to.equal(ERROR_STATUS[refused]);
        }
      });
    }
  }

  it('refuses a body over the limit, and a compressed body that expands over it', async () => {
    const { gzipSync } = await import('node:zlib');
    const big = JSON.stringify({ title: 'x'.repeat(5_000_000) });
    const plain = await ask(routes['topics.create'], { body: big });
    const packed = await ask(routes['topics.create'], {
      bytes: gzipSync(big),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });

    expect([plain.status, packed.status]).to.deep.equal([ERROR_STATUS.too_large, ERROR_STATUS.too_large]);
  });

  it('leaves the prototypes unchanged, and the person signed in as the same one', async () => {
    const me = await person.call('accounts.me', {});

    // The handle may have changed: some of the values, such as a time zone, are handles too.
    expect(me.account.id).to.equal(person.id);
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).to.equal(false);
  });

  interface Asked {
    body?: string;
    bytes?: Uint8Array;
    query?: string;
    param?: string;
    headers?: Record<string, string>;
  }

  function ask(route: RouteDefinition, { body, bytes, query, param, headers }: Asked): Promise<Response> {
    const path = route.path.replace(/:\w+/g, () => encodeURIComponent(inAddress(param ?? '0123456789abcdef01234567')));
    return fetch(`${app.url}${API_PREFIX}${path}${query ? `?${query}` : ''}`, {
      method: route.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${person.accessToken}`,
        'content-type': bytes ? 'image/png' : 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body }),
      ...(bytes && { body: Buffer.from(bytes) }),
    });
  }
});

/** Sends the requests one after another, because some change what the next one finds, and checks the form of each answer. */
async function expectTyped(inputs: { what: string; ask: () => Promise<Response> }[]): Promise<void> {
  for (const { what, ask } of inputs) {
    const response = await ask();
    const text = await response.text();
    if (response.ok) continue;
    const { error } = JSON.parse(text) as { error: { code: keyof typeof ERROR_STATUS; message: string } };
    expect(ERROR_STATUS[error.code], `${what}: ${text}`).to.equal(response.status);
    expect(error.code, `${what}: ${text}`).to.not.equal('internal');
  }
}

interface Shown {
  route: RouteDefinition;
  path: FieldPath;
  body: unknown;
  what: string;
  answer: unknown;
  isOk: boolean;
}

/** A refused text is named in the answer; an accepted one is equal wherever the answer has a field of its name. */
function expectShown({ route, path, body, what, answer, isOk }: Shown): void {
  const where = `${what} at ${path.join('.')}: ${JSON.stringify(answer).slice(0, 300)}`;
  const parsed = (route.body as z.ZodType).safeParse(body);
  if (!parsed.success) {
    const { error } = answer as { error: WireError };
    // Rights, limits and unknown ids in the path may be checked first.
    if (error.code !== 'invalid_input') return;
    const problems = error.details?.problems ?? [];
    expect(
      problems.map((problem) => problem.path),
      where,
    ).to.include(['body', ...path].join('.'));
    expect(
      problems.every(({ expected }) => expected.length > 10),
      where,
    ).to.equal(true);
    return;
  }
  const stored = valueAt(parsed.data, path);
  const shown = isOk ? textsNamed(path.findLast((step) => typeof step === 'string') as string, answer) : [];
  if (shown.length > 0) expect(shown, where).to.include(stored);
}

/** All texts of an answer in fields of this name, also in lists and objects. */
function textsNamed(name: string, answer: unknown): string[] {
  return fieldsOf(answer).flatMap((path) => {
    const value = valueAt(answer, path);
    return typeof value === 'string' && path.includes(name) ? [value] : [];
  });
}

/** Shortens text for a URL: Node refuses URLs over 16 KB, and lone surrogates cannot be encoded. */
function inAddress(text: string): string {
  return text.slice(0, 1_000).toWellFormed();
}

function hostileQueries(key: string): string[] {
  const values = Object.values(hostileValues).filter((value) => typeof value === 'string') as string[];
  return [
    ...values.map((value) => `${key}=${encodeURIComponent(inAddress(value))}`),
    `${key}=a&${key}=b`,
    `${key}[]=a`,
    `${key}[$gt]=`,
    `${key}[$ne]=x`,
    `${key}[__proto__][isAdmin]=1`,
    `${key}${'[a]'.repeat(200)}=1`,
    `${key}=%ff%fe`,
    `${key}=%`,
    `__proto__=1&constructor=1`,
  ];
}
