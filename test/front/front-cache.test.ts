/** The memory of answers to visitors: what is dropped while it is being made, and what is not. */
import { expect } from 'chai';
import { FrontCache, type Made } from '../../src/front/front-cache.ts';

interface Answer {
  version: number;
}

describe('answers to visitors that are being made', () => {
  const newCache = () => new FrontCache({ max: 10, maxMisses: 10, ttlMs: 60_000 });

  /** Asks for `key` with the tag `tag`. Each making ends when it is told to, and has the next number. */
  function asking(cache: FrontCache, key: string, tag: string) {
    const begun: PromiseWithResolvers<Made<Answer>>[] = [];
    const ask = () =>
      cache.get<Answer>(key, () => {
        const making = Promise.withResolvers<Made<Answer>>();
        begun.push(making);
        return making.promise;
      });
    const end = (at: number) => begun[at]?.resolve({ value: { version: at + 1 }, tags: [tag] });
    return { ask, end, made: () => begun.length };
  }

  it('are kept when something else changes meanwhile', async () => {
    const cache = newCache();
    const { ask, end, made } = asking(cache, 'a', 'topic:a');
    const first = ask();

    cache.drop('topic:b');
    const second = ask();
    end(0);

    expect(await Promise.all([first, second])).to.deep.equal([{ version: 1 }, { version: 1 }]);
    expect(await ask()).to.deep.equal({ version: 1 });
    expect(made()).to.equal(1);
  });

  it('are not kept when they change meanwhile, and are made again for who asks after the change', async () => {
    const cache = newCache();
    const { ask, end, made } = asking(cache, 'a', 'topic:a');
    const before = ask();

    cache.drop('topic:a');
    const [after, another] = [ask(), ask()];
    end(0);
    expect(await before).to.deep.equal({ version: 1 });
    await Promise.resolve();
    end(1);

    expect(await Promise.all([after, another])).to.deep.equal([{ version: 2 }, { version: 2 }]);
    expect(await ask()).to.deep.equal({ version: 2 });
    expect(made()).to.equal(2);
  });

  it('are not kept when everything is dropped', async () => {
    const cache = newCache();
    const { ask, end, made } = asking(cache, 'a', 'topic:a');
    const before = ask();

    cache.dropAll();
    const after = ask();
    end(0);
    end(1);

    expect(await before).to.deep.equal({ version: 1 });
    expect(await after).to.deep.equal({ version: 2 });
    expect(await ask()).to.deep.equal({ version: 2 });
    expect(made()).to.equal(2);
  });

  it('are made again after an error', async () => {
    const cache = newCache();
    const fail = () => Promise.reject(new Error('The database is away'));
    const failed = await cache.get('a', fail).catch((error: Error) => error.message);

    const answer = await cache.get('a', async () => ({ value: { version: 1 }, tags: [] }));

    expect(failed).to.equal('The database is away');
    expect(answer).to.deep.equal({ version: 1 });
  });
});
