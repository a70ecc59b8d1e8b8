/** Information about the server that clients can read without signing in. */
import { defineFeature } from '../kernel/feature.ts';
import { SERVED_PROTOCOLS } from '../protocol/version.ts';
import type { RouteHandlers } from './route-handlers.ts';

export function createMeta({ hasPasswordReset }: { hasPasswordReset: boolean }) {
  const meta = { name: 'Meshi', protocols: { ...SERVED_PROTOCOLS }, hasPasswordReset };
  const routes: RouteHandlers<'meta.get'> = { 'meta.get': async () => meta };
  return defineFeature({ name: 'meta', service: null, routes });
}
