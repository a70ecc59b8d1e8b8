/** Calling in over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { CallInService } from './call-in-service.ts';

export function callInRoutes({ callIn }: { callIn: CallInService }): RouteHandlers<'callIn.get' | 'callIn.set'> {
  return {
    'callIn.get': ({ actor }) => callIn.get(actor),
    'callIn.set': ({ actor, body }) => callIn.set(actor, body),
  };
}
