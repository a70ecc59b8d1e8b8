/** Circles: the people of a match, a meal or a community. Read once, and again after every change. */
import { expect } from 'chai';
import { type CircleKind, type CircleSource, Circles } from '../../src/kernel/circles.ts';
import { Hooks } from '../../src/kernel/hooks.ts';

const TENANT = 'public';

const person = (personId: string) => ({ tenantId: TENANT, personId });

describe('circles', () => {
  let hooks: Hooks;
  let circles: Circles;
  let members: Map<string, Set<string>>;
  let reads: number;

  beforeEach(() => {
    hooks = new Hooks();
    circles = new Circles({ hooks });
    members = new Map([['m1', new Set(['alice', 'bob'])]]);
    reads = 0;
    register('meal', {
      async idsOf({ tenantId, personId }) {
        reads += 1;
        return tenantId === TENANT ? [...members].flatMap(([id, people]) => (people.has(personId) ? [id] : [])) : [];
      },
      async members(tenantId, id) {
        reads += 1;
        return tenantId === TENANT ? [...(members.get(id) ?? [])] : [];
      },
    });
  });

  it('are listed by name, for all kinds', async () => {
    register('match', { idsOf: async () => ['x'], members: async () => [] });

    expect([...(await circles.of(person('alice')))]).to.have.members(['meal:m1', 'match:x']);
  });

  it('let only members see what belongs to a circle, and everyone what belongs to none', async () => {
    const sees = (personId: string, circle: string | null) => circles.sees(person(personId), circle);

    expect(await sees('alice', 'meal:m1')).to.equal(true);
    expect(await sees('carol', 'meal:m1')).to.equal(false);
    expect(await sees('carol', null)).to.equal(true);
  });

  it('have no members if they do not exist, are of an unknown kind, or of another tenant', async () => {
    const sizes = [
      await circles.members(TENANT, 'meal:gone'),
      await circles.members(TENANT, 'community:c1'),
      await circles.members(TENANT, 'nonsense'),
      await circles.members('elsewhere', 'meal:m1'),
    ].map((set) => set.size);

    expect(sizes).to.deep.equal([0, 0, 0, 0]);
    expect((await circles.of({ tenantId: 'elsewhere', personId: 'alice' })).size).to.equal(0);
  });

  it('are read once', async () => {
    await Promise.all([circles.of(person('alice')), circles.of(person('alice')), circles.members(TENANT, 'meal:m1')]);
    await circles.sees(person('bob'), 'meal:m1');

    expect(reads).to.equal(2);
  });

  it('are up to date as soon as a person joins or leaves', async () => {
    await circles.of(person('carol'));
    await circles.sees(person('carol'), 'meal:m1');
    members.get('m1')?.add('carol');
    circles.forget({ tenantId: TENANT, circle: 'meal:m1', personIds: ['carol'] });

    expect(await circles.sees(person('carol'), 'meal:m1')).to.equal(true);
    expect([...(await circles.of(person('carol')))]).to.deep.equal(['meal:m1']);
  });

  it('do not cache members that were read before a change and arrive after it', async () => {
    let answer = (_ids: string[]) => {};
    register('community', {
      idsOf: async () => [],
      members: () => new Promise((resolve) => (answer = resolve)),
    });
    const before = circles.members(TENANT, 'community:c1');
    circles.forget({ tenantId: TENANT, circle: 'community:c1', personIds: ['bob'] });
    answer(['alice', 'bob']);
    await before;

    const after = circles.members(TENANT, 'community:c1');
    answer(['alice']);

    expect([...(await after)]).to.deep.equal(['alice']);
  });

  it('are read again after a failure', async () => {
    let isUnavailable = true;
    register('community', {
      idsOf: async () => {
        if (isUnavailable) throw new Error('the database is unavailable');
        return ['c1'];
      },
      members: async () => [],
    });
    const failed = await circles.of(person('alice')).catch((error: Error) => error.message);
    isUnavailable = false;

    expect(failed).to.equal('the database is unavailable');
    expect([...(await circles.of(person('alice')))]).to.include('community:c1');
  });

  function register(kind: CircleKind, source: CircleSource): void {
    hooks.add([{ hooks: { circle: { kind, ...source } } }]);
  }
});
