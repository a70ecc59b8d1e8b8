/** Routes of signing in to the open space by a provider of the operator. */
import type { KnownDevices } from '../../accounts/index.ts';
import type { RouteHandlers } from '../../http/route-handlers.ts';
import { type DeliveryLimits, deliveries } from '../deliveries.ts';
import type { OpenLinks } from './open-links.ts';
import type { OpenSignOnService } from './open-sign-on-service.ts';
import type { OwnOpenSignOnService } from './own-open-sign-on.ts';

type Names =
  `openSignOn.${'begin' | 'finish' | 'signUp' | 'link' | 'list' | 'beginLink' | 'beginProof' | 'finishOwn' | 'unlink'}`;

export interface OpenSignOnRoutesOptions {
  openSignOn: OpenSignOnService;
  own: OwnOpenSignOnService;
  links: Pick<OpenLinks, 'unlink'>;
  devices: Pick<KnownDevices, 'make'>;
  limits: DeliveryLimits;
}

export function openSignOnRoutes({
  openSignOn,
  own,
  links,
  devices,
  limits,
}: OpenSignOnRoutesOptions): RouteHandlers<Names> {
  const { begun, withToken, endOwn, deliver } = deliveries({ devices, limits });
  return {
    'openSignOn.begin': async (call) => {
      if (call.body.refreshIn === 'cookie') call.requireOwnOrigin();
      return begun(await openSignOn.begin(call.body.provider), call);
    },
    'openSignOn.finish': async (call) => {
      const { refreshIn } = call.body;
      if (refreshIn === 'cookie') call.requireOwnOrigin();
      const device = { refreshIn, userAgent: call.userAgent, network: call.network };
      const started = await openSignOn.finish(withToken(call.body, call), device);
      return deliver(started, call, started.account.id);
    },
    'openSignOn.signUp': async (call) => {
      const { refreshIn } = call.body;
      if (refreshIn === 'cookie') call.requireOwnOrigin();
      const device = { refreshIn, userAgent: call.userAgent, network: call.network };
      const started = await openSignOn.signUp(call.body, device);
      return deliver(started, call, started.account.id);
    },
    'openSignOn.link': async ({ actor, body }) => {
      await openSignOn.link(actor, body.challengeId);
      return own.list(actor);
    },
    'openSignOn.list': ({ actor }) => own.list(actor),
    'openSignOn.beginLink': async (call) => begun(await own.begin(call.actor, call.body.provider, 'link'), call),
    'openSignOn.beginProof': async (call) => begun(await own.begin(call.actor, call.body.provider, 'proof'), call),
    'openSignOn.finishOwn': (call) => endOwn(call, (body) => own.finish(call.actor, body)),
    'openSignOn.unlink': async ({ actor, params }) => {
      await links.unlink(actor, params.provider);
      return own.list(actor);
    },
  };
}
