/** Routes of organisations, members, domains and invitations. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { TenantAuditService } from './audit-service.ts';
import type { DomainService } from './domain-service.ts';
import type { TenantInvitationService } from './invitation-service.ts';
import type { TenantMemberService } from './member-service.ts';
import type { TenantPolicyService } from './policy-service.ts';
import type { RetentionService } from './retention/retention-service.ts';
import type { TenantService } from './tenant-service.ts';
import type { UnreadElsewhere } from './unread-elsewhere.ts';

type Names =
  | `tenants.${'list' | 'unread' | 'create' | 'offers' | 'join' | 'current' | 'edit' | 'delete' | 'restore' | 'leave' | 'setPolicy' | 'setRetention' | 'cancelRetention' | 'audit' | 'exportAudit'}`
  | `tenantMembers.${'list' | 'setRole' | 'remove'}`
  | `tenantDomains.${'request' | 'verify' | 'remove'}`
  | `tenantInvitations.${'list' | 'create' | 'revoke' | 'preview' | 'accept'}`;

export interface TenantRoutesOptions {
  tenants: TenantService;
  policy: TenantPolicyService;
  retention: RetentionService;
  tenantAudit: TenantAuditService;
  unreadElsewhere: UnreadElsewhere;
  members: TenantMemberService;
  domains: DomainService;
  invitations: TenantInvitationService;
}

export function tenantRoutes(options: TenantRoutesOptions): RouteHandlers<Names> {
  const { tenants, policy, retention, tenantAudit, unreadElsewhere, members, domains, invitations } = options;
  return {
    'tenants.list': async ({ actor }) => ({ items: await tenants.list(actor) }),
    'tenants.unread': async ({ actor }) => ({ items: await unreadElsewhere.list(actor) }),
    'tenants.create': ({ actor, body }) => tenants.create(actor, body),
    'tenants.offers': ({ actor }) => tenants.offers(actor),
    'tenants.join': ({ actor, params, body }) => tenants.join(actor, params.tenantId, body),
    'tenants.current': ({ actor }) => tenants.current(actor),
    'tenants.edit': ({ actor, body }) => tenants.edit(actor, body),
    'tenants.delete': ({ actor, body }) => tenants.delete(actor, body.password),
    'tenants.restore': ({ actor }) => tenants.restore(actor),
    'tenants.leave': async ({ actor }) => {
      await members.leave(actor);
      return null;
    },
    'tenants.setPolicy': ({ actor, body }) => policy.set(actor, body),
    'tenants.setRetention': ({ actor, body }) => retention.set(actor, body),
    'tenants.cancelRetention': ({ actor }) => retention.cancel(actor),
    'tenants.audit': ({ actor, query }) => tenantAudit.list(actor, query),
    'tenants.exportAudit': ({ actor, query }) => tenantAudit.export(actor, query),
    'tenantMembers.list': ({ actor, query }) => members.list(actor, query),
    'tenantMembers.setRole': ({ actor, params, body }) => members.setRole(actor, params.personId, body.role),
    'tenantMembers.remove': async ({ actor, params }) => {
      await members.remove(actor, params.personId);
      return null;
    },
    'tenantDomains.request': ({ actor, body }) => domains.request(actor, body.email),
    'tenantDomains.verify': ({ actor, body }) => domains.verify(actor, body),
    'tenantDomains.remove': ({ actor, params }) => domains.remove(actor, params.domain),
    'tenantInvitations.list': async ({ actor }) => ({ items: await invitations.list(actor) }),
    'tenantInvitations.create': ({ actor, body }) => invitations.create(actor, body),
    'tenantInvitations.revoke': async ({ actor, params }) => {
      await invitations.revoke(actor, params.invitationId);
      return null;
    },
    'tenantInvitations.preview': ({ body }) => invitations.preview(body.token),
    'tenantInvitations.accept': async (call) => {
      const { token, ...entry } = call.body;
      const { invitationId, membership } = await invitations.accept(call.actor, token, entry);
      call.note({ invitationId });
      return membership;
    },
  };
}
