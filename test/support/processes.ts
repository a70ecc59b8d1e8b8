/** Several apps that share a database and Redis, as the server processes of one installation do. */
import { randomBytes } from 'node:crypto';
import type { Limits } from '../../src/kernel/config.ts';
import { startTestApp, type TestApp, type TestAppOptions } from './app.ts';
import { startTestDatabase, type TestDatabase } from './database.ts';
import { TestRedis } from './redis.ts';

export class TestProcesses {
  readonly redis: TestRedis;
  readonly database: TestDatabase;
  readonly #secrets = `shared:${randomBytes(48).toString('base64url')}`;
  readonly #apps = new Set<TestApp>();
  readonly #limits: Partial<Limits>;

  private constructor(redis: TestRedis, database: TestDatabase, limits: Partial<Limits>) {
    this.redis = redis;
    this.database = database;
    this.#limits = limits;
  }

  /** Starts Redis and a database. `limits` are those of every app. */
  static async start(limits: Partial<Limits> = {}): Promise<TestProcesses> {
    const [redis, database] = await Promise.all([TestRedis.start(), startTestDatabase({ isForApp: true })]);
    // Every app listens to the connection.
    database.database.connection.setMaxListeners(0);
    return new TestProcesses(redis, database, limits);
  }

  /** Starts two apps. */
  startTwo(): Promise<[TestApp, TestApp]> {
    return Promise.all([this.startOne(), this.startOne()]);
  }

  /** Starts an app. */
  async startOne({ env, limits, ...options }: TestAppOptions = {}): Promise<TestApp> {
    const { connection, kind } = this.database.database;
    const app = await startTestApp({
      ...options,
      env: { REDIS_URL: this.redis.url, TOKEN_SECRETS: this.#secrets, ...env },
      limits: { ...this.#limits, ...limits },
      // The apps share the database, so no app closes it.
      database: { connection, kind, state: () => this.database.database.state(), async close() {} },
    });
    this.#apps.add(app);
    return app;
  }

  /** Closes the apps. */
  async closeApps(): Promise<void> {
    await Promise.all([...this.#apps].map((app) => app.close()));
    this.#apps.clear();
  }

  /** Closes the apps, Redis and the database. */
  async close(): Promise<void> {
    await this.closeApps();
    await Promise.all([this.redis.close(), this.database.close()]);
  }
}
