/** The limits of the security log: nobody can flood it, or hide one line behind many others. */
import { expect } from 'chai';
import pino from 'pino';
import { newId } from '../../src/database/ids.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { logOptions } from '../../src/kernel/log.ts';
import { SecurityLog } from '../../src/kernel/security-log.ts';
import { MINUTE_MS } from '../../src/kernel/time.ts';

interface Line {
  event: string;
  [field: string]: unknown;
}

// Promise A9 of docs/promises.md.
describe('the security log', () => {
  const limits = {
    securityLinesPerMinute: 10,
    securityLinesPerActor: 5,
    refusalLinesPerMinute: 6,
    refusalLinesPerActor: 3,
  };
  let lines: Line[];
  let now: number;
  let security: SecurityLog;

  beforeEach(() => {
    lines = [];
    now = Date.parse('2026-05-01T12:00:00Z');
    const log = pino({ level: 'info', ...logOptions }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    security = new SecurityLog({ log, clock: new Clock(() => now), limits });
  });
  afterEach(() => security.close());

  const signIn = (personId: string) => security.record({ event: 'signed_out', actor: { personId }, facts: {} });
  const refuse = (address: string, times = 1) => {
    for (let at = 0; at < times; at++) {
      security.record({ event: 'request_refused', outcome: 'refused', facts: { request: 'rooms.list' }, address });
    }
  };
  const countOf = (event: string) => lines.filter((line) => line.event === event).length;

  it('writes so many lines of one actor a minute, and tells once how many it left out', () => {
    refuse('192.0.2.1', 10);
    refuse('192.0.2.2');
    const before = lines.length;
    now += MINUTE_MS;
    refuse('192.0.2.1');

    expect(before).to.equal(3 + 1);
    expect(lines.slice(before).map(({ event }) => event)).to.deep.equal(['lines_left_out', 'request_refused']);
    expect(lines[before]).to.include({ kind: 'security', done: 0, refused: 7 });
  });

  it('writes so many lines of all actors together', () => {
    for (let host = 0; host < 200; host++) refuse(`192.0.2.${host}`);
    for (let at = 0; at < 200; at++) signIn(newId());
    security.close();

    expect([countOf('request_refused'), countOf('signed_out'), countOf('lines_left_out')]).to.deep.equal([6, 10, 1]);
    expect(lines.at(-1)).to.include({ done: 190, refused: 194 });
  });

  it('writes what was done, however much was refused, also to the same person', () => {
    const personId = newId();
    for (let at = 0; at < 50; at++) {
      const facts = { request: 'rooms.list' };
      security.record({ event: 'request_refused', outcome: 'refused', actor: { personId }, facts });
    }
    refuse('192.0.2.1', 100);
    signIn(personId);

    expect(countOf('signed_out')).to.equal(1);
  });

  it('says once what it left out when the process stops', () => {
    refuse('192.0.2.1', 4);
    security.close();
    security.close();

    expect(countOf('lines_left_out')).to.equal(1);
  });

  it('goes on when the clock is set back', () => {
    refuse('192.0.2.1', 4);
    now -= 60 * MINUTE_MS;
    refuse('192.0.2.1');

    expect(countOf('request_refused')).to.equal(4);
  });

  it('writes ids, and nothing that a client sends in their place', () => {
    const personId = newId();
    for (const communityId of [personId, 'public', 'kQ3v9_token-in-a-path-0123456789', '../etc', 'ada@example.com']) {
      security.record({ event: 'community_closed', actor: { tenantId: 'public', personId }, facts: { communityId } });
    }

    const written = lines.map(({ communityId }) => communityId);
    expect(written).to.deep.equal([personId, 'public', 'malformed', 'malformed', 'malformed']);
    expect(lines[0]).to.include({ kind: 'security', outcome: 'done', tenantId: 'public', personId, sessionId: null });
  });
});
