/** Routes of single sign-on. */
import type { KnownDevices } from '../accounts/index.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { ConnectionService } from './connection-service.ts';
import { type DeliveryLimits, deliveries } from './deliveries.ts';
import type { OwnSignOnService } from './own-sign-on.ts';
import type { SignOnService } from './sign-on-service.ts';

type Names =
  | `tenantSignOn.${'get' | 'set' | 'remove' | 'test' | 'activate' | 'require'}`
  | `signOn.${'find' | 'begin' | 'finish' | 'mailCode' | 'link' | 'beginProof' | 'beginLink' | 'finishOwn' | 'session' | 'breakGlass'}`;

export interface SignOnRoutesOptions {
  connections: ConnectionService;
  signOn: SignOnService;
  own: OwnSignOnService;
  devices: Pick<KnownDevices, 'make'>;
  limits: DeliveryLimits;
}

export function signOnRoutes({ connections, signOn, own, devices, limits }: SignOnRoutesOptions): RouteHandlers<Names> {
  const { begun, withToken, endOwn, deliver } = deliveries({ devices, limits });
  return {
    'tenantSignOn.get': ({ actor }) => connections.get(actor),
    'tenantSignOn.set': ({ actor, body }) => connections.set(actor, body),
    'tenantSignOn.remove': ({ actor }) => connections.remove(actor),
    'tenantSignOn.test': async (call) => begun(await own.beginTest(call.actor), call),
    'tenantSignOn.activate': ({ actor, body }) => connections.activate(actor, body.isActive),
    'tenantSignOn.require': ({ actor, body }) => connections.require(actor, body),

    'signOn.find': async ({ body }) => ({ items: await signOn.find(body) }),
    'signOn.begin': async (call) => {
      if (call.body.refreshIn === 'cookie') call.requireOwnOrigin();
      return begun(await signOn.begin(call.body.tenantId), call);
    },
    'signOn.finish': async (call) => {
      const { refreshIn } = call.body;
      if (refreshIn === 'cookie') call.requireOwnOrigin();
      const device = { refreshIn, userAgent: call.userAgent, network: call.network };
      return deliver(await signOn.finish(withToken(call.body, call), device), call, null);
    },
    'signOn.mailCode': async ({ body }) => {
      await signOn.mailCode(body.challengeId);
      return null;
    },
    'signOn.link': async (call) => {
      const { refreshIn } = call.body;
      if (refreshIn === 'cookie') call.requireOwnOrigin();
      const device = { refreshIn, userAgent: call.userAgent, network: call.network };
      const started = await signOn.link(call.body, device, () => call.pageOrigin);
      return deliver(started, call, started.account.id);
    },
    'signOn.beginProof': async (call) => begun(await own.beginProof(call.actor), call),
    'signOn.beginLink': async (call) => begun(await own.beginLink(call.actor), call),
    'signOn.finishOwn': (call) => endOwn(call, (body) => own.finish(call.actor, body)),
    'signOn.session': ({ actor }) => own.session(actor),
    'signOn.breakGlass': async (call) => deliver(await own.breakGlass(call.actor, call.body.tenantId), call, null),
  };
}
