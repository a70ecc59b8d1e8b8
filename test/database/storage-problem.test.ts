/** A full disk, a read-only file system and damaged files, with the real engine: the log, the error and `/readyz` say what it is. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Context } from 'mocha';
import pino from 'pino';
import { EmbeddedMongo, type EmbeddedMongoOptions } from '../../src/database/engine/embedded-mongo.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { UnavailableError } from '../../src/kernel/errors.ts';
import { logOptions } from '../../src/kernel/log.ts';
import { startTestApp } from '../support/app.ts';
import { engineLoader, startTestDatabase, temporaryDirectory } from '../support/database.ts';
import { LIMIT_MS, until } from '../support/until.ts';

const run = promisify(execFile);
const MB = 1_000_000;

// Promise B5 of docs/promises.md.
describe('the storage of the embedded engine', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let lines: { msg: string; problem?: string }[];

  beforeEach(() => {
    lines = [];
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  for (const [what, damage] of [
    ['cut off', (path: string) => truncate(path, 100_077)],
    ['emptied', (path: string) => truncate(path, 0)],
    ['overwritten at its start', (path: string) => overwrite(path, 0)],
  ] as const) {
    it(`is called damaged with the name of a file that was ${what}, at the first read`, async () => {
      const { directory, largest } = await filled();
      await damage(largest);
      const { engine, read } = await openIn(directory);

      await endOf(engine, read);

      const sentence = `${largest} is damaged`;
      expect(engine.problem()).to.include(sentence);
      expect(lines.find(({ msg }) => msg.startsWith('database engine died'))?.problem).to.include(sentence);
    });
  }

  it('is called damaged if the engine ends at each read, although no file can be named', async () => {
    const { directory, largest } = await filled();
    await overwrite(largest, 24_576);
    const { engine, read } = await openIn(directory);

    for (let time = 0; time < 4 && !engine.problem(); time++) await endOf(engine, read);

    const [first, second, third] = lines.filter(({ msg }) => msg.startsWith('database engine died'));
    expect([first?.problem, second?.problem]).to.deep.equal([undefined, undefined]);
    expect(third?.problem).to.include('has ended by itself 3 times').and.include(directory);
  });

  it('is not called damaged if the engine is killed again and again', async () => {
    const { directory } = await filled();
    const { engine } = await openIn(directory);

    for (let time = 0; time < 4; time++) await endOf(engine, async () => process.kill(engine.pid, 'SIGKILL'));

    expect(engine.problem()).to.equal(null);
  });

  it('has no problem any more when it is gone, although the engine does not end again', async () => {
    const { directory } = await filled();
    const { engine } = await openIn(directory, { recheckMs: 20 });
    const strange = join(directory, 'data/collection-strange.wt');
    await writeFile(strange, 'no database');
    await endOf(engine, async () => process.kill(engine.pid, 'SIGABRT'));
    expect(engine.problem()).to.include(strange);

    await rm(strange);

    await until(() => engine.problem() === null);
  });

  it('does not open without its catalog, and says which file is missing', async () => {
    const { directory } = await filled();
    const catalog = join(directory, 'data/_mdb_catalog.wt');
    await rm(catalog);

    expect(await startError(directory)).to.include(`${catalog} is missing`);
  });

  it('that is full says so, and goes on when there is space again', async function () {
    const disk = await smallDisk(this, 150);
    const ballast = join(disk, 'ballast');
    const { engine, write } = await openIn(join(disk, 'meshi'));
    await writeFile(ballast, Buffer.alloc(40 * MB));
    const isFull = () => engine.problem()?.includes('is full') === true;

    // The first end may leave the engine so much space that it goes on for a moment.
    await until(async () => {
      if (!isFull()) await write();
      return isFull();
    });
    await rm(ballast);
    await until(
      async () => isFull(),
      (is) => !is,
    );

    expect(engine.problem()).to.equal(null);
    expect(await write()).to.equal(true);
    expect(lines.some(({ problem }) => problem?.includes(`The disk of ${join(disk, 'meshi/data')} is full`))).to.equal(
      true,
    );
  });

  it('that is read-only is called that, also before anything is stored', async function () {
    const disk = await smallDisk(this, 20);
    await mkdir(join(disk, 'old/data'), { recursive: true });
    await run('mount', ['-o', 'remount,ro', disk]);

    for (const name of ['old', 'new']) expect(await startError(join(disk, name))).to.include('is read-only');
  });

  it('turns `/readyz` 503 while it has a problem', async () => {
    const { database, close } = await startTestDatabase({ isForApp: true });
    const problem = 'The file x.wt is damaged.' as const;
    const { connection, kind } = database;
    const app = await startTestApp({
      database: { connection, kind, close, state: () => 'ready', problem: () => problem },
    });
    closers.push(() => app.close());

    const answer = await fetch(`${app.url}/readyz`);

    expect(answer.status).to.equal(503);
    expect(await answer.json()).to.deep.include({ status: 'not_ready', database: { kind, state: 'ready', problem } });
  });

  /** A closed database with some megabytes in one file. */
  async function filled(): Promise<{ directory: string; largest: string }> {
    const directory = await temporaryDirectory();
    const { engine, close, write } = await openIn(directory);
    for (let time = 0; time < 3; time++) await write();
    await close();
    await engine.close();
    const data = join(directory, 'data');
    const paths = (await readdir(data)).filter((name) => name.endsWith('.wt')).map((name) => join(data, name));
    const sizes = await Promise.all(paths.map(async (path) => ({ path, size: (await stat(path)).size })));
    return { directory, largest: sizes.toSorted((one, other) => other.size - one.size)[0]?.path ?? '' };
  }

  async function openIn(directory: string, options: Partial<EmbeddedMongoOptions> = {}) {
    const log = pino({ level: 'info', ...logOptions }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const engine = await EmbeddedMongo.start({ directory, loader: engineLoader, log, ...options });
    closers.push(() => engine.close());
    const database = await openDatabase({ engine, dataDir: directory, databaseWaitMs: 2_000, log });
    closers.push(() => database.close());
    const dishes = database.connection.collection('dishes');
    return {
      engine,
      close: () => database.close(),
      read: () => dishes.find({}).toArray(),
      /** Writes about 1 MB. Returns whether that was possible. */
      write: () =>
        dishes
          .insertMany(Array.from({ length: 1_000 }, () => ({ text: Array.from({ length: 50 }, Math.random).join() })))
          .then(() => true)
          .catch(() => false),
    };
  }

  /** Resolves when the engine has ended because of this, was explained and is back. */
  async function endOf(engine: EmbeddedMongo, act: () => Promise<unknown>): Promise<void> {
    const back = once(engine, 'back', { signal: AbortSignal.timeout(LIMIT_MS) });
    await act().catch(() => undefined);
    await back;
  }

  async function startError(directory: string): Promise<string> {
    const options = { directory, loader: engineLoader, lockWaitMs: 0, log: pino({ level: 'silent' }) };
    const error = await EmbeddedMongo.start(options).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(UnavailableError);
    return (error as Error).message;
  }

  /** A file system of so many MB. Skips the test where mounting is not allowed. */
  async function smallDisk(test: Context, sizeMb: number): Promise<string> {
    const disk = await temporaryDirectory();
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', disk]).catch(() => test.skip());
    closers.push(() => run('umount', [disk]));
    return disk;
  }
});

async function overwrite(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(200_000, 7), 0, 200_000, at);
  await file.close();
}
