/** Makes each service and gives it exactly what it uses. Nothing else calls `new SomeService`. */
import type { Connection } from 'mongoose';
import type { Actor } from './access/actor.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import type { Log } from './log.ts';
import type { TokenKey } from './token-keys.ts';

/** What services are built from. */
export interface ServiceParts {
  config: Config;
  log: Log;
  clock: Clock;
  events: Events;
  /** Open, with its indexes made. */
  connection: Connection;
  /** The first signs, all verify. */
  tokenKeys: readonly TokenKey[];
  /** Where people reach this server, for links; known once it listens. */
  publicUrl: () => string;
}

/** Removes what a person leaves behind in one area, when the account is deleted. Must be safe to run twice. */
export type Eraser = (actor: Actor) => Promise<void>;

export type Services = Awaited<ReturnType<typeof createServices>>;

/** Every service of the core, ready to use. */
export async function createServices(parts: ServiceParts) {
  const erasers: Eraser[] = [];
  return { ...parts, erasers };
}
