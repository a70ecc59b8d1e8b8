/** Creates the sessions of accounts, their tokens, and what checks the tokens of requests. */
import type { Model } from 'mongoose';
import type { AuditTrail } from '../audit/index.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import type { SigningKeys } from '../keys/signing/index.ts';
import type { Memberships } from '../tenants/memberships/index.ts';
import { Authenticator } from './authenticator.ts';
import { EndedSessions } from './ended-sessions.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import type { SessionDoc } from './session-model.ts';
import { SessionRefresh } from './session-refresh.ts';
import { SessionService } from './session-service.ts';
import { SessionTokens } from './session-tokens.ts';
import { Tokens } from './tokens.ts';

export interface SessionParts {
  kernel: Kernel;
  audit: AuditTrail;
  keys: readonly TokenKey[];
  signingKeys: SigningKeys | null;
  sessions: Model<SessionDoc>;
  memberships: Memberships;
}

export function createSessions({ kernel, audit, keys, signingKeys, sessions: docs, memberships }: SessionParts) {
  const { clock, events, hooks, limits, log } = kernel;
  const tokens = new Tokens({ keys, signingKeys, clock });
  const refreshTokens = new RefreshTokens({ keys });
  const sessionTokens = new SessionTokens({ tokens, refreshTokens, clock, limits });
  const ofSessions = { tokens: sessionTokens, clock, limits };
  const sessions = new SessionService({ ...ofSessions, sessions: docs, audit, memberships, events, hooks });
  const sessionRefresh = new SessionRefresh({ ...ofSessions, docs, sessions, refreshTokens });
  const authenticator = new Authenticator({ tokens, sessions, clock, limits });
  const endedSessions = new EndedSessions({ sessions, authenticator, events, log });
  return { tokens, sessions, sessionRefresh, authenticator, endedSessions };
}
