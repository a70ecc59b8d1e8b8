/** Routes of accounts, sessions and password resets, and the cookie that carries the refresh token of a browser. */

import type { RouteHandlers } from '../http/route-handlers.ts';
import { UnauthenticatedError } from '../kernel/errors.ts';
import type { AccountDeletion } from './account-deletion.ts';
import type { AccountService } from './account-service.ts';
import type { EmailChangeService } from './email-change-service.ts';
import type { EmailVerificationService } from './email-verification-service.ts';
import { DEVICE_COOKIE, type KnownDevices } from './known-devices.ts';
import type { PasswordResetService } from './password-reset-service.ts';
import type { PasswordService } from './password-service.ts';
import type { ProofService } from './proof-service.ts';
import type { SessionRefresh } from './session-refresh.ts';
import type { SessionService } from './session-service.ts';
import type { IssuedTokens } from './session-tokens.ts';
import type { SignInService, StartedSession } from './sign-in-service.ts';
import type { SignUpService } from './sign-up-service.ts';

type Names =
  | 'accounts.signUp'
  | 'accounts.me'
  | 'accounts.prove'
  | 'accounts.changePassword'
  | 'accounts.setPassword'
  | 'accounts.requestEmailCode'
  | 'accounts.verifyEmail'
  | 'accounts.changeEmail'
  | 'accounts.confirmEmail'
  | 'accounts.undoEmailChange'
  | 'accounts.delete'
  | 'passwordResets.request'
  | 'passwordResets.confirm'
  | 'sessions.signIn'
  | 'sessions.signInSecond'
  | 'sessions.signInWithPasskey'
  | 'sessions.switch'
  | 'sessions.refresh'
  | 'sessions.list'
  | 'sessions.signOut'
  | 'sessions.revoke'
  | 'sessions.revokeOthers';

export interface AccountRoutesOptions {
  accounts: AccountService;
  signUps: SignUpService;
  signIns: SignInService;
  accountDeletion: AccountDeletion;
  proofs: ProofService;
  passwords: PasswordService;
  sessions: SessionService;
  sessionRefresh: SessionRefresh;
  passwordResets: PasswordResetService;
  emailVerifications: EmailVerificationService;
  emailChanges: EmailChangeService;
  devices: Pick<KnownDevices, 'make'>;
  limits: { refreshTokenMs: number; knownDeviceMs: number };
}

/** The cookie of the refresh token. Scripts cannot read it, and only the session routes do. */
export const REFRESH_COOKIE = 'meshi_refresh';

interface CookieWriter {
  setCookie(name: string, value: string | null, options?: { maxAgeMs?: number }): void;
}

export function accountRoutes(options: AccountRoutesOptions): RouteHandlers<Names> {
  const { accounts, signUps, signIns, accountDeletion, proofs, passwords, sessions, sessionRefresh } = options;
  const { passwordResets, emailVerifications, emailChanges, devices, limits } = options;

  /** Moves the refresh token from the body to the cookie if the client asked for the cookie. */
  const deliver = <Issued extends IssuedTokens>({ refreshIn, ...issued }: Issued, call: CookieWriter) => {
    if (refreshIn === 'body') return issued;
    call.setCookie(REFRESH_COOKIE, issued.refreshToken, { maxAgeMs: limits.refreshTokenMs });
    return { ...issued, refreshToken: null };
  };
  /** Also makes the device known for the account. The cookie stays after a sign-out. */
  const deliverToDevice = (started: StartedSession, call: CookieWriter) => {
    const deviceToken = devices.make(started.account.id);
    const issued = deliver(started, call);
    if (started.refreshIn === 'body') return { ...issued, deviceToken };
    call.setCookie(DEVICE_COOKIE, deviceToken, { maxAgeMs: limits.knownDeviceMs });
    return { ...issued, deviceToken: null };
  };
  const clearCookie = (call: CookieWriter) => call.setCookie(REFRESH_COOKIE, null);

  return {
    'accounts.signUp': async (call) => {
      if (call.body.refreshIn === 'cookie') call.requireOwnOrigin();
      return deliverToDevice(
        await signUps.signUp({ ...call.body, userAgent: call.userAgent, network: call.network }),
        call,
      );
    },
    'accounts.me': ({ actor }) => accounts.me(actor),
    'accounts.prove': async ({ actor, body }) => {
      await proofs.prove(actor, body);
      return null;
    },
    'accounts.changePassword': async ({ actor, body }) => {
      await passwords.change(actor, body);
      return null;
    },
    'accounts.setPassword': ({ actor, body }) => passwords.setFirst(actor, body.newPassword),
    'accounts.requestEmailCode': async ({ actor }) => {
      await emailVerifications.request(actor);
      return null;
    },
    'accounts.verifyEmail': ({ actor, body }) => emailVerifications.confirm(actor, body.code),
    'accounts.changeEmail': ({ actor, body }) => emailChanges.request(actor, body),
    'accounts.confirmEmail': ({ actor, body }) => emailChanges.confirm(actor, body.code),
    'accounts.undoEmailChange': async (call) => {
      const { accountId, resetToken } = await emailChanges.undo(call.body.token, call.network);
      call.note({ accountId });
      return { resetToken };
    },
    'accounts.delete': ({ actor, body }) => accountDeletion.delete(actor, body.password),
    'passwordResets.request': async ({ body }) => {
      await passwordResets.request(body.email);
      return null;
    },
    'passwordResets.confirm': async (call) => {
      call.note({ accountId: await passwordResets.confirm(call.body, call.network) });
      return null;
    },
    'sessions.signIn': async (call) => {
      if (call.body.refreshIn === 'cookie') call.requireOwnOrigin();
      return deliverToDevice(
        await signIns.signIn({ ...call.body, userAgent: call.userAgent, network: call.network }),
        call,
      );
    },
    'sessions.signInSecond': async (call) => {
      if (call.body.refreshIn === 'cookie') call.requireOwnOrigin();
      return deliverToDevice(
        await signIns.signInSecond({ ...call.body, userAgent: call.userAgent, network: call.network }),
        call,
      );
    },
    'sessions.signInWithPasskey': async (call) => {
      const device = { ...call.body, userAgent: call.userAgent, network: call.network };
      return deliverToDevice(await signIns.signInWithPasskey(device, call.pageOrigin), call);
    },
    // The new session takes over `refreshIn` of the old one, so the new cookie overwrites the cookie of the ended session.
    'sessions.switch': async (call) => ({
      ...deliver(await signIns.switchTenant(call.actor, call.body.tenantId), call),
      deviceToken: null,
    }),
    'sessions.refresh': async (call) => {
      const token = call.body.refreshToken ?? call.cookies[REFRESH_COOKIE];
      // Every page that is opened without a session asks for one.
      if (!token) throw noRefreshToken().about({ isUsual: true });
      return deliver(await sessionRefresh.refresh(token), call);
    },
    'sessions.list': async ({ actor }) => ({ items: await sessions.list(actor) }),
    'sessions.signOut': async (call) => {
      await sessions.signOut(call.actor);
      clearCookie(call);
      return null;
    },
    'sessions.revokeOthers': async ({ actor }) => {
      await accounts.endOtherSessions(actor);
      return null;
    },
    'sessions.revoke': async ({ actor, params }) => {
      await sessions.revoke(actor, params.sessionId);
      return null;
    },
  };
}

function noRefreshToken(): UnauthenticatedError {
  return new UnauthenticatedError('token_missing', 'The request carries no refresh token. Sign in.');
}
