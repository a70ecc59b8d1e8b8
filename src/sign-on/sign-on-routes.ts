/** Routes of single sign-on, and the cookie that binds a sign-in to the browser that began it. */
import type { KnownDevices, StartedSession } from '../accounts/index.ts';
import { DEVICE_COOKIE, REFRESH_COOKIE } from '../accounts/index.ts';
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { BegunSignOn } from '../protocol/sign-on.ts';
import type { ConnectionService } from './connection-service.ts';
import type { OwnSignOnService } from './own-sign-on.ts';
import type { BegunFlow } from './provider-flow.ts';
import type { SignOnService } from './sign-on-service.ts';

type Names =
  | `tenantSignOn.${'get' | 'set' | 'remove' | 'test' | 'activate' | 'require'}`
  | `signOn.${'find' | 'begin' | 'finish' | 'mailCode' | 'link' | 'beginProof' | 'beginLink' | 'finishOwn' | 'session' | 'breakGlass'}`;

export interface SignOnRoutesOptions {
  connections: ConnectionService;
  signOn: SignOnService;
  own: OwnSignOnService;
  devices: Pick<KnownDevices, 'make'>;
  limits: { refreshTokenMs: number; knownDeviceMs: number; signOnAttemptMs: number };
}

/** Only the page to which the provider sends the browser back needs it: a request of that page, from its own origin. */
export const ATTEMPT_COOKIE = 'meshi_sign_on';

interface Cookies {
  readonly cookies: Readonly<Record<string, string | undefined>>;
  setCookie(name: string, value: string | null, options?: { maxAgeMs?: number }): void;
}

export function signOnRoutes({ connections, signOn, own, devices, limits }: SignOnRoutesOptions): RouteHandlers<Names> {
  const begun = (
    { url, attemptToken }: BegunFlow,
    call: Cookies & { body: { refreshIn: 'cookie' | 'body' } },
  ): BegunSignOn => {
    if (call.body.refreshIn === 'body') return { url, attemptToken };
    call.setCookie(ATTEMPT_COOKIE, attemptToken, { maxAgeMs: limits.signOnAttemptMs });
    return { url, attemptToken: null };
  };
  /** The token of the body, or of the cookie, which is then removed. */
  const withToken = <Body extends { attemptToken?: string | undefined }>(body: Body, call: Cookies): Body => {
    if (body.attemptToken) return body;
    const attemptToken = call.cookies[ATTEMPT_COOKIE];
    call.setCookie(ATTEMPT_COOKIE, null);
    return { ...body, attemptToken };
  };
  const deliver = ({ refreshIn, ...started }: StartedSession, call: Cookies, knownFor: string | null) => {
    const deviceToken = knownFor === null ? null : devices.make(knownFor);
    if (refreshIn === 'body') return { ...started, deviceToken };
    call.setCookie(REFRESH_COOKIE, started.refreshToken, { maxAgeMs: limits.refreshTokenMs });
    if (deviceToken !== null) call.setCookie(DEVICE_COOKIE, deviceToken, { maxAgeMs: limits.knownDeviceMs });
    return { ...started, refreshToken: null, deviceToken: null };
  };

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
    'signOn.finishOwn': (call) => own.finish(call.actor, withToken(call.body, call)),
    'signOn.session': ({ actor }) => own.session(actor),
    'signOn.breakGlass': async (call) => deliver(await own.breakGlass(call.actor, call.body.tenantId), call, null),
  };
}
