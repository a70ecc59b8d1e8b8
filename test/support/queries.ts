/** Which queries of the database a call makes. */
import type { TestApp } from './app.ts';

/** The queries about people that a call makes, sorted. Jobs and sessions may read at any time. */
export async function queriesOf({ connection }: TestApp, call: () => Promise<unknown>): Promise<string[]> {
  const queries: string[] = [];
  connection.set('debug', (collection: string, method: string) => queries.push(`${collection}.${method}`));
  await call();
  connection.set('debug', false);
  return queries.filter((query) => !/^(jobs|sessions|accounts)\./.test(query)).sort();
}
