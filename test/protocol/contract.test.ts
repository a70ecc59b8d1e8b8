/**
 * Compares the whole wire contract, as JSON Schema, with a snapshot, so that every change of the wire is visible in a diff.
 * `UPDATE_SNAPSHOT=1 npm test -- test/protocol/contract.test.ts` updates the snapshot.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import type { AnnouncementTable, RequestTable } from '../../src/protocol/events.ts';
import { announcements, requests, voiceAnnouncements, voiceRequests } from '../../src/protocol/events.ts';
import { reasons } from '../../src/protocol/reasons.ts';
import { type RouteTable, routes } from '../../src/protocol/routes.ts';
import { checkProtocol, PROTOCOL_VERSION, SERVED_PROTOCOLS } from '../../src/protocol/version.ts';
import { ERROR_STATUS } from '../../src/protocol/wire.ts';

const path = join(import.meta.dirname, 'contract.snapshot.json');

describe('the wire contract', () => {
  it('equals the snapshot', () => {
    const contract = `${JSON.stringify(describeContract(), null, 1)}\n`;
    if (process.env.UPDATE_SNAPSHOT) writeFileSync(path, contract);

    expect(contract).to.equal(readFileSync(path, 'utf8'));
  });

  it('serves its own version, and says who is too old otherwise', () => {
    const answers = [PROTOCOL_VERSION, String(PROTOCOL_VERSION), SERVED_PROTOCOLS.max + 1, 0, Number.NaN, null, {}].map(
      checkProtocol,
    );

    expect(answers).to.deep.equal([
      'ok',
      'ok',
      'server_too_old',
      'client_too_old',
      'client_too_old',
      'client_too_old',
      'client_too_old',
    ]);
  });

  it('names requests noun:verb and announcements noun:past-participle', () => {
    const names = [
      ...Object.keys(requests),
      ...Object.keys(voiceRequests),
      ...Object.keys(announcements),
      ...Object.keys(voiceAnnouncements),
    ];

    expect(names.filter((name) => !/^[a-z-]+:[a-z-]+$/.test(name))).to.deep.equal([]);
    expect(new Set(names).size).to.equal(names.length);
  });
});

function describeContract() {
  return {
    version: PROTOCOL_VERSION,
    served: SERVED_PROTOCOLS,
    errors: ERROR_STATUS,
    reasons: Object.fromEntries(Object.entries(reasons).map(([code, ofCode]) => [code, Object.keys(ofCode)])),
    routes: Object.fromEntries(
      // These two are only for the SDK and not part of the wire.
      Object.entries(routes as RouteTable).map(([name, { changesMe: _, changesSession: __, ...route }]) => [
        name,
        {
          ...route,
          params: schemaOf(route.params, 'input'),
          query: schemaOf(route.query, 'input'),
          body: schemaOf(route.body, 'input'),
          output: schemaOf(route.output, 'output'),
        },
      ]),
    ),
    requests: describeRequests(requests),
    announcements: describeAnnouncements(announcements),
    voiceRequests: describeRequests(voiceRequests),
    voiceAnnouncements: describeAnnouncements(voiceAnnouncements),
  };
}

function schemaOf(schema: z.ZodType | 'image' | 'calendar' | 'archive' | null | undefined, io: 'input' | 'output') {
  return schema instanceof z.ZodType ? z.toJSONSchema(schema, { io }) : schema;
}

function describeRequests(table: RequestTable) {
  return Object.fromEntries(
    Object.entries(table).map(([name, request]) => [
      name,
      {
        input: schemaOf(request.input, 'input'),
        output: schemaOf(request.output, 'output'),
      },
    ]),
  );
}

function describeAnnouncements(table: AnnouncementTable) {
  return Object.fromEntries(Object.entries(table).map(([name, { payload }]) => [name, schemaOf(payload, 'output')]));
}
