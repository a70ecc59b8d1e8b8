/** What a client may want to know before anyone signs in. */
import { SERVED_PROTOCOLS } from '../protocol/version.ts';
import type { RouteHandlers } from './route-handlers.ts';

export function metaRoutes({ hasPasswordReset }: { hasPasswordReset: boolean }): RouteHandlers<'meta.get'> {
  const meta = { name: 'Meshi', protocols: { ...SERVED_PROTOCOLS }, hasPasswordReset };
  return { 'meta.get': async () => meta };
}
