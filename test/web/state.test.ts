/** What the web app keeps: cached items, stored values, and the words of the screens. */
import { QueryClient } from '@tanstack/react-query';
import { expect } from 'chai';
import { cachedItems, showChangedPerson } from '../../web/app/cached-items.ts';
import { readStored, writeStored } from '../../web/app/stored.ts';
import { defineWords, loadUsedWords } from '../../web/i18n/words.ts';
import { until } from '../support/until.ts';

interface Dish {
  id: string;
  name: string;
}

describe('cached items', () => {
  const pages = (...names: string[][]) => ({
    pages: names.map((page) => ({ items: page.map((name) => ({ id: name, name })), nextCursor: null })),
    pageParams: [],
  });
  const namesOf = (items: readonly Dish[]) => items.map(({ name }) => name);
  let queries: QueryClient;

  beforeEach(() => {
    queries = new QueryClient();
    queries.setQueryData(['dishes', 'list', 'all'], pages(['soup', 'rice'], ['tea']));
    queries.setQueryData(['dishes', 'list', 'mine'], pages(['tea']));
    queries.setQueryData(['dishes', 'one', 'tea'], { id: 'tea', name: 'tea' });
    queries.setQueryData(['dishes', 'one', 'rice'], { id: 'rice', name: 'rice' });
    queries.setQueryData(['guests', 'list', 'all'], pages(['tea']));
  });
  after(() => queries.clear());

  it('change in every list and alone, and no other item changes', () => {
    const dishes = cachedItems<Dish>(queries, ['dishes']);

    dishes.patch('tea', (dish) => ({ ...dish, name: 'cold tea' }));

    expect(namesOf(dishes.all())).to.deep.equal(['soup', 'rice', 'cold tea', 'cold tea']);
    expect(queries.getQueryData(['dishes', 'one', 'tea'])).to.deep.equal({ id: 'tea', name: 'cold tea' });
    expect(queries.getQueryData(['dishes', 'one', 'rice'])).to.deep.equal({ id: 'rice', name: 'rice' });
    expect(namesOf(cachedItems<Dish>(queries, ['guests']).all())).to.deep.equal(['tea']);
  });

  it('are found on every page of every list', () => {
    const dishes = cachedItems<Dish>(queries, ['dishes']);

    expect(dishes.find('tea')?.name).to.equal('tea');
    expect(dishes.find('cake')).to.equal(undefined);
  });

  it('are not created by a change', () => {
    const dishes = cachedItems<Dish>(queries, ['dishes']);

    dishes.patch('cake', (dish) => dish);

    expect(queries.getQueryData(['dishes', 'one', 'cake'])).to.equal(undefined);
  });
});

describe('a person whose name has changed', () => {
  const before = { id: 'p1', handle: 'aki', displayName: 'Aki', avatarUrl: null };
  const person = { ...before, displayName: 'Akiko' };

  it('has the new name in the cache, and what is being fetched or out of date stays so', () => {
    const queries = new QueryClient();
    const queryKey = ['dishes', 'one', 'tea'];
    queries.setQueryData(queryKey, { id: 'tea', cook: before }, { updatedAt: 1 });
    void queries.fetchQuery({ queryKey, queryFn: () => new Promise(() => {}) });
    queries.setQueryData(['dishes', 'one', 'rice'], { id: 'rice', cook: before });
    void queries.invalidateQueries({ queryKey: ['dishes', 'one', 'rice'] });

    showChangedPerson(queries, person);

    const { data, fetchStatus, dataUpdatedAt } = queries.getQueryState(queryKey) ?? {};
    expect(data).to.deep.equal({ id: 'tea', cook: person });
    expect([fetchStatus, dataUpdatedAt]).to.deep.equal(['fetching', 1]);
    expect(queries.getQueryState(['dishes', 'one', 'rice'])?.isInvalidated).to.equal(true);
    queries.clear();
  });
});

describe('a stored value', () => {
  // Node has no storage here, like a browser that forbids it.
  it('lasts as long as the page if the browser forbids storage, until it is removed', () => {
    writeStored('meshi.test', 'kept');
    expect(readStored('meshi.test')).to.equal('kept');

    writeStored('meshi.test', null);
    expect(readStored('meshi.test')).to.equal(null);
  });
});

describe('the words of a feature', () => {
  it('can be loaded again some time after a failure, which a render that follows at once still finds', async () => {
    let isBroken = true;
    const set = defineWords({
      ja: async () => {
        if (isBroken) throw new Error('no network');
        return { words: 'こんにちは' };
      },
      en: async () => ({ words: 'hello' }),
    });
    const load = () => set.load('ja').catch((error: Error) => error.message);
    const failure = await load();
    isBroken = false;

    expect([failure, await load()]).to.deep.equal(['no network', 'no network']);
    expect(await until(load, (words) => words !== 'no network')).to.equal('こんにちは');
  });

  it('are loaded once, with the same promise each time', async () => {
    let loads = 0;
    const load = async () => ({ words: ++loads });
    const set = defineWords({ ja: load, en: load });

    const first = set.load('en');
    const again = set.load('en');

    expect(again).to.equal(first);
    expect(await first).to.equal(1);
    expect(await set.load('en')).to.equal(1);
    expect(first, 'for React, which reads it without suspending').to.include({ status: 'fulfilled', value: 1 });
  });

  it('are all loaded in another language if they are in use', async () => {
    const loaded: string[] = [];
    const load = (words: string) => async () => {
      loaded.push(words);
      return { words };
    };
    const used = defineWords({ ja: load('はい'), en: load('yes') });
    defineWords({ ja: load('いいえ'), en: load('no') });
    await used.load('ja');

    await loadUsedWords('en');

    expect(loaded).to.deep.equal(['はい', 'yes']);
  });
});
