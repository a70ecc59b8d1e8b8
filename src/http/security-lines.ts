/**
 * The lines of the security log about HTTP requests: one for each request of the table below, done or refused, and one for every
 * other request that is refused because the caller has no valid token or lacks the right.
 */
import { toAppError } from '../database/database-errors.ts';
import { AppError } from '../kernel/errors.ts';
import type { SecurityEventName, SecurityFacts, securityEvents } from '../kernel/security-events.ts';
import type { SecurityActor, SecurityLog } from '../kernel/security-log.ts';
import type { SignedIn } from '../protocol/accounts.ts';
import type { RouteName, RouteOutput, RouteParsed } from '../protocol/routes.ts';
import type { WireError } from '../protocol/wire.ts';
import type { HttpCall } from './http-call.ts';
import { idsIn, isRefusal, reasonOf } from './refusals.ts';

/** A request as a line sees it. What a refused request did not reach is empty. */
interface Seen<Name extends RouteName> {
  params: Partial<RouteParsed<Name, 'params'>>;
  body: Partial<RouteParsed<Name, 'body'>>;
  /** Null if the request was refused. */
  answer: RouteOutput<Name> | null;
}

interface RouteEvent<Name extends RouteName> {
  event: SecurityEventName;
  facts(seen: Seen<Name>): SecurityFacts<SecurityEventName>;
  /** Whether this request is one of those that the event is about. Default: every one. */
  isMeant?(seen: Seen<Name>): boolean;
  /** Who acts in a request without a token, from its answer. */
  actor?(answer: unknown): SecurityActor;
}

/** The events with exactly these fields. */
type EventWith<Fields extends readonly string[]> = {
  [Name in SecurityEventName]: (typeof securityEvents)[Name] extends Readonly<Fields> ? Name : never;
}[SecurityEventName];

/** TypeScript infers the route from the place of the line in the table. */
function line<Name extends RouteName, Event extends SecurityEventName>(
  event: Event,
  facts: (seen: Seen<Name>) => SecurityFacts<Event>,
  actor?: (answer: RouteOutput<Name>) => SecurityActor,
): RouteEvent<Name> {
  return { event, facts, ...(actor && { actor }) } as unknown as RouteEvent<Name>;
}

/** A line without fields of its own. */
function plain<Name extends RouteName>(event: EventWith<[]>): RouteEvent<Name> {
  return line(event, () => ({}));
}

/** A line without a signed-in person: the handler notes whose account it is. */
function onAccount<Name extends RouteName>(event: EventWith<['accountId']>): RouteEvent<Name> {
  return line(event, () => ({ accountId: null }));
}

/** One route for each form of the body. */
type MemberRoute = 'communities.admit' | 'communities.remove' | 'communities.ban' | 'communities.mute';

/** A line about a person in a community. */
function onMember(event: EventWith<['communityId', 'targetId']>): RouteEvent<MemberRoute> {
  return line(event, ({ params }) => ({ communityId: params.communityId, targetId: params.personId }));
}

/** A line about a person in a room. */
function onRoomGuest(
  event: EventWith<['roomId', 'targetId']>,
): RouteEvent<'rooms.setRole' | 'rooms.setVoice' | 'rooms.removePerson' | 'rooms.endBan'> {
  return line(event, ({ params }) => ({ roomId: params.roomId, targetId: params.personId }));
}

function onCommunity(event: EventWith<['communityId']>): RouteEvent<'communities.get'> {
  return line(event, ({ params }) => ({ communityId: params.communityId }));
}

/** One route for each form of the body. */
type AccountRoute =
  | 'operatedPeople.suspend'
  | 'operatedPeople.unsuspend'
  | 'operatedSuspensions.end'
  | 'operatedPeople.endSessions'
  | 'operatedPeople.sendReset'
  | 'operatedPeople.resetFactors'
  | 'operatedPeople.keepFactors'
  | 'operatedPeople.erase';

/** A line about an operator and an organisation. */
function onOrganisation(
  event: EventWith<['targetTenantId']>,
): RouteEvent<'operatedOrganisations.close' | 'operatedOrganisations.reopen' | 'operatedOrganisations.endSessions'> {
  return line(event, ({ params }) => ({ targetTenantId: params.tenantId }));
}

/** A line about an operator and the account of another person. */
function onPerson(event: EventWith<['targetId']>): RouteEvent<AccountRoute> {
  return line(event, ({ params }) => ({ targetId: params.personId }));
}

/** One route for each form of the body. */
type KeyRoute =
  | 'serverKeys.rehearse'
  | 'serverKeys.disable'
  | 'serverKeys.enable'
  | 'tenantKeys.rehearse'
  | 'tenantKeys.disable'
  | 'tenantKeys.enable'
  | 'serverKeys.delete'
  | 'tenantKeys.delete';

/** A line about one key. */
function onKey(event: EventWith<['keyId']>): RouteEvent<KeyRoute> {
  return line(event, ({ params }) => ({ keyId: params.keyId }));
}

function started({ tenant, profile, sessionId }: SignedIn): SecurityActor {
  return { tenantId: tenant.id, personId: profile.id, sessionId };
}

const ROUTE_EVENTS: { readonly [Name in RouteName]?: RouteEvent<Name> } = {
  'accounts.signUp': line('signed_up', ({ answer }) => ({ accountId: answer?.account.id }), started),
  'accounts.prove': plain('proof_renewed'),
  'accounts.changePassword': plain('password_changed'),
  'accounts.setPassword': plain('password_set'),
  'accounts.verifyEmail': plain('email_verified'),
  'accounts.changeEmail': line('email_change_requested', ({ body, answer }) => ({
    isChanged: answer !== null && answer.account.email === body.email,
  })),
  'accounts.confirmEmail': plain('email_changed'),
  'accounts.undoEmailChange': onAccount('email_change_undone'),
  'accounts.delete': plain('account_deleted'),
  'passwordResets.confirm': onAccount('password_reset'),
  'sessions.signIn': line('signed_in', ({ answer }) => ({ accountId: answer?.account.id }), started),
  'sessions.signInSecond': line('signed_in', ({ answer }) => ({ accountId: answer?.account.id }), started),
  'secondFactors.confirmAuthenticator': plain('authenticator_added'),
  'secondFactors.removeAuthenticator': plain('authenticator_removed'),
  'sessions.signInWithPasskey': line('signed_in', ({ answer }) => ({ accountId: answer?.account.id }), started),
  'passkeys.prove': plain('proof_renewed'),
  'passkeys.add': plain('passkey_added'),
  'passkeys.remove': line('passkey_removed', ({ params }) => ({ passkeyId: params.passkeyId })),
  'secondFactors.makeRecoveryCodes': plain('recovery_codes_made'),
  'secondFactors.keep': plain('factor_reset_cancelled'),
  'secondFactors.keepByLink': onAccount('factor_reset_cancelled_by_link'),
  'sessions.switch': line('tenant_switched', ({ body, answer }) => ({
    toTenantId: body.tenantId,
    toPersonId: answer?.profile.id,
    toSessionId: answer?.sessionId,
  })),
  'sessions.signOut': plain('signed_out'),
  'sessions.revoke': line('session_revoked', ({ params }) => ({
    targetSessionId: params.sessionId,
  })),
  'sessions.revokeOthers': plain('other_sessions_revoked'),
  'dataExport.request': plain('data_export_requested'),
  'dataExport.download': plain('data_export_downloaded'),
  'calendar.createLink': plain('calendar_link_created'),
  'calendar.removeLink': plain('calendar_link_removed'),

  'serverKeys.create': line('key_created', ({ answer }) => ({ keyId: answer?.key.id })),
  'serverKeys.rehearse': onKey('key_rehearsed'),
  'serverKeys.disable': onKey('key_disabled'),
  'serverKeys.enable': onKey('key_enabled'),
  'serverKeys.delete': onKey('key_deleted'),
  'tenantKeys.create': line('key_created', ({ answer }) => ({ keyId: answer?.key.id })),
  'tenantKeys.rehearse': onKey('key_rehearsed'),
  'tenantKeys.disable': onKey('key_disabled'),
  'tenantKeys.enable': onKey('key_enabled'),
  'tenantKeys.delete': onKey('key_deleted'),

  'tenants.create': line('tenant_created', ({ answer }) => ({ newTenantId: answer?.tenant.id })),
  'tenants.delete': plain('tenant_deletion_scheduled'),
  'tenants.restore': plain('tenant_restored'),
  'tenants.setRetention': plain('tenant_retention_set'),
  'tenants.cancelRetention': plain('tenant_retention_cancelled'),
  'tenants.setPolicy': line('tenant_policy_changed', ({ body }) => ({ needsSecondFactor: body.needsSecondFactor })),
  'tenants.join': line('tenant_joined', ({ params, answer }) => ({
    newTenantId: params.tenantId,
    newPersonId: answer?.person.id,
  })),
  'tenants.leave': plain('tenant_left'),
  'tenantMembers.setRole': line('tenant_role_set', ({ params, body }) => ({
    targetId: params.personId,
    role: body.role,
  })),
  'tenantMembers.remove': line('tenant_member_removed', ({ params }) => ({
    targetId: params.personId,
  })),
  'tenantDomains.verify': plain('tenant_domain_added'),
  'tenantDomains.remove': plain('tenant_domain_removed'),
  'tenantInvitations.create': line('tenant_invitation_created', ({ body, answer }) => ({
    invitationId: answer?.id,
    role: body.role,
    isMailed: body.email !== undefined,
  })),
  'tenantInvitations.revoke': line('tenant_invitation_revoked', ({ params }) => ({
    invitationId: params.invitationId,
  })),
  'tenantInvitations.accept': line('tenant_invitation_used', ({ answer }) => ({
    invitationId: null,
    newTenantId: answer?.tenant.id,
    newPersonId: answer?.person.id,
  })),

  'tenantSignOn.set': plain('sign_on_set_up'),
  'tenantSignOn.remove': plain('sign_on_removed'),
  'tenantSignOn.activate': line('sign_on_switched', ({ body }) => ({ isActive: body.isActive })),
  'tenantSignOn.require': line('sign_on_required_set', ({ body }) => ({ isRequired: body.isRequired })),
  'signOn.finish': line('signed_on', ({ answer }) => ({ accountId: answer?.account.id }), started),
  'signOn.link': line('identity_linked', ({ answer }) => ({ accountId: answer?.account.id }), started),
  'signOn.finishOwn': line('sign_on_answered', ({ answer }) => ({ purpose: answer?.purpose })),
  'openSignOn.finish': line('signed_on', ({ answer }) => ({ accountId: answer?.account.id }), started),
  'openSignOn.signUp': line('signed_up', ({ answer }) => ({ accountId: answer?.account.id }), started),
  'openSignOn.link': plain('open_identity_linked'),
  'openSignOn.finishOwn': line('sign_on_answered', ({ answer }) => ({ purpose: answer?.purpose })),
  'openSignOn.unlink': line('open_identity_unlinked', ({ params }) => ({ provider: params.provider })),
  'signOn.breakGlass': line('break_glass_used', ({ body, answer }) => ({
    toTenantId: body.tenantId,
    toPersonId: answer?.profile.id,
    toSessionId: answer?.sessionId,
  })),

  'communities.create': line('community_created', ({ answer }) => ({ communityId: answer?.id })),
  'communities.edit': {
    ...line('community_access_changed', ({ params, body }) => ({
      communityId: params.communityId,
      visibility: body.visibility,
      joining: body.joining,
    })),
    isMeant: ({ body = {} }) => 'visibility' in body || 'joining' in body,
  },
  'communities.close': onCommunity('community_closed'),
  'communities.join': line('community_joined', ({ params, answer }) => ({
    communityId: params.communityId,
    standing: answer?.standing,
  })),
  'communities.leave': onCommunity('community_left'),
  'communities.admit': onMember('community_request_accepted'),
  'communities.decline': onMember('community_request_declined'),
  'communities.invite': onMember('community_invited'),
  'communities.uninvite': onMember('community_uninvited'),
  'communities.setRole': line('community_role_set', ({ params, body }) => ({
    communityId: params.communityId,
    targetId: params.personId,
    role: body.role,
  })),
  'communities.handOver': line('community_handed_over', ({ params, body }) => ({
    communityId: params.communityId,
    targetId: body.personId,
  })),
  'communities.remove': onMember('community_member_removed'),
  'communities.ban': onMember('community_banned'),
  'communities.unban': onMember('community_unbanned'),
  'communities.mute': onMember('community_muted'),
  'communities.unmute': onMember('community_unmuted'),
  'rooms.setRole': onRoomGuest('room_role_set'),
  'rooms.setVoice': onRoomGuest('room_voice_set'),
  'rooms.removePerson': onRoomGuest('room_person_removed'),
  'rooms.endBan': onRoomGuest('room_ban_ended'),
  'communities.createInvitation': line('community_invitation_created', ({ params, answer }) => ({
    communityId: params.communityId,
    invitationId: answer?.invitation.id,
  })),
  'communities.revokeInvitation': line('community_invitation_revoked', ({ params }) => ({
    communityId: params.communityId,
    invitationId: params.invitationId,
  })),
  'portal.take': line('role_taken', ({ body, answer }) => ({ role: body.role, heldRoleId: answer?.id })),
  'portal.leave': plain('role_left'),
  'portal.approve': line('role_approved', ({ params }) => ({ heldRoleId: params.heldRoleId })),
  'tenantGroups.create': line('tenant_group_created', ({ answer }) => ({ groupId: answer?.id })),
  'tenantGroups.edit': line('tenant_group_changed', ({ params }) => ({ groupId: params.groupId })),
  'tenantGroups.remove': line('tenant_group_removed', ({ params }) => ({ groupId: params.groupId })),
  'tenantGroups.addPerson': line('tenant_group_person_added', ({ params: { groupId, personId } }) => ({
    groupId,
    targetId: personId,
  })),
  'tenantGroups.removePerson': line('tenant_group_person_removed', ({ params: { groupId, personId } }) => ({
    groupId,
    targetId: personId,
  })),
  'tenantPermissionSets.create': line('tenant_set_created', ({ answer }) => ({ setId: answer?.id })),
  'tenantPermissionSets.remove': line('tenant_set_removed', ({ params }) => ({ setId: params.setId })),
  'operatorGroups.create': line('operator_group_created', ({ answer }) => ({ groupId: answer?.id })),
  'operatorGroups.edit': line('operator_group_changed', ({ params }) => ({ groupId: params.groupId })),
  'operatorGroups.remove': line('operator_group_removed', ({ params }) => ({ groupId: params.groupId })),
  'operatorGroups.addPerson': line('operator_added', ({ params: { groupId, personId } }) => ({
    groupId,
    targetId: personId,
  })),
  'operatorGroups.removePerson': line('operator_removed', ({ params: { groupId, personId } }) => ({
    groupId,
    targetId: personId,
  })),
  'operatorRoles.create': line('operator_role_created', ({ body }) => ({ role: body.name })),
  'operatorRoles.remove': line('operator_role_removed', ({ params }) => ({ role: params.name })),
  'operatedPeople.suspend': onPerson('account_suspended'),
  'operatedPeople.unsuspend': onPerson('account_suspension_ended'),
  'operatedSuspensions.end': onPerson('account_suspension_ended'),
  'operatedPeople.endSessions': onPerson('account_sessions_ended'),
  'operatedPeople.sendReset': onPerson('account_reset_sent'),
  'operatedPeople.resetFactors': onPerson('factor_reset_scheduled'),
  'operatedPeople.keepFactors': onPerson('factor_reset_withdrawn'),
  'operatedPeople.erase': onPerson('account_erased'),
  'operatorReports.decide': line('report_decided', ({ params, body }) => ({
    reportId: params.reportId,
    decision: body.outcome,
  })),
  'operatorReports.reopen': line('report_reopened', ({ params }) => ({ reportId: params.reportId })),
  'operatedRooms.close': line('room_closed_by_operator', ({ params }) => ({ roomId: params.roomId })),
  'operatedOrganisations.close': onOrganisation('tenant_closed_by_operator'),
  'operatedOrganisations.reopen': onOrganisation('tenant_reopened_by_operator'),
  'operatedOrganisations.endSessions': onOrganisation('tenant_sessions_ended_by_operator'),
  'operatedOrganisations.handOver': line('tenant_handed_over_by_operator', ({ params, body }) => ({
    targetTenantId: params.tenantId,
    targetId: body.personId,
  })),
  'operatedCommunities.close': line('community_closed_by_operator', ({ params }) => ({
    communityId: params.communityId,
  })),

  'communities.acceptInvitation': line('community_invitation_used', ({ answer }) => ({
    communityId: answer?.id,
    invitationId: null,
  })),
};

/** The events that a request over HTTP can cause. */
export const eventsOfRoutes: ReadonlySet<SecurityEventName> = new Set(
  Object.values(ROUTE_EVENTS).map(({ event }) => event),
);

/** Writes the line of a request that was done, if it has one. */
export function recordDone(security: SecurityLog, name: RouteName, call: HttpCall, answer: unknown): void {
  const found = eventOf(name, call);
  if (!found) return;
  const actor = call.actor ?? found.actor?.(answer) ?? null;
  security.record({ event: found.event, actor, facts: factsOf(found, call, answer), more: call.noted });
}

/** Writes the line of a request that was refused, if it has one. */
export function recordRefused(security: SecurityLog, name: RouteName, call: HttpCall, thrown: unknown): void {
  const error = toAppError(thrown);
  if (!(error instanceof AppError)) return;
  const found = eventOf(name, call);
  const { event, ids = {} } = error.concerns;
  if (!event && !(found ? hasLine(error) : isRefusal(error))) return;
  const own = event === undefined && found;
  security.record({
    event: own ? own.event : (event ?? 'request_refused'),
    outcome: 'refused',
    reason: reasonOf(error),
    actor: call.actor,
    facts: own ? factsOf(own, call, null) : ({ request: name } as SecurityFacts<SecurityEventName>),
    more: { ...idsIn(call.params), ...call.noted, ...ids },
    address: call.address,
  });
}

/** A refused request of the table has a line, unless its input was invalid or the server could not serve it. */
function hasLine({ code, details }: AppError): boolean {
  if (code === 'invalid_input') return details?.reason !== undefined;
  return details?.reason !== 'token_expired' && !WITHOUT_LINE.has(code);
}

const WITHOUT_LINE: ReadonlySet<WireError['code']> = new Set([
  'unavailable',
  'too_large',
  'incompatible_protocol',
  'internal',
]);

function eventOf(name: RouteName, call: HttpCall): RouteEvent<RouteName> | null {
  const found = ROUTE_EVENTS[name] as RouteEvent<RouteName> | undefined;
  return found && (found.isMeant?.(seenOf(call, null)) ?? true) ? found : null;
}

function factsOf({ facts }: RouteEvent<RouteName>, call: HttpCall, answer: unknown) {
  return facts(seenOf(call, answer));
}

function seenOf({ params, body }: HttpCall, answer: unknown): Seen<RouteName> {
  return { params: params ?? {}, body: body ?? {}, answer: answer ?? null } as Seen<RouteName>;
}
