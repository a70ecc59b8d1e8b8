/** `--demo`: fills the database with the demo, then starts the app. */

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

/** A database with documents in any of these collections is not empty. */
const CHECKED_COLLECTIONS = ['accounts', 'profiles', 'topics', 'conversations', 'rooms'];

export interface StartWithDemoOptions {
  config: Config;
  log: Log;
  /** Prints a line for the person who started the program. Passwords are printed here and nowhere else. */
  print: (line: string) => void;
  /** Ends a start that is under way. */
  signal?: AbortSignal | undefined;
}

/** Fills the database with the demo if it is empty, otherwise prints that it is not; then starts Meshi. */
export async function startWithDemo(options: StartWithDemoOptions): Promise<App> {
  const { config, log, signal } = options;
  const database = await openConfigured(config, log, signal);
  const filled = await fillIfEmpty(database, options).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const app = await startApp(config, { log, database, signal });
  if (filled) await openRooms(app.services.roomService, filled);
  return app;
}

/** Runs before the app starts, because the caches of the app's services would not see these people. */
async function fillIfEmpty({ connection }: Database, options: StartWithDemoOptions): Promise<FilledDemo | null> {
  const { config, log, print } = options;
  const nowMs = Date.now();
  const clock = new DemoClock(nowMs);
  const tokenKeys = config.tokenKeys.length > 0 ? config.tokenKeys : await loadDevelopmentKeys(config.dataDir);
  // A separate kernel that is never started: nobody is connected yet who could receive the events.
  const kernel = createKernel({
    log,
    clock,
    connection,
    // Send no mail about events of the demo.
    config: { ...config, mail: { ...config.mail, smtpUrl: null } },
  });
  const features = createFeatures({
    kernel,
    tokenKeys,
    vapidKeys: null,
    pushTransport: createPushTransport(config.pushHosts),
  });
  await ensureIndexes(connection, modelsOf(features), log);
  if (!(await isEmpty(connection, modelsOf(features)))) {
    print('The database is not empty, so the demo was not created. Use a separate data directory for it (DATA_DIR).');
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
  // One after the other, so that they are listed in the order of the file.
  for (const { owner, ...room } of rooms) {
    const actor = actors.get(owner);
    if (actor) await opener.create(actor, { ...room, isStage: false });
  }
}

async function isEmpty(connection: Connection, definitions: readonly ModelDefinition[]): Promise<boolean> {
  const checked = definitions.filter(({ collection }) => CHECKED_COLLECTIONS.includes(collection));
  const found = await Promise.all(checked.map((definition) => model(connection, definition).exists({})));
  return found.every((one) => one === null);
}

function printCredentials({ credentials }: FilledDemo, print: (line: string) => void): void {
  print('');
  print('The demo is ready. Sign in as one of these people, or as both in two browsers:');
  for (const { displayName, email, password } of credentials) print(`  ${displayName}: ${email}  ${password}`);
  print('These passwords are new and are shown only once.');
  print('');
}
