/** How clients get the tokens of sign-ins by a provider: in the answer or in cookies, one of which binds the sign-in to the browser. */
import type { KnownDevices, StartedSession } from '../accounts/index.ts';
import { DEVICE_COOKIE, REFRESH_COOKIE } from '../accounts/index.ts';
import type { BegunSignOn } from '../protocol/sign-on.ts';
import type { BegunFlow } from './provider-flow.ts';

/** Only the page to which the provider sends the browser back needs it: a request of that page, from its own origin. */
const ATTEMPT_COOKIE = 'meshi_sign_on';

export interface DeliveryLimits {
  refreshTokenMs: number;
  knownDeviceMs: number;
  signOnAttemptMs: number;
}

interface Cookies {
  readonly cookies: Readonly<Record<string, string | undefined>>;
  setCookie(name: string, value: string | null, options?: { maxAgeMs?: number }): void;
}

export function deliveries({ devices, limits }: { devices: Pick<KnownDevices, 'make'>; limits: DeliveryLimits }) {
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
  /** Ends a link or a proof with the token. The cookie goes only once that worked: a mistyped code must not use it up. */
  const endOwn = async <Body extends { attemptToken?: string | undefined }, Ended>(
    call: Cookies & { body: Body },
    end: (body: Body) => Promise<Ended>,
  ): Promise<Ended> => {
    if (call.body.attemptToken) return end(call.body);
    const ended = await end({ ...call.body, attemptToken: call.cookies[ATTEMPT_COOKIE] });
    call.setCookie(ATTEMPT_COOKIE, null);
    return ended;
  };
  /** `knownFor`: the account for which the device becomes known; null if the person has not signed in with the account itself. */
  const deliver = ({ refreshIn, ...started }: StartedSession, call: Cookies, knownFor: string | null) => {
    const deviceToken = knownFor === null ? null : devices.make(knownFor);
    if (refreshIn === 'body') return { ...started, deviceToken };
    call.setCookie(REFRESH_COOKIE, started.refreshToken, { maxAgeMs: limits.refreshTokenMs });
    if (deviceToken !== null) call.setCookie(DEVICE_COOKIE, deviceToken, { maxAgeMs: limits.knownDeviceMs });
    return { ...started, refreshToken: null, deviceToken: null };
  };
  return { begun, withToken, endOwn, deliver };
}
