/**
 * Tries every text field of every request in the contract: what it accepts is text as `src/protocol/text.ts` defines it. A new field
 * with plain `z.string()` fails here.
 */
import { expect } from 'chai';
import { z } from 'zod';
import { requests, voiceRequests } from '../../src/protocol/events.ts';
import { type RouteTable, routes } from '../../src/protocol/routes.ts';
import { cleanText, findForbidden, hasVisible } from '../../src/protocol/text.ts';

/** Passwords are kept as they are typed; nobody sees them. */
const VERBATIM = /(?:^|\.)(?:password|newPassword)$/;

/** Schemas without text. A record carries the media parameters, which only mediasoup reads. */
const OTHER = [z.ZodNumber, z.ZodBoolean, z.ZodEnum, z.ZodLiteral, z.ZodRecord, z.ZodUnknown];

const INVISIBLE = ['\u3164', '\u200b', '\u2800', '\u{e0041}', '\ufe0f', '\u0301', '\u3000'];
const MALFORMED = ['a\u0000b', 'a\u0007b', 'a\u009fb', 'a\uffffb', 'a\ufdd0b', 'a\ud800b', `a${'\u0301'.repeat(50)}`];
const REORDERED = ['a\u202eb', 'a\u2066b', 'a\u{e0041}b', 'a\ufffbb'];

describe('every text field of the contract', () => {
  const fields = [
    ...Object.entries(routes as RouteTable).flatMap(([name, { params, query, body }]) =>
      [params, query, body].flatMap((schema) => (schema instanceof z.ZodType ? textFields(schema, name) : [])),
    ),
    ...Object.entries({ ...requests, ...voiceRequests }).flatMap(([name, { input }]) => textFields(input, name)),
  ];

  for (const { path, schema } of fields) {
    it(`${path} accepts only text`, () => {
      for (const text of [...MALFORMED, ...INVISIBLE, ...REORDERED]) {
        const { success, data } = schema.safeParse(text);
        if (!success) continue;
        const what = `${JSON.stringify(text.slice(0, 10))} became ${JSON.stringify(data)}`;
        expect(findForbidden(data as string), what).to.equal(null);
        if (VERBATIM.test(path)) continue;
        expect(data, what).to.equal(cleanText(data as string));
        expect(data === '' || hasVisible(data as string), what).to.equal(true);
      }
    });
  }

  it('is found, also in lists, unions and defaults', () => {
    const found = textFields(
      z.object({
        a: z.array(z.string()).default([]),
        b: z
          .union([z.literal(''), z.url()])
          .nullable()
          .optional(),
      }),
      'x',
    );

    expect(found.map(({ path }) => path)).to.deep.equal(['x.a.*', 'x.b']);
    expect(fields.length).to.be.greaterThan(100);
  });
});

interface TextField {
  path: string;
  schema: z.ZodType;
}

function textFields(schema: z.ZodType, path: string): TextField[] {
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return [{ path, schema }];
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, field]) => textFields(field as z.ZodType, `${path}.${key}`));
  }
  if (schema instanceof z.ZodArray) return textFields(schema.element as z.ZodType, `${path}.*`);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => textFields(option as z.ZodType, path));
  if (schema instanceof z.ZodPipe) return [{ path, schema }];
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly
  ) {
    return textFields(schema.unwrap() as z.ZodType, path);
  }
  if (OTHER.some((kind) => schema instanceof kind)) return [];
  throw new Error(`${path}: tell this test how to look into ${schema.constructor.name}.`);
}
