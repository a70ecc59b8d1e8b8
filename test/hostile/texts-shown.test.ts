/**
 * Writes odd texts into every field of things that exist: each is shown back as the contract stores it, or refused with the name
 * of its field. The other hostile tests mostly meet unknown ids; here the writes succeed.
 */
import { expect } from 'chai';
import type { z } from 'zod';
import { type RouteName, type RouteTable, requests, routes } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type CallInput, matchedPair, type Person, Refusal, signUp } from '../support/people.ts';
import { connect } from '../support/socket-client.ts';
import { hostileTexts } from './hostile-values.ts';
import { type FieldPath, fieldsOf, sampleOf, valueAt, withField } from './samples.ts';

/** Routes that write text of a person into something that the same person can read, and fields that they must not set. */
const WRITES = [
  'profiles.update',
  'topics.create',
  'topics.edit',
  'rooms.create',
  'meals.create',
  'meals.edit',
  'communities.create',
  'communities.edit',
  'communities.createChannel',
  'communities.createAnnouncement',
  'notes.set',
] as const satisfies RouteName[];
const LEFT_OUT = new Set(['handle', 'communityId', 'timeZone', 'startsAt', 'endsAt', 'expiresAt', 'link', 'links']);
const MANY = 10_000;

describe('odd texts in things that exist', () => {
  let app: TestApp;
  let person: Person;
  const ids: Record<string, string> = {};
  const counts: Record<string, number> = {};

  before(async () => {
    app = await startTestApp({
      limits: {
        openTopicsPerPerson: MANY,
        topicsPerPerson: MANY,
        comingMealsPerPerson: MANY,
        communitiesPerOwner: MANY,
        communitiesPerPerson: MANY,
        channelsPerCommunity: MANY,
        announcementsPerCommunity: MANY,
        openRoomsPerPerson: MANY,
      },
    });
    person = await signUp(app);
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    const endsAt = new Date(Date.now() + 90_000_000).toISOString();
    ids.personId = (await signUp(app)).id;
    ids.topicId = (await person.call('topics.create', { body: { kind: 'ask', title: 'a' } })).id;
    ids.mealId = (await person.call('meals.create', { body: { title: 'a', startsAt, endsAt } })).id;
    ids.communityId = (await person.call('communities.create', { body: { name: 'a' } })).id;
  });
  after(() => app.close());

  for (const name of WRITES) {
    it(`${name} stores them as they are shown`, async () => {
      const body = (routes as RouteTable)[name]?.body as unknown as z.ZodObject;
      const sample = sampleFor(body);
      for (const path of fieldsOf(sample).filter((at) => typeof valueAt(sample, at) === 'string')) {
        for (const [what, text] of Object.entries(hostileTexts)) {
          const input = withField(sample, path, text);
          const parsed = body.safeParse(input);
          const answer = await write(name, input);
          const where = `${what} at ${path.join('.')}: ${JSON.stringify(answer).slice(0, 300)}`;
          if (answer instanceof Refusal) {
            expect(parsed.success, where).to.equal(false);
            expectNamed(answer, path, where);
          } else {
            expect(parsed.success, where).to.equal(true);
            expectShown(name, answer, path, valueAt(parsed.data, path), where);
          }
        }
      }
      // A test that compares nothing would always pass.
      expect(counts[name]).to.be.greaterThan(4);
    });
  }

  it('message:send stores them as they are shown', async () => {
    const { alice, conversationId } = await matchedPair(app);
    const socket = await connect(app, alice);
    for (const [what, text] of Object.entries(hostileTexts)) {
      const input = { conversationId, clientMessageId: `text-${Object.keys(hostileTexts).indexOf(what)}-xxxx`, text };
      const parsed = requests['message:send'].input.safeParse(input);
      const sent = await socket.ask('message:send', input).catch((error: unknown) => error);
      if (!(sent instanceof Refusal)) expect((sent as { text: string }).text, what).to.equal(parsed.data?.text);
      else expectNamed(sent, ['text'], what);
    }
    socket.close();
  });

  /** A sample without what another test looks at, and with times that are possible. */
  function sampleFor(body: z.ZodObject): object {
    const sample = Object.entries(sampleOf(body) as object).filter(([key]) => !LEFT_OUT.has(key));
    const times = { startsAt: new Date(Date.now() + 86_400_000), endsAt: new Date(Date.now() + 90_000_000) };
    const needed = Object.entries(times).filter(([key]) => key in body.shape);
    return {
      ...Object.fromEntries(sample),
      ...Object.fromEntries(needed.map(([key, time]) => [key, time.toISOString()])),
    };
  }

  async function write(name: (typeof WRITES)[number], body: unknown): Promise<unknown> {
    const params = Object.fromEntries([...routes[name].path.matchAll(/:(\w+)/g)].map(([, id = '']) => [id, ids[id]]));
    const input = { params, body } as CallInput<(typeof WRITES)[number]>;
    return person.call(name, input).catch((error: unknown) => {
      if (error instanceof Refusal) return error;
      throw error;
    });
  }

  function expectShown(name: string, answer: unknown, path: FieldPath, stored: unknown, where: string): void {
    const field = path.findLast((step) => typeof step === 'string') ?? '';
    const shown = fieldsOf(answer)
      .filter((at) => at.includes(field))
      .map((at) => valueAt(answer, at));
    if (shown.length === 0) return;
    counts[name] = (counts[name] ?? 0) + 1;
    expect(shown, where).to.include(stored);
  }
});

function expectNamed({ error }: Refusal, path: FieldPath, where: string): void {
  const problems = error.details?.problems ?? [];
  expect(error.code, where).to.equal('invalid_input');
  expect(
    problems.map((problem) => problem.path.replace(/^body\./, '')),
    where,
  ).to.include(path.join('.'));
  expect(
    problems.every(({ expected }) => expected.length > 10),
    where,
  ).to.equal(true);
}
