/** The database layer on a real engine: durability, crashes, recovery, indexes and cursors. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import mongoose, { Schema } from 'mongoose';
import pino from 'pino';
import { checkQueries } from '../../src/database/check-queries.ts';
import { afterCursor, decodeCursor, encodeCursor, type SortKey, sortBy } from '../../src/database/cursor.ts';
import { duplicateKeys, isDuplicateKey, isUnavailable, toAppError } from '../../src/database/database-errors.ts';
import { EmbeddedMongo, type EmbeddedMongoOptions } from '../../src/database/engine/embedded-mongo.ts';
import { Expiry, removeExpired } from '../../src/database/expiry.ts';
import { namesNobody } from '../../src/database/exported-fields.ts';
import { idField, isId, newId } from '../../src/database/ids.ts';
import { ensureIndexes } from '../../src/database/indexes.ts';
import { connectModels, defineModel, type HotQuery, model, trusted } from '../../src/database/models.ts';
import { type Database, openDatabase } from '../../src/database/open-database.ts';
import { InvalidInputError, UnavailableError } from '../../src/kernel/errors.ts';
import { createLog, logOptions } from '../../src/kernel/log.ts';
import { engineLoader, startTestDatabase, type TestDatabase, temporaryDirectory } from '../support/database.ts';
import { startDatabaseProxy } from '../support/database-proxy.ts';

const log = createLog({ level: 'silent' });

interface DishDoc {
  _id: string;
  name: string;
  price: number;
  tags: string[];
  cookedAt: Date | null;
}

function dishModel(change: (schema: Schema<DishDoc>) => void = () => {}, hotQueries: HotQuery[] = []) {
  const schema = new Schema<DishDoc>({
    _id: idField,
    name: { type: String, required: true },
    price: { type: Number, default: 0 },
    tags: { type: [String], default: [] },
    cookedAt: { type: Date, default: () => new Date() },
  });
  schema.index({ name: 1 }, { unique: true });
  change(schema);
  return defineModel<DishDoc>({
    name: 'Dish',
    collection: 'dishes',
    schema,
    personal: {},
    exported: namesNobody,
    hotQueries,
  });
}

// Promise B9 of docs/promises.md.
describe('the embedded engine', () => {
  const closers: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  it('keeps all acknowledged writes through crashes; other writes wait or fail as unavailable', async () => {
    const { database, engine } = await openOwn();
    const Dish = model(database.connection, dishModel());
    const writers = startWriters(Dish);

    for (let kills = 0; kills < 5; kills++) {
      const back = once(engine, 'back');
      process.kill(engine.pid, 'SIGKILL');
      await back;
      await writers.untilMoreAreAcknowledged(20);
    }
    await writers.stop();

    const stored = new Set((await Dish.find().select('_id').lean()).map((dish) => dish._id));
    expect(writers.acknowledged.filter((id) => !stored.has(id))).to.deep.equal([]);
    expect(writers.failures.filter((failure) => !isUnavailable(failure))).to.deep.equal([]);
  });

  it('is restarted at the same address, as another process', async () => {
    const { engine } = await openOwn();
    const { uri, pid } = engine;
    const back = once(engine, 'back');

    process.kill(pid, 'SIGKILL');
    await back;

    expect(engine.uri).to.equal(uri);
    expect(engine.pid).to.not.equal(pid);
  });

  it('is restarted at once after a crash if it has lived long since the last one', async () => {
    const { engine } = await openOwn({
      healthyAfterMs: 0,
      promptRestarts: 1,
      restartDelayMs: 600_000,
      maxRestartDelayMs: 600_000,
    });

    // If these counted as crashes in a row, the second restart would wait for ten minutes.
    for (let crash = 0; crash < 2; crash += 1) {
      const back = once(engine, 'back');
      process.kill(engine.pid, 'SIGKILL');
      await back;
    }

    expect(isRunning(engine.pid)).to.equal(true);
  });

  it('reports a recovery, lets operations wait for it, and reports when it is ready', async () => {
    const { database, engine } = await openOwn();
    const Dish = model(database.connection, dishModel());
    const recovering = once(database, 'recovering');

    process.kill(engine.pid, 'SIGKILL');
    await recovering;
    const stateWithoutEngine = database.state();
    await Dish.create({ _id: newId(), name: 'ramen' });
    await database.whenReady(5_000);

    expect(stateWithoutEngine).to.equal('recovering');
    expect(database.state()).to.equal('ready');
    expect(await Dish.countDocuments({ name: 'ramen' })).to.equal(1);
  });

  it('fails as unavailable if the engine does not come back, and can still be closed', async () => {
    const { database, engine } = await openOwn({
      promptRestarts: 0,
      restartDelayMs: 600_000,
      maxRestartDelayMs: 600_000,
    });
    const Dish = model(database.connection, dishModel());
    const recovering = once(database, 'recovering');

    process.kill(engine.pid, 'SIGKILL');
    await recovering;
    const write = await Dish.create({ name: 'ramen' }).catch(toAppError);
    const read = await Dish.findOne({ name: 'ramen' }).lean().catch(toAppError);
    const wait = await database.whenReady(10).catch((error: unknown) => error);

    expect([write, read, wait].every((answer) => answer instanceof UnavailableError)).to.equal(true);
    await database.close();
    expect(database.state()).to.equal('closed');
  });

  it('ends when its parent is killed, so that the next one can open the same directory immediately', async () => {
    const directory = await temporaryDirectory();
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', PARENT], {
      env: { DIRECTORY: directory, LOADER: engineLoader ?? '', MODULE: import.meta.resolve('../../src/database/') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');

    parent.kill('SIGKILL');
    await once(parent, 'exit');
    const { database } = await openOwn({ directory });

    expect(await database.connection.collection('dishes').countDocuments()).to.equal(1);
  });

  it('rejects a directory that another engine has opened, and says so', async () => {
    const directory = await temporaryDirectory();
    await openOwn({ directory });

    const second = await EmbeddedMongo.start({ directory, loader: engineLoader, log, lockWaitMs: 50 }).catch((e) => e);

    expect(second).to.be.instanceOf(UnavailableError);
    expect(second.message).to.include('Another process uses the database');
    const modes = await Promise.all(['data', 'socket'].map((name) => stat(join(directory, name))));
    expect(modes.map(({ mode }) => mode & 0o777)).to.deep.equal([0o700, 0o700]);
  });

  it('waits for a directory that another engine is about to close', async () => {
    const directory = await temporaryDirectory();
    const { database, engine } = await openOwn({ directory });
    const options = { directory, loader: engineLoader, log };
    const patient = EmbeddedMongo.start({ ...options, lockWaitMs: 30_000 });
    patient.catch(() => undefined);

    // While two others give up, the patient one tries, too.
    for (let start = 0; start < 2; start++) {
      await EmbeddedMongo.start({ ...options, lockWaitMs: 0 }).catch((error) => error);
    }
    await database.close();
    await engine.close();

    const second = await patient;
    closers.push(() => second.close());
    expect(isRunning(second.pid)).to.equal(true);
  });

  it('says what to do if the engine cannot be loaded', async () => {
    const directory = await temporaryDirectory();

    const started = await EmbeddedMongo.start({ directory, loader: '/nowhere/ld-linux.so', log }).catch((e) => e);

    expect(started).to.be.instanceOf(UnavailableError);
    expect(started.message).to.include('MONGODB_URI');
  });

  it('serves a directory whose path is too long for a socket', async () => {
    const directory = `${await temporaryDirectory()}/${'long/'.repeat(20)}`;

    const { database, engine } = await openOwn({ directory });
    const socket = decodeURIComponent(new URL(engine.uri).host);

    expect(await database.connection.collection('dishes').countDocuments()).to.equal(0);
    await database.close();
    await engine.close();
    expect(existsSync(dirname(socket)), 'the temporary folder of the socket').to.equal(false);
  });

  it('can be closed several times', async () => {
    const { database, engine } = await openOwn();
    const { pid } = engine;

    await Promise.all([database.close(), database.close()]);
    await Promise.all([engine.close(), engine.close()]);

    expect(database.state()).to.equal('closed');
    expect(isRunning(pid)).to.equal(false);
  });

  async function openOwn(
    options: Partial<EmbeddedMongoOptions> = {},
  ): Promise<{ database: Database; engine: EmbeddedMongo }> {
    const directory = options.directory ?? (await temporaryDirectory());
    const engine = await EmbeddedMongo.start({ loader: engineLoader, log, ...options, directory });
    closers.push(() => engine.close());
    const database = await openDatabase({ engine, dataDir: directory, databaseWaitMs: 2_000, log });
    closers.push(() => database.close());
    return { database, engine };
  }
});

describe('a database', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await startTestDatabase();
  });

  afterEach(() => test.close());

  it('is separate and empty for each test', async () => {
    const other = await startTestDatabase();
    await model(other.database.connection, dishModel()).create({ name: 'ramen' });

    const found = await model(test.database.connection, dishModel()).countDocuments();

    await other.close();
    expect(found).to.equal(0);
  });

  it('provides models that create ids for documents', async () => {
    const { dishes } = connectModels(test.database.connection, { dishes: dishModel() });

    const made = await dishes.create({ name: 'ramen' });

    expect(isId(made._id)).to.equal(true);
    expect(await dishes.findById(made._id).lean()).to.include({ name: 'ramen', price: 0 });
  });

  it('does not execute an operator from user input', async () => {
    const Dish = model(test.database.connection, dishModel());
    await Dish.create({ name: 'ramen' });
    const fromOutside: unknown = JSON.parse('{"$gt":""}');

    const found = await Dish.find({ name: fromOutside as string }).catch((error: Error) => error);

    expect(found).to.be.instanceOf(Error);
    expect(await Dish.countDocuments({ name: trusted({ $gt: '' }) })).to.equal(1);
  });

  it('throws for a filter with a field that is not in the schema', async () => {
    const Dish = model(test.database.connection, dishModel());

    const found = await Dish.find({ colour: 'red' } as object).catch((error: Error) => error);

    expect(found).to.be.instanceOf(Error);
  });

  it('creates declared indexes, idempotently, and replaces one whose declaration has changed', async () => {
    const { connection } = test.database;
    const before = dishModel((schema) => schema.index({ price: 1 }, { name: 'by_price' }));
    await ensureIndexes(connection, [before], log);
    await ensureIndexes(connection, [before], log);
    connection.deleteModel('Dish');

    const after = dishModel((schema) => schema.index({ price: -1, name: 1 }, { name: 'by_price' }));
    await ensureIndexes(connection, [after], log);

    const indexes = await connection.collection('dishes').indexes();
    const keys = new Map(indexes.map((index) => [index.name, index.key]));
    expect(keys.get('by_price')).to.deep.equal({ price: -1, name: 1 });
    expect([...keys.keys()].sort()).to.deep.equal(['_id_', 'by_price', 'name_1']);
  });

  it('replaces an index whose options have changed, and keeps indexes that are not declared', async () => {
    const { connection } = test.database;
    const withExpiry = (seconds: number) =>
      dishModel((schema) => schema.index({ cookedAt: 1 }, { expireAfterSeconds: seconds }));
    await ensureIndexes(connection, [withExpiry(60)], log);
    await connection.collection('dishes').createIndex({ tags: 1 }, { name: 'of_the_operator' });
    connection.deleteModel('Dish');

    await ensureIndexes(connection, [withExpiry(90)], log);

    const indexes = await connection.collection('dishes').indexes();
    expect(indexes.find(({ name }) => name === 'cookedAt_1')).to.include({ expireAfterSeconds: 90 });
    expect(indexes.map(({ name }) => name)).to.include('of_the_operator');
  });

  it('waits for an index that takes longer to build than an answer may, says so, and bounds its memory', async () => {
    const lines: { collection?: string; msg: string }[] = [];
    const log = pino({ level: 'info', ...logOptions }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const { uri } = test.database;
    const hasty = await mongoose
      .createConnection(uri, { dbName: test.database.connection.name, socketTimeoutMS: 100 })
      .asPromise();
    const dishes = test.database.connection.collection('dishes');
    const many = Array.from({ length: 20_000 }, (_, at) => ({ name: `${at} ${'x'.repeat(300)}` }));
    for (let time = 0; time < 5; time++) await dishes.insertMany(many.map(({ name }) => ({ name: `${time} ${name}` })));
    const before = await dishes.indexes();

    await ensureIndexes(hasty, [dishModel()], log, { isEmbedded: true });
    const { maxIndexBuildMemoryUsageMegabytes } = await hasty.getClient().db('admin').command({
      getParameter: 1,
      maxIndexBuildMemoryUsageMegabytes: 1,
    });
    await hasty.close();

    expect(before.map(({ name }) => name)).to.deep.equal(['_id_']);
    expect((await dishes.indexes()).map(({ name }) => name)).to.have.members(['_id_', 'name_1']);
    expect(maxIndexBuildMemoryUsageMegabytes).to.equal(50);
    expect(lines.map(({ collection, msg }) => `${collection}: ${msg}`)).to.include(
      'dishes: building the indexes of a large collection; the start goes on afterwards',
    );
  });

  it('waits for a database that becomes unavailable while indexes are created, and says so once', async () => {
    const lines: { msg: string; err?: { type: string } }[] = [];
    const log = pino({ level: 'info', ...logOptions }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const proxy = await startDatabaseProxy(test.database);

    const first = proxy.hold('createIndexes', 'request');
    const creating = ensureIndexes(proxy.connection, [dishModel()], log);
    await first.arrived;
    const second = proxy.hold('createIndexes', 'request');
    first.lose();
    await second.arrived;
    second.lose();
    await creating;
    await proxy.close();

    const indexes = await test.database.connection.collection('dishes').indexes();
    expect(indexes.map(({ name }) => name)).to.have.members(['_id_', 'name_1']);
    expect(lines.map(({ msg, err }) => `${msg}: ${err?.type}`)).to.deep.equal([
      'the database is not available; the start waits for it: MongoNetworkError',
    ]);
  });

  it('removes expired documents and no others', async () => {
    const definition = dishModel((schema) => schema.index({ cookedAt: 1 }, { expireAfterSeconds: 60 }));
    const Dish = model(test.database.connection, definition);
    await Dish.create([
      { name: 'old', cookedAt: new Date(Date.now() - 61_000) },
      { name: 'fresh', cookedAt: new Date(Date.now() - 30_000) },
      { name: 'never', cookedAt: null },
    ]);

    const removed = await removeExpired(test.database.connection, [definition]);

    expect(removed).to.equal(1);
    expect(await Dish.distinct('name')).to.have.members(['fresh', 'never']);
  });

  it('removes expired documents again and again until that is closed', async () => {
    const { database } = test;
    const definition = dishModel((schema) => schema.index({ cookedAt: 1 }, { expireAfterSeconds: 60 }));
    const Dish = model(database.connection, definition);
    const expired = () => Dish.create({ name: 'old', cookedAt: new Date(Date.now() - 61_000) });
    const expiry = Expiry.start({ database, definitions: [definition], log, everyMs: 5 });

    for (let round = 0; round < 2; round += 1) {
      await expired();
      while ((await Dish.countDocuments()) > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expiry.close();
    await expired();

    expect(await Dish.countDocuments()).to.equal(1);
  });

  it('reports which documents of a batch a unique index rejected, and which index', async () => {
    const Dish = model(test.database.connection, dishModel());
    await ensureIndexes(test.database.connection, [dishModel()], log);
    await Dish.create({ name: 'ramen' });

    const batch = [{ name: 'soba' }, { name: 'ramen' }, { name: 'udon' }, { name: 'soba' }];
    const error = await Dish.insertMany(batch, { ordered: false }).catch((e: unknown) => e);

    expect(duplicateKeys(error)).to.deep.equal([
      { position: 1, indexName: 'name_1' },
      { position: 3, indexName: 'name_1' },
    ]);
    expect(isDuplicateKey(error, 'name_1')).to.equal(true);
    expect(isDuplicateKey(error, 'price_1')).to.equal(false);
  });

  it('finds hot queries that scan or sort, and accepts those that use an index', async () => {
    const definition = dishModel(
      (schema) => schema.index({ tags: 1, cookedAt: -1 }),
      [
        { name: 'by tag, newest first', filter: { tags: 'spicy' }, sort: { cookedAt: -1 }, limit: 10 },
        { name: 'by name', filter: { name: trusted({ $in: ['a', 'b'] }) } },
        { name: 'by price', filter: { price: 3 } },
        { name: 'by name, cheapest first', filter: { name: 'a' }, sort: { price: 1 } },
        { name: 'tags counted', pipeline: [{ $match: { price: 1 } }, { $group: { _id: '$tags' } }] },
      ],
    );

    const checked = await checkQueries(test.database.connection, [definition], log);

    expect(checked.map(({ problems }) => problems)).to.deep.equal([
      [],
      [],
      ['scans the collection'],
      ['sorts in memory'],
      ['scans the collection'],
    ]);
  });

  it('pages through equal keys without duplicates or gaps while documents are added', async () => {
    const keys: SortKey[] = [
      ['price', -1],
      ['_id', 1],
    ];
    const Dish = model(test.database.connection, dishModel());
    const made = Array.from({ length: 25 }, (_, at) => ({ _id: newId(), name: `dish ${at}`, price: at % 3 }));
    await Dish.insertMany(made);

    const seen: string[] = [];
    let cursor = '';
    do {
      const after = cursor ? afterCursor(keys, decodeCursor(cursor, ['number', 'string'])) : {};
      const page = await Dish.find(after).sort(sortBy(keys)).limit(4).lean();
      seen.push(...page.map((dish) => dish._id));
      const last = page.at(-1);
      cursor = last ? encodeCursor([last.price, last._id]) : '';
      await Dish.create({ name: `late ${seen.length}`, price: 9 });
    } while (cursor);

    const expected = made.toSorted((a, b) => b.price - a.price || (a._id < b._id ? -1 : 1)).map((dish) => dish._id);
    expect(seen).to.deep.equal(expected);
  });
});

describe('a cursor', () => {
  it('returns the encoded values', () => {
    const at = new Date('2026-11-01T12:00:00.123Z');

    const [date, text, number] = decodeCursor(encodeCursor([at, 'id 🍜', 4]), ['date', 'string', 'number']);

    expect([date.getTime(), text, number]).to.deep.equal([at.getTime(), 'id 🍜', 4]);
  });

  const plain = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const garbage = {
    nothing: '',
    'invalid base64': '%%%',
    'invalid JSON': Buffer.from('{').toString('base64url'),
    'an object': plain({ 0: 1, length: 2 }),
    'too few values': plain([1]),
    'too many values': plain([1, 'a', 'b']),
    'an operator instead of a text': plain([1, { $gt: '' }]),
    'a text instead of a date': plain(['2026', 'a']),
    'a date out of range': plain([1e300, 'a']),
    'a lone surrogate': Buffer.from('[1,"\\ud800"]').toString('base64url'),
    'a NUL': plain([1, 'a\0']),
    'a megabyte': 'A'.repeat(1_000_000),
  };
  for (const [name, text] of Object.entries(garbage)) {
    it(`is rejected if it contains ${name}`, () => {
      expect(() => decodeCursor(text, ['date', 'string'])).to.throw(InvalidInputError);
    });
  }
});

/** Starts an engine, stores one dish, prints a line, and runs until it is killed. */
const PARENT = `
  const { openDatabase } = await import(process.env.MODULE + 'open-database.ts');
  const { EmbeddedMongo } = await import(process.env.MODULE + 'engine/embedded-mongo.ts');
  const { createLog } = await import(process.env.MODULE + '../kernel/log.ts');
  const log = createLog({ level: 'silent' });
  const directory = process.env.DIRECTORY;
  const engine = await EmbeddedMongo.start({ directory, loader: process.env.LOADER, log });
  const database = await openDatabase({ engine, dataDir: directory, log });
  await database.connection.collection('dishes').insertOne({ name: 'ramen' });
  console.log('stored');
`;

interface Writers {
  acknowledged: string[];
  failures: unknown[];
  untilMoreAreAcknowledged(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Eight writers that write one dish after the other, also after failures, until they are stopped. */
function startWriters(Dish: { create(dish: { _id: string; name: string }): Promise<unknown> }): Writers {
  const acknowledged: string[] = [];
  const failures: unknown[] = [];
  let isRunning = true;
  let onAcknowledged = () => {};

  async function write(): Promise<void> {
    while (isRunning) {
      const id = newId();
      try {
        await Dish.create({ _id: id, name: id });
        acknowledged.push(id);
        onAcknowledged();
      } catch (error) {
        failures.push(error);
      }
    }
  }
  const writing = Promise.all(Array.from({ length: 8 }, write));
  return {
    acknowledged,
    failures,
    untilMoreAreAcknowledged(count) {
      const goal = acknowledged.length + count;
      return new Promise((resolve) => {
        onAcknowledged = () => acknowledged.length >= goal && resolve();
      });
    },
    async stop() {
      isRunning = false;
      await writing;
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
