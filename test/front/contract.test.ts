/**
 * Generated from the contract: the fields that visitors get on any route without a sign-in about people's things. A new field is
 * public only after it was added here, on purpose.
 */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { z } from 'zod';
import { appPaths, isOfApp, isOnlyOfApp } from '../../src/http/app-paths.ts';
import { type RouteDefinition, type RouteTable, routes } from '../../src/protocol/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { request } from '../support/http.ts';
import { signUp } from '../support/people.ts';

const PERSON = ['id', 'handle', 'displayName', 'avatarUrl'];
const of = (name: string, fields: readonly string[]) => [name, ...fields.map((field) => `${name}.${field}`)];
const TOPIC = ['id', 'title', 'body', 'tags', 'language', 'kind', 'level', 'link', 'createdAt', ...of('owner', PERSON)];
const ROOM = ['id', 'title', 'tags', 'language', 'peopleCount', 'createdAt', ...of('people', PERSON)];
const MEAL = [
  ...['id', 'title', 'description', 'tags', 'language', 'mode', 'startsAt', 'endsAt', 'timeZone', 'utcOffsetMinutes'],
  ...['capacity', 'seatsTaken', 'state', 'area', ...of('host', PERSON)],
];
const COMMUNITY = [
  'id',
  'name',
  'description',
  'tags',
  'language',
  'pictureUrl',
  'joining',
  'memberCount',
  'createdAt',
];

/** Every field that a visitor may get, by route. */
const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  'front.getTable': [
    ...of('rooms', ROOM),
    ...of('topics', TOPIC),
    ...of('meals', MEAL),
    ...of('communities', COMMUNITY),
  ],
  'front.getTopic': TOPIC,
  'front.getRoom': ROOM,
  'front.getMeal': MEAL,
  'front.getCommunity': COMMUNITY,
  'front.getProfile': [...PERSON, ...of('topics', TOPIC)],
  'front.readInvitation': of('community', COMMUNITY),
};

const front = Object.entries(routes as RouteTable).filter(([name]) => name.startsWith('front.'));

// Promise A17 of docs/promises.md.
describe('the contract of what visitors see', () => {
  it('has exactly the fields that were meant to be public', () => {
    const fields = Object.fromEntries(front.map(([name, { output }]) => [name, fieldsOf(output).sort()]));

    expect(fields).to.deep.equal(
      Object.fromEntries(Object.entries(PUBLIC).map(([name, all]) => [name, [...all].sort()])),
    );
  });

  it('needs no sign-in, takes no key and changes nothing of anybody', () => {
    for (const [name, route] of front) {
      expect(route, name).to.include({ auth: 'none', limit: 'read', status: 200 });
      expect([route.key, route.permission, route.changesMe], name).to.deep.equal([undefined, undefined, undefined]);
    }
  });

  it('knows the same addresses of screens as the app', () => {
    const source = readFileSync(new URL('../../web/app/routes.tsx', import.meta.url), 'utf8');
    const paths = [...source.matchAll(/<Route path="([^"*]+)"/g)].map(([, path]) => path);

    expect([...appPaths].filter((path) => path !== '').sort()).to.deep.equal(paths.sort());
    expect(['/', '/topics', '/topics/x', '/people/x', '/me', '/communities/x/topics'].map(isOfApp)).to.not.include(
      false,
    );
    expect(['/nothing', '/topics/x/y', '/people', '/me/a/b', '/topicsx'].map(isOfApp)).to.not.include(true);
    expect(['/topics/mine', '/topics/given/x', '/sign-in', '/about'].map(isOnlyOfApp)).to.not.include(false);
    expect(['/', '/topics', '/topics/x', '/meals/x', '/invitation'].map(isOnlyOfApp)).to.not.include(true);
  });
});

describe('what visitors get', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app?.close());

  it('has nothing of what a person has not shown, on any page or route', async () => {
    const person = await signUp(app, { displayName: 'Shown Name' });
    const secret = (name: string) => `secret${name}`;
    await person.call('profiles.update', {
      body: {
        bio: secret('Bio'),
        canTeach: [secret('Teach')],
        wantsToLearn: [secret('Learn')],
        tags: [secret('tag')],
        links: [`https://example.com/${secret('Link')}`],
        showsTopicsToVisitors: true,
        showsNameToVisitors: true,
      },
    });
    const { id } = await person.call('topics.create', { body: { title: 'Bread', isPublic: true } });
    await person.call('topics.create', { body: { title: secret('Topic') } });
    const [startsAt = '', endsAt = ''] = [1, 2].map((days) => new Date(Date.now() + days * 80_000_000).toISOString());
    const venue = { area: 'Kobe', address: secret('Address') };
    const meal = await person.call('meals.create', {
      body: { title: 'Soup', startsAt, endsAt, mode: 'in_person', venue, costNote: secret('Cost'), isPublic: true },
    });

    const pages = [
      '/',
      `/topics/${id}`,
      `/people/${person.id}`,
      `/meals/${meal.id}`,
      '/sitemap.xml',
      '/sitemaps/topic-1.xml',
    ];
    const read = async (path: string) => (await fetch(app.url + path, { headers: { accept: 'text/html' } })).text();
    const answers = await Promise.all([
      ...pages.map(read),
      ...['', `/topics/${id}`, `/people/${person.id}`, `/meals/${meal.id}`].map(
        async (path) => (await request(app, `/front${path}`)).text,
      ),
    ]);

    const all = answers.join('\n');
    expect(all).to.include('Shown Name').and.include('Bread').and.include('Soup').and.include('Kobe');
    expect(all).to.not.match(/secret/i);
    for (const hidden of [person.email, person.sessionId]) expect(all).to.not.include(hidden);
  });
});

/** The paths of all fields of an output; those of the items of a list have no index. */
function fieldsOf(schema: RouteDefinition['output'] | z.core.$ZodType): string[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) => [
      name,
      ...fieldsOf(field as z.ZodType).map((inner) => `${name}.${inner}`),
    ]);
  }
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element);
  if (schema instanceof z.ZodNullable) return fieldsOf(schema.unwrap());
  return [];
}
