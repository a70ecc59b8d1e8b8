/** Calling in: notifies people who asked for it that a person waits alone in a room. */

import { connectModels } from '../database/models.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { NeverMatchList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { callInModel } from './call-in-model.ts';
import { callInRoutes } from './call-in-routes.ts';
import { CallInService } from './call-in-service.ts';

const models = { callIns: callInModel };

export interface CallInDeps {
  kernel: Kernel;
  notifications: NotificationService;
  profiles: ProfileService;
  neverMatchList: NeverMatchList;
}

export function createCallIn({ kernel, notifications, profiles, neverMatchList }: CallInDeps) {
  const { circles, clock, hooks, jobs, limits } = kernel;
  const { callIns } = connectModels(kernel.connection, models);
  const callIn = new CallInService({
    callIns,
    profiles,
    circles,
    neverMatchList,
    notifications,
    hooks,
    jobs,
    clock,
    limits,
  });

  return defineFeature({
    name: 'call-in',
    service: { callIn },
    models,
    routes: callInRoutes({ callIn }),
    reactions: {
      roomChanged: (event) => callIn.roomChanged(event),
      presenceReported: ({ offline }) => callIn.wentOffline(offline),
    },
    jobs: callIn.jobs(),
  });
}
