/** Information about the server that clients can read without signing in. */
import type { Config } from '../kernel/config.ts';
import { defineFeature } from '../kernel/feature.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { About, Meta } from '../protocol/meta.ts';
import { SERVED_PROTOCOLS } from '../protocol/version.ts';
import type { RouteHandlers } from './route-handlers.ts';

export interface MetaDeps {
  config: Pick<Config, 'operator' | 'limits'>;
  openProviders: Meta['openProviders'];
  hasMail: boolean;
  hasPush: () => Promise<boolean>;
  /** Numbers that are part of an index, so that no limit changes them. */
  notificationDays: number;
  instantTalkDays: number;
}

export function createMeta(deps: MetaDeps) {
  const meta = {
    name: 'Meshi',
    protocols: { ...SERVED_PROTOCOLS },
    hasPasswordReset: deps.hasMail,
    openProviders: deps.openProviders,
  };
  const about = aboutOf(deps);
  const routes: RouteHandlers<'meta.get' | 'meta.about'> = {
    'meta.get': async () => meta,
    'meta.about': async () => ({ ...about, sends: { mail: deps.hasMail, push: await deps.hasPush() } }),
  };
  return defineFeature({ name: 'meta', service: null, routes });
}

function aboutOf({ config, notificationDays, instantTalkDays }: MetaDeps): Omit<About, 'sends'> {
  const { operator, limits } = config;
  return {
    operator: { ...operator },
    kept: {
      sessionDays: inDays(limits.refreshTokenMs),
      auditDays: inDays(limits.auditKeptMs),
      knownDeviceDays: inDays(limits.knownDeviceMs),
      formerAddressDays: inDays(limits.emailUndoMs),
      notificationDays,
      notifications: limits.notificationsPerPerson,
      instantTalkDays,
      reportDays: inDays(limits.reportKeptMs),
      exportDays: inDays(limits.dataExportKeptMs),
      organisationDays: inDays(limits.tenantGraceMs),
    },
  };
}

/** Rounded up: nothing is kept for longer than it says. */
function inDays(ms: number): number {
  return Math.ceil(ms / DAY_MS);
}
