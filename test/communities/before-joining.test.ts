/** What people see of a community before they join. */
import { expect } from 'chai';
import { Clock } from '../../src/kernel/clock.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { connectGuest, sitDown } from '../support/guest.ts';
import { type Person, refusalOf, signUp, signUpAll } from '../support/people.ts';
import { disconnectAll } from '../support/socket-client.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('a community before joining', () => {
  let app: TestApp;
  let nowMs = Date.now();

  before(async () => {
    app = await startTestApp({
      clock: new Clock(() => nowMs),
      limits: { jobPollMs: DAY_MS },
    });
  });
  after(async () => {
    disconnectAll();
    await app.close();
  });

  it('shows some members, the owner first, but nobody in a block with the reader', async () => {
    const [owner, member, hidden, hiding, stranger] = await people(5);
    const params = await create(owner);
    for (const person of [member, hidden, hiding]) await join(person, params);
    await stranger.call('blocks.create', { params: { personId: hidden.id } });
    await hiding.call('blocks.create', { params: { personId: stranger.id } });

    const { people: shown } = await stranger.call('communities.glance', { params });

    expect(shown.map(({ id }) => id)).to.deep.equal([owner.id, member.id]);
  });

  it('shows the next meal and how many are in the room, without what people in a block do', async () => {
    const [owner, hidden, stranger] = await people(3);
    const params = await create(owner);
    await join(hidden, params);
    await stranger.call('blocks.create', { params: { personId: hidden.id } });
    await plan(hidden, params, 1);
    const { startsAt } = await plan(owner, params, 3);
    const { id: roomId } = await owner.call('communities.openRoom', { params });
    for (const person of [owner, hidden]) await sitDown(app, await connectGuest(app, person), roomId);

    const { nextMealAt, roomPeople } = await stranger.call('communities.glance', { params });

    expect({ nextMealAt, roomPeople }).to.deep.equal({ nextMealAt: startsAt, roomPeople: 1 });
  });

  it('shows roughly when something happened last', async () => {
    const [owner] = await people(1);
    const params = await create(owner);
    const seen: string[] = [];
    for (const days of [0, 2, 7, 30]) {
      nowMs += days * DAY_MS;
      // A session does not last that long.
      const stranger = await signUp(app);
      seen.push((await stranger.call('communities.glance', { params })).activity);
    }

    expect(seen).to.deep.equal(['day', 'week', 'month', 'earlier']);
  });

  it('shows nothing of a private one, also to people who were invited', async () => {
    const [owner, invited] = await people(2);
    const params = await create(owner, { visibility: 'private' });
    await owner.call('communities.invite', { params: { ...params, personId: invited.id } });

    expect(await refusalOf(invited.call('communities.glance', { params }))).to.equal('not_found');
  });

  it('shows an owner if its name looks like the one of another public community', async () => {
    const [alice, bob, carol, stranger] = await people(4);
    const original = await create(alice, { name: 'Ramen 10' });
    const alone = await ownerShown(stranger, original);
    await create(carol, { name: 'ramen 10', visibility: 'private' });
    const besidePrivate = await ownerShown(stranger, original);
    const copy = await create(bob, { name: 'ＲＡＭＥＮ lO' });

    const [ofOriginal, ofCopy] = [await ownerShown(stranger, original), await ownerShown(stranger, copy)];
    const { items } = await stranger.call('communities.list', { query: { q: 'ramen' } });
    await bob.call('communities.edit', { params: copy, body: { name: 'Noodles' } });

    expect([alone, besidePrivate]).to.deep.equal([null, null]);
    expect([ofOriginal, ofCopy]).to.deep.equal([alice.handle, bob.handle]);
    expect(items.map(({ namesakeOwner }) => namesakeOwner?.handle)).to.deep.equal([bob.handle, alice.handle]);
    expect(await ownerShown(stranger, original)).to.equal(null);
  });

  async function people(count: number) {
    return (await signUpAll(app, count)) as [Person, Person, Person, Person, Person];
  }

  async function create(owner: Person, fields: { name?: string; visibility?: 'private' } = {}) {
    const { id: communityId } = await owner.call('communities.create', { body: { name: 'Stew', ...fields } });
    return { communityId };
  }

  async function join(person: Person, params: { communityId: string }): Promise<void> {
    await person.call('communities.join', { params, body: { rulesVersion: 0 } });
  }

  function plan(host: Person, { communityId }: { communityId: string }, days: number) {
    const at = (hours: number) => new Date(nowMs + days * DAY_MS + hours * HOUR_MS).toISOString();
    return host.call('meals.create', {
      body: {
        title: 'Soup',
        mode: 'online',
        capacity: 4,
        timeZone: 'UTC',
        startsAt: at(0),
        endsAt: at(2),
        communityId,
      },
    });
  }

  async function ownerShown(reader: Person, params: { communityId: string }): Promise<string | null> {
    return (await reader.call('communities.get', { params })).namesakeOwner?.handle ?? null;
  }
});
