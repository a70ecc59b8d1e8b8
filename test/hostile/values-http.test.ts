/**
 * Sends hostile values in every field of every HTTP route of the contract. A new route is tested as soon as it is declared.
 * Each value must lead to a typed error or be accepted as harmless text; `internal` is a bug.
 */
import { expect } from 'chai';
import type { z } from 'zod';
import { parseQuery } from '../../src/http/query.ts';
import { validate } from '../../src/http/validate.ts';
import { InvalidInputError } from '../../src/kernel/errors.ts';
import { API_PREFIX, type RouteDefinition, type RouteTable, routes } from '../../src/protocol/routes.ts';
import { ERROR_STATUS, type WireError } from '../../src/protocol/wire.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { operatorWith } from '../support/operators.ts';
import type { Person } from '../support/people.ts';
import { hostileJson, hostileTexts, hostileValues } from './hostile-values.ts';
import { type FieldPath, fieldsOf, sampleOf, valueAt, withField } from './samples.ts';

type WireProblems = NonNullable<WireError['details']>['problems'];

const otherValues = Object.fromEntries(Object.entries(hostileValues).filter(([what]) => !(what in hostileTexts)));

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
    const { body: schema } = route;
    if (schema && schema !== 'image') {
      const sample = sampleOf(schema);
      const isText = (path: FieldPath) => typeof valueAt(sample, path) === 'string';

      it(`${name} answers each hostile value in its body with a typed answer`, async () => {
        const inputs = fieldsOf(sample).flatMap((path) =>
          // The next test sends the texts where a text is expected.
          Object.entries(isText(path) ? otherValues : hostileValues).map(([what, value]) => {
            const body = JSON.stringify(withField(sample, path, value));
            return {
              what: `${what} at ${path.join('.')}`,
              isAccepted: isAccepted(() => validate(schema, JSON.parse(body), 'body')),
              ask: () => ask(route, { body }),
            };
          }),
        );

        for (const { what, ask } of worthSending(inputs)) await expectTyped(what, await ask());
      });

      it(`${name} shows each text back as the contract stores it, or says which field is wrong`, async () => {
        const inputs = fieldsOf(sample)
          .filter(isText)
          .flatMap((path) =>
            Object.entries(hostileTexts).map(([what, value]) => {
              const body = withField(sample, path, value);
              const where = `${what} at ${path.join('.')}`;
              return { path, body, where, isAccepted: isAccepted(() => acceptsText(schema, body, path, where)) };
            }),
          );

        for (const { path, body, where } of worthSending(inputs)) {
          const response = await ask(route, { body: JSON.stringify(body) });
          const answer = await expectTyped(where, response);
          expectShown({ schema, path, body, where, answer, isOk: response.ok });
        }
      });

      it(`${name} answers each hostile JSON text with a typed answer`, async () => {
        for (const [what, body] of Object.entries(hostileJson)) await expectTyped(what, await ask(route, { body }));
      });

      it(`${name} refuses objects where it expects text`, async () => {
        const texts = Object.keys(sample as object).filter((key) => isText([key]));

        for (const key of texts) {
          const answer = await ask(route, { body: JSON.stringify(withField(sample, [key], { $gt: '' })) });
          expect(answer.status, key).to.equal(ERROR_STATUS.invalid_input);
        }
      });
    }

    if (route.query) {
      const { query: schema } = route;
      it(`${name} answers each hostile value in its query with a typed answer`, async () => {
        const inputs = Object.keys(sampleOf(schema) as object).flatMap((key) =>
          hostileQueries(key).map((query) => ({
            query,
            isAccepted: isAccepted(() => validate(schema, parseQuery(`/?${query}`), 'query')),
          })),
        );

        for (const { query } of worthSending(inputs)) await expectTyped(query, await ask(route, { query }));
      });
    }

    if (route.params) {
      const { params: schema } = route;
      it(`${name} answers each hostile value in its path with a typed answer`, async () => {
        const inputs = Object.entries(hostileValues).flatMap(([what, value]) => {
          const param = typeof value === 'string' ? value : JSON.stringify(value);
          const params = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, inAddress(param)]));
          return param ? [{ what, param, isAccepted: isAccepted(() => validate(schema, params, 'params')) }] : [];
        });

        for (const { what, param } of worthSending(inputs)) await expectTyped(what, await ask(route, { param }));
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

/** Checks the form of an answer. Resolves with its content. */
async function expectTyped(what: string, response: Response): Promise<unknown> {
  const text = await response.text();
  // Not every answer is JSON: calendars and pictures are not.
  if (response.ok) return text.startsWith('{') ? JSON.parse(text) : {};
  const answer = JSON.parse(text) as { error: { code: keyof typeof ERROR_STATUS; message: string } };
  expect(ERROR_STATUS[answer.error.code], `${what}: ${text}`).to.equal(response.status);
  expect(answer.error.code, `${what}: ${text}`).to.not.equal('internal');
  return answer;
}

/** Whether a check of the contract passes. Anything but a typed refusal is a bug. */
function isAccepted(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof InvalidInputError) return false;
    throw error;
  }
}

/** Checks a body with a hostile text as the server does. A refusal names the field, and says what is expected there. */
function acceptsText(schema: z.ZodType, body: unknown, path: FieldPath, where: string): void {
  try {
    validate(schema, JSON.parse(JSON.stringify(body)), 'body');
  } catch (error) {
    if (error instanceof InvalidInputError) expectNamed(error.details?.problems, path, where);
    throw error;
  }
}

let refused = 0;

/**
 * The inputs that reach the code of a route, and one in eight of those that the contract refuses: the same code answers them on
 * every route, and the validators themselves have tried all of them. Counted over all routes, so that each value is sent to many.
 */
function worthSending<Input extends { isAccepted: boolean }>(inputs: readonly Input[]): Input[] {
  return inputs.filter((input) => input.isAccepted || refused++ % 8 === 0);
}

interface Shown {
  schema: z.ZodType;
  path: FieldPath;
  body: unknown;
  where: string;
  answer: unknown;
  isOk: boolean;
}

/** A refused text is named in the answer; an accepted one is equal wherever the answer has a field of its name. */
function expectShown({ schema, path, body, where, answer, isOk }: Shown): void {
  const about = `${where}: ${JSON.stringify(answer).slice(0, 300)}`;
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const { error } = answer as { error: WireError };
    // Rights, limits and unknown ids in the path may be checked first.
    if (error.code === 'invalid_input') expectNamed(error.details?.problems, path, about);
    return;
  }
  const stored = valueAt(parsed.data, path);
  const shown = isOk ? textsNamed(path.findLast((step) => typeof step === 'string') as string, answer) : [];
  if (shown.length > 0) expect(shown, about).to.include(stored);
}

function expectNamed(problems: WireProblems, path: FieldPath, where: string): void {
  const named = (problems ?? []).map((problem) => problem.path);
  expect(named, where).to.include(['body', ...path].join('.'));
  const unclear = (problems ?? []).filter(({ expected }) => expected.length <= 10);
  expect(unclear, where).to.deep.equal([]);
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
