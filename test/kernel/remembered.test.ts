/** The cache of values per person: one read for all missing people, and no outdated value after a change. */
import { expect } from 'chai';
import { RememberedPeople } from '../../src/kernel/remembered.ts';

const TENANT = 'public';

interface Name {
  name: string;
}

describe('the cache of values per person', () => {
  let names: RememberedPeople<Name>;
  let reads: string[][];
  let stored: Map<string, Name>;

  beforeEach(() => {
    names = new RememberedPeople({ max: 10, ttlMs: 60_000 });
    reads = [];
    stored = new Map([
      ['alice', { name: 'Alice' }],
      ['bob', { name: 'Bob' }],
    ]);
  });

  it('reads all missing people at once, and leaves out people without a value', async () => {
    await namesOf(['alice']);

    const found = await namesOf(['alice', 'bob', 'bob', 'nobody']);

    expect(found).to.deep.equal(['Alice', 'Bob']);
    expect(reads).to.deep.equal([['alice'], ['bob', 'nobody']]);
  });

  it('separates tenants', async () => {
    await namesOf(['alice']);

    await names.get('another', ['alice'], read);

    expect(reads).to.have.length(2);
  });

  it('does not keep a value that was read before a change and arrives after it', async () => {
    const arrival = Promise.withResolvers<void>();
    const before = names.get(TENANT, ['alice'], async () => {
      const old = new Map(stored);
      await arrival.promise;
      return old;
    });
    stored.set('alice', { name: 'Alice the Second' });
    names.forget({ tenantId: TENANT, personId: 'alice' });
    arrival.resolve();

    expect((await before).get('alice')?.name).to.equal('Alice');
    expect(await namesOf(['alice'])).to.deep.equal(['Alice the Second']);
  });

  it('reads again after a failed read', async () => {
    const failed = await names
      .get(TENANT, ['alice'], () => Promise.reject(new Error('no database')))
      .catch((error: Error) => error.message);

    expect(failed).to.equal('no database');
    expect(await namesOf(['alice'])).to.deep.equal(['Alice']);
  });

  async function namesOf(ids: string[]): Promise<string[]> {
    return [...(await names.get(TENANT, ids, read)).values()].map(({ name }) => name);
  }

  async function read(missing: string[]): Promise<Map<string, Name>> {
    reads.push(missing);
    return new Map([...stored].filter(([id]) => missing.includes(id)));
  }
});
