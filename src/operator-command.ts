/**
 * `npm run operator`: makes people operators on the machine itself, so that there is never a default account or password.
 *
 *     npm run operator -- list
 *     npm run operator -- add someone@example.com       the account exists; its address is verified if the server has mail
 *     npm run operator -- remove someone@example.com    from all groups
 *
 * Works while the server runs: it uses `MONGODB_URI`, or the embedded engine of `DATA_DIR` over its socket. Exit code 1 with one
 * line if it cannot be done, 64 for a wrong call.
 */
import type { Connection } from 'mongoose';
import { failed, inOneLine, openBesideServer, print, WRONG_CALL } from './command.ts';
import { ensureIndexes } from './database/indexes.ts';
import { createFeatures } from './features.ts';
import { Clock } from './kernel/clock.ts';
import { type Config, readConfig } from './kernel/config.ts';
import { modelsOf } from './kernel/feature.ts';
import { createKernel } from './kernel/kernel.ts';
import { createLog, type Log } from './kernel/log.ts';
import { tokenKeysOf } from './kernel/token-keys.ts';
import { createPushTransport } from './notifications/index.ts';
import { emailSchema } from './protocol/email.ts';

const USAGE = 'Usage: npm run operator -- list | add EMAIL | remove EMAIL';

const [action, address, ...more] = process.argv.slice(2);
process.exitCode = await inOneLine(main);

async function main(): Promise<number> {
  const email = emailSchema.safeParse(address);
  const isKnown = action === 'list' ? address === undefined : action === 'add' || action === 'remove';
  if (!isKnown || more.length > 0 || (action !== 'list' && !email.success)) return failed(USAGE, WRONG_CALL);
  const config = readConfig(process.env);
  const log = createLog({ level: 'error' });
  const database = await openBesideServer(config, log);
  try {
    return await run(await groupsOf(database.connection, config, log, database.kind), email.data ?? '');
  } finally {
    await database.close();
  }
}

async function run(groups: Awaited<ReturnType<typeof groupsOf>>, email: string): Promise<number> {
  if (action === 'add') {
    const { name, hasFactor } = await groups.addByCommand(email);
    print(`${email} is in the group "${name}" now, and can take its roles at /portal.`);
    if (!hasFactor)
      print('Before that, the account needs an authenticator app or a passkey: add one at /settings/security.');
  } else if (action === 'remove') {
    const count = await groups.removeByCommand(email);
    print(count > 0 ? `${email} is in no group of operators any more.` : `${email} was in no group of operators.`);
  }
  const { items } = await groups.list();
  if (items.length === 0) print('There are no operators.');
  for (const { name, roles, people } of items) {
    const names = people.map(({ displayName, handle }) => `${displayName} (@${handle})`);
    print(`${name} [${roles.join(', ')}]: ${names.join(', ') || 'nobody'}`);
  }
  return 0;
}

/** The groups on this database. Creating features has no side effects. */
async function groupsOf(connection: Connection, config: Config, log: Log, kind: string) {
  const kernel = createKernel({ config, log, clock: new Clock(), connection });
  const tokenKeys = await tokenKeysOf(config);
  const pushTransport = createPushTransport(config.pushHosts);
  const features = createFeatures({ kernel, tokenKeys, vapidKeys: null, pushTransport });
  await ensureIndexes(connection, modelsOf(features), log, { isEmbedded: kind === 'embedded' });
  return features.operators.service.operatorGroups;
}
