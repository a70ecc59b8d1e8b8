/** Fields that documents of an older version lack. */
import { expect } from 'chai';
import { Schema } from 'mongoose';
import { Backfills } from '../../src/database/backfill.ts';
import { namesNobody } from '../../src/database/exported-fields.ts';
import { idField } from '../../src/database/ids.ts';
import { ensureIndexes } from '../../src/database/indexes.ts';
import { defineModel, driverCollection, model } from '../../src/database/models.ts';
import { createLog } from '../../src/kernel/log.ts';
import { startTestApp } from '../support/app.ts';
import { startTestDatabase, type TestDatabase } from '../support/database.ts';
import { refusal, signUp } from '../support/people.ts';

const log = createLog({ level: 'silent' });

interface DishDoc {
  _id: string;
  name: string;
  key?: string;
}

const schema = new Schema<DishDoc>({ _id: idField, name: { type: String, required: true }, key: String });
schema.index({ key: 1 }, { unique: true, partialFilterExpression: { key: { $type: 'string' } } });
const dishModel = defineModel<DishDoc>({
  name: 'Dish',
  collection: 'dishes',
  schema,
  personal: {},
  exported: namesNobody,
  hotQueries: [],
  backfills: [{ field: 'key', madeFrom: ['name'], make: ({ name }) => ({ key: name.toLowerCase() }) }],
});

describe('documents of an older version', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await startTestDatabase();
    await ensureIndexes(test.database.connection, [dishModel], log);
  });
  afterEach(() => test.close());

  const dishes = () => driverCollection(model(test.database.connection, dishModel));
  const start = () => Backfills.start({ connection: test.database.connection, definitions: [dishModel], log });
  const keys = async () => {
    const found = await dishes().find().sort({ _id: 1 }).toArray();
    return found.map(({ key = null }) => key);
  };

  it('receive the field that they lack, all of them, and others keep theirs', async () => {
    const ids = Array.from({ length: 450 }, (_, at) => `dish-${at.toString().padStart(3, '0')}`);
    await dishes().insertMany(ids.map((_id) => ({ _id, name: _id.toUpperCase() })));
    await dishes().insertOne({ _id: 'new', name: 'NEW', key: 'own' });

    await start().done();

    expect(await keys()).to.deep.equal([...ids, 'own']);
  });

  it('stay without a unique value that another one has', async () => {
    await dishes().insertMany(['Soba', 'SOBA', 'Udon'].map((name, at) => ({ _id: `${at}`, name })));

    await start().done();
    await start().done();

    expect(await keys()).to.deep.equal(['soba', null, 'udon']);
  });

  it('receive nothing that is made from a value that has changed in between', async () => {
    await dishes().insertOne({ _id: '1', name: 'Soba' });
    const collection = dishes();
    const write = collection.bulkWrite.bind(collection);
    collection.bulkWrite = async (...batch) => {
      await collection.updateOne({ _id: '1' }, { $set: { name: 'Udon' } });
      return write(...batch);
    };

    await start().done();

    expect(await keys()).to.deep.equal([null]);
  });

  it('are completed up to the current batch when the app closes', async () => {
    await dishes().insertMany(Array.from({ length: 450 }, (_, at) => ({ _id: `${at}`, name: `${at}` })));

    await start().close();

    const [, ...others] = new Set(await keys());
    expect(others.length).to.be.lessThan(450);
  });
});

describe('an app with people and organisations of an older version', () => {
  it('finds the people, and refuses names that look like theirs', async () => {
    const { database } = await startTestDatabase();
    const { connection } = database;
    const shared = { connection, kind: database.kind, state: () => database.state(), close: async () => undefined };
    const before = await startTestApp({ database: shared });
    const old = await signUp(before, { displayName: '古田 花', handle: 'fu1uta' });
    const entry = { handle: 'boss_of_it', displayName: 'Boss' };
    await old.call('tenants.create', { body: { name: 'Old', slug: 'old-s1ug', ...entry } });
    const profiles = before.connection.collection('profiles');
    const tenants = before.connection.collection('tenants');
    await profiles.updateMany({}, { $unset: { handleKey: 1, searchText: 1, grams: 1 } });
    await tenants.updateMany({}, { $unset: { slugKey: 1 } });
    await before.close();

    const app = await startTestApp({ database: { ...shared, close: () => database.close() } });
    const reader = await signUp(app);
    const found = () => reader.call('profiles.list', { query: { q: '古田' } });
    while ((await found()).items.length === 0 || (await tenants.countDocuments({ slugKey: { $exists: false } })) > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const handle = await refusal(signUp(app, { handle: 'fuluta' }));
    const slug = await refusal(reader.call('tenants.create', { body: { name: 'New', slug: 'old-slug', ...entry } }));
    await app.close();

    expect([handle.reason, slug.reason]).to.deep.equal(['conflict/handle_taken', 'conflict/slug_taken']);
  });
});
