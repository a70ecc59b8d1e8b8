/** The limit of a list of pairs, when several requests want its last place. */
import { expect } from 'chai';
import { model } from '../../src/database/models.ts';
import { Clock } from '../../src/kernel/clock.ts';
import { ConflictError } from '../../src/kernel/errors.ts';
import { createLog } from '../../src/kernel/log.ts';
import { Quotas } from '../../src/kernel/quotas.ts';
import { PairList } from '../../src/people-lists/pair-list.ts';
import { BLOCK_FIELDS, blockModel, NEVER_MATCH_FIELDS, neverMatchModel } from '../../src/people-lists/pair-models.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { holdNext } from '../support/hold.ts';

const MAX = 2;
const clock = new Clock();
const quota = { max: MAX, error: (max: number) => new ConflictError('too_many_blocks', 'The list is full.', { max }) };

for (const [name, definition, fields] of [
  ['blocks', blockModel, BLOCK_FIELDS],
  ['people never to be matched', neverMatchModel, NEVER_MATCH_FIELDS],
] as const) {
  describe(`a list of ${name}`, () => {
    let test: TestDatabase;

    before(async () => {
      test = await startTestDatabase();
    });
    after(() => test.close());

    it('gives its last places to as many of several people as it can take', async () => {
      const { list, ada } = setUp('ada');

      const outcomes = await Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map((otherId) => outcomeOf(list.add(ada, otherId, quota))),
      );

      expect(outcomes.filter((outcome) => outcome === 'added')).to.have.length(MAX);
      expect(outcomes.filter((outcome) => outcome === 'full')).to.have.length(3);
      expect((await list.of(ada)).size).to.equal(MAX);
    });

    it('adds a person once who is added twice at the same moment', async () => {
      const { list, ada } = setUp('bea');

      const outcomes = await Promise.all([1, 2].map(() => outcomeOf(list.add(ada, 'a', quota))));

      expect(outcomes.toSorted()).to.deep.equal(['added', 'known']);
    });

    it('takes a person off again if another process has taken the last place meanwhile', async () => {
      const { list, pairs, ada } = setUp('cleo');
      await outcomeOf(list.add(ada, 'a', quota));
      const held = holdNext(pairs, 'create');

      const adding = outcomeOf(list.add(ada, 'b', quota));
      await held.reached;
      const other = { _id: `other-${name}`, tenantId: 'public', createdAt: clock.date() };
      await pairs.create({ ...other, [fields.owner]: ada.personId, [fields.other]: 'c' });
      held.release();

      expect(await adding).to.equal('full');
      expect([...(await list.of(ada))]).to.have.members(['a', 'c']);
    });

    function setUp(personId: string) {
      const pairs = model(test.database.connection, definition);
      return {
        pairs,
        list: new PairList({ pairs, fields, quotas: new Quotas({ log: createLog({ level: 'silent' }) }), clock }),
        ada: { tenantId: 'public', personId },
      };
    }
  });
}

async function outcomeOf(adding: Promise<boolean>): Promise<'added' | 'known' | 'full'> {
  try {
    return (await adding) ? 'added' : 'known';
  } catch (error) {
    if (error instanceof ConflictError) return 'full';
    throw error;
  }
}
