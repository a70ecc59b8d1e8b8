/** `--demo`: the app with a database that was filled before it started. */

import type { Connection } from 'mongoose';
import { type App, openConfigured, startApp } from '../app.ts';
import { ensureIndexes } from '../database/indexes.ts';
import { type ModelDefinition, model } from '../database/models.ts';
import type { Database } from '../database/open-database.ts';
import { createFeatures } from '../features.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Config } from '../kernel/config.ts';
import { closeFeatures, listen, modelsOf, servicesOf } from '../kernel/feature.ts';
import { createKernel } from '../kernel/kernel.ts';
import type { Log } from '../kernel/log.ts';
import { loadDevelopmentKeys } from '../kernel/token-keys.ts';
import { createPushTransport } from '../notifications/index.ts';
import type { CreateRoom } from '../protocol/rooms.ts';
import { DemoClock } from './demo-clock.ts';
import { rooms } from './demo-rooms.ts';
import { type FilledDemo, fillDemo } from './fill-demo.ts';

/** A database with documents in any of these is not empty. */
const OF_PEOPLE = ['accounts', 'profiles', 'topics', 'conversations', 'rooms'];

export interface DemoParts {
  config: Config;
  log: Log;
  /** Writes a line for whoever started the program. Passwords go there and nowhere else. */
  print: (line: string) => void;
}

/** Starts Meshi, filled with the demo if its database is empty; otherwise says so and leaves everything as it is. */
export async function startWithDemo(parts: DemoParts): Promise<App> {
  const { config, log } = parts;
  const database = await openConfigured(config, log);
  const filled = await fillIfEmpty(database, parts).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const app = await startApp(config, { log, database });
  if (filled) await openRooms(app.services.roomService, filled);
  return app;
}

/** Before the app starts, because the services of the app would remember that nobody was there. */
async function fillIfEmpty({ connection }: Database, parts: DemoParts): Promise<FilledDemo | null> {
  const { config, log, print } = parts;
  const nowMs = Date.now();
  const clock = new DemoClock(nowMs);
  const tokenKeys = config.tokenKeys.length > 0 ? config.tokenKeys : await loadDevelopmentKeys(config.dataDir);
  // A kernel of its own, never started: nobody is there yet who could hear of what happened days ago.
  const kernel = createKernel({
    log,
    clock,
    connection,
    // Nobody is sent mail about days that never were.
    config: { ...config, mail: { ...config.mail, smtpUrl: null } },
  });
  const features = createFeatures({ kernel, tokenKeys, vapidKeys: null, pushTransport: createPushTransport() });
  await ensureIndexes(connection, modelsOf(features), log);
  if (!(await isEmpty(connection, modelsOf(features)))) {
    print('The database is not empty: the demo is left out. It wants a data directory of its own (DATA_DIR).');
    return null;
  }
  const stopListening = listen(features, kernel.events);
  try {
    const filled = await fillDemo({ services: servicesOf(features), clock, nowMs, log });
    printCredentials(filled, print);
    return filled;
  } finally {
    stopListening();
    await closeFeatures(features);
  }
}

interface RoomOpener {
  create(actor: Actor, room: CreateRoom): Promise<unknown>;
}

async function openRooms(opener: RoomOpener, { actors }: FilledDemo): Promise<void> {
  // One after the other, so that their order is the one in which they stand in the file.
  for (const { owner, ...room } of rooms) {
    const actor = actors.get(owner);
    if (actor) await opener.create(actor, room);
  }
}

async function isEmpty(connection: Connection, definitions: readonly ModelDefinition[]): Promise<boolean> {
  const looked = definitions.filter(({ collection }) => OF_PEOPLE.includes(collection));
  const found = await Promise.all(looked.map((definition) => model(connection, definition).exists({})));
  return found.every((one) => one === null);
}

function printCredentials({ credentials }: FilledDemo, print: (line: string) => void): void {
  print('');
  print('The demo is ready. Sign in as one of these, or as both in two browsers:');
  for (const { displayName, email, password } of credentials) print(`  ${displayName}: ${email}  ${password}`);
  print('These passwords were made just now and are shown only once.');
  print('');
}
