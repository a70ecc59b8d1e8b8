import { expect } from 'chai';
import type { App } from '../../src/app.ts';
import { startWithDemo } from '../../src/demo/start-with-demo.ts';
import type { Config } from '../../src/kernel/config.ts';
import { createLog } from '../../src/kernel/log.ts';
import { testConfig } from '../support/app.ts';
import { allPages, type Call, caller } from '../support/people.ts';

describe('the demo', () => {
  let config: Config;
  let app: App;
  const printed: string[] = [];

  before(async () => {
    config = await testConfig();
    app = await start();
  });

  after(() => app.close());

  it('prints how to sign in as two people, each with a new password', () => {
    const credentials = credentialsIn(printed);

    expect(credentials.map(({ email }) => email)).to.deep.equal(['minato@meshi.example', 'emma-w@meshi.example']);
    expect(new Set(credentials.map(({ password }) => password)).size).to.equal(2);
    for (const { password } of credentials) expect(password).to.have.length.of.at.least(16);
  });

  it('has topics of many people in two languages, with interest and reasons', async () => {
    const minato = await signInAs('minato@meshi.example');

    const topics = await allPages((cursor) => minato('topics.list', { query: { ...(cursor && { cursor }) } }));

    expect(topics).to.have.length.of.at.least(45);
    expect(new Set(topics.map((topic) => topic.owner.id)).size).to.be.greaterThan(15);
    expect(new Set(topics.map((topic) => topic.language))).to.deep.equal(new Set(['ja', 'en']));
    expect(topics.filter((topic) => topic.interestCount > 0).length).to.be.greaterThan(15);
    expect(topics.filter((topic) => topic.reasons.length > 1).length).to.be.greaterThan(10);
    expect(Date.parse(topics[0]?.createdAt ?? '')).to.be.greaterThan(Date.parse(topics.at(-1)?.createdAt ?? ''));
  });

  it('shows both people a Home with many kinds of reasons and many owners', async () => {
    for (const email of ['minato@meshi.example', 'emma-w@meshi.example']) {
      const call = await signInAs(email);

      const { items } = await call('home.list', { query: { limit: 20 } });

      const kinds = new Set(items.flatMap(({ reasons }) => reasons.map(({ kind }) => kind)));
      expect(kinds.size).to.be.at.least(8);
      expect([...kinds]).to.include.members(['shared_tags', 'neighbouring_tags', 'shared_free_time', 'rarely_shown']);
      expect(new Set(items.slice(0, 5).map(({ owner }) => owner.id)).size).to.equal(5);
    }
  });

  it('has conversations with read and unread messages, and interest without an answer', async () => {
    const minato = await signInAs('minato@meshi.example');
    const conversations = (await minato('conversations.list')).items.filter(({ kind }) => kind === 'match');
    const received = (await minato('interests.listReceived')).items;

    expect(conversations).to.have.length(4);
    expect(conversations.filter((conversation) => conversation.unreadCount > 0)).to.have.length(2);
    expect(conversations.every((conversation) => (conversation.lastMessage?.seq ?? 0) > 5)).to.equal(true);
    expect(received.filter((interest) => interest.matchId === null).length).to.be.at.least(4);
  });

  it('has future rounds of everyone and of a community, in which both people take part', async () => {
    for (const email of ['minato@meshi.example', 'emma-w@meshi.example']) {
      const call = await signInAs(email);
      const owned = (await call('communities.listMine')).items.find(({ standing }) => standing === 'owner');
      const ofAll = await call('rounds.get');
      const ofCommunity = await call('rounds.get', { query: { communityId: owned?.id ?? '' } });

      for (const { schedule } of [ofAll, ofCommunity]) {
        expect(schedule?.myAnswer).to.equal('always');
        expect(Date.parse(schedule?.nextAt ?? '')).to.be.greaterThan(Date.now());
      }
    }
  });

  it('has a private community of one person, and public communities for everyone', async () => {
    const [minato, emma] = [await signInAs('minato@meshi.example'), await signInAs('emma-w@meshi.example')];
    const mine = (await minato('communities.listMine')).items;
    const found = (await emma('communities.list')).items;

    expect(mine.map(({ standing, visibility }) => `${visibility} ${standing}`).sort()).to.deep.equal([
      'private owner',
      'public member',
    ]);
    expect(found.map(({ visibility }) => visibility)).to.deep.equal(['public', 'public']);
    expect(found.every(({ memberCount }) => memberCount >= 5)).to.equal(true);
    const params = { communityId: found.find(({ standing }) => standing === 'owner')?.id ?? '' };
    expect((await emma('communities.requests', { params })).items).to.have.length(1);
    expect((await emma('communities.announcements', { params })).items).to.have.length(1);
  });

  it('has open rooms', async () => {
    const minato = await signInAs('minato@meshi.example');

    expect((await minato('rooms.list')).items).to.have.length(6);
  });

  it('has a meal that anyone can read by its link', async () => {
    const minato = await signInAs('minato@meshi.example');
    const { items } = await minato('meals.list', { query: {} });
    const meal = items.find(({ isPublic }) => isPublic);

    const read = await caller(app)('front.getMeal', { params: { mealId: meal?.id ?? '' } });

    expect(read.title).to.equal(meal?.title);
    expect(read.seatsTaken).to.be.at.least(2);
  });

  it('does not change a database that is not empty', async () => {
    await app.close();
    printed.length = 0;
    app = await start();

    const known = await app.services.profiles.getByHandle(
      { tenantId: 'public', personId: 'nobody', sessionId: 'none' },
      'minato',
    );

    expect(printed.join('\n')).to.include('not empty');
    expect(credentialsIn(printed)).to.deep.equal([]);
    expect(known.displayName).to.equal('港 みなと');
  });

  let passwords: ReturnType<typeof credentialsIn> = [];

  async function start(): Promise<App> {
    const log = createLog({ level: config.logLevel });
    const started = await startWithDemo({ config, log, print: (line) => printed.push(line) });
    passwords = credentialsIn(printed);
    return started;
  }

  async function signInAs(email: string): Promise<Call> {
    const password = passwords.find((one) => one.email === email)?.password ?? '';
    const { accessToken } = await caller(app)('sessions.signIn', { body: { email, password } });
    return caller(app, accessToken);
  }
});

function credentialsIn(lines: readonly string[]): { email: string; password: string }[] {
  return lines.flatMap((line) => {
    const [, email, password] = /: (\S+@\S+) {2}(\S+)$/.exec(line) ?? [];
    return email && password ? [{ email, password }] : [];
  });
}
