/** What every part of the core is put together from. */
import type { Connection } from 'mongoose';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config.ts';
import type { Events } from '../kernel/events.ts';
import type { Log } from '../kernel/log.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import type { VapidKeys } from '../kernel/vapid-keys.ts';
import type { PushTransport } from '../notifications/push-transport.ts';

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
  /** Null where no push is sent. */
  vapidKeys: VapidKeys | null;
  pushTransport: PushTransport;
  /** Where people reach this server, for links; known once it listens. */
  publicUrl: () => string;
}
