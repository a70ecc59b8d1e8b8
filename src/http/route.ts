/**
 * Creates the Express handler for a route of the contract. Here all API requests are checked, rate limited, answered and
 * logged. Route handlers only return or throw.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { Acting, Actor } from '../kernel/actor.ts';
import { IncompatibleProtocolError, InvalidInputError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { SecurityLog } from '../kernel/security-log.ts';
import { KEY_BEGINNING } from '../keys/index.ts';
import { KEY_WARNING_HEADER } from '../protocol/keys.ts';
import type { Permission } from '../protocol/permissions.ts';
import type { RouteDefinition, RouteName } from '../protocol/routes.ts';
import { checkProtocol, PROTOCOL_HEADER } from '../protocol/version.ts';
import { admitKey, type KeySource } from './admit-key.ts';
import { type ActorSource, bearerOf, type PolicySource, type ProofSource } from './authenticate.ts';
import { readBody } from './body.ts';
import { CachedJson } from './cached-json.ts';
import { sendError, toWireError } from './error-handler.ts';
import { type CallSettings, HttpCall } from './http-call.ts';
import { parseQuery } from './query.ts';
import type { RateLimits } from './rate-limit.ts';
import { RawJson } from './raw-json.ts';
import type { Archive, CalendarFile, Picture, RouteHandlers } from './route-handlers.ts';
import { recordDone, recordRefused } from './security-lines.ts';
import { sendArchive, sendCachedJson, sendCalendar, sendJson, sendNothing, sendPicture } from './send.ts';
import { validate } from './validate.ts';

export interface RouteParts {
  authenticator: ActorSource;
  accounts: AccountSource;
  apiKeys: KeySource;
  proofs: ProofSource;
  policies: PolicySource;
  devices: DeviceSource;
  roles: RoleSource;
  challenges: ChallengeSource;
  rateLimits: RateLimits;
  settings: CallSettings;
  security: SecurityLog;
  log: Log;
}

/** Attempts are counted for accounts, which have a person in each tenant. */
export interface AccountSource {
  /** The account of the actor. */
  accountOf(actor: Actor): Promise<{ id: string }>;
}

/** Whose sign-in a second step finishes. */
export interface ChallengeSource {
  /** The account of a challenge that is still open; null if there is none. */
  accountOf(challengeId: string): Promise<string | null>;
}

/** The devices on which people have signed in before. */
export interface DeviceSource {
  /** The id of the calling device if it is known for this account; otherwise null. */
  idFor(call: HttpCall, accountId: string): string | null;
  /** The id of the calling device if it is known for the account with this address; otherwise null. */
  idOf(call: HttpCall, email: string): Promise<string | null>;
}

/** The roles that sessions hold. */
export interface RoleSource {
  /** @throws ForbiddenError `role_needed` */
  require(actor: Actor, permission: Permission): Promise<Acting>;
}

/** A route handler without its specific types. */
export type AnyHandler = (call: HttpCall) => Promise<unknown>;

/** The handler of a route. The cast is safe: the input is validated with the schemas from which its types are derived. */
export function handlerOf(handlers: RouteHandlers, name: RouteName): AnyHandler {
  return handlers[name] as unknown as AnyHandler;
}

/** Creates the Express handler of a route. */
export function route(name: RouteName, definition: RouteDefinition, handler: AnyHandler, parts: RouteParts) {
  const run: RequestHandler = async (request, response) => {
    const isLogged = parts.log.isLevelEnabled('debug');
    const startedAt = isLogged ? performance.now() : 0;
    const call = new HttpCall(request, response, parts.settings);
    try {
      await admit(name, definition, request, response, call, parts);
      const answer = await handler(call);
      recordDone(parts.security, name, call, answer);
      await send(request, response, definition, answer);
    } catch (error) {
      recordRefused(parts.security, name, call, error);
      sendError(response, toWireError(error, parts.log, { route: name }));
    }
    if (isLogged) {
      const tookMs = Math.round(performance.now() - startedAt);
      parts.log.debug({ route: name, status: response.statusCode, tookMs }, 'request');
    }
  };
  return run;
}

/**
 * Checks version, token, rate limit and input of a request, in an order that reveals little and costs little. The proof comes last,
 * so that nobody is asked for a password before a problem of the form is shown.
 */
async function admit(
  name: RouteName,
  definition: RouteDefinition,
  request: Request,
  response: Response,
  call: HttpCall,
  parts: RouteParts,
): Promise<void> {
  await admitInput(name, definition, request, response, call, parts);
  if (definition.proof && call.actor) await parts.proofs.checkProof(call.actor, { isOwn: definition.proof === 'own' });
}

async function admitInput(
  name: RouteName,
  definition: RouteDefinition,
  request: Request,
  response: Response,
  call: HttpCall,
  parts: RouteParts,
): Promise<void> {
  const { accounts, devices, challenges, rateLimits } = parts;
  checkVersion(request);
  await admitCaller(definition, request, response, call, parts);
  if (definition.params) call.params = validate(definition.params, request.params, 'params');
  if (definition.query) call.query = validate(definition.query, parseQuery(request.url), 'query');
  if (!definition.body) return;
  const body = await readBody(request, response, definition.body);
  call.body = definition.body === 'image' ? body : validate(definition.body, body, 'body');
  const { address } = call;
  const { challengeId, code, email } = textsOf(call.body);
  if (challengeId) {
    const accountId = await challenges.accountOf(challengeId);
    if (accountId) await rateLimits.takeSecondStep(accountId, { address, deviceId: devices.idFor(call, accountId) });
  }
  if (CODES.has(name) && code && call.actor) {
    await rateLimits.takeFactorCode((await accounts.accountOf(call.actor)).id);
  }
  if (name === 'openSignOn.signUp') await rateLimits.takeSignUp(null, address);
  if (definition.limit !== 'credential' || !email) return;
  if (name === 'sessions.signIn')
    await rateLimits.takeSignIn(email, { address, deviceId: await devices.idOf(call, email) });
  else if (name === 'accounts.signUp') await rateLimits.takeSignUp(email, address);
  else await rateLimits.takeForEmail(name, email, address);
}

/** Requests of signed-in people with a code of the second factor. */
const CODES: ReadonlySet<RouteName> = new Set(['accounts.prove', 'openSignOn.finishOwn']);

/** Checks who calls, and counts against the rate limit of that person, address or key. */
async function admitCaller(
  definition: RouteDefinition,
  request: Request,
  response: Response,
  call: HttpCall,
  { authenticator, apiKeys, policies, rateLimits, roles }: RouteParts,
): Promise<void> {
  if (definition.auth === 'required') {
    const bearer = bearerOf(request);
    if (bearer.startsWith(KEY_BEGINNING)) {
      return admitKey(bearer, definition, { call, response }, { apiKeys, rateLimits });
    }
    const { actor, isRehearsed } = await authenticator.authenticate(bearer);
    if (isRehearsed) response.setHeader(KEY_WARNING_HEADER, 'rehearsal');
    call.actor = { ...actor, address: call.network };
  }
  await rateLimits.take(definition.limit, { personId: call.actor?.personId ?? null, address: call.address });
  if (call.actor && !definition.withoutFactor) await policies.check(call.actor);
  if (definition.permission && call.actor) call.acting = await roles.require(call.actor, definition.permission);
}

function checkVersion(request: Request): void {
  const version = request.headers[PROTOCOL_HEADER];
  if (version === undefined) return;
  if (typeof version !== 'string' || !/^\d{1,9}$/.test(version)) {
    throw new InvalidInputError(`${PROTOCOL_HEADER}: expected a whole number.`);
  }
  const result = checkProtocol(version);
  if (result !== 'ok') throw new IncompatibleProtocolError(result);
}

/** What limits are counted for. The body is valid, so these fields are texts. */
function textsOf(body: unknown): { challengeId?: string; code?: string; email?: string } {
  return typeof body === 'object' && body !== null ? body : {};
}

async function send(
  request: Request,
  response: Response,
  { output, status }: RouteDefinition,
  answer: unknown,
): Promise<void> {
  if (output === null) sendNothing(response, status);
  else if (output === 'image') sendPicture(response, answer as Picture);
  else if (output === 'archive') await sendArchive(request, response, answer as Archive);
  else if (output === 'calendar') sendCalendar(response, answer as CalendarFile);
  else if (answer instanceof CachedJson) sendCachedJson(request, response, answer);
  else sendJson(response, status, answer instanceof RawJson ? answer.bytes : JSON.stringify(answer));
}
