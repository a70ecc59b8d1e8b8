/** The kernel: what all features share. It does not depend on any feature. */
import type { Connection } from 'mongoose';
import { connectModels } from '../database/models.ts';
import { Circles, circleOf } from './circles.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { Events } from './events.ts';
import { defineFeature } from './feature.ts';
import { Hooks } from './hooks.ts';
import { jobModel } from './job-model.ts';
import { Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import { Quotas } from './quotas.ts';
import { SecurityLog } from './security-log.ts';
import { personChannel } from './socket-channels.ts';

export interface KernelOptions {
  config: Config;
  log: Log;
  clock: Clock;
  connection: Connection;
}

export interface Kernel extends KernelOptions {
  limits: Config['limits'];
  events: Events;
  hooks: Hooks;
  circles: Circles;
  jobs: Jobs;
  quotas: Quotas;
  security: SecurityLog;
  /** The URL for links to this server. Empty until the server listens, unless it is configured. */
  publicUrl(): string;
  /** Sets the URL that the server listens on, such as `http://localhost:3000`. */
  listensAt(url: string): void;
}

export function createKernel({ config, log, clock, connection }: KernelOptions): Kernel {
  const { limits } = config;
  const { jobs: jobsModel } = connectModels(connection, kernelModels);
  const hooks = new Hooks();
  let listeningUrl = '';
  return {
    config,
    log,
    clock,
    connection,
    limits,
    events: new Events(),
    hooks,
    circles: new Circles({ hooks }),
    jobs: new Jobs({ jobs: jobsModel, clock, log, limits }),
    quotas: new Quotas({ log }),
    security: new SecurityLog({ log, clock, limits }),
    publicUrl: () => config.http.publicUrl ?? listeningUrl,
    listensAt(url) {
      listeningUrl = url;
    },
  };
}

/** The kernel's entry in the list of features. */
export function kernelFeature({ circles, security }: Kernel) {
  return defineFeature({
    name: 'kernel',
    service: null,
    models: kernelModels,
    reactions: { circlesChanged: (event) => circles.forget(event), eventsDelayed: () => circles.forgetAll() },
    announcements: {
      circlesChanged: ({ circle, personIds }) => [
        { channels: personIds.map(personChannel), name: 'circle:changed', payload: { circle: circleOf(circle) } },
      ],
    },
    close: () => security.close(),
  });
}

const kernelModels = { jobs: jobModel };
